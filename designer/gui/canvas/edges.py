"""Draws edges: sprites and baked strips on the screen, paths with real dashes in vector output."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.gui.canvas import look, pieces
from designer.gui.canvas.atlas import Atlas
from designer.gui.canvas.batch import Bools, Floats, Ints, draw_fragments, draw_lines
from designer.gui.canvas.edge_sprites import DIRECTIONS, STRIP, TRIM, bend, edge_pen, period
from designer.gui.canvas.look import MODELS, EdgeStyle, edge_style
from designer.gui.canvas.sprite import Key
from designer.gui.canvas.sprites import Sprites
from designer.gui.canvas.state import EDGE_STATES
from designer.gui.tokens import Tokens

CHUNK = float(STRIP - 256)  # px of a run that one strip gives, with room for the pattern's start
STYLES: tuple[EdgeStyle, ...] = tuple(edge_style(model, state) for state in EDGE_STATES for model in MODELS)


class Edges:
    """Some edges of a scene, ready to be drawn: their ways in device px, a style each, and their ports."""

    def __init__(self, points: Floats, count: Ints, direction: Ints, port: Ints, shared: Ints, style: Ints) -> None:
        self.points, self.count, self.direction = points, count, direction
        self.port, self.shared, self.style = port, shared, style

    def __len__(self) -> int:
        return len(self.count)

    def cut(self, scale: float) -> pieces.Pieces:
        trim = np.array([TRIM[style.model] for style in STYLES])[self.style] * scale
        return pieces.cut(self.points, self.count, trim if scale >= 1 else np.floor(trim), scale)

    def phase(self, before: Floats, edge: Ints, total: Floats, scale: float) -> Floats:
        """The place in the dash pattern after `before` px of line.  A fan that closes counts from its end, so that
        the dashes of its last, common piece coincide."""
        backwards = (self.shared[:, 1] > 1) & (self.shared[:, 0] == 1)
        return np.where(backwards[edge], before - total[edge], before)


def draw_far(painter: QPainter, tokens: Tokens, edges: Edges) -> None:
    """Hairlines in one colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    dimmed = EDGE_STATES.index("dimmed")
    states = edges.style // len(MODELS)
    for mask, token in ((states == dimmed, "line"), (states != dimmed, "link")):
        painter.setPen(QPen(tokens.color(token), 0))
        draw_lines(painter, _runs(edges, mask))
    chosen = states == EDGE_STATES.index("selected")
    painter.setPen(QPen(tokens.color("accent"), 2))
    draw_lines(painter, _runs(edges, chosen))


def draw_middle(painter: QPainter, tokens: Tokens, atlas: Atlas, edges: Edges, scale: float, ratio: float) -> None:
    """Solid lines in the models' colours, with small arrows."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for number in np.unique(edges.style):
        style = STYLES[number]
        painter.setPen(QPen(tokens.color(style.color), max(1, round(style.width * scale))))
        draw_lines(painter, _runs(edges, edges.style == number))
    last = edges.points[np.arange(len(edges)), np.maximum(edges.count - 1, 0)]
    arrows = np.array([STYLES[s].model != "attached" for s in range(len(STYLES))])[edges.style]
    codes = (edges.style * 4 + edges.direction[:, 1])[arrows]
    _stamp(painter, atlas, codes, last[arrows], lambda code: ("arrow", STYLES[code // 4], code % 4, ratio))


def draw_near(painter: QPainter, atlas: Atlas, edges: Edges, scale: float, width: float, height: float) -> None:
    """Strips, bends, jumps and ends, all from the atlas."""
    cut = edges.cut(scale)
    runs, at = pieces.crossings(cut, edges.port, scale, width, height)
    radius = round(look.JUMP * scale)
    index, ends, before = pieces.split(cut, runs, at, float(radius))
    direction = cut.direction[index]
    keep, first, last = pieces.visible(ends, direction, width, height)
    edge = cut.edge[index]
    phase = edges.phase(before, edge, cut.total, scale)
    shown = _Runs(edges.style[edge], direction, ends, phase, first, last).only(keep)
    _strips(painter, atlas, shown, scale)

    bend_phase = edges.phase(cut.bend_before, cut.bend_edge, cut.total, scale)
    periods = np.array([period(style) for style in STYLES]) * scale
    styles = edges.style[cut.bend_edge]
    loop = np.maximum(periods[styles], 1.0)
    steps = np.where(periods[styles] > 0, np.floor(np.mod(bend_phase, loop)), 0).astype(np.int64)
    codes = (((styles * 4 + cut.bend_into) * 4 + cut.bend_out) * 128 + np.minimum(cut.bend_radius, 127)) * 256 + steps
    _stamp(painter, atlas, codes, cut.bend_at, _corner_key)
    if len(runs):
        crossing = np.column_stack([at, cut.ends[runs, 1]])
        _stamp(painter, atlas, edges.style[cut.edge[runs]], crossing, lambda code: ("jump", STYLES[code]))
    begin = edges.points[:, 0]
    finish = edges.points[np.arange(len(edges)), np.maximum(edges.count - 1, 0)]
    reach = (width + pieces.MARGIN, height + pieces.MARGIN)
    on = (begin > -pieces.MARGIN).all(axis=1) & (begin < reach).all(axis=1)
    _stamp(painter, atlas, (edges.style * 4)[on], begin[on], lambda code: ("start", STYLES[code // 4], 0))
    on = (finish > -pieces.MARGIN).all(axis=1) & (finish < reach).all(axis=1)
    codes = edges.style * 4 + edges.direction[:, 1]
    _stamp(painter, atlas, codes[on], finish[on], lambda code: ("end", STYLES[code // 4], code % 4))


def draw_vector(painter: QPainter, tokens: Tokens, sprites: Sprites, edges: Edges, scale: float) -> None:
    """Real paths with real dashes."""
    cut = edges.cut(scale)
    runs, at = pieces.crossings(cut, edges.port, scale)
    jumps: dict[int, list[float]] = {}
    for run, x in zip(runs.tolist(), at.tolist(), strict=True):
        jumps.setdefault(run, []).append(x)
    spans: dict[int, list[int]] = {}
    for number, edge in enumerate(cut.edge.tolist()):
        spans.setdefault(edge, []).append(number)
    bends: dict[int, list[int]] = {}
    for number, edge in enumerate(cut.bend_edge.tolist()):
        bends.setdefault(edge, []).append(number)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in range(len(edges)):
        style = STYLES[edges.style[edge]]
        painter.setPen(edge_pen(tokens, style, scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_path(cut, spans.get(edge, []), bends.get(edge, []), jumps, look.JUMP * scale))
        last = edges.points[edge, max(edges.count[edge] - 1, 0)]
        direction = int(edges.direction[edge, 1])
        for key, (x, y) in ((("start", style, 0), edges.points[edge, 0]), (("end", style, direction), last)):
            painter.translate(x, y)
            sprites.make(key).draw(painter)
            painter.translate(-x, -y)


def outline(points: Floats, radius: float) -> QPainterPath:
    """One way (k, 2) as a path with round bends."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        into, out = corner - before, after - corner
        r = min(radius, np.abs(into).sum() / 2, np.abs(out).sum() / 2)
        if r < 0.5 or not (into * out == 0).all():
            path.lineTo(QPointF(*corner))
            continue
        into, out = np.sign(into), np.sign(out)
        path.lineTo(QPointF(*(corner - into * r)))
        path.connectPath(bend(QPointF(*corner), tuple(into), tuple(out), r))
    path.lineTo(QPointF(*points[-1]))
    return path


def halo(painter: QPainter, points: Floats, color: QColor, scale: float) -> None:
    """The broad, faint line under a selected edge or one with a finding."""
    pen = QPen(color, 9 * scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline(points, look.BEND * scale))


def _path(
    cut: pieces.Pieces, runs: list[int], bends: list[int], jumps: dict[int, list[float]], radius: float
) -> QPainterPath:
    path = QPainterPath()
    turn = iter(sorted(bends, key=lambda b: float(cut.bend_before[b])))
    arc = next(turn, None)
    for number in sorted(runs, key=lambda r: float(cut.before[r])):
        while arc is not None and cut.bend_before[arc] <= cut.before[number]:
            _join(path, _bend_path(cut, arc))
            arc = next(turn, None)
        x1, y1, x2, y2 = cut.ends[number]
        run = QPainterPath(QPointF(x1, y1))
        ahead = x2 > x1
        for x in jumps.get(number, []) if ahead else reversed(jumps.get(number, [])):
            side = radius if ahead else -radius
            run.lineTo(QPointF(x - side, y1))
            run.arcTo(
                QRectF(x - radius, y1 - radius, 2 * radius, 2 * radius), 180 if ahead else 0, -180 if ahead else 180
            )
        run.lineTo(QPointF(x2, y2))
        _join(path, run)
    if arc is not None:
        _join(path, _bend_path(cut, arc))
    return path


def _bend_path(cut: pieces.Pieces, number: int) -> QPainterPath:
    x, y = cut.bend_at[number]
    into, out = DIRECTIONS[cut.bend_into[number]], DIRECTIONS[cut.bend_out[number]]
    return bend(QPointF(x, y), into, out, float(cut.bend_radius[number]))


def _join(path: QPainterPath, piece: QPainterPath) -> None:
    if path.isEmpty():
        path.addPath(piece)
    else:
        path.connectPath(piece)


def _runs(edges: Edges, mask: Bools) -> Floats:
    points, count = edges.points[mask], edges.count[mask]
    lines = np.concatenate([points[:, :-1], points[:, 1:]], axis=2)
    return lines[np.arange(points.shape[1] - 1) < (count - 1)[:, None]]


class _Runs(NamedTuple):
    """Straight runs: style, direction, ends, place in the pattern at their start, and which part of them is shown,
    in px from the left or upper end."""

    style: Ints
    direction: Ints
    ends: Floats
    phase: Floats
    first: Floats
    last: Floats

    def only(self, mask: Bools) -> _Runs:
        return _Runs(
            self.style[mask], self.direction[mask], self.ends[mask], self.phase[mask], self.first[mask], self.last[mask]
        )


def _strips(painter: QPainter, atlas: Atlas, runs: _Runs, scale: float) -> None:
    """Straight runs as pieces of the ready strips, from their left or upper end.

    A run is divided at fixed places, so that every part of it is drawn the same whatever is in view."""
    for vertical in (False, True):
        some = runs.only(runs.direction % 2 == int(vertical))
        if not len(some.style):
            continue
        numbers = np.unique(some.style)
        keys: list[Key] = [("strip", STYLES[n], vertical) for n in numbers]
        places = atlas.places(keys)[np.searchsorted(numbers, some.style)]
        patterns = np.array([(period(s), look.DASH.get(s.model, (0.0,))[0]) for s in STYLES])[some.style] * scale
        length = np.abs(some.ends[:, 2:] - some.ends[:, :2]).sum(axis=1)
        start = np.where(some.direction >= 2, patterns[:, 1] - some.phase - length, some.phase)
        corner = np.minimum(some.ends[:, :2], some.ends[:, 2:])
        axis = int(vertical)
        part = np.floor(some.first / CHUNK)
        while (open_ := part * CHUNK < some.last).any():
            begin = np.maximum(some.first, part * CHUNK)
            size = np.minimum(some.last, (part + 1) * CHUNK) - begin
            loop = np.maximum(patterns[:, 0], 1e-6)
            offset = np.where(patterns[:, 0] > 0, np.floor(np.mod(np.round(start + part * CHUNK), loop)), 0.0)
            source, target = np.empty((len(size), 4)), corner.copy()
            source[:, axis] = places[:, axis] + offset + begin - part * CHUNK
            source[:, 1 - axis] = places[:, 1 - axis]
            source[:, 2 + axis], source[:, 3 - axis] = size, places[:, 3 - axis]
            target[:, axis] += begin
            target[:, 1 - axis] -= places[:, 5 - axis]
            draw_fragments(painter, target[open_], source[open_], atlas.pixmap(keys[0]))
            part += 1


def _stamp(painter: QPainter, atlas: Atlas, codes: Ints, at: Floats, key: Callable[[int], Key]) -> None:
    """Sprites by number: `key` makes a sprite's key of a code."""
    if not len(codes):
        return
    numbers, which = np.unique(codes, return_inverse=True)
    place = atlas.places([key(int(n)) for n in numbers])[which]
    draw_fragments(painter, np.floor(at + 0.5) - place[:, 4:6], place[:, 0:4], atlas.pixmap(("",)))


def _corner_key(code: int) -> Key:
    code, phase = divmod(code, 256)
    code, radius = divmod(code, 128)
    code, out = divmod(code, 4)
    style, into = divmod(code, 4)
    return ("corner", STYLES[style], into, out, radius, phase)
