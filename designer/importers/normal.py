"""Other languages' resources, told in CloudFormation's words, become a design through CloudFormation's importer.

So what resources mean together (who triggers whom, what belongs to what) is understood in one place, and each importer
only translates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from designer.importers.base import Became, Imported, ImportReport, Place, Progress, Remark, no_progress
from designer.importers.cloudformation import import_document
from designer.importers.cloudformation.document import parse
from designer.model.catalogue import Catalogue
from designer.model.design import Subject


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a resource really comes from: its name and type in the words of its own language."""

    name: str
    type: str
    place: Place


@dataclass(slots=True)
class Source:
    """Resources under logical ids, with their origins, and what the translation has to say besides."""

    kind: str  # for people: "Terraform directory"
    path: Path
    resources: Mapping[str, Mapping[str, Any]]
    origins: Mapping[str, Origin]
    sections: Mapping[str, Any] = field(default_factory=dict)  # Parameters, Transform, Globals …
    remarks: tuple[Remark, ...] = ()


def read_source(source: Source, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of translated resources.  Raises FileError."""
    order = list(source.resources)
    head = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **source.sections})
    rows = [f"{json.dumps(id_)}: {json.dumps(source.resources[id_])}" for id_ in order]
    # One resource a line: so the line in which the importer finds something tells whose it is.
    text = "\n".join([f'{head[:-1]}, "Resources": {{', ",\n".join(rows), "}}"])
    imported = import_document(parse(text.encode(), source.path), catalogue, progress=progress)

    def real(place: Place | None) -> Place | None:
        if place is None or not 2 <= place.line < 2 + len(order):
            return Place(source.path)
        return source.origins[order[place.line - 2]].place

    items = tuple(_item(item, source.origins, real(item.place)) for item in imported.report.items)
    remarks = tuple(Remark(remark.message, real(remark.place)) for remark in imported.report.remarks)
    positions: dict[Subject, Place] = {}
    for subject, place in imported.positions.items():
        origin = source.origins.get(subject.id) if subject.kind == "node" else None
        found = origin.place if origin else real(place)
        if found is not None:
            positions[subject] = found
    report = ImportReport(source.kind, items, (*source.remarks, *remarks))
    return Imported(imported.design, report, positions)


def _item(item: Became, origins: Mapping[str, Origin], place: Place | None) -> Became:
    origin = origins.get(item.name)
    if origin is None:
        return replace(item, place=place)
    return replace(item, name=origin.name, type=origin.type, place=origin.place)
