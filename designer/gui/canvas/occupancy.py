"""Which parts of the drawing are covered by cards, answered for thousands of straight lines at once.

A coarse grid with running sums along rows and columns: whether a line is free is one subtraction.
"""

from __future__ import annotations

import numpy as np

from designer.gui.canvas.batch import Bools, Floats

CELL = 16.0
MOST_CELLS = 4_000_000


def cell_of(boxes: Floats) -> float:
    """The side of a cell for a drawing: 16 px, or more where there would be too many."""
    cell = CELL
    if len(boxes):
        extent = (boxes[:, :2] + boxes[:, 2:]).max(axis=0) - boxes[:, :2].min(axis=0)
        while np.prod(extent / cell + 3) > MOST_CELLS:
            cell *= 2
    return cell


class Occupancy:
    """The cells that boxes (n, 4: x, y, width, height) cover.  Far-flung drawings get coarser cells."""

    def __init__(self, boxes: Floats) -> None:
        self.cell = cell_of(boxes)
        self._empty = not len(boxes)
        if self._empty:
            return
        low, high = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
        self.origin = np.floor(low / self.cell) * self.cell - self.cell
        columns, rows = ((high - self.origin) // self.cell).astype(int) + 2
        first = ((boxes[:, :2] - self.origin) // self.cell).astype(int)
        last = np.ceil((boxes[:, :2] + boxes[:, 2:] - self.origin) / self.cell).astype(int)
        marks = np.zeros((rows + 1, columns + 1), dtype=np.int32)
        np.add.at(marks, (first[:, 1], first[:, 0]), 1)
        np.add.at(marks, (last[:, 1], first[:, 0]), -1)
        np.add.at(marks, (first[:, 1], last[:, 0]), -1)
        np.add.at(marks, (last[:, 1], last[:, 0]), 1)
        covered = (marks.cumsum(axis=0).cumsum(axis=1) > 0).astype(np.int32)[:rows, :columns]
        self._rows = np.zeros((rows, columns + 1), dtype=np.int32)  # [y, x]: covered cells left of x
        self._columns = np.zeros((columns, rows + 1), dtype=np.int32)  # [x, y]: covered cells above y
        np.cumsum(covered, axis=1, out=self._rows[:, 1:])
        np.cumsum(covered.T, axis=1, out=self._columns[:, 1:])

    def blocked(self, vertical: Bools, at: Floats, start: Floats, end: Floats) -> Bools:
        """Whether lines meet a covered cell: at x = `at` where vertical, else at y = `at`, from start to end.

        The cells of both ends do not count, for there the line leaves its own card or turns.
        """
        if self._empty or not len(at):
            return np.zeros(len(at), dtype=bool)
        result = np.zeros(len(at), dtype=bool)
        for sums, mask, axis in ((self._rows, ~vertical, 0), (self._columns, vertical, 1)):
            line = ((at[mask] - self.origin[1 - axis]) // self.cell).astype(int)
            low = (np.minimum(start, end)[mask] - self.origin[axis]) // self.cell + 1
            high = np.ceil((np.maximum(start, end)[mask] - self.origin[axis]) / self.cell) - 1
            length = sums.shape[1] - 1
            low, high = np.clip(low, 0, length).astype(int), np.clip(high, 0, length).astype(int)
            inside = (line >= 0) & (line < len(sums)) & (high > low)
            line = np.where(inside, line, 0)
            result[mask] = inside & (sums[line, high] > sums[line, low])
        return result
