"""What a sprite is: a small picture around an anchor."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QPainter

Draw = Callable[[QPainter], None]
Key = tuple[object, ...]


class Sprite(NamedTuple):
    """A picture around its anchor: how far it reaches left, up, right and down (px), and what draws it."""

    left: float
    top: float
    right: float
    bottom: float
    draw: Draw
