"""What every importer gives back: the design, the report of what became what, and where each thing stands.

An importer is a function `read_…(path, catalogue, progress=…) -> Imported`.  It executes nothing, reads nothing outside
what it was given, and bounds its time and memory; what is at fault is a FileError in one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from designer.model.design import Design, Subject

Progress = Callable[[str, int, int], None]
"""Called as work goes on: what is being done, how many things are done, of how many (0: not known).

It may raise `CancelledError`, which ends the import.
"""

# What became of a thing in the source: a node of its own; part of another subject; a generic node whose service we do
# not know; or nothing, for a reason that stands in the note.
Fate = Literal["node", "folded", "kept", "left-out"]


class CancelledError(Exception):
    """The person has cancelled the import."""


def no_progress(_what: str, _done: int, _total: int) -> None:
    """For callers who do not look."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file as it was named, with line and column from 1."""

    path: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Became:
    """One thing of the source (a resource, a shape) and what became of it.

    `subject` is the node, edge or group that it is now or belongs to; None only for what was left out.
    """

    name: str  # its logical id or address: "OrdersQueue", "aws_sqs_queue.orders"
    type: str  # in the source's words: "AWS::SQS::Queue", "aws_sqs_queue"
    fate: Fate
    subject: Subject | None = None
    place: Place | None = None
    note: str = ""  # why, for what was left out or is kept without being understood

    def as_json(self) -> dict[str, Any]:
        record: dict[str, Any] = {"name": self.name, "type": self.type, "fate": self.fate}
        if self.subject is not None:
            record["subject"] = str(self.subject)
        return {**record, **_where(self.place), **({"note": self.note} if self.note else {})}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the importer could not make out, or decided: one sentence, where it stands."""

    message: str
    place: Place | None = None

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message, **_where(self.place)}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became what, and what was kept but not understood."""

    kind: str  # what the source is, for people: "SAM template", "Terraform directory"
    items: tuple[Became, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def count(self) -> Counter[Fate]:
        return Counter(item.fate for item in self.items)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "items": [item.as_json() for item in self.items],
            "remarks": [remark.as_json() for remark in self.remarks],
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """A design made from something else.  Nodes have no place yet (`designer.editing.layout.place` gives one).

    `positions` says for nodes, edges and groups where they stand in the source; a subject that is missing there
    (an edge that follows from two resources) stands where its source node does.
    """

    design: Design
    report: ImportReport
    positions: Mapping[Subject, Place] = field(default_factory=dict)

    def place_of(self, subject: Subject) -> Place | None:
        """Where a subject stands in the source, or the node that it hangs on."""
        if (found := self.positions.get(subject)) is not None:
            return found
        if subject.kind == "edge" and subject.id in self.design.edges:
            edge = self.design.edges[subject.id]
            ends = (self.positions.get(Subject("node", end)) for end in (edge.source, edge.target))
            return next((place for place in ends if place is not None), None)
        return None


def _where(place: Place | None) -> dict[str, Any]:
    return {} if place is None else {"file": str(place.path), "line": place.line}
