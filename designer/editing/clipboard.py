"""Copy and paste: part of a design as text, safe to take from anywhere.

The text is a small design file, so that it can be pasted into another window, into an editor, or into a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from designer.editing.arrange import boxes
from designer.editing.commands import added, follow_references, many
from designer.editing.editor import Command
from designer.editing.geometry import GRID, clamp, union
from designer.model.design import Design, Edge, Note, Point, R, Subject
from designer.model.frozen import FrozenDict
from designer.storage import FileError, dump, parse

OFFSET = 2 * GRID  # of a copy from what it was made of


class ClipboardError(ValueError):
    """What lies on the clipboard is no part of a design."""


def part(design: Design, subjects: Iterable[Subject]) -> Design:
    """The selected records: what stands in a selected group, and the edges whose ends are both in."""
    wanted = set(subjects)
    chosen = {s.id for s in wanted if s.kind == "group"}
    groups = {id_ for id_ in design.groups if not chosen.isdisjoint(design.ancestors(id_))}
    inside = {s for s in wanted if s.kind in ("node", "note")} | set(boxes(design, wanted))
    nodes = {s.id for s in inside if s.kind == "node"}
    notes = {s.id for s in inside if s.kind == "note"}

    def freed(record: R) -> R:
        return record if getattr(record, "group", None) in groups else record.replace(group=None)

    return Design(
        name=design.name,
        groups=FrozenDict((id_, freed(group)) for id_, group in design.groups.items() if id_ in groups),
        nodes=FrozenDict((id_, freed(node)) for id_, node in design.nodes.items() if id_ in nodes),
        edges=FrozenDict((i, e) for i, e in design.edges.items() if e.source in nodes and e.target in nodes),
        notes=FrozenDict((id_, freed(note)) for id_, note in design.notes.items() if id_ in notes),
    )


def copy(design: Design, subjects: Iterable[Subject]) -> str:
    """The text that goes onto the clipboard; "" where nothing is selected."""
    found = part(design, subjects)
    return dump(found) if found.nodes or found.notes or found.groups else ""


def read(text: str) -> Design:
    """The part of a design in a text.  Raises ClipboardError."""
    try:
        return parse(text.encode("utf-8", "replace"), "clipboard")
    except FileError as error:
        raise ClipboardError(str(error)) from None


def paste(piece: Design, at: Point | None = None, group: str | None = None, verb: str = "Paste") -> Command:
    """Put a part in under fresh ids: its middle at `at`, or a little beside where it was.  `group` takes its tops."""
    box = union(boxes(piece, (s for s, _ in piece.records())).values())
    dx, dy = OFFSET, OFFSET
    if at is not None and box is not None:
        dx = round((at[0] - box.center[0]) / GRID) * GRID
        dy = round((at[1] - box.center[1]) / GRID) * GRID

    def apply(design: Design) -> Design:
        top = group if group in design.groups else None
        new: dict[str, str] = {}
        for subject, record in piece.records():
            if not isinstance(record, Edge):
                new[subject.id] = design.new_id(_base(subject.id))
                design = design.put(Subject(subject.kind, new[subject.id]), record)  # takes the id
        placed = []
        for subject, record in piece.records():
            if not isinstance(record, Edge):
                place = clamp((record.at[0] + dx, record.at[1] + dy)) if record.at else None
                around = new.get(record.group or "", top)
                placed.append((Subject(subject.kind, new[subject.id]), record.replace(at=place, group=around)))
        design = design.put_all(placed)
        for id_, edge in piece.edges.items():
            moved = edge.replace(source=new[edge.source], target=new[edge.target])
            named = id_.startswith(f"{edge.source}-{edge.target}")  # after its ends, as the pasted one is after its own
            name = design.new_id(f"{moved.source}-{moved.target}" if named else _base(id_))
            design = design.put(Subject("edge", name), moved)
        return _rewire(design, new)

    return Command(f"{verb} {many(piece, [s for s, _ in piece.records() if s.kind != 'edge'])}", apply, select=added)


def duplicate(design: Design, subjects: Iterable[Subject]) -> Command:
    return paste(part(design, subjects), verb="Duplicate")


def _base(id_: str) -> str:
    """An id without the number that a former copy gave it."""
    head, _, number = id_.rpartition("-")
    return head if head and number.isdigit() else id_


def _rewire(design: Design, new: Mapping[str, str]) -> Design:
    """References inside the pasted part name the pasted nodes."""
    pasted = set(new.values())
    changed = []
    for subject, record in design.records():
        inside = record.source in pasted if isinstance(record, Edge) else subject.id in pasted
        if isinstance(record, Note) or not inside:
            continue
        followed = follow_references(record.properties, new)
        if followed != record.properties:
            changed.append((subject, record.replace(properties=followed)))
    return design.put_all(changed)
