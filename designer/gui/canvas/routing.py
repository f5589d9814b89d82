"""The edges' ways: orthogonal, at most five straight pieces, around cards where a simple detour does it.

All edges are routed together in numpy, so the picture is a function of the design alone: the same after an edit,
an undo or a reload.  While a node is dragged only its own edges are routed, by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.occupancy import Occupancy
from designer.gui.canvas.ports import Ports, find_ports

POINTS = 6
TRACK, SHIFT = 16.0, 8.0  # trunks lie at 8 mod 16: between the cards' grid lines, and never closer than 16
LEAVE, ENTER = 12.0, 20.0  # the least straight piece at a source, and at a target, where the arrow needs room
APART = 12.0
NARROW = 48.0  # a gap with so few tracks
DETOURS = (48.0, -48.0, 96.0, -96.0, 144.0, -144.0, 240.0, -240.0)


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways of n edges: points (n, 6, 2), of which the first `count` (n) hold and the last is repeated;
    the directions at both ends (n, 2), 0 right, 1 down, 2 left, 3 up; and their ports' numbers (n, 2)."""

    points: Floats
    count: Ints
    direction: Ints
    port: Ints
    shared: Ints

    @staticmethod
    def none() -> Routes:
        return Routes(np.zeros((0, POINTS, 2)), np.zeros(0, np.int64), *(np.zeros((0, 2), np.int64) for _ in range(3)))

    def boxes(self) -> Floats:
        """The rectangle around each way, (n, 4): left, top, right, bottom."""
        return np.concatenate([self.points.min(axis=1), self.points.max(axis=1)], axis=1)


def route(
    boxes: Floats, circle: Bools, source: Ints, target: Ints, model: Ints, covered: Occupancy, only: Bools | None = None
) -> Routes:
    """Route edges between boxes (x, y, width, height).  `only` limits the result to some of the edges; the others
    still take part in sharing out the ports."""
    if not len(source):
        return Routes.none()
    ports = find_ports(boxes, circle, source, target, model)
    if only is not None:
        ports = Ports(ports.side[only], ports.number[only], ports.at[only], ports.shared[only])
        source, target = source[only], target[only]
    count = np.full(len(source), 4)
    points = np.empty((len(source), POINTS, 2))
    facing = ports.side[:, 0] == (ports.side[:, 1] + 2) % 4
    if facing.any():
        _Facing(ports, facing, covered).write(points, count)
    loop = ~facing
    if loop.any():
        points[loop] = _loops(boxes, source[loop], target[loop], ports.at[loop])
    direction = np.column_stack([ports.side[:, 0], (ports.side[:, 1] + 2) % 4])
    return Routes(points, count, direction, ports.number, ports.shared)


def _loops(boxes: Floats, source: Ints, target: Ints, at: Floats) -> Floats:
    """Out on the right and back in on the right: self-loops and cards that lie over each other."""
    right = np.maximum(boxes[source, 0] + boxes[source, 2], boxes[target, 0] + boxes[target, 2])
    x = np.floor((right + 24 + TRACK - SHIFT) / TRACK) * TRACK + SHIFT
    points = np.repeat(at[:, 1:2, :], POINTS, axis=1)
    points[:, 0] = at[:, 0]
    points[:, 1] = np.column_stack([x, at[:, 0, 1]])
    points[:, 2] = np.column_stack([x, at[:, 1, 1]])
    return points


class _Facing:
    """Edges between sides that face each other, turned so that all run in the direction +u, across it v."""

    def __init__(self, ports: Ports, mask: Bools, covered: Occupancy) -> None:
        self.index = np.flatnonzero(mask)
        side = ports.side[mask, 0]
        self.upright = (side == 1) | (side == 3)  # u is y
        self.sign = np.where(side >= 2, -1.0, 1.0)  # 2 left, 3 up
        at = ports.at[mask]
        along = np.where(self.upright[:, None], at[:, :, 1], at[:, :, 0]) * self.sign[:, None]
        across = np.where(self.upright[:, None], at[:, :, 0], at[:, :, 1])
        self.u1, self.u2 = along.T
        self.v1, self.v2 = across.T
        self.number, self.shared = ports.number[mask], ports.shared[mask]
        self.covered = covered

    def write(self, points: Floats, count: Ints) -> None:
        u1, u2, v1, v2 = self.u1, self.u2, self.v1, self.v2
        first = np.ceil((u1 + LEAVE - SHIFT) / TRACK) * TRACK + SHIFT
        last = np.floor((u2 - ENTER - SHIFT) / TRACK) * TRACK + SHIFT
        narrow = first > last
        middle = (u1 + u2) / 2
        first, last = np.where(narrow, middle, first), np.where(narrow, middle, last)
        straight = np.abs(v1 - v2) < 0.5

        late = (self.shared[:, 1] > 1) & (self.shared[:, 0] == 1)  # a fan that closes turns at its end
        tight = last - first <= NARROW  # labels have most room if the turn is in the middle
        centre = np.round((first + last) / 2 / TRACK - 0.5) * TRACK + SHIFT
        turn = np.where(tight & ~narrow, np.clip(centre, first, last), np.where(late, last, first))
        turn, blocked = self._free_turns(turn, first, last, narrow | straight)
        round_about = blocked & ~narrow
        lane, found = self._lanes(np.flatnonzero(round_about), first, last)
        five = np.zeros(len(u1), dtype=bool)
        five[np.flatnonzero(round_about)[found]] = True
        lanes = np.zeros(len(u1))
        lanes[five] = lane[found]

        zed = ~straight & ~five
        turn, first, last, lanes = self._spread(zed, five, late, narrow, turn, first, last, lanes)
        self._assemble(points, count, straight & ~five, five, turn, first, last, lanes)

    def _free(self, rows: Ints, across: bool, at: Floats, start: Floats, end: Floats) -> Bools:
        """Whether pieces are free of cards: along u at v = `at`, or across it at u = `at`."""
        upright, sign = self.upright[rows], self.sign[rows]
        if across:
            return ~self.covered.blocked(~upright, at * sign, start, end)
        return ~self.covered.blocked(upright, at, start * sign, end * sign)

    def _z_blocked(self, rows: Ints, turn: Floats) -> Bools:
        free = self._free(rows, False, self.v1[rows], self.u1[rows], turn + 0.1)
        free &= self._free(rows, False, self.v2[rows], turn - 0.1, self.u2[rows])
        return ~(free & self._free(rows, True, turn, self.v1[rows], self.v2[rows]))

    def _free_turns(self, turn: Floats, first: Floats, last: Floats, fixed: Bools) -> tuple[Floats, Bools]:
        """Where a way with one turn meets a card, the first of some other turns where it does not; and where there
        is none."""
        turn, blocked = turn.copy(), self._z_blocked(np.arange(len(turn)), turn)
        for candidate in (
            first,
            last,
            first + TRACK,
            last - TRACK,
            first + 2 * TRACK,
            (first + last) / 2,
            last - 3 * TRACK,
        ):
            rows = np.flatnonzero(blocked & ~fixed)
            if not len(rows):
                break
            other = np.round((candidate[rows] - SHIFT) / TRACK) * TRACK + SHIFT
            free = (other >= first[rows]) & (other <= last[rows]) & ~self._z_blocked(rows, other)
            turn[rows[free]] = other[free]
            blocked[rows[free]] = False
        return turn, blocked

    def _lanes(self, rows: Ints, first: Floats, last: Floats) -> tuple[Floats, Bools]:
        """For edges that meet a card: the nearest free lane beside the rows of their ends, if there is one."""
        lane, found = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
        for base in (self.v1, self.v2):
            for step in DETOURS:
                open_ = np.flatnonzero(~found)
                if not len(open_):
                    return lane, found
                r = rows[open_]
                w = np.round((base[r] + step - SHIFT) / TRACK) * TRACK + SHIFT
                free = self._free(r, False, w, first[r] - TRACK, last[r] + TRACK)
                free &= self._free(r, True, first[r], self.v1[r], w) & self._free(r, True, last[r], w, self.v2[r])
                lane[open_[free]] = w[free]
                found[open_[free]] = True
        return lane, found

    def _spread(
        self, zed: Bools, five: Bools, late: Bools, narrow: Bools,
        turn: Floats, first: Floats, last: Floats, lanes: Floats,
    ) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
        """Move trunks that lie on each other apart, a track at a time, as far as there is room."""
        z, f = np.flatnonzero(zed & ~narrow), np.flatnonzero(five)
        ports = int(self.number.max(initial=0)) + 1
        rows = np.concatenate([z, f, f, f])
        what = np.repeat([0, 1, 2, 3], [len(z), len(f), len(f), len(f)])  # turn, first, last, lane
        at_end = np.concatenate([late[z], np.zeros(len(f), bool), np.ones(len(f), bool), np.zeros(len(f), bool)])
        net = np.where(at_end, self.number[rows, 1] + ports, self.number[rows, 0])
        net = np.where(what == 3, 2 * ports + rows, net)
        at = np.concatenate([turn[z], first[f], last[f], lanes[f]])
        start = np.concatenate([self.v1[z], self.v1[f], self.v2[f], first[f]])
        end = np.concatenate([self.v2[z], lanes[f], lanes[f], last[f]])
        low, high = first[rows], last[rows]
        step = np.where(at_end, -TRACK, TRACK)
        sign = np.where(what == 3, 1.0, self.sign[rows])
        axis = self.upright[rows] ^ (what == 3)
        lane = what == 3
        low, high = np.where(lane, at - 16, low), np.where(lane, at + 16, high)
        start, end = np.where(lane, start * self.sign[rows], start), np.where(lane, end * self.sign[rows], end)
        moved = _apart(
            at * sign, np.minimum(start, end), np.maximum(start, end), net, axis, step * sign, low, high, sign
        )
        at = moved * sign
        turn, first, last, lanes = turn.copy(), first.copy(), last.copy(), lanes.copy()
        for number, values in enumerate((turn, first, last, lanes)):
            values[rows[what == number]] = at[what == number]
        return turn, first, last, lanes

    def _assemble(
        self, points: Floats, count: Ints, straight: Bools, five: Bools,
        turn: Floats, first: Floats, last: Floats, lanes: Floats,
    ) -> None:  # fmt: skip
        u, v = np.empty((len(turn), POINTS)), np.empty((len(turn), POINTS))
        u[:], v[:] = self.u2[:, None], self.v2[:, None]
        u[:, 0], v[:, 0] = self.u1, self.v1
        z = ~straight & ~five
        u[z, 1], v[z, 1], u[z, 2] = turn[z], self.v1[z], turn[z]
        u[five, 1], v[five, 1] = first[five], self.v1[five]
        u[five, 2], v[five, 2] = first[five], lanes[five]
        u[five, 3], v[five, 3] = last[five], lanes[five]
        u[five, 4], v[five, 4] = last[five], self.v2[five]
        v[straight, 0] = v[straight, 1:].mean(axis=1) if straight.any() else v[straight, 0]
        u *= self.sign[:, None]
        points[self.index, :, 0] = np.where(self.upright[:, None], v, u)
        points[self.index, :, 1] = np.where(self.upright[:, None], u, v)
        count[self.index] = np.where(five, 6, np.where(straight, 2, 4))


def _apart(
    at: Floats,
    start: Floats,
    end: Floats,
    net: Ints,
    axis: Bools,
    step: Floats,
    low: Floats,
    high: Floats,
    sign: Floats,
) -> Floats:
    """Trunks at `at` (absolute) from start to end: those of different nets that lie on each other move by `step`."""
    if len(at) < 2:
        return at
    at = at.copy()
    for _ in range(6):
        # Trunks of one net on one track are one.
        track = np.round(at * 2).astype(np.int64)
        order = np.lexsort((net, start, track, axis))
        a, k, lo, hi, n = axis[order], track[order], start[order], end[order], net[order]
        new = np.r_[True, (k[1:] != k[:-1]) | (a[1:] != a[:-1])]
        group = np.cumsum(new)
        span = (hi.max() - lo.min() + 4 * APART) * group
        top = np.maximum.accumulate(hi + span)
        previous = np.r_[-np.inf, top[:-1]]
        clash = (lo + span < previous + APART) & ~new
        same = np.r_[False, n[1:] == n[:-1]]
        clash &= ~same
        if not clash.any():
            break
        movers = np.zeros(len(order), dtype=bool)
        movers[order[clash]] = True
        pairs = net * (2 * np.abs(track).max() + 2) + track + np.abs(track).max()  # a net moves as a whole
        movers = np.isin(pairs, pairs[movers])
        to = at + step
        ok = movers & (to * sign >= np.minimum(low, high) - 0.1) & (to * sign <= np.maximum(low, high) + 0.1)
        if not ok.any():
            break
        at[ok] = to[ok]
    return at
