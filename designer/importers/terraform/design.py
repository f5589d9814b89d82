"""From Terraform's resources to a design: translated, understood as a template, named and grouped as Terraform does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from designer.importers.base import Became, Imported, ImportReport, Place, Progress, Remark, no_progress
from designer.importers.normal import Origin, Source, read_source
from designer.importers.terraform.arguments import TooLargeError
from designer.importers.terraform.module import Resource, read_directory
from designer.importers.terraform.plan import read_plan_file
from designer.importers.terraform.template import Template, template_of
from designer.importers.terraform.types import UNKNOWN
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Group, Subject
from designer.storage.errors import FileError

FEWEST = 2  # nodes of a module that gets a frame


def read_terraform(path: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of a Terraform directory.  Raises FileError."""
    resources, files = read_directory(path, progress)
    return _imported("Terraform directory", path, resources, tuple(files.remarks), catalogue, progress)


def read_plan(path: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of a plan as `terraform show -json` prints it.  Raises FileError."""
    return _imported("Terraform plan", path, read_plan_file(path, progress), (), catalogue, progress)


def _imported(
    kind: str,
    path: Path,
    resources: Sequence[Resource],
    remarks: tuple[Remark, ...],
    catalogue: Catalogue,
    progress: Progress,
) -> Imported:
    types = [service.cfn_type for service in catalogue.services.values() if service.cfn_type]
    try:
        template = template_of(resources, types)
    except TooLargeError:
        raise FileError(path, "the values of this configuration blow up when they are evaluated") from None
    origins = {id_: Origin(r.address, r.type, _place(r, path)) for id_, r in template.origins.items()}
    source = Source(kind, path, template.resources, origins, remarks=remarks)
    imported = read_source(source, catalogue, progress)
    design = _grouped(_named(imported.design, path, template), template)
    return Imported(design, _report(imported.report, template, imported, path), imported.positions)


def _place(resource: Resource, path: Path) -> Place:
    return resource.place or Place(path)


def _named(design: Design, path: Path, template: Template) -> Design:
    """The design named after its folder, and what `count = 0` leaves out shown, but not deployed."""
    changed = [
        (Subject("node", id_), design.nodes[id_].replace(disabled=True))
        for id_, resource in template.origins.items()
        if resource.absent and id_ in design.nodes
    ]
    name = path.resolve().name.removesuffix(".json").replace("-", " ").replace("_", " ")
    return design.put_all(changed).replace(name=name[:1].upper() + name[1:])


def _grouped(design: Design, template: Template) -> Design:
    """A frame around what a module makes (networks too), within the frame of the module around that."""
    inside: dict[tuple[str, ...], list[str]] = {}
    for id_, resource in template.origins.items():
        found = design.nodes.get(id_) or design.groups.get(id_)
        if found is not None and found.group is None:
            for depth in range(1, len(resource.modules) + 1):
                inside.setdefault(resource.modules[:depth], []).append(id_)
    groups: dict[tuple[str, ...], str] = {}
    for modules in sorted(inside):
        if len(inside[modules]) >= FEWEST:
            title = modules[-1].removeprefix("module.").replace("_", " ").replace("-", " ")
            outer = next((groups[modules[:d]] for d in range(len(modules) - 1, 0, -1) if modules[:d] in groups), None)
            group = Group(kind="custom", title=title[:1].upper() + title[1:]).replace(group=outer)
            groups[modules] = design.new_id(f"module_{modules[-1].removeprefix('module.')}")
            design = design.put(Subject("group", groups[modules]), group)
    for modules, ids in sorted(inside.items()):  # the innermost frame comes last
        if modules in groups:
            frame = groups[modules]
            nodes = [(Subject("node", i), design.nodes[i].replace(group=frame)) for i in ids if i in design.nodes]
            networks = [(Subject("group", i), design.groups[i].replace(group=frame)) for i in ids if i in design.groups]
            design = design.put_all(nodes).put_all(networks)
    return design


def _report(report: ImportReport, template: Template, imported: Imported, path: Path) -> ImportReport:
    """What became what, with what Terraform alone has resources for."""
    of_owner = {item.name: item for item in report.items}
    items = [_unknown(item) for item in report.items]
    for resource, owner in template.folded:
        found = of_owner.get(template.origins[owner].address)
        subject = found.subject if found else None
        items.append(Became(resource.address, resource.type, "folded", subject, _place(resource, path)))
    for resource, reason in template.left_out:
        items.append(Became(resource.address, resource.type, "left-out", None, _place(resource, path), reason))
    return replace(report, items=tuple(items))


def _unknown(item: Became) -> Became:
    if item.fate != "kept" or UNKNOWN not in item.type:
        return item
    return replace(item, note="CloudFormation has no such type")
