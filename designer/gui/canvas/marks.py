"""The composition drawn under and over the edges: who waits for whom, where events wait, where they are lost.

Marks are ids; what is drawn is found anew with each picture of the layer, as arrays: wide lines below the edges by
one call a kind, signs at their middles as sprites of the atlas.  The layer keeps the picture, so that a pan paints
only what comes into view, and without marks nothing is done at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from designer.gui.canvas.batch import Floats, Ints, draw_lines, draw_rects
from designer.gui.canvas.camera import Camera
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.sprite import Key
from designer.gui.tokens import Tokens
from designer.model.design import Tint

if TYPE_CHECKING:
    from designer.gui.canvas.painter import Painter

Line = Literal["broken", "chain", "crossing"]
Sign = Literal["lost", "waits"]
LINES: tuple[Line, ...] = ("crossing", "chain", "broken")  # the most important last, over the others
# Not amber, which is the halo of warnings.
COLORS: Mapping[Line, str] = {"crossing": "networking", "chain": "accent", "broken": "errorfill"}
STRENGTH: Mapping[Line, float] = {"crossing": 0.4, "chain": 0.35, "broken": 0.55}
WIDTHS: Mapping[Line, float] = {"crossing": 14.0, "chain": 8.0, "broken": 8.0}
SIGN = 18.0  # px at 100 %
SHORT, ABOVE = 110.0, 22.0  # an edge so short is covered by its label, so the sign stands above it
CLEAR = 4.0  # from a suggested context's outline to the card


@dataclass(frozen=True, slots=True)
class Marks:
    """What to draw, by edge id and node id.

    `groups` are the suggested contexts while they are tried: for each node the tint, and whether the context is new.
    """

    lines: Mapping[str, frozenset[Line]] = field(default_factory=dict)
    signs: Mapping[str, Sign] = field(default_factory=dict)
    groups: Mapping[str, tuple[Tint, bool]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lines or self.signs or self.groups)


def draw_under(painter: Painter, p: QPainter, scene: Scene, marks: Marks, rows: Ints, camera: Camera) -> None:
    """The wide lines below the edges `rows` of the scene."""
    if not len(rows) or not marks.lines:
        return
    found: dict[Line, list[int]] = {line: [] for line in LINES}
    ids = scene.edge_ids
    for row in rows.tolist():
        for line in marks.lines.get(ids[row], ()):
            found[line].append(row)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setBrush(Qt.BrushStyle.NoBrush)
    for line in LINES:
        if found[line]:
            width = max(WIDTHS[line] * camera.scale, 3.0)
            pen = QPen(mark_color(painter.tokens, line), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            p.setPen(pen)
            draw_lines(p, _segments(scene, np.array(found[line]), camera))
    p.restore()


def draw_over(painter: Painter, p: QPainter, scene: Scene, marks: Marks, rows: Ints, camera: Camera) -> None:
    """The signs at the beginning of the edges `rows`, where nothing else stands."""
    if not len(rows) or not marks.signs:
        return
    ids = scene.edge_ids
    signs = [(row, sign) for row in rows.tolist() if (sign := marks.signs.get(ids[row])) is not None]
    if not signs:
        return
    size = float(max(round(SIGN * camera.scale), round(10 * camera.ratio)))
    keys: list[Key | None] = [("sign", sign, size) for _, sign in signs]
    places = camera.points(_places(scene, np.array([row for row, _ in signs])))
    painter.stamp(p, keys, places, camera.scale)


def draw_groups(painter: Painter, p: QPainter, scene: Scene, marks: Marks, rows: Ints, camera: Camera) -> None:
    """An outline round each card of a suggested context, dashed where it is new; one call a colour."""
    if not marks.groups or not len(rows):
        return
    found: dict[tuple[Tint, bool], list[int]] = {}
    for row in rows.tolist():
        group = marks.groups.get(scene.node_ids[row])
        if group is not None:
            found.setdefault(group, []).append(row)
    p.save()
    p.setBrush(Qt.BrushStyle.NoBrush)
    for (tint, new), some in sorted(found.items()):
        boxes = scene.boxes[np.array(some)]
        places = np.empty((len(some), 4))
        places[:, :2] = camera.points(boxes[:, :2] - CLEAR)
        places[:, 2:] = (boxes[:, 2:] + 2 * CLEAR) * camera.scale
        pen = QPen(painter.tokens.tints[tint].title, max(3.0 * camera.scale, 2.0))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setStyle(Qt.PenStyle.DashLine if new else Qt.PenStyle.SolidLine)
        p.setPen(pen)
        draw_rects(p, places)
    p.restore()


def _segments(scene: Scene, rows: Ints, camera: Camera) -> Floats:
    """The straight pieces of edges in device px, (n, 4); the last point of a way is repeated, so some are dots."""
    points = camera.points(scene.routes.points[rows])
    lines: Floats = np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)
    straight: Floats = lines[(np.abs(lines[:, :2] - lines[:, 2:]) > 0.01).any(axis=1)]
    return straight


def _places(scene: Scene, rows: Ints) -> Floats:
    """Where signs stand, (n, 2) in the scene's px: a quarter of the way along, above a label that fills the edge."""
    points = scene.routes.points[rows]
    steps = np.abs(np.diff(points, axis=1)).sum(axis=2)
    ends = np.cumsum(steps, axis=1)
    wanted = np.minimum(ends[:, -1] * 0.25, 40.0)
    piece = (ends >= wanted[:, None]).argmax(axis=1)
    each = np.arange(len(rows))
    before = ends[each, piece] - steps[each, piece]
    length = np.maximum(steps[each, piece], 1e-6)
    part = ((wanted - before) / length)[:, None]
    found: Floats = points[each, piece] + (points[each, piece + 1] - points[each, piece]) * part
    found[scene.captioned[rows] & (ends[:, -1] < SHORT), 1] -= ABOVE
    return found


def mark_color(tokens: Tokens, line: Line) -> QColor:
    """A line's colour on the ground, opaque: where pieces meet, translucent ones would show their joints."""
    strength = 0.8 if tokens.flat else STRENGTH[line]
    over, ground = tokens.color(COLORS[line]), tokens.color("canvas")
    parts = ((getattr(over, c)() * strength + getattr(ground, c)() * (1 - strength)) for c in ("red", "green", "blue"))
    return QColor(*(round(part) for part in parts))
