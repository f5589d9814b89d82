"""Which nodes, edges and properties of a template were drawn, in its metadata.

An export adds alarms, log groups and defaults; whoever imports its template again wants the design that was drawn.
Each drawn thing is one line: a node by its logical id, an edge by its ends and its mechanism, and the properties that
the design itself gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from exporters.plan import Frame, Plan

KEY = "Skydraft"
_FORMAT = "skydraft-drawn/1"


def edge_name(source: str, mechanism: str, target: str) -> str:
    """What an edge is called in the metadata: `Orders -> Ship (event-source-mapping)`."""
    return f"{source} -> {target} ({mechanism})" if mechanism else f"{source} -> {target}"


def section(plan: Plan, logical: Mapping[str, str]) -> dict[str, Any]:
    """What the template's metadata say of a plan; `logical` gives the logical ids of its nodes."""
    drawn = {logical.get(id_, id_): plan.said.get(id_, ()) for id_ in plan.services}
    names: dict[str, str] = {}
    for id_, link in plan.links.items():
        source, target = (logical.get(end, end) for end in (link.source, link.target))
        name = names[id_] = edge_name(source, link.mechanism, target)
        drawn[name] = (*drawn.get(name, ()), *plan.said.get(id_, ()))
    found: dict[str, Any] = {
        "Format": _FORMAT,
        "Drawn": {name: ", ".join(dict.fromkeys(said)) for name, said in drawn.items()},
    }
    ids = {logical[id_]: id_ for id_ in (*plan.services, *plan.groups) if logical.get(id_, id_) != id_}
    found |= {"Ids": ids} if ids else {}
    titles = {logical.get(id_, id_): title for id_, title in plan.titles.items() if title != id_}
    found |= {"Titles": titles} if titles else {}
    groups = {logical.get(id_, id_): _frame(plan, logical, id_, frame) for id_, frame in plan.groups.items()}
    found |= {"Groups": groups} if groups else {}
    return {**found, "Beside": _beside(plan, logical, names)} if plan.beside else found


def _beside(plan: Plan, logical: Mapping[str, str], names: Mapping[str, str]) -> str:
    """What is drawn and stands in no resource, as JSON: a text, in which CloudFormation looks for no references.

    An entry a line, so that a change of the design is a change of its lines.
    """
    found = dict(plan.beside)
    if "edges" in found:
        ends = {
            id_: {end: logical.get(edge[end], edge[end]) for end in ("from", "to")}
            for id_, edge in found["edges"].items()
        }
        found["edges"] = {id_: {**edge, **ends[id_]} for id_, edge in found["edges"].items()}
    if "said" in found:
        found["said"] = {names.get(id_) or logical.get(id_, id_): own for id_, own in found["said"].items()}
    return _object({key: _object({k: _json(v) for k, v in part.items()}, " ") for key, part in found.items()}) + "\n"


def _object(members: Mapping[str, str], indent: str = "") -> str:
    lines = ",\n".join(f"{indent} {_json(key)}: {member}" for key, member in members.items())
    return f"{{\n{lines}\n{indent}}}" if members else "{}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _frame(plan: Plan, logical: Mapping[str, str], id_: str, frame: Frame) -> dict[str, str]:
    found = {"Kind": frame.kind, "Title": frame.title, "In": logical.get(frame.within, frame.within)}
    nodes = [logical.get(n, n) for n, group in plan.within.items() if group == id_]
    return {**{k: v for k, v in found.items() if v}, **({"Nodes": ", ".join(nodes)} if nodes else {})}


def names_of(sections: Any) -> Mapping[str, Mapping[str, int | None]] | None:
    """What a template's metadata say was drawn: the names, with the paths that the design itself gives and the lengths
    of those that are lists.  None where they say nothing that can be read."""
    ours = sections.get(KEY) if isinstance(sections, Mapping) else None
    drawn = ours.get("Drawn") if isinstance(ours, Mapping) and ours.get("Format") == _FORMAT else None
    if not isinstance(drawn, Mapping):
        return None
    return {
        str(name): {
            found[1]: int(found[2]) if found[2] else None
            for path in str(said).split(", ")
            if (found := _PATH.fullmatch(path))
        }
        for name, said in drawn.items()
    }


_PATH = re.compile(r"(.+?)(?:\[([0-9]{1,4})\])?")


def beside_of(sections: Any) -> Mapping[str, Any]:
    """What a template's metadata say was drawn and not deployed."""
    ours = sections.get(KEY) if isinstance(sections, Mapping) else None
    written = ours.get("Beside") if isinstance(ours, Mapping) else None
    try:
        found = json.loads(written) if isinstance(written, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def words_of(sections: Any, name: str) -> Mapping[str, str]:
    """The `Ids` or `Titles` that a template's metadata give to what is in it, by logical id."""
    ours = sections.get(KEY) if isinstance(sections, Mapping) else None
    words = ours.get(name) if isinstance(ours, Mapping) else None
    return {str(k): str(v) for k, v in words.items()} if isinstance(words, Mapping) else {}


def groups_of(sections: Any) -> Mapping[str, Mapping[str, str]]:
    """The groups that a template's metadata name, with their `Kind`, `Title`, `In` and `Nodes`."""
    ours = sections.get(KEY) if isinstance(sections, Mapping) else None
    groups = ours.get("Groups") if isinstance(ours, Mapping) else None
    return {
        str(id_): {str(k): str(v) for k, v in frame.items()}
        for id_, frame in (groups if isinstance(groups, Mapping) else {}).items()
        if isinstance(frame, Mapping)
    }
