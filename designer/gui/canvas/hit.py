"""What lies at a place of the drawing, topmost first, and what lies inside a rectangle."""

from __future__ import annotations

import numpy as np

from designer.editing.geometry import FRAME_HEAD, SUBNET_HEAD, Rect
from designer.gui.canvas import look, tags
from designer.gui.canvas.painter import Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State
from designer.model.design import Subject
from designer.tools.base import Hit

EDGE_REACH = 6.0  # px on the screen
PORT_REACH = 9.0


def hit(
    painter: Painter, scene: Scene, state: State, x: float, y: float, scale: float, armed: Subject | None = None
) -> Hit:
    """The topmost part at (x, y).  `armed` is the node whose ports are shown; only its ports can be taken."""
    near = look.level_of(scale) != "far"
    if near and (found := _badge(painter, scene, state, x, y, scale)):
        return Hit(found, "badge")
    if near and (part := _port(scene, state, armed, x, y, scale)):
        return part
    if near and (end := _edge_end(scene, state, x, y, scale)):
        return end
    area = (x, y, x, y)
    rows = scene.nodes_in(area, 0.0)
    for row in rows[::-1].tolist():
        if not scene.actor[row] or np.hypot(*(scene.boxes[row, :2] + look.ACTOR_R - (x, y))) <= look.ACTOR_R + 2:
            return Hit(Subject("node", scene.node_ids[row]), "body")
    for frame in reversed(scene.frames):
        if frame.collapsed and frame.rect.contains(x, y):
            return Hit(Subject("group", frame.id), "body")
    if near and (edge := _label(painter, scene, state, x, y)):
        return edge
    if (edge_row := _edge(scene, x, y, EDGE_REACH / scale)) is not None:
        return Hit(Subject("edge", scene.edge_ids[edge_row]), "body")
    for id_, rect, _ in reversed(scene.notes()):
        if rect.contains(x, y):
            corner = rect.right - x < 12 and rect.bottom - y < 12
            return Hit(Subject("note", id_), "resize" if corner else "body")
    return _frame(scene, x, y, scale)


def _frame(scene: Scene, x: float, y: float, scale: float) -> Hit:
    for frame in reversed(scene.frames):
        r = frame.rect
        border = 4 / scale
        if frame.collapsed or not r.grown(border).contains(x, y):
            continue
        subject = Subject("group", frame.id)
        empty = not any(n.group == frame.id for n in scene.design.nodes.values())
        if empty and r.right - x < 14 and r.bottom - y < 14:
            return Hit(subject, "resize")
        head = SUBNET_HEAD if frame.kind in ("subnet", "account", "region") else FRAME_HEAD
        inner = Rect(r.x + border, r.y + head, r.width - 2 * border, r.height - head - border)
        return Hit(subject, "body" if inner.contains(x, y) else "head")
    return Hit()


def subjects_in(scene: Scene, rect: Rect) -> frozenset[Subject]:
    """The nodes, notes and frames wholly inside, and the edges between such nodes."""
    boxes = scene.boxes[: len(scene.node_ids)]
    inside = (
        (boxes[:, 0] >= rect.x) & (boxes[:, 1] >= rect.y)
        & (boxes[:, 0] + boxes[:, 2] <= rect.right) & (boxes[:, 1] + boxes[:, 3] <= rect.bottom) & ~scene.hidden
    )  # fmt: skip
    found = {Subject("node", scene.node_ids[row]) for row in np.flatnonzero(inside).tolist()}
    ends = np.r_[inside, np.zeros(len(scene.collapsed) + 1, bool)]  # the last for edges without an end (-1)
    between = ends[scene.source] & ends[scene.target] & ~scene.edge_hidden
    found |= {Subject("edge", scene.edge_ids[row]) for row in np.flatnonzero(between).tolist()}
    found |= {Subject("group", f.id) for f in scene.frames if rect.holds(f.rect)}
    found |= {Subject("note", id_) for id_, place, _ in scene.notes() if rect.holds(place)}
    return frozenset(found)


def _badge(painter: Painter, scene: Scene, state: State, x: float, y: float, scale: float) -> Subject | None:
    """A card's badges, and those on edges."""
    if not state.badges:
        return None
    reach = max(look.BADGE / 2, 7 / scale)
    for subject, badges in state.badges.items():
        if subject.kind in ("node", "group"):
            box = scene.box_of(subject)
            if box is None or abs(box.y - y) > reach:
                continue
            inset = look.BADGE_INSET if subject.kind == "node" or subject.id in scene.collapsed else 24.0
            for number in range(len(badges)):
                if abs(box.right - inset - number * look.BADGE_PITCH - x) <= reach:
                    return subject
        elif subject.kind == "edge" and subject.id in scene.edge_index:
            row = scene.edge_index[subject.id]
            if scene.edge_hidden[row]:
                continue
            (tag,) = tags.find_tags(painter, scene, state, np.array([row]), scene.routes, np.array([row]))
            left = tag.x + (tags.PILL_PAD if tag.rule else 0.0)
            width = len(badges) * (look.EDGE_BADGE + tags.BADGE_GAP) + 4
            if left <= x <= left + width and abs(tag.y + tag.height / 2 - y) <= look.EDGE_BADGE / 2:
                return subject
    return None


def port_places(scene: Scene, node: str) -> dict[str, tuple[float, float]]:
    """Where a node's ports for new connections are: `in` on the left, `out` on the right."""
    row = scene.node_index[node]
    x, y, w, h = scene.boxes[row].tolist()
    return {"in": (x, y + h / 2), "out": (x + w, y + h / 2)}


def _port(scene: Scene, state: State, armed: Subject | None, x: float, y: float, scale: float) -> Hit | None:
    nodes = {s.id for s in state.selection if s.kind == "node"} if len(state.selection) == 1 else set()
    if armed is not None and armed.kind == "node":
        nodes.add(armed.id)
    for id_ in nodes:
        row = scene.node_index.get(id_)
        if row is None or scene.hidden[row]:
            continue
        places = port_places(scene, id_)
        for part in ("out", "in"):
            px, py = places[part]
            if abs(px - x) <= PORT_REACH / scale and abs(py - y) <= PORT_REACH / scale:
                return Hit(Subject("node", id_), "out" if part == "out" else "in")
    return None


def _edge_end(scene: Scene, state: State, x: float, y: float, scale: float) -> Hit | None:
    """The ends of the one selected edge, by which it is taken elsewhere."""
    if len(state.selection) != 1:
        return None
    (subject,) = state.selection
    row = scene.edge_index.get(subject.id) if subject.kind == "edge" else None
    if row is None or scene.edge_hidden[row]:
        return None
    first, last = scene.routes.points[row, [0, -1]].tolist()
    for (px, py), part in ((last, "in"), (first, "out")):
        if abs(px - x) <= PORT_REACH / scale and abs(py - y) <= PORT_REACH / scale:
            return Hit(subject, "in" if part == "in" else "out")
    return None


def _label(painter: Painter, scene: Scene, state: State, x: float, y: float) -> Hit | None:
    rows = scene.edges_in((x, y, x, y), 96.0)
    rows = rows[scene.captioned[rows]]
    if not len(rows):
        return None
    found = tags.find_tags(painter, scene, state, rows, scene.routes, rows)
    for row, tag in zip(rows.tolist(), found, strict=True):
        subject = Subject("edge", scene.edge_ids[row])
        if tag.x <= x <= tag.x + tag.width and tag.y <= y <= tag.y + tag.height:
            return Hit(subject, "pill" if tag.rule else "body")
    return None


def _edge(scene: Scene, x: float, y: float, reach: float) -> int | None:
    rows = scene.edges_in((x, y, x, y), reach)
    if not len(rows):
        return None
    points = scene.routes.points[rows]
    low = np.minimum(points[:, 1:], points[:, :-1])
    high = np.maximum(points[:, 1:], points[:, :-1])
    away = np.maximum(np.maximum(low - (x, y), (x, y) - high), 0)
    distance = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
    best = int(len(rows) - 1 - distance[::-1].argmin())
    return int(rows[best]) if distance[best] <= reach else None
