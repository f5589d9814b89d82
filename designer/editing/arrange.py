"""Align, distribute and nudge: places of several nodes and notes at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from designer.editing.commands import many, move
from designer.editing.editor import Command
from designer.editing.geometry import GRID, Rect, frames, node_rect, note_rect
from designer.model.design import Design, Edge, Node, Note, Point, Subject

Side = Literal["left", "centre", "right", "top", "middle", "bottom"]
Axis = Literal["x", "y"]


def boxes(design: Design, subjects: Iterable[Subject]) -> dict[Subject, Rect]:
    """The boxes of what has a place of its own among the subjects: nodes, notes, empty groups.

    A group among them stands for what is in it, at any depth.
    """
    wanted = set(subjects)
    groups = {s.id for s in wanted if s.kind == "group"}
    places = frames(design) if groups else {}
    full = {record.group for _, record in design.records() if not isinstance(record, Edge)} if groups else set()
    found: dict[Subject, Rect] = {}
    for subject, record in design.records():
        if isinstance(record, Edge):
            continue
        if subject in wanted or (groups and not groups.isdisjoint(design.ancestors(record.group))):
            if isinstance(record, Node):
                found[subject] = node_rect(record)
            elif isinstance(record, Note):
                found[subject] = note_rect(record)
            elif subject.id not in full:
                found[subject] = places[subject.id]
    return found


def align(design: Design, subjects: Iterable[Subject], edge: Side) -> Command:
    """Bring one side (or the middle) of all boxes onto one line: that of the outermost, or of the common centre."""
    found = boxes(design, subjects)
    axis: Axis = "x" if edge in ("left", "centre", "right") else "y"
    starts = [_start(box, axis) for box in found.values()]
    ends = [_start(box, axis) + _length(box, axis) for box in found.values()]
    places: dict[Subject, Point] = {}
    for subject, box in found.items():
        if edge in ("left", "top"):
            start = min(starts)
        elif edge in ("right", "bottom"):
            start = max(ends) - _length(box, axis)
        else:
            start = (min(starts) + max(ends)) / 2 - _length(box, axis) / 2
        places[subject] = _placed(box, axis, round(start))
    return Command(f"Align {many(design, found)}", move(design, places).apply)


def distribute(design: Design, subjects: Iterable[Subject], axis: Axis) -> Command:
    """Make the gaps between boxes equal; the first and the last stay."""
    found = sorted(boxes(design, subjects).items(), key=lambda item: (_start(item[1], axis), item[0].id))
    places: dict[Subject, Point] = {}
    if len(found) > 2:
        first, last = found[0][1], found[-1][1]
        room = _start(last, axis) - _start(first, axis) - _length(first, axis)
        gap = (room - sum(_length(box, axis) for _, box in found[1:-1])) / (len(found) - 1)
        at = _start(first, axis) + _length(first, axis) + gap
        for subject, box in found[1:-1]:
            places[subject] = _placed(box, axis, round(at))
            at += _length(box, axis) + gap
    return Command(f"Distribute {many(design, [s for s, _ in found])}", move(design, places).apply)


def nudge(design: Design, subjects: Iterable[Subject], dx: float, dy: float) -> Command:
    """Move by so many grid steps; a run of nudges is one step back."""
    moved = frozenset(subjects)
    places = {s: (b.x + dx * GRID, b.y + dy * GRID) for s, b in boxes(design, moved).items()}
    key = ",".join(sorted(map(str, moved)))
    return Command(f"Move {many(design, moved)}", move(design, places).apply, merge=f"nudge {key}")


def _start(box: Rect, axis: Axis) -> float:
    return box.x if axis == "x" else box.y


def _length(box: Rect, axis: Axis) -> float:
    return box.width if axis == "x" else box.height


def _placed(box: Rect, axis: Axis, start: float) -> Point:
    return (start, box.y) if axis == "x" else (box.x, start)
