"""The small pictures that the canvas is made of: cards, tiles, badges, ports.

Each is a function that draws at a scale with its anchor at the origin.  The atlas bakes them into one pixmap for the
screen; SVG and PDF call the same functions, so that a picture is crisp at any size.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from designer.gui.canvas import look
from designer.gui.canvas.edge_sprites import EdgeSprites
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.look import BadgeKind, CardState, line_width
from designer.gui.canvas.sprite import Key, Sprite
from designer.gui.tokens import Tokens


class Sprites(EdgeSprites):
    """Makes sprites for one theme and scale.  A key's first word is the method's name."""

    def __init__(self, tokens: Tokens, scale: float, icons: Icons, family: str) -> None:
        self.t = tokens
        self.s = scale
        self.icons = icons
        self.family = family

    def make(self, key: Key) -> Sprite:
        name, *args = key
        sprite: Sprite = getattr(self, str(name))(*args)
        return sprite

    def px(self, value: float) -> float:
        """A length in device px, whole where the eye would see the difference."""
        return float(round(value * self.s))

    # -- cards

    def card(self, state: CardState) -> Sprite:
        """The ground of a card; anchored at its top left corner."""
        w, h = self.px(look.CARD_W), self.px(look.CARD_H)
        return self._ground(w, h, look.CARD_RADIUS * self.s, state, self.t.color(_CARD_FILL.get(state, "card")))

    def block(self, icon: str, category: str, state: CardState) -> Sprite:
        """A whole card of the middle level: a block with the glyph, and two bars for the text."""
        w, h, s = self.px(look.CARD_W), self.px(look.CARD_H), self.s
        ground = self._ground(w, h, look.CARD_RADIUS * s, state, self.t.color(_CARD_FILL.get(state, "card")))
        tile = self.t.color(_tile_color(category, state))
        bar = self.t.color("line" if state == "dimmed" else "cardline")
        weak = self.t.color("line")
        glyph = self._glyph_color(state)
        own = self.icons.replacement(icon)

        def draw(p: QPainter) -> None:
            ground.draw(p)
            path = QPainterPath()
            path.addRoundedRect(QRectF(0, 0, w, h), look.CARD_RADIUS * s, look.CARD_RADIUS * s)
            p.save()
            p.setClipPath(path)
            if not (own and self.icons.draw_replacement(p, own, QRectF(0, 0, h, h))):
                p.fillRect(QRectF(0, 0, h, h), tile)
                size = 32 * s
                self.icons.draw(p, icon, QRectF((h - size) / 2, (h - size) / 2, size, size), glyph, size)
            p.restore()
            self._outline(p, w, h, look.CARD_RADIUS * s, state)
            p.setPen(Qt.PenStyle.NoPen)
            for color, top, width in ((bar, 18.0, 88.0), (weak, 33.0, 52.0)):
                p.setBrush(color)
                p.drawRoundedRect(QRectF(72 * s, top * s, width * s, 7 * s), 3.5 * s, 3.5 * s)

        return ground._replace(draw=draw)

    def sheet(self, tint: str, state: CardState) -> Sprite:
        """The card of a collapsed group: two sheets behind it."""
        w, h, s = self.px(look.CARD_W), self.px(look.CARD_H), self.s
        radius = look.CARD_RADIUS * s
        colors = self.t.tints[tint]
        fill = colors.fill or self.t.color("canvas")
        ground = self._ground(w, h, radius, state, fill, shadow=False, line=colors.line)

        def draw(p: QPainter) -> None:
            for step in (8.0, 4.0):
                sheet = QRectF(self.px(step) + 0.5, self.px(step) + 0.5, w - 1, h - 1)
                p.setPen(QPen(colors.line, 1))
                p.setBrush(fill)
                p.drawRoundedRect(sheet, radius, radius)
            ground.draw(p)
            box = QRectF(self.px(12) + 0.5, self.px(12) + 0.5, self.px(32) - 1, self.px(32) - 1)
            p.setPen(QPen(colors.line, 1))
            p.setBrush(self.t.color("card"))
            p.drawRoundedRect(box, look.TILE_RADIUS * s, look.TILE_RADIUS * s)
            rings(p, box.center(), 20 * s, colors.title, 1.75 * s)

        return ground._replace(right=w + self.px(8) + 1, bottom=h + self.px(8) + 1, draw=draw)

    def _ground(
        self, w: float, h: float, radius: float, state: CardState, fill: QColor, *,
        shadow: bool = True, line: QColor | None = None,
    ) -> Sprite:  # fmt: skip
        halo = _HALO.get(state)
        reach = self.px(look.HALO) + 1 if halo else 1.0

        def draw(p: QPainter) -> None:
            if halo:
                path = QPainterPath()
                grown, hole = look.HALO * self.s, 1.0
                path.addRoundedRect(
                    QRectF(0, 0, w, h).adjusted(-grown, -grown, grown, grown), radius + grown, radius + grown
                )
                inner = QPainterPath()
                inner.addRoundedRect(QRectF(hole, hole, w - 2 * hole, h - 2 * hole), radius, radius)
                p.fillPath(path - inner, self.t.color(halo[0], halo[1]))
            p.setPen(Qt.PenStyle.NoPen)
            if shadow and state not in ("dimmed", "disabled", "preview"):
                p.setBrush(self.t.color("shadow"))
                p.drawRoundedRect(QRectF(0, 1.5 * self.s, w, h), radius, radius)
            p.setBrush(fill)
            p.drawRoundedRect(QRectF(0, 0, w, h), radius, radius)
            self._outline(p, w, h, radius, state, line)

        return Sprite(-reach, -reach, w + reach, h + max(reach, 1.5 * self.s + 1), draw)

    def _outline(
        self, p: QPainter, w: float, h: float, radius: float, state: CardState, line: QColor | None = None
    ) -> None:
        token, width, dashes = _CARD_LINE[state]
        color = line if line is not None and state in ("rest", "disabled") else self.t.color(token)
        pen = QPen(color, line_width(width, self.s))
        if dashes:
            pen.setDashPattern([d * self.s / pen.widthF() for d in dashes])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        half = pen.widthF() / 2
        p.drawRoundedRect(QRectF(half, half, w - 2 * half, h - 2 * half), radius - half, radius - half)

    # -- tiles and actors

    def tile(self, icon: str, category: str, state: CardState) -> Sprite:
        """The coloured square with the glyph; anchored at its top left corner."""
        size, glyph = self.px(look.TILE), self.px(look.GLYPH)
        inset = round((size - glyph) / 2)
        own = self.icons.replacement(icon)

        def draw(p: QPainter) -> None:
            box = QRectF(0, 0, size, size)
            if own and state not in ("disabled", "dimmed") and self.icons.draw_replacement(p, own, box):
                return
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.t.color(_tile_color(category, state)))
            p.drawRoundedRect(box, look.TILE_RADIUS * self.s, look.TILE_RADIUS * self.s)
            self.icons.draw(p, icon, QRectF(inset, inset, glyph, glyph), self._glyph_color(state), look.GLYPH * self.s)

        return Sprite(0, 0, size, size, draw)

    def actor(self, icon: str, state: CardState) -> Sprite:
        """Somebody outside AWS: a circle with a bare glyph; anchored at its centre."""
        r = self.px(look.ACTOR_R)
        glyph = self.px(look.GLYPH)
        halo = _HALO.get(state)
        token, width, dashes = _CARD_LINE[state]
        color = self.t.color("external" if state == "rest" else token)
        ink = self.t.color("dimtext" if state == "dimmed" else "text3" if state == "disabled" else "external")

        def draw(p: QPainter) -> None:
            if halo:
                path = QPainterPath()
                path.addEllipse(QPointF(0, 0), r + look.HALO * self.s, r + look.HALO * self.s)
                inner = QPainterPath()
                inner.addEllipse(QPointF(0, 0), r - 1, r - 1)
                p.fillPath(path - inner, self.t.color(halo[0], halo[1]))
            pen = QPen(color, line_width(max(width, 1.25), self.s))
            if dashes:
                pen.setDashPattern([d * self.s / pen.widthF() for d in dashes])
            p.setPen(pen)
            p.setBrush(self.t.color(_CARD_FILL.get(state, "card")))
            p.drawEllipse(QPointF(0, 0), r - pen.widthF() / 2, r - pen.widthF() / 2)
            self.icons.draw(p, icon, QRectF(-glyph / 2, -glyph / 2, glyph, glyph), ink, look.GLYPH * self.s)

        reach = r + self.px(look.HALO) + 1
        return Sprite(-reach, -reach, reach, reach, draw)

    def glyph(self, icon: str, color: str, size: int) -> Sprite:
        """A bare icon of `size` device px in a token's colour; anchored at its top left corner."""

        def draw(p: QPainter) -> None:
            self.icons.draw(p, icon, QRectF(0, 0, size, size), self.t.color(color))

        return Sprite(0, 0, size, size, draw)

    def _glyph_color(self, state: CardState) -> QColor:
        if state == "dimmed":
            return self.t.color("dimcard")
        return self.t.color("glyph")

    # -- badges and ports

    def badge(self, kind: BadgeKind, count: int, size: float, *, ringed: bool = True) -> Sprite:
        """A finding's shape, with a ring of ground around it; `size` is in device px.  Anchored at its centre."""
        ring = 2 * size / look.BADGE if ringed else 0.0
        r = size / 2

        def draw(p: QPainter) -> None:
            if kind == "accepted":
                if ringed:
                    p.setPen(QPen(self.t.color("canvas"), 2 * ring))
                p.setBrush(self.t.color("card") if ringed else Qt.BrushStyle.NoBrush)
                p.drawEllipse(QPointF(0, 0), r, r)
                p.setPen(QPen(self.t.color("text3"), 1.5 * size / look.BADGE))
                p.drawEllipse(QPointF(0, 0), r - 0.75, r - 0.75)
                tick = QPolygonF(
                    [
                        QPointF(-0.22 * size, 0.01 * size),
                        QPointF(-0.05 * size, 0.18 * size),
                        QPointF(0.23 * size, -0.16 * size),
                    ]
                )
                pen = QPen(self.t.color("text3"), 1.75 * size / look.BADGE)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                p.setPen(pen)
                p.drawPolyline(tick)
                return
            shape = _badge_shape(kind, r)
            fill, ink = (self.t.color(name) for name in _BADGE_COLOR[kind])
            if ringed:
                p.setPen(
                    QPen(
                        self.t.color("canvas"),
                        2 * ring,
                        Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.RoundCap,
                        Qt.PenJoinStyle.RoundJoin,
                    )
                )
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawPath(shape)
            p.setPen(
                QPen(
                    fill,
                    1.5 * size / look.BADGE,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                )
            )
            p.setBrush(fill)
            p.drawPath(shape)
            self._badge_mark(p, kind, count, size, ink)

        reach = r + 2 * ring + 1
        return Sprite(-reach, -reach, reach, reach, draw)

    def _badge_mark(self, p: QPainter, kind: BadgeKind, count: int, size: float, ink: QColor) -> None:
        """Exclamation mark, i, or the number."""
        down = 0.11 * size if kind == "warning" else 0.0
        if count > 1:
            font = QFont(self.family)
            font.setPixelSize(max(6, round(size * (0.5 if kind == "warning" else 0.62 if count < 10 else 0.52))))
            font.setBold(True)
            p.setFont(font)
            p.setPen(ink)
            text = str(count) if count < 10 else "9+"
            p.drawText(QRectF(-size, -size + down, 2 * size, 2 * size), Qt.AlignmentFlag.AlignCenter, text)
            return
        u = size / look.BADGE
        pen = QPen(ink, 2 * u)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        p.setPen(pen)
        dot, (top, bottom) = (-4.0, (-0.5, 4.0)) if kind == "info" else (4.0, (-4.0, 0.8))
        if kind == "warning":
            dot, top, bottom = 3.6, -2.8, 0.9
        p.drawLine(QPointF(0, top * u + down), QPointF(0, bottom * u + down))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        p.drawEllipse(QPointF(0, dot * u + down), 1.25 * u, 1.25 * u)

    def sign(self, kind: Literal["lost", "waits"], size: float) -> Sprite:
        """Where an event waits (a clock) or is lost (a cross), `size` in device px; anchored at its centre."""
        r = size / 2
        fill, ink = ("errorfill", "onerror") if kind == "lost" else ("card", "text2")

        def draw(p: QPainter) -> None:
            p.setPen(QPen(self.t.color("canvas"), size / 6))
            p.setBrush(self.t.color("canvas"))
            p.drawEllipse(QPointF(0, 0), r, r)
            stroke = max(1.0, size / 12)
            p.setPen(QPen(self.t.color("errorfill" if kind == "lost" else "text2"), stroke))
            p.setBrush(self.t.color(fill))
            p.drawEllipse(QPointF(0, 0), r - stroke / 2, r - stroke / 2)
            pen = QPen(self.t.color(ink), stroke)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            p.setPen(pen)
            arm = 0.19 * size
            if kind == "lost":
                p.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
                p.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))
            else:
                hands = [QPointF(0, -0.26 * size), QPointF(0, 0), QPointF(0.18 * size, 0.1 * size)]
                p.drawPolyline(QPolygonF(hands))

        reach = r + size / 12 + 1
        return Sprite(-reach, -reach, reach, reach, draw)

    def port(self, model: str, gives: bool, side: int, color: str) -> Sprite:
        """A port: filled gives, hollow takes.  0 right, 1 bottom, 2 left, 3 top.  Anchored on the card's line."""
        r = look.PORT * self.s / 2
        ink = self.t.color(color)

        def draw(p: QPainter) -> None:
            p.save()
            p.rotate(90 * side)
            path = QPainterPath()
            if model == "event":
                path.addPolygon(
                    QPolygonF([QPointF(-r - 1, 0), QPointF(0, -r - 1), QPointF(r + 1, 0), QPointF(0, r + 1)])
                )
                path.closeSubpath()
            elif model == "poll":
                path.moveTo(0, -r)
                path.arcTo(QRectF(-r, -r, 2 * r, 2 * r), 90, -180 if not gives else 180)
                path.closeSubpath()
            elif model == "attached":
                path.addRect(QRectF(-r + 0.5, -r + 0.5, 2 * r - 1, 2 * r - 1))
            else:
                path.addEllipse(QPointF(0, 0), r, r)
            p.setPen(QPen(ink, 1.5 * self.s, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.MiterJoin))
            p.setBrush(ink if gives else self.t.color("card"))
            p.drawPath(path)
            p.restore()

        reach = r + 1.5 * self.s + 2
        return Sprite(-reach, -reach, reach, reach, draw)

    def ring(self) -> Sprite:
        """The keyboard's focus around a card; anchored at its top left corner."""
        w, h = self.px(look.CARD_W), self.px(look.CARD_H)
        gap, width = look.FOCUS * self.s + 1, line_width(2, self.s)

        def draw(p: QPainter) -> None:
            p.setPen(QPen(self.t.color("text"), width))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(
                QRectF(-gap, -gap, w + 2 * gap, h + 2 * gap), look.HALO_RADIUS * self.s, look.HALO_RADIUS * self.s
            )

        reach = gap + width
        return Sprite(-reach, -reach, w + reach, h + reach, draw)


_CARD_FILL: dict[CardState, str] = {"dimmed": "dimcard", "disabled": "canvas", "preview": "accentweak"}
_CARD_LINE: dict[CardState, tuple[str, float, tuple[float, ...]]] = {
    "rest": ("cardline", 1, ()),
    "hover": ("cardhover", 1.5, ()),
    "selected": ("accent", 2, ()),
    "legal": ("ok", 2, ()),
    "refused": ("error", 2, ()),
    "disabled": ("cardline", 1, (4, 3)),
    "dimmed": ("line", 1, ()),
    "preview": ("accent", 1.5, (5, 4)),
}
_HALO: dict[CardState, tuple[str, float]] = {
    "selected": ("accent", 0.22),
    "legal": ("ok", 0.20),
    "refused": ("error", 0.16),
}
_BADGE_COLOR = {
    "error": ("errorfill", "onerror"),
    "warning": ("warnfill", "onwarn"),
    "info": ("accentfill", "onaccent"),
}


def _tile_color(category: str, state: CardState) -> str:
    return {"disabled": "distile", "dimmed": "dimtext"}.get(state, category)


def _badge_shape(kind: BadgeKind, r: float) -> QPainterPath:
    path = QPainterPath()
    inner = r - 0.75 * r / 9  # the outline's round joins reach the full size
    if kind == "info":
        path.addRoundedRect(QRectF(-inner * 0.9, -inner * 0.9, 1.8 * inner, 1.8 * inner), r * 0.33, r * 0.33)
    elif kind == "warning":
        points = (QPointF(0, -inner), QPointF(inner * 1.08, inner * 0.88), QPointF(-inner * 1.08, inner * 0.88))
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    else:
        a, b = inner * 0.98, inner * 0.405
        points8 = ((-b, -a), (b, -a), (a, -b), (a, b), (b, a), (-b, a), (-a, b), (-a, -b))
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points8]))
        path.closeSubpath()
    return path


def rings(p: QPainter, center: QPointF, width: float, color: QColor, stroke: float) -> None:
    """Two joined rings: the sign of a bounded context."""
    r = width * 0.29
    p.setPen(QPen(color, stroke))
    p.setBrush(QBrush(Qt.BrushStyle.NoBrush))
    for side in (-1, 1):
        p.drawEllipse(QPointF(center.x() + side * (width / 2 - r - stroke / 2), center.y()), r, r)
