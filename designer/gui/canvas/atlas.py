"""All sprites of one theme, scale and device in one pixmap, so that a thousand of them are one call.

Sprites are baked at the very scale at which they are shown, when first asked for; nothing is ever scaled, so the
picture is crisp at any zoom.  Vertical strips are as long as the atlas is wide, so they have a page of their own.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap

from designer.gui.canvas.batch import Floats
from designer.gui.canvas.edge_sprites import STRIP
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.sprite import Key
from designer.gui.canvas.sprites import Sprites
from designer.gui.tokens import Tokens

GAP = 1


class Place(NamedTuple):
    """Where a sprite lies on its page, and where its anchor is in it (whole px)."""

    x: int
    y: int
    width: int
    height: int
    ax: int
    ay: int


class _Page:
    """A pixmap that is filled shelf by shelf and doubled in one direction when it is full."""

    def __init__(self, width: int, height: int, *, grows_down: bool) -> None:
        self.pixmap = _clear(width, height)
        self._grows_down = grows_down
        self._x = self._y = self._shelf = 0

    def place(self, width: int, height: int) -> tuple[int, int]:
        page = self.pixmap
        if self._grows_down and self._x + width > page.width():
            self._x, self._y, self._shelf = 0, self._y + self._shelf + GAP, 0
        while self._x + width > self.pixmap.width() or self._y + height > self.pixmap.height():
            old = self.pixmap
            new = _clear(old.width(), old.height() * 2) if self._grows_down else _clear(old.width() * 2, old.height())
            painter = QPainter(new)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawPixmap(0, 0, old)
            painter.end()
            self.pixmap = new
        at = self._x, self._y
        self._x += width + GAP
        self._shelf = max(self._shelf, height)
        return at


class Atlas:
    """The baked sprites; `pages` are the pixmaps to draw from."""

    def __init__(self, sprites: Sprites) -> None:
        self.sprites = sprites
        self._main = _Page(STRIP, 256, grows_down=True)
        self._strips = _Page(64, STRIP, grows_down=False)
        self._places: dict[Key, Place] = {}

    def pixmap(self, key: Key) -> QPixmap:
        return self._page(key).pixmap

    def _page(self, key: Key) -> _Page:
        return self._strips if key[0] == "strip" and key[2] else self._main

    def place(self, key: Key) -> Place:
        """Where a sprite lies; it is baked when it is new."""
        place = self._places.get(key)
        return place if place is not None else self._bake(key)

    def places(self, keys: list[Key]) -> Floats:
        """The places of many sprites as rows (n, 6)."""
        known = {key: self.place(key) for key in dict.fromkeys(keys)}
        return np.array([known[key] for key in keys], dtype=np.float64).reshape(-1, 6)

    def _bake(self, key: Key) -> Place:
        sprite = self.sprites.make(key)
        ax, ay = math.ceil(-sprite.left), math.ceil(-sprite.top)
        width, height = ax + math.ceil(sprite.right), ay + math.ceil(sprite.bottom)
        page = self._page(key)
        x, y = page.place(width, height)
        painter = QPainter(page.pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setClipRect(x, y, width, height)
        painter.translate(QPoint(x + ax, y + ay))
        sprite.draw(painter)
        painter.end()
        place = self._places[key] = Place(x, y, width, height, ax, ay)
        return place


class Atlases:
    """The last few atlases of a theme, by scale: going back to a zoom finds its pictures ready."""

    KEEP = 4

    def __init__(self, tokens: Tokens, icons: Icons, family: str) -> None:
        self.tokens = tokens
        self.icons = icons
        self.family = family
        self._atlases: OrderedDict[float, Atlas] = OrderedDict()

    def at(self, scale: float) -> Atlas:
        """The atlas of a scale in device px per px at 100 %."""
        atlas = self._atlases.get(scale)
        if atlas is None:
            atlas = self._atlases[scale] = Atlas(Sprites(self.tokens, scale, self.icons, self.family))
            while len(self._atlases) > self.KEEP:
                self._atlases.popitem(last=False)
        self._atlases.move_to_end(scale)
        return atlas

    def clear(self) -> None:
        self._atlases.clear()


def _clear(width: int, height: int) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
