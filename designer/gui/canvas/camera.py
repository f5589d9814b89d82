"""From scene coordinates to device px and back.  The origin is a whole number of device px, so that a pan is a scroll
to the pixel and parts painted at different times fit together without a seam."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from designer.editing.geometry import Rect
from designer.gui.canvas.batch import Floats
from designer.gui.canvas.look import Level, level_of


def snap(value: float) -> int:
    """The nearest whole px; halves always go the same way, so that a scrolled picture is the same to the pixel."""
    return math.floor(value + 0.5)


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` in device px per px at 100 %; `x`, `y` the device px that lie at the device's top left corner; `ratio`
    the device px of one of the user's."""

    scale: float = 1.0
    x: int = 0
    y: int = 0
    ratio: float = 1.0
    exact: bool = False  # for vector output: nothing is rounded, and all detail is drawn

    @property
    def zoom(self) -> float:
        """1.0 at 100 %, whatever the screen."""
        return self.scale / self.ratio

    @property
    def level(self) -> Level:
        return "near" if self.exact else level_of(self.zoom)

    def points(self, points: Floats) -> Floats:
        """Device px of points (…, 2), whole unless `exact`."""
        scaled = points * self.scale
        if not self.exact:
            np.round(scaled, out=scaled)
        result: Floats = scaled - (self.x, self.y)
        return result

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.exact:
            return x * self.scale - self.x, y * self.scale - self.y
        return round(x * self.scale) - self.x, round(y * self.scale) - self.y

    def scene(self, x: float, y: float) -> tuple[float, float]:
        return (x + self.x) / self.scale, (y + self.y) / self.scale

    def rect(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width and height in device px."""
        x, y = self.point(rect.x, rect.y)
        right, bottom = self.point(rect.right, rect.bottom)
        return x, y, right - x, bottom - y

    def area(self, left: float, top: float, width: float, height: float) -> tuple[float, float, float, float]:
        """The part of the scene that a device rectangle shows: left, top, right, bottom."""
        return (*self.scene(left, top), *self.scene(left + width, top + height))

    def moved(self, dx: int, dy: int) -> Camera:
        return replace(self, x=self.x + dx, y=self.y + dy)

    def zoomed(self, scale: float, x: float, y: float) -> Camera:
        """At another scale, with the scene's point under the device point (x, y) staying there."""
        sx, sy = self.scene(x, y)
        return replace(self, scale=scale, x=round(sx * scale - x), y=round(sy * scale - y))
