"""The pieces that edges are made of: ends, bends, jumps, and long strips of ready dashes.

A stroked dash costs ten times a solid line and a round-dotted one a hundred times; from a baked strip both cost one
blit.  Directions count clockwise from the right: 0 right, 1 down, 2 left, 3 up.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from designer.gui.canvas import look
from designer.gui.canvas.look import EdgeStyle, line_width
from designer.gui.canvas.sprite import Sprite
from designer.gui.tokens import Tokens

STRIP = 2048  # px
DIRECTIONS = ((1, 0), (0, 1), (-1, 0), (0, -1))
TRIM = {"push": (0.0, 9.0), "event": (0.0, 2.5), "poll": (4.0, 13.0), "attached": (0.0, 0.0)}
# how much shorter than the edge its line is at start and end (px), so that it ends inside the shapes there


def edge_pen(tokens: Tokens, style: EdgeStyle, scale: float, offset: float = 0.0) -> QPen:
    """A pen that draws the style's pattern, starting `offset` px into it."""
    width = line_width(style.width, scale)
    pen = QPen(tokens.color(style.color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if pattern := look.DASH.get(style.model):
        on, off = (length * scale for length in pattern)
        if on == 0:  # round dots are dashes of no length; half a gap comes first, so that the first dot is whole
            width = (look.DOT + style.width - 1.75) * scale
            offset += off / 2
            pen.setWidthF(width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([max(on / width, 0.001), off / width])
        pen.setDashOffset(offset / width)
    return pen


def period(style: EdgeStyle) -> float:
    """The length after which the style's pattern repeats, in px at 100 %; 0 for a solid line."""
    return sum(look.DASH.get(style.model, (0.0,)))


class EdgeSprites:
    """The edges' half of `Sprites`."""

    t: Tokens
    s: float

    def _odd(self, style: EdgeStyle) -> float:
        """Half a pixel for lines of odd width, which would else lie across the border of two pixels."""
        return 0.5 if round(line_width(style.width, self.s)) % 2 else 0.0

    def strip(self, style: EdgeStyle, vertical: bool) -> Sprite:
        """A long straight piece that starts with its pattern; anchored at its beginning.

        Stroking a whole strip of round dots takes milliseconds, so a few periods are stroked and then repeated.
        """
        pen = edge_pen(self.t, style, self.s)
        half = math.ceil(pen.widthF() / 2) + 1
        odd = self._odd(style)
        lead = period(style) * self.s

        def line(p: QPainter, end: float, across: float) -> None:
            p.setPen(pen)
            a, b = QPointF(-lead, across), QPointF(end + lead, across)
            p.drawLine(*((a.transposed(), b.transposed()) if vertical else (a, b)))

        def draw(p: QPainter) -> None:
            if pen.style() == Qt.PenStyle.SolidLine:
                line(p, STRIP, odd)
                return
            length = _whole_periods(lead)
            size = QSize(length, 2 * half)
            tile = QPixmap(size.transposed() if vertical else size)
            tile.fill(Qt.GlobalColor.transparent)
            brush = QPainter(tile)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            line(brush, length, half + odd)
            brush.end()
            p.drawTiledPixmap(QRect(-half, 0, 2 * half, STRIP) if vertical else QRect(0, -half, STRIP, 2 * half), tile)

        return Sprite(-half, 0, half, STRIP, draw) if vertical else Sprite(0, -half, STRIP, half, draw)

    def corner(self, style: EdgeStyle, into: int, out: int, radius: int, phase: int) -> Sprite:
        """A bend of `radius` px, travelled from direction `into` to `out`; anchored at the corner that it cuts."""
        (ix, iy), (ox, oy) = DIRECTIONS[into], DIRECTIONS[out]
        odd = self._odd(style)

        def draw(p: QPainter) -> None:
            p.translate(odd, odd)
            p.setPen(edge_pen(self.t, style, self.s, phase))
            p.drawPath(bend(QPointF(0, 0), (ix, iy), (ox, oy), radius))
            p.translate(-odd, -odd)

        pad = math.ceil(edge_pen(self.t, style, self.s).widthF() / 2) + 1.0
        # Along the way the sprite ends exactly where the straight pieces begin; across it there is room for the line.
        wide = 0.0 if ix and ox else pad
        left, right = min(-ix * radius, ox * radius, -wide), max(-ix * radius, ox * radius, wide)
        top, bottom = min(-iy * radius, oy * radius, -wide), max(-iy * radius, oy * radius, wide)
        return Sprite(left, top, right, bottom, draw)

    def jump(self, style: EdgeStyle) -> Sprite:
        """A bridge over a crossing line; anchored at the crossing."""
        r = round(look.JUMP * self.s)
        odd = self._odd(style)
        solid = edge_pen(self.t, style, self.s)
        solid.setStyle(Qt.PenStyle.SolidLine)
        solid.setWidthF(line_width(style.width, self.s))

        def draw(p: QPainter) -> None:
            p.setPen(solid)
            path = QPainterPath(QPointF(-r, odd))
            path.arcTo(QRectF(-r, -r + odd, 2 * r, 2 * r), 180, -180)
            p.drawPath(path)

        pad = math.ceil(solid.widthF() / 2) + 1
        return Sprite(-r - pad, -r - pad, r + pad, pad, draw)

    def start(self, style: EdgeStyle, direction: int) -> Sprite:
        """Who gives: dot, diamond or ring; anchored at the card's line, on which its middle lies."""
        ink, s, odd = self.t.color(style.color), self.s, self._odd(style)

        def draw(p: QPainter) -> None:
            p.translate(odd, odd)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(ink)
            if style.model == "event":
                p.drawPolygon(QPolygonF([QPointF(x * 4.25 * s, y * 4.25 * s) for x, y in DIRECTIONS]))
            elif style.model == "poll":
                p.setPen(QPen(ink, 1.75 * s))
                p.setBrush(self.t.color("canvas"))
                p.drawEllipse(QPointF(0, 0), 2.75 * s, 2.75 * s)
            else:
                r = (2.5 if style.model == "attached" else 3.0) * s
                p.drawEllipse(QPointF(0, 0), r, r)
            p.translate(-odd, -odd)

        reach = 5 * s + 1
        return Sprite(-reach, -reach, reach, reach, draw)

    def end(self, style: EdgeStyle, direction: int) -> Sprite:
        """Who takes, and how: triangle, chevron, triangle in a cup, dot; anchored at the card's line.

        `direction` is that of the data on its last piece."""
        ink, s, odd = self.t.color(style.color), self.s, self._odd(style)

        def draw(p: QPainter) -> None:
            p.translate(odd, odd)
            p.rotate(90 * direction)
            join = QPen(ink, 1.0 * s, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            p.setPen(join)
            p.setBrush(ink)
            if style.model == "push":
                p.drawPolygon(
                    QPolygonF([QPointF(-1.0 * s, 0), QPointF(-10 * s, -4.25 * s), QPointF(-10 * s, 4.25 * s)])
                )
            elif style.model == "event":
                join.setWidthF(2 * s)
                p.setPen(join)
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawPolyline(QPolygonF([QPointF(-8.5 * s, -5.5 * s), QPointF(-2 * s, 0), QPointF(-8.5 * s, 5.5 * s)]))
            elif style.model == "poll":
                p.drawPolygon(QPolygonF([QPointF(-6 * s, 0), QPointF(-13 * s, -3.5 * s), QPointF(-13 * s, 3.5 * s)]))
                join.setWidthF(2 * s)
                p.setPen(join)
                p.setBrush(Qt.BrushStyle.NoBrush)
                r = 7.5 * s
                path = QPainterPath(QPointF(-8.5 * s, -r))
                path.arcTo(QRectF(-8.5 * s - r, -r, 2 * r, 2 * r), 90, -180)
                p.drawPath(path)
            else:
                p.setPen(Qt.PenStyle.NoPen)
                p.drawEllipse(QPointF(0, 0), 2.5 * s, 2.5 * s)
            p.rotate(-90 * direction)
            p.translate(-odd, -odd)

        reach = 15 * s + 1
        return Sprite(-reach, -reach, reach, reach, draw)

    def arrow(self, style: EdgeStyle, direction: int, ratio: float) -> Sprite:
        """The end of the middle level: a full triangle of 6 of the user's px, whatever the model."""
        ink = self.t.color(style.color)

        def draw(p: QPainter) -> None:
            p.rotate(90 * direction)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(ink)
            p.drawPolygon(QPolygonF([QPointF(0, 0), QPointF(-6 * ratio, -3 * ratio), QPointF(-6 * ratio, 3 * ratio)]))
            p.rotate(-90 * direction)

        reach = 6 * ratio + 1
        return Sprite(-reach, -reach, reach, reach, draw)


def bend(corner: QPointF, into: tuple[float, float], out: tuple[float, float], radius: float) -> QPainterPath:
    """The quarter circle that cuts a corner, in the direction of travel."""
    path = QPainterPath(QPointF(corner.x() - into[0] * radius, corner.y() - into[1] * radius))
    end = QPointF(corner.x() + out[0] * radius, corner.y() + out[1] * radius)
    center = QPointF(corner.x() + (out[0] - into[0]) * radius, corner.y() + (out[1] - into[1]) * radius)
    box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
    first = path.currentPosition() - center
    last = end - center
    start = math.degrees(math.atan2(-first.y(), first.x()))
    sweep = (math.degrees(math.atan2(-last.y(), last.x())) - start + 180) % 360 - 180
    path.arcTo(box, start, sweep)
    return path


def _whole_periods(period: float) -> int:
    """The length in whole px that comes nearest to some number of periods, up to 64 of them."""
    lengths: list[float] = [number * period for number in range(1, 65)]
    best: float = min(lengths, key=lambda length: abs(math.remainder(length, 1.0)) / length)
    return max(1, round(best))
