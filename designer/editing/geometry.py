"""Where things stand on the drawing: sizes of cards and frames, and the rectangles that follow from a design.

Lengths are px at 100 %, x to the right, y down.  The figures are those of the look (docs/look.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from designer.model.catalogue import Catalogue
from designer.model.design import FARTHEST, Design, Node, Note, Point
from designer.model.places import CARD as CARD
from designer.model.places import COLUMN as COLUMN
from designer.model.places import GRID as GRID
from designer.model.places import ROW as ROW

NOTE = (184.0, 96.0)  # a note's size when it has none
EMPTY_GROUP = (256.0, 144.0)  # a group's size while nothing is in it and it has none
FRAME_PAD = 16.0
FRAME_HEAD = 36.0
SUBNET_HEAD = 28.0


class Rect(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def holds(self, other: Rect) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def intersects(self, other: Rect) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def grown(self, left: float, top: float | None = None) -> Rect:
        top = left if top is None else top
        return Rect(self.x - left, self.y - top, self.width + 2 * left, self.height + 2 * top)

    def moved(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)


def clamp(at: Point) -> Point:
    """The nearest place that a design file may name."""
    x, y = (max(-FARTHEST, min(FARTHEST, value)) for value in at)
    return x, y


def union(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle around all; None where there is none."""
    found = list(rects)
    if not found:
        return None
    x, y = min(r.x for r in found), min(r.y for r in found)
    return Rect(x, y, max(r.right for r in found) - x, max(r.bottom for r in found) - y)


def node_rect(node: Node) -> Rect:
    """The box of a card; an actor keeps the same box, so that rows line up."""
    x, y = node.at or (0.0, 0.0)
    return Rect(x, y, *CARD)


def note_rect(note: Note) -> Rect:
    (x, y), (width, height) = note.at or (0.0, 0.0), note.size or NOTE
    return Rect(x, y, width, height)


def is_actor(catalogue: Catalogue, node: Node) -> bool:
    service = catalogue.service(node)
    return bool(service and service.actor)


def hidden_by(design: Design, group: str | None) -> str | None:
    """The outermost collapsed group that hides what stands in `group`; None where it can be seen."""
    return next((g for g in reversed(list(design.ancestors(group))) if design.groups[g].collapsed), None)


def frames(design: Design) -> dict[str, Rect]:
    """The frame of every group: around its content with room for its head, or its own place while empty.

    A collapsed group is a card at the top left corner of its content.  Linear in the design.
    """
    content: dict[str, list[Rect]] = {id_: [] for id_ in design.groups}
    for node in design.nodes.values():
        if node.group in content:
            content[node.group].append(node_rect(node))
    for note in design.notes.values():
        if note.group in content and note.at is not None:
            content[note.group].append(note_rect(note))
    found: dict[str, Rect] = {}

    def frame(id_: str, above: frozenset[str]) -> Rect:
        if id_ in found:
            return found[id_]
        group = design.groups[id_]
        inner = content[id_] + [frame(c, above | {id_}) for c in children.get(id_, ()) if c not in above]
        box = union(inner)
        if box is None:
            found[id_] = Rect(*(group.at or (0.0, 0.0)), *(CARD if group.collapsed else group.size or EMPTY_GROUP))
        elif group.collapsed:
            found[id_] = Rect(box.x, box.y, *CARD)
        else:
            head = SUBNET_HEAD if group.kind in ("subnet", "account", "region") else FRAME_HEAD
            found[id_] = Rect(box.x - FRAME_PAD, box.y - head, box.width + 2 * FRAME_PAD, box.height + head + FRAME_PAD)
        return found[id_]

    children: dict[str, list[str]] = {}
    for id_, group in design.groups.items():
        if group.group is not None:
            children.setdefault(group.group, []).append(id_)
    for id_ in design.groups:
        frame(id_, frozenset({id_}))
    return found


def bounds(design: Design) -> Rect | None:
    """The rectangle around everything that is drawn; None for an empty design."""
    notes = (note_rect(n) for n in design.notes.values() if n.at is not None)
    return union([*(node_rect(n) for n in design.nodes.values()), *frames(design).values(), *notes])
