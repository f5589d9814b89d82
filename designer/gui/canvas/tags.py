"""Where edges carry their words: on a straight piece with room, clear of cards and of other edges if that can be.

A tag's place follows from the routes alone, not from what happens to be in view, so drawing in strips and hit tests
agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from designer.gui.canvas import look, texts
from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.routing import Routes
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State
from designer.model.design import Subject

if TYPE_CHECKING:
    from designer.gui.canvas.painter import Painter

PILL_PAD, PILL_ICON, PILL_GAP, BADGE_GAP = 10.0, 12.0, 5.0, 4.0
HEIGHT, LIFT, BESIDE = 16.0, 11.0, 6.0
_PLACES = (0.5, 0.3, 0.7, 0.15, 0.85)  # along a piece, in the order of preference


class Tag(NamedTuple):
    """What an edge carries, in px at 100 %: its box, whether it is a rule, and whether it lies beside the line, which
    is then not interrupted."""

    x: float
    y: float
    width: float
    height: float
    rule: bool
    beside: bool

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def find_tags(painter: Painter, scene: Scene, state: State, rows: Ints, routes: Routes, at: Ints) -> list[Tag]:
    """The tags of edges: `rows` of the scene, whose ways are the rows `at` of `routes`."""
    if not len(rows):
        return []
    size = np.array([_size(painter, scene, state, row) for row in rows.tolist()])
    words = np.array([bool(scene.caption[row].text) for row in rows.tolist()])
    rule = np.array([scene.caption[row].rule for row in rows.tolist()])
    ways = _Ways(routes, at, size)
    box, beside = ways.first(words & ~rule)
    crowded = np.flatnonzero(_Neighbours(scene, box).crowd(box, rows) > 0)
    if len(crowded):
        _relocate(scene, ways, rows, words & ~rule, crowded, box, beside)
    return [
        Tag(place[0], place[1], place[2], place[3], scene.caption[row].rule, out)
        for row, place, out in zip(rows.tolist(), box.tolist(), beside.tolist(), strict=True)
    ]


def _relocate(scene: Scene, ways: _Ways, rows: Ints, words: Bools, crowded: Ints, box: Floats, beside: Bools) -> None:
    """Try other places for the tags that lie on something; the least crowded is taken, the earliest of equals."""
    for k in crowded.tolist():
        places, out = ways.others(k, bool(words[k]))
        if not len(places):
            continue
        crowd = _Neighbours(scene, places).crowd(places, np.full(len(places), rows[k]))
        best = int(crowd.argmin())
        now = _Neighbours(scene, box[k : k + 1]).crowd(box[k : k + 1], rows[k : k + 1])
        if crowd[best] < now[0]:
            box[k], beside[k] = places[best], out[best]


def _size(painter: Painter, scene: Scene, state: State, row: int) -> tuple[float, float]:
    """The width and height of what an edge carries."""
    text, rule = scene.caption[row]
    badges = len(state.badges.get(Subject("edge", scene.edge_ids[row]), ()))
    width = painter.texts(1.0).lay(text, texts.CAPTION).width if text else 0.0
    if rule:
        width += 2 * PILL_PAD + PILL_ICON + PILL_GAP
    elif text:
        width += 8
    if badges:
        width += badges * (look.EDGE_BADGE + BADGE_GAP) - (0 if text else BADGE_GAP)
    return width, look.PILL_H if rule else HEIGHT


class _Ways:
    """The straight pieces of the ways, and how well each would carry its tag."""

    def __init__(self, routes: Routes, at: Ints, size: Floats) -> None:
        points, count = routes.points[at], routes.count[at]
        self.start, self.delta = points[:, :-1], points[:, 1:] - points[:, :-1]
        self.length = np.abs(self.delta).sum(axis=2)
        self.level = np.abs(self.delta[..., 0]) >= np.abs(self.delta[..., 1])
        real = np.arange(self.length.shape[1]) < (count - 1)[:, None]
        shared = np.zeros_like(real)
        shared[:, 0] = (count > 2) & (routes.shared[at, 0] > 1)
        closing = np.flatnonzero((count > 2) & (routes.shared[at, 1] > 1))
        shared[closing, count[closing] - 2] = True
        self.size = size
        self.need = np.where(self.level, size[:, :1], size[:, 1:]) + 2 * look.LABEL_CLEAR
        self.fits = self.length >= self.need
        score = np.where(self.fits, 4e8, 0.0) + np.where(self.level, 1e8, 0.0) - np.where(shared, 2e8, 0.0)
        self.score = np.where(real, score + self.length, -1e9)

    def first(self, words: Bools) -> tuple[Floats, Bools]:
        """The middle of the best piece, (n, 4: x, y, width, height); words that have no room there are lifted."""
        k, best = np.arange(len(self.size)), self.score.argmax(axis=1)
        middle = self.start[k, best] + self.delta[k, best] / 2
        flat, length = self.level[k, best], self.length[k, best]
        lifted = words & flat & ~self.fits[k, best]
        width = np.where(lifted, np.minimum(self.size[:, 0], np.maximum(length, 32.0)), self.size[:, 0])
        height = self.size[:, 1]
        y = middle[:, 1] - height / 2 - np.where(lifted, LIFT, 0)
        return np.column_stack([middle[:, 0] - width / 2, y, width, height]), lifted

    def others(self, k: int, words: bool) -> tuple[Floats, Bools]:
        """Further places for one tag, in the order of preference."""
        width, height = self.size[k]
        places: list[tuple[float, float, float, float]] = []
        beside: list[bool] = []
        pieces = [i for i in np.argsort(-self.score[k], kind="stable").tolist() if self.score[k, i] > -1e8]
        for piece in pieces:
            room = (self.length[k, piece] - self.need[k, piece]) / max(self.length[k, piece], 1.0)
            for part in _PLACES:
                if abs(part - 0.5) * 2 <= max(room, 0.0):
                    x, y = self.start[k, piece] + self.delta[k, piece] * part
                    places.append((x - width / 2, y - height / 2, width, height))
                    beside.append(False)
        for piece in pieces if words else ():
            for part in _PLACES[:3]:
                x, y = self.start[k, piece] + self.delta[k, piece] * part
                if not self.level[k, piece]:
                    places += [
                        (x + BESIDE, y - height / 2, width, height),
                        (x - BESIDE - width, y - height / 2, width, height),
                    ]
                elif self.length[k, piece] >= width:
                    places += [
                        (x - width / 2, y - height / 2 - LIFT, width, height),
                        (x - width / 2, y - height / 2 + LIFT, width, height),
                    ]
                else:
                    continue
                beside += [True, True]
        return np.array(places).reshape(-1, 4), np.array(beside, dtype=bool)


class _Neighbours:
    """The cards and the edges' pieces around some boxes."""

    def __init__(self, scene: Scene, boxes: Floats) -> None:
        low, high = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
        area = (*low.tolist(), *high.tolist())
        cards = scene.boxes[scene.nodes_in(area, 4.0)]
        self.cards = np.concatenate([cards[:, :2], cards[:, :2] + cards[:, 2:]], axis=1)
        rows = scene.edges_in(area, 4.0)
        points = scene.routes.points[rows]
        real = np.arange(points.shape[1] - 1) < (scene.routes.count[rows] - 1)[:, None]
        ends = np.concatenate(
            [np.minimum(points[:, 1:], points[:, :-1]), np.maximum(points[:, 1:], points[:, :-1])], axis=2
        )
        self.lines = ends[real]
        self.owner = np.repeat(rows, real.sum(axis=1))

    def crowd(self, boxes: Floats, owner: Ints) -> Ints:
        """On how many things each box lies; cards count three times."""
        inner = np.concatenate([boxes[:, :2] + 1, boxes[:, :2] + boxes[:, 2:] - 1], axis=1)
        lines = _overlap(inner, self.lines) & (owner[:, None] != self.owner)
        return np.asarray(lines.sum(axis=1) + 3 * _overlap(inner, self.cards).sum(axis=1))


def _overlap(a: Floats, b: Floats) -> Bools:
    return np.asarray(
        (a[:, None, 0] < b[:, 2]) & (a[:, None, 2] > b[:, 0]) & (a[:, None, 1] < b[:, 3]) & (a[:, None, 3] > b[:, 1])
    )
