"""Snapping: a moved box finds the edges and centres of the cards around it, else the grid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Literal, NamedTuple

from designer.editing.geometry import GRID, Rect
from designer.tools.base import Guide

REACH = 6.0  # px on the screen within which a line attracts
NEAR = 720.0  # px of the drawing within which other cards count


class Snapped(NamedTuple):
    """The correction of a move, and the lines that show why."""

    dx: float
    dy: float
    guides: tuple[Guide, ...]


class _Line(NamedTuple):
    """A left, middle or right (top, middle, bottom) of a card; `start` to `end` is the card across it."""

    at: float
    start: float
    end: float


class Snapper:
    """The lines of the cards that stay where they are, sorted once when a move begins."""

    def __init__(self, others: Iterable[Rect]) -> None:
        boxes = list(others)
        self._x = sorted(line for box in boxes for line in _lines(box, "x"))
        self._y = sorted(line for box in boxes for line in _lines(box, "y"))

    def snap(self, box: Rect, scale: float, *, grid: tuple[float, float] | None = None) -> Snapped:
        """How far to move `box` so that it lines up.  `grid` is a point that falls on the grid where no line is."""
        reach = REACH / scale
        dx, x_guides = self._axis("x", self._x, box, reach)
        dy, y_guides = self._axis("y", self._y, box, reach)
        if grid is not None:
            dx = _to_grid(grid[0]) if dx is None else dx
            dy = _to_grid(grid[1]) if dy is None else dy
        moved = box.moved(dx or 0.0, dy or 0.0)
        guides = [_guide("x", line, moved) for line in x_guides] + [_guide("y", line, moved) for line in y_guides]
        return Snapped(dx or 0.0, dy or 0.0, tuple(guides))

    def _axis(
        self, axis: Literal["x", "y"], lines: list[_Line], box: Rect, reach: float
    ) -> tuple[float | None, list[_Line]]:
        """The smallest correction on one axis, and the lines that it meets (the nearest card of each)."""
        best: float | None = None
        for own in _lines(box, axis):
            for line in _within(lines, own.at, reach):
                delta = line.at - own.at
                if _apart(line, own) <= NEAR and (best is None or abs(delta) < abs(best)):
                    best = delta
        if best is None:
            return None, []
        met: dict[float, _Line] = {}
        for own in _lines(box, axis):
            for line in _within(lines, own.at + best, 0.01):
                known = met.get(line.at)
                if known is None or _apart(line, own) < _apart(known, own):
                    met[line.at] = line
        return best, list(met.values())


def _lines(box: Rect, axis: Literal["x", "y"]) -> tuple[_Line, _Line, _Line]:
    if axis == "x":
        return tuple(_Line(at, box.y, box.bottom) for at in (box.x, box.center[0], box.right))  # type: ignore[return-value]
    return tuple(_Line(at, box.x, box.right) for at in (box.y, box.center[1], box.bottom))  # type: ignore[return-value]


def _within(lines: list[_Line], at: float, reach: float) -> list[_Line]:
    low = bisect_left(lines, at - reach, key=lambda line: line.at)
    return lines[low : bisect_right(lines, at + reach, key=lambda line: line.at)]


def _apart(line: _Line, own: _Line) -> float:
    return max(line.start - own.end, own.start - line.end, 0.0)


def _to_grid(value: float) -> float:
    return round(value / GRID) * GRID - value


def _guide(axis: Literal["x", "y"], line: _Line, box: Rect) -> Guide:
    start, end = (box.y, box.bottom) if axis == "x" else (box.x, box.right)
    return Guide(axis, line.at, min(line.start, start), max(line.end, end))
