"""Hands numpy memory to QPainter without a copy: thousands of sprites, rectangles or lines in one call.

PySide's array overloads take the first element and a count, so an array of doubles of the right layout will do.
pyqtgraph has the same trick, but pulls in QtWidgets, which a headless `render` does not need.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPixmap

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def _first(array: Floats, type_: type[Any]) -> Any:
    return shiboken6.Shiboken.wrapInstance(array.ctypes.data, type_)


def draw_rects(painter: QPainter, rects: Floats) -> None:
    """Rectangles (n, 4): x, y, width, height."""
    if len(rects):
        memory = np.ascontiguousarray(rects, dtype=np.float64)
        painter.drawRects(_first(memory, QRectF), len(memory))


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Lines (n, 4): x1, y1, x2, y2."""
    if len(lines):
        memory = np.ascontiguousarray(lines, dtype=np.float64)
        painter.drawLines(_first(memory, QLineF), len(memory))


def draw_fragments(painter: QPainter, targets: Floats, sources: Floats, pixmap: QPixmap) -> None:
    """Pieces of a pixmap at full size: `targets` (n, 2) left top, `sources` (n, 4) left, top, width, height."""
    if not len(targets):
        return
    memory = np.empty((len(targets), 10))
    memory[:, 0:2] = targets + sources[:, 2:4] / 2  # Qt wants the centre
    memory[:, 2:6] = sources
    memory[:, 6:9] = (1.0, 1.0, 0.0)  # scale, rotation
    memory[:, 9] = 1.0  # opacity
    painter.drawPixmapFragments(_first(memory, QPainter.PixmapFragment), len(memory), pixmap)
