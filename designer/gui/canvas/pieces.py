"""The routes of edges as pieces to draw: straight runs with their place in the dash pattern, bends, and jumps.

Everything is computed in device px for all visible edges at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.look import BEND, JUMP

SEGMENTS = 5
MARGIN = 32.0  # px beyond the device that are still drawn
_MOST_CROSSINGS = 4_000_000  # pairs looked at; beyond it nobody could tell the lines apart


@dataclass(frozen=True, slots=True)
class Pieces:
    """Straight runs (k): edge row, direction, ends (k, 4: x1, y1, x2, y2 in the direction of travel), the length of
    line before each (k).  Bends (b): edge row, corner (b, 2), directions into and out of it, radius, length before."""

    edge: Ints
    direction: Ints
    ends: Floats
    before: Floats
    bend_edge: Ints
    bend_at: Floats
    bend_into: Ints
    bend_out: Ints
    bend_radius: Ints
    bend_before: Floats
    total: Floats


def cut(points: Floats, count: Ints, trim: Floats, scale: float) -> Pieces:
    """Cut ways (n, 6, 2, device px) into pieces.  `trim` (n, 2) is how much shorter the line is at both ends."""
    n = len(points)
    delta = points[:, 1:] - points[:, :-1]
    length = np.abs(delta).sum(axis=2)
    direction = np.where(
        np.abs(delta[..., 0]) >= np.abs(delta[..., 1]),
        np.where(delta[..., 0] >= 0, 0, 2),
        np.where(delta[..., 1] >= 0, 1, 3),
    )
    number = np.arange(SEGMENTS)
    real = number < (count - 1)[:, None]
    length = np.where(real, length, 0.0)
    inner = number[1:] < (count - 1)[:, None]  # the corner before segment 1 … 4
    turns = inner & ((direction[:, 1:] + direction[:, :-1]) % 2 == 1)
    radius = np.minimum(np.floor(np.minimum(length[:, 1:], length[:, :-1]) / 2), round(BEND * scale))
    radius = np.where(turns, radius, 0.0)

    start, end = np.zeros((n, SEGMENTS)), np.zeros((n, SEGMENTS))
    start[:, 0] = trim[:, 0]
    start[:, 1:] = radius
    end[:, :-1] = radius
    rows = np.arange(n)
    end[rows, np.maximum(count - 2, 0)] = trim[:, 1]
    run = np.maximum(length - start - end, 0.0)
    arc = radius * (math.pi / 2)
    before = np.cumsum(run, axis=1) - run
    before[:, 1:] += np.cumsum(arc, axis=1)
    total = before[:, -1] + run[:, -1]

    e, s = np.nonzero(real & (run > 0))
    unit = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)], dtype=float)[direction[e, s]]
    a = points[e, s] + unit * start[e, s, None]
    b = a + unit * run[e, s, None]
    be, bs = np.nonzero(radius > 0)
    return Pieces(
        e, direction[e, s], np.concatenate([a, b], axis=1), before[e, s],
        be, points[be, bs + 1], direction[be, bs], direction[be, bs + 1], radius[be, bs].astype(np.int64),
        before[be, bs] + run[be, bs], total,
    )  # fmt: skip


def crossings(
    pieces: Pieces, port: Ints, scale: float, width: float = np.inf, height: float = np.inf
) -> tuple[Ints, Floats]:
    """Where horizontal runs cross vertical ones of other edges: the runs' numbers and the crossings' x, in order.

    Lines that share a port belong together and do not jump each other; near its ends a run does not jump.  Only what
    lies on a device of this size is looked at.
    """
    room = (JUMP + 3) * scale
    ends = pieces.ends
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    seen = (low <= (width + MARGIN, height + MARGIN)).all(axis=1) & (high >= -MARGIN).all(axis=1)
    flat = np.flatnonzero(seen & (pieces.direction % 2 == 0) & (high[:, 0] - low[:, 0] > 2 * room))
    steep = np.flatnonzero(seen & (pieces.direction % 2 == 1))
    if not len(flat) or not len(steep) or len(flat) * len(steep) > _MOST_CROSSINGS:
        return np.zeros(0, np.int64), np.zeros(0)
    # Vertical runs by their x: each horizontal one meets a slice of them.
    x = low[steep, 0]
    order = np.argsort(x, kind="stable")
    steep, x = steep[order], x[order]
    first = np.searchsorted(x, np.maximum(low[flat, 0] + room, -MARGIN), side="right")
    last = np.searchsorted(x, np.minimum(high[flat, 0] - room, width + MARGIN), side="left")
    many = np.maximum(last - first, 0)
    i = np.repeat(np.arange(len(flat)), many)
    j = np.arange(len(i)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    y = low[flat, 1][i]
    meets = (y > low[steep, 1][j] + 2) & (y < high[steep, 1][j] - 2)
    i, j = i[meets], j[meets]
    apart = (port[pieces.edge[flat[i]]] != port[pieces.edge[steep[j]]]).all(axis=1)
    i, at = i[apart], x[j[apart]]
    close = (i[1:] == i[:-1]) & (np.diff(at) < 2 * JUMP * scale + 1)  # jumps that would overlap are one
    keep = np.flatnonzero(np.r_[True, ~close]) if len(i) else np.zeros(0, np.int64)
    return flat[i[keep]], at[keep]


def split(pieces: Pieces, runs: Ints, at: Floats, radius: float) -> tuple[Ints, Floats, Floats]:
    """Take the jumps out of the runs: the remaining runs' original numbers, ends (k, 4) and length before."""
    index = np.concatenate([np.arange(len(pieces.edge)), runs])
    ends = pieces.ends
    forward = ends[:, 2] >= ends[:, 0]
    low, high = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    flat = pieces.direction % 2 == 0
    starts = np.concatenate([np.where(flat, low, 0.0), at + radius])
    stops = np.concatenate([np.where(flat, high, 0.0), at - radius])
    starts_order, stops_order = np.lexsort((starts, index)), np.lexsort((stops, index))
    index, starts, stops = index[starts_order], starts[starts_order], stops[stops_order]
    new = ends[index].copy()
    level, ahead = flat[index], forward[index]
    new[level, 0] = np.where(ahead, starts, stops)[level]
    new[level, 2] = np.where(ahead, stops, starts)[level]
    before = pieces.before[index] + np.abs(new[:, :2] - ends[index, :2]).sum(axis=1)
    keep = ~level | (stops > starts)
    return index[keep], new[keep], before[keep]


def visible(ends: Floats, direction: Ints, width: float, height: float) -> tuple[Bools, Floats, Floats]:
    """Which runs the device shows, and from where to where: px from their left or upper end."""
    axis = direction % 2
    k = np.arange(len(ends))
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    size = np.where(axis == 0, width, height) + MARGIN
    across, limit = low[k, 1 - axis], np.where(axis == 0, height, width) + MARGIN
    first = np.maximum(-MARGIN - low[k, axis], 0.0)
    last = np.minimum(size, high[k, axis]) - low[k, axis]
    return (last > first) & (across >= -MARGIN) & (across <= limit), first, last
