"""What a drag takes along: nodes with their edges on new ways, whole frames, notes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from designer.editing.geometry import Rect
from designer.gui.canvas.batch import Floats, Ints
from designer.gui.canvas.frames import Frame
from designer.gui.canvas.routing import Routes
from designer.gui.canvas.scene import Scene
from designer.model.design import Subject
from designer.tools.base import Preview


@dataclass(slots=True)
class Moving:
    """What a drag takes along: nodes at their new places, their edges on their new ways, whole frames, notes."""

    nodes: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    at: Floats = field(default_factory=lambda: np.zeros((0, 2)))  # of all nodes
    edges: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    routes: Routes = field(default_factory=Routes.none)
    frames: tuple[Frame, ...] = ()
    notes: tuple[tuple[Rect, str, str], ...] = ()  # place, text, id


def moving_of(scene: Scene, preview: Preview) -> Moving:
    """What the preview moves, with everything that hangs on it."""
    shifts = {s: _shift(scene, s, at) for s, at in preview.moved.items()}
    frames = [] if preview.copying else _moved_frames(scene, preview, shifts)
    rows = {
        scene.node_index[s.id]: shift
        for s, shift in shifts.items()
        if s.kind == "node" and s.id in scene.node_index and not scene.hidden[scene.node_index[s.id]]
    }
    at = scene.at.copy()
    for row, shift in rows.items():
        at[row] += shift
    boxes = dict(rows)
    for frame, shift in frames:
        if frame.collapsed:
            boxes[len(scene.node_ids) + scene.collapsed.index(frame.id)] = shift
    edges, routes = (np.zeros(0, np.int64), Routes.none()) if preview.copying or not boxes else scene.route_with(boxes)
    notes = tuple(
        (rect.moved(*shifts[Subject("note", id_)]), text, id_)
        for id_, rect, text in scene.notes()
        if Subject("note", id_) in shifts
    )
    shown = tuple(frame._replace(rect=frame.rect.moved(*shift)) for frame, shift in frames)
    return Moving(np.fromiter(rows, np.int64, len(rows)), at, edges, routes, shown, notes)


def _shift(scene: Scene, subject: Subject, at: tuple[float, float]) -> tuple[float, float]:
    """By how much a subject is moved when it is put at a place."""
    now: tuple[float, float] | None = None
    if subject.kind == "node" and subject.id in scene.node_index:
        now = tuple(scene.at[scene.node_index[subject.id]].tolist())
    elif (box := scene.box_of(subject)) is not None:
        now = box[:2]
    return (at[0] - now[0], at[1] - now[1]) if now is not None else (0.0, 0.0)


def _moved_frames(
    scene: Scene, preview: Preview, shifts: dict[Subject, tuple[float, float]]
) -> list[tuple[Frame, tuple[float, float]]]:
    """Frames all of whose nodes move, and empty groups that are moved themselves; with the way they move."""
    design = scene.design
    inside: dict[str, list[Subject]] = {}
    for id_, node in design.nodes.items():
        for group in design.ancestors(node.group):
            inside.setdefault(group, []).append(Subject("node", id_))
    found = []
    for frame in scene.frames:
        members = inside.get(frame.id, [])
        own = Subject("group", frame.id)
        if own in shifts:
            found.append((frame, shifts[own]))
        elif members and all(member in preview.moved for member in members):
            found.append((frame, shifts[members[0]]))
    return found
