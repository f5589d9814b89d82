"""Draws the words on edges, the rules as pills, and the badges of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from designer.gui.canvas import look, texts
from designer.gui.canvas.batch import Floats, Ints
from designer.gui.canvas.camera import Camera, snap
from designer.gui.canvas.edges import halo
from designer.gui.canvas.framing import ground_at
from designer.gui.canvas.routing import Routes
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.sprite import Key
from designer.gui.canvas.state import EDGE_STATES, State
from designer.gui.canvas.tags import BADGE_GAP, PILL_GAP, PILL_ICON, PILL_PAD, Tag, find_tags
from designer.model.design import Subject

if TYPE_CHECKING:
    from designer.gui.canvas.painter import Painter


def draw(
    painter: Painter, p: QPainter, scene: Scene, state: State, rows: Ints, states: Ints, routes: Routes, at: Ints,
    camera: Camera,
) -> None:  # fmt: skip
    """Labels, pills and badges of edges: `rows` of the scene, whose ways are the rows `at` of `routes`."""
    chosen = np.flatnonzero(scene.captioned[rows] | np.isin(rows, _with_badges(scene, state)))
    if not len(chosen):
        return
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    some, ways = rows[chosen], at[chosen]
    for row, tag in zip(some.tolist(), find_tags(painter, scene, state, some, routes, ways), strict=True):
        _draw_one(painter, p, scene, state, row, int(states[row]), tag, camera)


def _with_badges(scene: Scene, state: State) -> Ints:
    """The rows of the edges that have badges."""
    index = scene.edge_index
    return np.array([index[s.id] for s in state.badges if s.kind == "edge" and s.id in index], dtype=np.int64)


def _draw_one(
    painter: Painter, p: QPainter, scene: Scene, state: State, row: int, edge_state: int, tag: Tag, camera: Camera
) -> None:
    t, s = painter.tokens, camera.scale
    text, rule = scene.caption[row]
    word = EDGE_STATES[edge_state]
    badges = state.badges.get(Subject("edge", scene.edge_ids[row]), ()) if word != "dimmed" else ()
    x, y = camera.point(tag.x, tag.y)
    w, h = round(tag.width * s), round(tag.height * s)
    style = look.edge_style(look.MODELS[scene.model[row]], word)
    left, middle = x, y + h / 2
    if rule:
        pen = QPen(t.color(style.color), look.line_width(2.0 if word in ("selected", "hover") else 1.5, s))
        p.setPen(pen)
        p.setBrush(t.color("dimcard" if word == "dimmed" else "card"))
        half = pen.widthF() / 2
        p.drawRoundedRect(QRectF(x + half, y + half, w - 2 * half, h - 2 * half), h / 2 - half, h / 2 - half)
        left += round(PILL_PAD * s)
    elif text and not tag.beside:
        p.fillRect(QRectF(x, y, w, h), ground_at(painter, scene, *tag.middle))
    if text and not rule:
        left += round(4 * s)
    if badges:
        size = round(look.EDGE_BADGE * s)
        step = round((look.EDGE_BADGE + BADGE_GAP) * s)
        places = [(float(snap(left + size / 2) + i * step), float(snap(middle))) for i in range(len(badges))]
        painter.stamp(p, [("badge", kind, number, float(size)) for kind, number in badges], np.array(places), s)
        left += step * len(badges)
    if not text:
        return
    ink = t.color({"dimmed": "dimtext", "disabled": "text3"}.get(word, "text" if rule else "text2"))
    if rule:
        icon = round(PILL_ICON * s)
        place = np.array([(snap(left), snap(middle - icon / 2))], dtype=float)
        painter.stamp(p, [("glyph", "ui/ui-filter", style.color, icon)], place, s)
        left += icon + round(PILL_GAP * s)
    laid = painter.texts(s)
    base = snap(middle + laid.lay(text, texts.CAPTION).ascent * 0.36)
    room = 0.0 if rule or not tag.beside else float(x + w - left)
    laid.draw(p, text, texts.CAPTION, left, base, ink, room)


def draw_halos(
    painter: Painter, p: QPainter, scene: Scene, state: State, rows: Ints, states: Ints, routes: Routes, at: Ints,
    camera: Camera,
) -> None:  # fmt: skip
    """The halos of selected edges and of those with findings."""
    t, chosen = painter.tokens, EDGE_STATES.index("selected")
    loud = np.flatnonzero((states[rows] == chosen) | np.isin(rows, _with_badges(scene, state)))
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row, way in zip(rows[loud].tolist(), at[loud].tolist(), strict=True):
        kinds = {kind for kind, _ in state.badges.get(Subject("edge", scene.edge_ids[row]), ())}
        if states[row] == chosen:
            color = t.color("accent", 0.28)
        elif states[row] == EDGE_STATES.index("dimmed") or not kinds & {"error", "warning"}:
            continue
        else:
            color = t.color("error", 0.22) if "error" in kinds else t.color("warnfill", 0.35)
        halo(p, camera.points(routes.points[way, : routes.count[way]]), color, camera.scale)


def draw_badges(
    painter: Painter, p: QPainter, scene: Scene, state: State, rows: Ints, boxes: Floats, camera: Camera
) -> None:
    """Badges on the top edge of cards, the worst rightmost; also on frames and collapsed groups."""
    if not state.badges or state.lit is not None:
        return
    s = camera.scale
    size = float(max(round(look.BADGE * s), round(14 * camera.ratio)))
    keys: list[Key | None] = []
    places: list[tuple[float, float]] = []

    def put(right: float, top: float, subject: Subject, inset: float) -> None:
        x, y = camera.point(right, top)
        for number, (kind, count) in enumerate(state.badges.get(subject, ())):
            keys.append(("badge", kind, count, size))
            places.append((x - round(inset * s) - number * round(look.BADGE_PITCH * max(s, size / look.BADGE)), y))

    for row in rows.tolist():
        x, y, w, _ = boxes[row]
        put(x + w, y, Subject("node", scene.node_ids[row]), look.BADGE_INSET)
    for frame in scene.frames:
        put(frame.rect.right, frame.rect.y, Subject("group", frame.id), look.BADGE_INSET if frame.collapsed else 24)
    if keys:
        painter.stamp(p, keys, np.array(places), s)
