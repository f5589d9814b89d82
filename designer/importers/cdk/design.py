"""From an app's joint template to a design: titles and frames come from the constructs' paths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from designer.importers.base import Became, Imported, Progress, no_progress
from designer.importers.cdk.assembly import Assembly, read_assembly
from designer.importers.cdk.joined import Joined, joined
from designer.importers.cloudformation.titles import title
from designer.importers.normal import Origin, Source, read_source
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Group, Subject

FEWEST = 2  # nodes in a construct that gets a frame; a stack always gets one
_PLAIN = "constructs.Construct"  # the class of what people have put together themselves
_SILENT = frozenset({"Resource", "Default", "Service", "Table", "This"})  # the last word of a path that says nothing


def read_cdk(path: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of the app whose cdk.out lies in a folder.  Raises FileError."""
    assembly = read_assembly(path)
    progress(f"Reading {len(assembly.stacks)} stacks", 0, 0)
    app = joined(assembly)
    origins = {
        id_: Origin(app.paths[id_] or id_, str(resource.get("Type")), app.places[id_])
        for id_, resource in app.resources.items()
    }
    sections = {"Parameters": app.parameters} if app.parameters else {}
    source = Source("CDK app", path, app.resources, origins, sections, tuple(assembly.remarks))
    imported = read_source(source, catalogue, progress)
    design = _grouped(_titled(imported.design, app), app, assembly)
    names = [stack.title for stack in assembly.stacks]
    design = design.replace(name=title(names[0] if len(names) == 1 else path.resolve().parent.name, ""))
    left = tuple(
        Became(app.paths[id_] or id_, type_, "left-out", None, place, "the CDK's own")
        for id_, (type_, place) in app.left_out.items()
        if type_ != "AWS::CloudFormation::Stack"
    )
    report = replace(imported.report, items=(*imported.report.items, *left))
    return Imported(design, report, imported.positions)


def _titled(design: Design, app: Joined) -> Design:
    """Each node called as its construct is: `Shop/Ordering/OrdersQueue/Resource` is the Orders queue."""
    changed = []
    for id_, node in design.nodes.items():
        words = [part for part in app.paths.get(id_, "").split("/")[1:] if part]
        while len(words) > 1 and words[-1] in _SILENT:
            words.pop()
        if words and words[-1] not in ("Resource", "Default"):
            changed.append((Subject("node", id_), node.replace(title=title(words[-1], node.service))))
    return design.put_all(changed)


def _grouped(design: Design, app: Joined, assembly: Assembly) -> Design:
    """A frame for each stack, and within it for each construct of one's own that holds several nodes."""
    nodes = [id_ for id_ in design.nodes if id_ in app.stacks and design.nodes[id_].group is None]
    frames: dict[str, str] = {}  # a construct's path -> its group
    chains = {id_: _chain(app.paths[id_], app.stacks[id_].id, assembly.constructs) for id_ in nodes}
    number = Counter(path for chain in chains.values() for path in chain)
    titles = {stack.id: stack.title for stack in assembly.stacks}
    for chain in chains.values():
        outer: str | None = None
        for depth, path in enumerate(chain):
            alone = depth > 0 and (number[path] < FEWEST or number[path] == number[chain[depth - 1]])
            if path not in frames and not alone:
                words = titles.get(path, path.rpartition("/")[2])
                frames[path] = design.new_id(re.sub(r"[^A-Za-z0-9]+", "_", path))
                group = Group(kind="custom", title=title(words, "")).replace(group=outer)
                design = design.put(Subject("group", frames[path]), group)
            outer = frames.get(path, outer)
    moved = []
    for id_ in nodes:
        inner = next((frames[path] for path in reversed(chains[id_]) if path in frames), None)
        moved.append((Subject("node", id_), design.nodes[id_].replace(group=inner)))
    return design.put_all(moved)


def _chain(path: str, stack: str, constructs: Mapping[str, str]) -> list[str]:
    """The stack, and the constructs of one's own around a resource, from the outside."""
    parts = path.split("/")
    found = [stack]
    for depth in range(2, len(parts) - 1):
        inner = "/".join(parts[:depth])
        if constructs.get(inner) == _PLAIN:
            found.append(inner)
    return found
