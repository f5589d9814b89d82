"""Where edges leave and enter: which sides of their boxes, and where on them.

Edges of one model and direction share a port, so that a fan leaves as one trunk; different ports on a side are
16 apart, in the order of where they lead, so that they do not cross.  All of it in numpy, for ten thousand edges.
Sides count clockwise: 0 right, 1 bottom, 2 left, 3 top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.look import ACTOR_R, PORT_PITCH

RIGHT, BOTTOM, LEFT, TOP = range(4)
ROOM = 24.0  # a gap in which a line can turn


@dataclass(frozen=True, slots=True)
class Ports:
    """Both ends of each edge: side (n, 2), port number (n, 2), place (n, 2, 2), how many edges share it (n, 2)."""

    side: Ints
    number: Ints
    at: Floats
    shared: Ints


def find_ports(boxes: Floats, circle: Bools, source: Ints, target: Ints, model: Ints) -> Ports:
    """The ports of edges between `boxes` (n, 4: x, y, width, height), in the edges' order."""
    side = _sides(boxes, source, target)
    ends = np.column_stack([source, target])
    rank = _rank(source * len(boxes) * 4 + target * 4 + model)  # parallels of one pair have ports of their own
    key = (((ends * 4 + side) * 4 + model[:, None]) * 2 + (0, 1)) * (rank.max(initial=0) + 1) + rank[:, None]
    ports, first, number = np.unique(key.ravel(), return_index=True, return_inverse=True)
    number = number.reshape(-1, 2)
    count = np.bincount(number.ravel(), minlength=len(ports))

    box, port_side = ends.ravel()[first], side.ravel()[first]
    upright = (port_side == RIGHT) | (port_side == LEFT)
    centre = boxes[:, :2] + boxes[:, 2:] / 2
    other = centre[ends[:, ::-1]].reshape(-1, 2)
    toward = np.where(upright[number.ravel()], other[:, 1], other[:, 0])
    mean = np.round(np.bincount(number.ravel(), weights=toward, minlength=len(ports)) / np.maximum(count, 1), 3)

    order = np.lexsort((first // 2, mean, box * 4 + port_side))
    on_side = (box * 4 + port_side)[order]
    starts = np.flatnonzero(np.r_[True, on_side[1:] != on_side[:-1]]) if len(order) else np.zeros(0, int)
    sizes = np.diff(np.r_[starts, len(order)])
    place, many = np.empty(len(order)), np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - np.repeat(starts, sizes)
    many[order] = np.repeat(sizes, sizes)
    length = np.where(upright, boxes[box, 3], boxes[box, 2])
    pitch = np.minimum(PORT_PITCH, (length - 16) / np.maximum(many - 1, 1))
    offset = (place - (many - 1) / 2) * pitch

    offset = _straighten(offset, box, port_side, many, count, number, centre, boxes, side)
    at = _place(boxes, circle, box, port_side, offset)
    return Ports(side, number, at[number], count[number])


def _sides(boxes: Floats, source: Ints, target: Ints) -> Ints:
    """Rightwards if there is room, else down, up, left; boxes that overlap are joined on their right sides."""
    s, t = boxes[source], boxes[target]
    right, left = t[:, 0] - s[:, 0] - s[:, 2], s[:, 0] - t[:, 0] - t[:, 2]
    down, up = t[:, 1] - s[:, 1] - s[:, 3], s[:, 1] - t[:, 1] - t[:, 3]
    level = np.abs(t[:, 1] + t[:, 3] / 2 - s[:, 1] - s[:, 3] / 2) < PORT_PITCH
    upright = np.abs(t[:, 0] + t[:, 2] / 2 - s[:, 0] - s[:, 2] / 2) < PORT_PITCH
    ways = [
        (right >= ROOM) | ((right > 0) & level),
        (down >= ROOM) | ((down > 0) & upright),
        (up >= ROOM) | ((up > 0) & upright),
        (left >= ROOM) | ((left > 0) & level),
    ]
    first = np.select(ways, [RIGHT, BOTTOM, TOP, LEFT], RIGHT)
    last = np.select(ways, [LEFT, TOP, BOTTOM, RIGHT], RIGHT)
    return np.column_stack([first, last])


def _rank(key: Ints) -> Ints:
    """The how-manieth of its kind each key is."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(key) else np.zeros(0, int)
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    return rank


def _straighten(
    offset: Floats, box: Ints, side: Ints, many: Ints, count: Ints, number: Ints, centre: Floats,
    boxes: Floats, sides: Ints,
) -> Floats:  # fmt: skip
    """Slide a port that is alone on its side to where its one edge runs straight."""
    if not len(offset):
        return offset
    offset = offset.copy()
    upright = (side == RIGHT) | (side == LEFT)
    along = np.where(upright, centre[box, 1], centre[box, 0])
    room = np.where(upright, boxes[box, 3], boxes[box, 2]) / 2 - 10
    facing = sides[:, 0] == (sides[:, 1] + 2) % 4
    for end in (0, 1):
        here, there = number[:, end], number[:, 1 - end]
        step = along[there] + offset[there] - along[here] - offset[here]
        free = facing & (many[here] == 1) & (count[here] == 1) & (np.abs(step) <= PORT_PITCH + 1)
        free &= np.abs(offset[here] + step) <= room[here]
        offset[here[free]] += step[free]
    return offset


def _place(boxes: Floats, circle: Bools, box: Ints, side: Ints, offset: Floats) -> Floats:
    b = boxes[box]
    upright = (side == RIGHT) | (side == LEFT)
    inset = np.where(circle[box], ACTOR_R - np.sqrt(np.maximum(ACTOR_R**2 - offset**2, 0)), 0.0)
    x = np.where(
        side == RIGHT,
        b[:, 0] + b[:, 2] - inset,
        np.where(side == LEFT, b[:, 0] + inset, b[:, 0] + b[:, 2] / 2 + offset),
    )
    y = np.where(
        side == BOTTOM,
        b[:, 1] + b[:, 3] - inset,
        np.where(side == TOP, b[:, 1] + inset, b[:, 1] + b[:, 3] / 2 + offset),
    )
    return np.column_stack([x, np.where(upright, b[:, 1] + b[:, 3] / 2 + offset, y)])
