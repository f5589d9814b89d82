"""The one painter: draws a scene on any QPainter, be it a layer of the screen, an image, SVG or PDF.

The order is that of the look: ground, dots, frames outside in, halos, edges, labels and pills, cards, badges.
What is seen only while somebody works (pointer, gestures, focus) is drawn over it by `overlay`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from designer.gui.canvas import edges, labels, look, marks, texts
from designer.gui.canvas.atlas import Atlases
from designer.gui.canvas.batch import Bools, Floats, Ints, draw_fragments, draw_rects
from designer.gui.canvas.camera import Camera, snap
from designer.gui.canvas.framing import draw_frames, draw_notes, draw_sheets, ground_at
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.look import CARD_STATES, MODELS, CardState
from designer.gui.canvas.routing import Routes
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.sprite import Key
from designer.gui.canvas.sprites import Sprites
from designer.gui.canvas.state import State
from designer.gui.canvas.texts import Texts
from designer.gui.tokens import Tokens
from designer.model.design import Subject

Area = tuple[float, float, float, float]  # left, top, width, height in device px


class Painter:
    """Draws scenes in one theme.  `vector` is for outputs that keep shapes: paths and text instead of sprites."""

    def __init__(self, tokens: Tokens, family: str, icons: Icons | None = None, *, vector: bool = False) -> None:
        self.tokens = tokens
        self.family = family
        self.icons = icons or Icons()
        self.vector = vector
        self.atlases = Atlases(tokens, self.icons, family)
        self._texts: dict[float, Texts] = {}

    def clear(self) -> None:
        """Drop every picture and text that a paint could be served from."""
        self.atlases.clear()
        self._texts.clear()

    def texts(self, scale: float) -> Texts:
        found = self._texts.get(scale)
        if found is None:
            if len(self._texts) >= Atlases.KEEP:
                self._texts.pop(next(iter(self._texts)))
            found = self._texts[scale] = Texts(self.family, scale, exact=self.vector)
        return found

    # -- the whole picture

    def paint(self, p: QPainter, scene: Scene, state: State, camera: Camera, area: Area) -> None:
        """Draw what an area of the device shows.  The painter is clipped to it."""
        level = camera.level
        self.ground(p, camera, area)
        near = camera.area(*area)
        draw_frames(self, p, scene, state, camera, near)
        rows = scene.edges_in(near)
        if state.left_out:
            rows = rows[[Subject("edge", scene.edge_ids[r]) not in state.left_out for r in rows]]
        states = state.edges(scene)
        if level != "far":
            labels.draw_halos(self, p, scene, state, rows, states, scene.routes, rows, camera)
        if state.marks:
            marks.draw_under(self, p, scene, state.marks, rows, camera)
        self.edges(p, scene, rows, states, scene.routes, rows, camera, area)
        if level == "near":
            labels.draw(self, p, scene, state, rows, states, scene.routes, rows, camera)
        if state.marks:
            marks.draw_over(self, p, scene, state.marks, rows, camera)
        draw_notes(self, p, scene, state, camera, near)
        nodes = scene.nodes_in(near)
        if state.left_out:
            nodes = nodes[[Subject("node", scene.node_ids[r]) not in state.left_out for r in nodes]]
        if state.marks:
            marks.draw_groups(self, p, scene, state.marks, nodes, camera)
        self.cards(p, scene, nodes, state.cards(scene), scene.at, camera)
        draw_sheets(self, p, scene, state, camera, near)
        if level != "far":
            labels.draw_badges(self, p, scene, state, nodes, scene.boxes, camera)
        else:
            self._error_dots(p, scene, state, nodes, camera)

    def ground(self, p: QPainter, camera: Camera, area: Area) -> None:
        """The ground and its dots, 16 apart and one device px large."""
        left, top, width, height = area
        box = QRectF(left, top, width, height)
        p.fillRect(box, self.tokens.color("canvas"))
        if camera.zoom < look.DOTS_FROM or self.vector:
            return
        step = 16 * camera.scale
        x1, y1, x2, y2 = camera.area(left, top, width, height)
        columns = np.arange(np.ceil(x1 / 16), np.floor(x2 / 16) + 1) * 16
        lines = np.arange(np.ceil(y1 / 16), np.floor(y2 / 16) + 1) * 16
        if not len(columns) or not len(lines) or step < 6:
            return
        size = max(1, round(camera.scale))
        xs = np.round(columns * camera.scale) - camera.x
        ys = np.round(lines * camera.scale) - camera.y
        rects = np.empty((len(xs) * len(ys), 4))
        rects[:, 0], rects[:, 1] = np.tile(xs, len(ys)), np.repeat(ys, len(xs))
        rects[:, 2:] = size
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.tokens.color("dot"))
        draw_rects(p, rects)

    # -- edges

    def edges(
        self, p: QPainter, scene: Scene, rows: Ints, states: Ints, routes: Routes, at: Ints, camera: Camera, area: Area
    ) -> None:
        """Draw edges: `rows` of the scene, whose ways are the rows `at` of `routes`."""
        if not len(rows):
            return
        points = camera.points(routes.points[at]) - (area[0], area[1])
        style = states[rows] * len(MODELS) + scene.model[rows]
        found = edges.Edges(points, routes.count[at], routes.direction[at], routes.port[at], routes.shared[at], style)
        level = camera.level
        p.save()
        p.translate(area[0], area[1])
        if self.vector:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            edges.draw_vector(p, self.tokens, self.sprites(camera.scale), found, camera.scale)
        elif level == "near":
            edges.draw_near(p, self.atlases.at(camera.scale), found, camera.scale, area[2], area[3])
        elif level == "middle":
            edges.draw_middle(p, self.tokens, self.atlases.at(camera.scale), found, camera.scale, camera.ratio)
        else:
            edges.draw_far(p, self.tokens, found)
        p.restore()

    # -- cards

    def cards(self, p: QPainter, scene: Scene, rows: Ints, states: Ints, at: Floats, camera: Camera) -> None:
        """Draw nodes: `rows` of the scene, whose places are the same rows of `at`."""
        if not len(rows):
            return
        level = camera.level
        places = camera.points(at[rows])
        if level == "far":
            self._far_cards(p, scene, rows, states, places, camera.scale)
            return
        for layer in _layers(places, camera.scale):
            some, where = rows[layer], places[layer]
            keys = self._card_keys(scene, some, states, level)
            for group in keys:
                self.stamp(p, group, where, camera.scale)
            if level == "near":
                self._card_texts(p, scene, some, states, where, camera.scale)

    def _card_keys(self, scene: Scene, rows: Ints, states: Ints, level: str) -> list[list[Key | None]]:
        grounds: list[Key | None] = []
        tiles: list[Key | None] = []
        for kind, state in zip(scene.kind[rows].tolist(), states[rows].tolist(), strict=True):
            icon, category, actor = scene.kinds[kind]
            word = CARD_STATES[state]
            if actor:
                grounds.append(("actor", icon, word))
                tiles.append(None)
            elif level == "middle":
                grounds.append(("block", icon, category, word))
                tiles.append(None)
            else:
                grounds.append(("card", word))
                tiles.append(("tile", icon, category, word if word in ("disabled", "dimmed") else "rest"))
        return [grounds, tiles]

    def stamp(self, p: QPainter, keys: list[Key | None], places: Floats, scale: float) -> None:
        """Draw a sprite at each place (device px), except where its key is None."""
        chosen = [i for i, key in enumerate(keys) if key is not None]
        if not chosen:
            return
        anchor = {
            "actor": (round(look.CARD_W / 2 * scale), round(look.ACTOR_R * scale)),
            "tile": (round(look.TILE_AT * scale),) * 2,
        }
        shift = np.array([anchor.get(str(keys[i][0]), (0, 0)) for i in chosen])  # type: ignore[index]
        at = places[chosen] + shift
        names = [keys[i] for i in chosen]
        if self.vector:
            sprites = self.sprites(scale)
            for key, (x, y) in zip(names, at, strict=True):
                p.translate(x, y)
                sprites.make(key).draw(p)  # type: ignore[arg-type]
                p.translate(-x, -y)
            return
        atlas = self.atlases.at(scale)
        place = atlas.places(names)  # type: ignore[arg-type]
        draw_fragments(p, at - place[:, 4:6], place[:, :4], atlas.pixmap(("",)))

    def _card_texts(self, p: QPainter, scene: Scene, rows: Ints, states: Ints, places: Floats, scale: float) -> None:
        laid, t = self.texts(scale), self.tokens
        x, width = round(look.TITLE_X * scale), float(round(look.TITLE_WIDTH * scale))
        title, subtitle = round(look.TITLE_BASE * scale), round(look.SUBTITLE_BASE * scale)
        inks = {s: _ink(t, word) for s, word in enumerate(CARD_STATES)}
        actors: list[int] = []
        todo = list(zip(rows.tolist(), states[rows].tolist(), places.tolist(), strict=True))
        for number, (row, state, (left, top)) in enumerate(todo):
            if scene.actor[row]:
                actors.append(number)
                continue
            laid.draw(p, scene.text[row].title, texts.TITLE, left + x, top + title, inks[state][0], width)
        for row, state, (left, top) in todo:
            if not scene.actor[row]:
                laid.draw(p, scene.text[row].subtitle, texts.SUBTITLE, left + x, top + subtitle, inks[state][1], width)
        for number in actors:
            row, state, (left, top) = todo[number]
            name = laid.lay(scene.text[row].title, texts.NAME, float(round(look.CARD_W * scale)))
            at = left + snap(look.CARD_W / 2 * scale - name.width / 2)
            base = top + round((2 * look.ACTOR_R + 16) * scale)
            middle = scene.at[row] + (look.CARD_W / 2, 2 * look.ACTOR_R + 12)
            p.fillRect(
                QRectF(at - 3, base - name.ascent, name.width + 6, name.ascent * 1.3), ground_at(self, scene, *middle)
            )
            laid.draw(p, scene.text[row].title, texts.NAME, at, base, inks[state][0], float(round(look.CARD_W * scale)))

    def _far_cards(self, p: QPainter, scene: Scene, rows: Ints, states: Ints, places: Floats, scale: float) -> None:
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(Qt.PenStyle.NoPen)
        rects = np.empty((len(rows), 4))
        rects[:, :2] = places
        rects[:, 2:] = max(2, round(look.CARD_W * scale)), max(2, round(look.CARD_H * scale))
        rects[scene.actor[rows], 0] += round((look.CARD_W / 2 - look.ACTOR_R) * scale)
        rects[scene.actor[rows], 2] = max(2, round(2 * look.ACTOR_R * scale))
        colors = np.array(
            [
                self._far_color(scene, kind, state)
                for kind in range(len(scene.kinds))
                for state in range(len(CARD_STATES))
            ]
        )
        which = scene.kind[rows] * len(CARD_STATES) + states[rows]
        for name in np.unique(colors[np.unique(which)]):
            p.setBrush(QColor(str(name)))
            draw_rects(p, rects[colors[which] == name])

    def _far_color(self, scene: Scene, kind: int, state: int) -> str:
        word: CardState = CARD_STATES[state]
        token = {
            "dimmed": "cardline",
            "disabled": "distile",
            "selected": "accent",
            "legal": "ok",
            "refused": "error",
        }.get(word, scene.kinds[kind].category)
        return self.tokens.color(token).name()

    def _error_dots(self, p: QPainter, scene: Scene, state: State, rows: Ints, camera: Camera) -> None:
        wrong = [
            scene.node_index[s.id]
            for s, badges in state.badges.items()
            if s.kind == "node" and s.id in scene.node_index and any(kind == "error" for kind, _ in badges)
        ]
        chosen = np.intersect1d(rows, np.array(wrong, dtype=np.int64))
        places = camera.points(scene.boxes[chosen, :2] + (scene.boxes[chosen, 2:] * (1, 0)))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QBrush(self.tokens.color("errorfill")))
        side = round(5 * camera.ratio)
        draw_rects(p, np.column_stack([places - side // 2, np.full((len(chosen), 2), float(side))]))

    def sprites(self, scale: float) -> Sprites:
        """The sprites of a scale, to be drawn one by one."""
        return Sprites(self.tokens, scale, self.icons, self.family)


def _ink(tokens: Tokens, state: CardState) -> tuple[QColor, QColor]:
    """The colours of a card's two lines."""
    names = {"dimmed": ("dimtext", "dimtext"), "disabled": ("text3", "text3")}.get(state, ("text", "text2"))
    return tokens.color(names[0]), tokens.color(names[1])


def _layers(places: Floats, scale: float) -> Iterable[Ints | Bools]:
    """Cards that lie over each other are drawn one after the other, all others at once."""
    n = len(places)
    everything = np.arange(n)
    if n < 2 or n > 1500:
        return [everything]
    w, h = look.CARD_W * scale, look.CARD_H * scale
    over = (np.abs(places[:, None, 0] - places[:, 0]) < w) & (np.abs(places[:, None, 1] - places[:, 1]) < h)
    np.fill_diagonal(over, val=False)
    if not over.any():
        return [everything]
    depth = np.zeros(n, dtype=np.int64)
    for i in np.flatnonzero(over.any(axis=1)):
        below = np.flatnonzero(over[i, :i])
        if len(below):
            depth[i] = depth[below].max() + 1
    return [np.flatnonzero(depth == level) for level in range(int(depth.max()) + 1)]
