"""Small pictures for lists, buttons and labels, in the theme's colours: interface icons, tiles, badges, edge samples.

They are drawn by the canvas's own sprites, so that a queue in the palette is the queue on the canvas.  Pictures are
kept until the theme changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPainterPath, QPixmap

from designer.gui.canvas import look
from designer.gui.canvas.edge_sprites import TRIM, edge_pen
from designer.gui.canvas.look import BadgeKind, edge_style
from designer.gui.canvas.sprites import Sprites
from designer.gui.theme import theme
from designer.model.specs import Model, ServiceSpec

Draw = Callable[[QPainter], None]
EDGE_WIDTH = 32  # px of an edge sample


def ui_icon(name: str, ink: str = "text2", on: str = "accent", size: int = 16) -> QIcon:
    """An interface icon (`select` is ui-select.svg) in a token's colour; `on` is its colour when checked."""
    return _ui_icon(theme().name, _ratio(), name, ink, on, theme().px(size))


@lru_cache(maxsize=256)
def _ui_icon(_theme: str, ratio: float, name: str, token: str, on: str, size: int) -> QIcon:
    icon = QIcon()
    states = ((token, QIcon.Mode.Normal, QIcon.State.Off), (on, QIcon.Mode.Normal, QIcon.State.On),
              ("dimtext", QIcon.Mode.Disabled, QIcon.State.Off))  # fmt: skip
    for color, mode, state in states:
        icon.addPixmap(_ui(name, color, size, ratio), mode, state)
    return icon


def ui_pixmap(name: str, ink: str = "text2", size: int = 16) -> QPixmap:
    """An interface icon as a pixmap; `size` in px at the default font size."""
    return _ui_pixmap(theme().name, _ratio(), name, ink, theme().px(size))


@lru_cache(maxsize=256)
def _ui_pixmap(_theme: str, ratio: float, name: str, token: str, size: int) -> QPixmap:
    return _ui(name, token, size, ratio)


def _ui(name: str, token: str, size: int, ratio: float) -> QPixmap:
    color = theme().color(token)
    box = QRectF(0, 0, size, size)
    return _draw(QSize(size, size), ratio, lambda p: theme().icons.draw(p, f"ui/ui-{name}", box, color, 24))


def logo(size: QSize, ink: str = "accent") -> QPixmap:
    """The program's sign."""
    box, color = QRectF(0, 0, size.width(), size.height()), theme().color(ink)
    return _draw(size, _ratio(), lambda p: theme().icons.draw(p, "../look/logo", box, color, 24))


def window_icon() -> QIcon:
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = side * 40 / 48
        theme().icons.draw(
            painter, "../look/logo", QRectF(0, (side - height) / 2, side, height), theme().color("accentfill"), 24
        )
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def tile(service: ServiceSpec | None, size: int = 20) -> QPixmap:
    """A service's tile: its category's colour with its glyph; a generic one for a type without a spec."""
    icon, category = (service.icon, service.category) if service else (look.GENERIC_ICON, look.GENERIC_CATEGORY)
    folder = str(theme().icons.folder or "")
    return _tile(theme().name, _ratio(), icon, category, theme().px(size), folder)


@lru_cache(maxsize=512)
def _tile(_theme: str, ratio: float, icon: str, category: str, size: int, _folder: str) -> QPixmap:
    t = theme()

    def draw(p: QPainter) -> None:
        own = t.icons.replacement(icon)
        if own and t.icons.draw_replacement(p, own, QRectF(0, 0, size, size)):
            return
        radius = size * (look.TILE_RADIUS / look.TILE if size >= 32 else 0.2)
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, size, size), radius, radius)
        p.fillPath(path, t.color(category))
        glyph = round(size * (0.6 if size >= 32 else 0.76))
        inset = (size - glyph) / 2
        t.icons.draw(p, icon, QRectF(inset, inset, glyph, glyph), t.color("glyph"), glyph)

    return _draw(QSize(size, size), ratio, draw)


def badge(kind: BadgeKind, size: int = 18) -> QPixmap:
    """The shape of a finding: octagon, triangle, rounded square, or the hollow circle of an accepted one."""
    return _badge(theme().name, _ratio(), kind, theme().px(size))


@lru_cache(maxsize=64)
def _badge(_theme: str, ratio: float, kind: BadgeKind, size: int) -> QPixmap:
    t = theme()

    def draw(p: QPainter) -> None:
        p.translate(size / 2, size / 2)
        Sprites(t.tokens, 1.0, t.icons, t.font().family()).badge(kind, 1, size - 1.0, ringed=False).draw(p)

    return _draw(QSize(size, size), ratio, draw)


def edge(model: Model, width: int = EDGE_WIDTH) -> QPixmap:
    """A sample of a connection's line with its ends, 16 px high."""
    return _edge(theme().name, _ratio(), model, theme().px(width), theme().px(16))


@lru_cache(maxsize=64)
def _edge(_theme: str, ratio: float, model: Model, width: int, height: int) -> QPixmap:
    t = theme()
    style = edge_style(model)
    sprites = Sprites(t.tokens, 1.0, t.icons, "")

    def draw(p: QPainter) -> None:
        left, right, y = 4.0, width - 1.0, height / 2
        before, after = TRIM[model]
        p.setPen(edge_pen(t.tokens, style, 1.0))
        p.drawLine(QPointF(left + before, y), QPointF(right - after, y))
        for place, sprite in ((left, sprites.start(style, 0)), (right, sprites.end(style, 0))):
            p.save()
            p.translate(place, y)
            sprite.draw(p)
            p.restore()

    return _draw(QSize(width, height), ratio, draw)


def _draw(size: QSize, ratio: float, draw: Draw) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    draw(painter)
    painter.end()
    return pixmap


def _ratio() -> float:
    screen = QGuiApplication.primaryScreen()
    return max((s.devicePixelRatio() for s in QGuiApplication.screens()), default=1.0) if screen else 1.0
