"""Draws what is seen only while somebody works: hover and ports, gesture previews, the keyboard's focus."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from designer.editing.geometry import CARD, Rect
from designer.gui.canvas import captions, labels, look, texts
from designer.gui.canvas.camera import Camera, snap
from designer.gui.canvas.edge_sprites import edge_pen
from designer.gui.canvas.edges import outline
from designer.gui.canvas.framing import draw_frame, draw_note, draw_sheet
from designer.gui.canvas.hit import port_places
from designer.gui.canvas.look import CARD_STATES, MODEL_COLOR, MODEL_TITLE, edge_style
from designer.gui.canvas.moving import Moving
from designer.gui.canvas.painter import Area, Painter
from designer.gui.canvas.scene import Scene, kind_of
from designer.gui.canvas.sprite import Key
from designer.gui.canvas.state import EDGE_STATES, State
from designer.model.catalogue import GENERIC
from designer.model.design import Node, Subject
from designer.model.detour import place_of_step
from designer.model.specs import Model
from designer.tools.base import EMPTY, Connecting, Preview


class Overlay:
    """Draws over the static layer.  All places are the camera's device px."""

    def __init__(self, painter: Painter, scene: Scene) -> None:
        self.painter = painter
        self.scene = scene

    def draw(
        self, p: QPainter, state: State, camera: Camera, area: Area, preview: Preview, moving: Moving,
        hovered: Subject | None, focus: str | None,
    ) -> None:  # fmt: skip
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hovered is not None and preview is EMPTY:
            self._hover(p, state, camera, area, hovered)
        elif preview is EMPTY and len(state.selection) == 1:
            (only,) = state.selection
            if only.kind == "node" and state.lit is None:
                self.ports(p, only.id, camera)
            elif only.kind == "edge":
                self._handles(p, only.id, camera)
        if preview.moved:
            self._moved(p, state, camera, area, preview, moving)
        if preview is not EMPTY:
            self._gesture(p, camera, preview)
        if preview.connecting is not None:
            self._connecting(p, camera, preview.connecting)
        if focus is not None and focus in self.scene.node_index:
            self._focus(p, camera, focus)

    # -- pointer and keyboard

    def _hover(self, p: QPainter, state: State, camera: Camera, area: Area, subject: Subject) -> None:
        scene = self.scene
        near = camera.level == "near"
        if subject.kind == "node" and subject.id in scene.node_index:
            row = np.array([scene.node_index[subject.id]])
            if subject not in state.selection and not scene.disabled[row[0]]:
                states = np.full(len(scene.node_ids), CARD_STATES.index("hover"))
                self.painter.cards(p, scene, row, states, scene.at, camera)
                if state.badges:
                    labels.draw_badges(self.painter, p, scene, _badges_of(state, subject), row, scene.boxes, camera)
            if near:
                self.ports(p, subject.id, camera)
        elif subject.kind == "edge" and subject.id in scene.edge_index and near:
            row = np.array([scene.edge_index[subject.id]])
            if subject not in state.selection:
                states = np.full(len(scene.edge_ids), EDGE_STATES.index("hover"))
                self.painter.edges(p, scene, row, states, scene.routes, row, camera, area)
                labels.draw(self.painter, p, scene, state, row, states, scene.routes, row, camera)

    def ports(self, p: QPainter, node: str, camera: Camera) -> None:
        """The ports from which a new connection can be drawn: what the node gives, and what it takes."""
        scene, s = self.scene, camera.scale
        if camera.level != "near" or node not in scene.node_index:
            return
        gives, takes = scene.port_models(node)
        places = port_places(scene, node)
        for model, part, side in ((gives, "out", 0), (takes, "in", 2)):
            if model is not None:
                x, y = camera.point(*places[part])
                self.painter.stamp(p, [("port", model, part == "out", side, MODEL_COLOR[model])], np.array([(x, y)]), s)

    def _handles(self, p: QPainter, edge: str, camera: Camera) -> None:
        """At both ends of a selected edge what takes it elsewhere."""
        scene = self.scene
        row = scene.edge_index.get(edge)
        if row is None or scene.edge_hidden[row] or camera.level != "near":
            return
        model, routes = look.MODELS[scene.model[row]], scene.routes
        ends = routes.points[row, [0, routes.count[row] - 1]]
        sides = int(routes.direction[row, 0]), (int(routes.direction[row, 1]) + 2) % 4
        keys: list[Key | None] = [
            ("port", model, gives, side, "accent") for gives, side in zip((True, False), sides, strict=True)
        ]
        self.painter.stamp(p, keys, camera.points(ends), camera.scale)

    def _focus(self, p: QPainter, camera: Camera, node: str) -> None:
        row = self.scene.node_index[node]
        if self.scene.hidden[row]:
            return
        t, s = self.painter.tokens, camera.scale
        x, y, w, h = camera.rect(Rect(*self.scene.boxes[row].tolist()))
        gap = look.FOCUS * s + 1
        radius = look.ACTOR_R * s + gap if self.scene.actor[row] else look.HALO_RADIUS * s
        p.setPen(QPen(t.color("text"), max(1.5, look.line_width(2, s))))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(QRectF(x - gap, y - gap, w + 2 * gap, h + 2 * gap), radius, radius)

    # -- gestures

    def _moved(self, p: QPainter, state: State, camera: Camera, area: Area, preview: Preview, moving: Moving) -> None:
        scene, painter = self.scene, self.painter
        for frame in moving.frames:
            if not frame.collapsed:
                draw_frame(painter, p, frame, state, camera)
        if len(moving.edges):
            which = np.arange(len(moving.edges))
            states = state.edges(scene)
            painter.edges(p, scene, moving.edges, states, moving.routes, which, camera, area)
            if camera.level == "near":
                labels.draw(painter, p, scene, state, moving.edges, states, moving.routes, which, camera)
        for rect, text, id_ in moving.notes:
            draw_note(painter, p, rect, text, camera, selected=Subject("note", id_) in state.selection)
        states = np.full(len(scene.node_ids), CARD_STATES.index("preview")) if preview.copying else state.cards(scene)
        painter.cards(p, scene, moving.nodes, states, moving.at, camera)
        for frame in moving.frames:
            if frame.collapsed:
                draw_sheet(painter, p, frame, state, camera)
        if camera.level != "far" and not preview.copying:
            boxes = scene.boxes.copy()
            boxes[: len(scene.node_ids), :2] += moving.at - scene.at
            labels.draw_badges(painter, p, scene, _nodes_only(state), moving.nodes, boxes, camera)

    def _gesture(self, p: QPainter, camera: Camera, preview: Preview) -> None:
        t, s = self.painter.tokens, camera.scale
        accent = t.color("accent")
        if preview.drop_into is not None:
            frame = next((f for f in self.scene.frames if f.id == preview.drop_into), None)
            if frame is not None:
                radius = (look.FRAME_RADIUS if frame.kind in ("bounded-context", "custom") else look.NETWORK_RADIUS) * s
                p.setPen(QPen(accent, look.line_width(2, s)))
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawRoundedRect(QRectF(*camera.rect(frame.rect)).adjusted(1, 1, -1, -1), radius, radius)
        for rect in preview.resized.values():
            self._dashed(p, camera, rect)
        if preview.frame is not None:
            self._dashed(p, camera, preview.frame)
        if preview.marquee is not None:
            p.setPen(QPen(accent, 1))
            p.setBrush(t.color("accent", 0.10))
            p.drawRect(QRectF(*camera.rect(preview.marquee)).translated(0.5, 0.5))
        p.setPen(QPen(accent, 1))
        for guide in preview.guides:
            ends = (
                ((guide.at, guide.start), (guide.at, guide.end))
                if guide.axis == "x"
                else ((guide.start, guide.at), (guide.end, guide.at))
            )
            (x1, y1), (x2, y2) = (camera.point(*end) for end in ends)
            p.drawLine(QPointF(x1 + 0.5, y1 + 0.5), QPointF(x2 + 0.5, y2 + 0.5))
        if preview.placing is not None:
            self.phantom(p, camera, preview.placing.service, preview.placing.at)

    def _dashed(self, p: QPainter, camera: Camera, rect: Rect) -> None:
        t, s = self.painter.tokens, camera.scale
        pen = QPen(t.color("accent"), look.line_width(1.5, s))
        pen.setDashPattern([5 * s / pen.widthF(), 4 * s / pen.widthF()])
        p.setPen(pen)
        p.setBrush(t.color("accent", 0.08))
        p.drawRoundedRect(QRectF(*camera.rect(rect)), look.CARD_RADIUS * s, look.CARD_RADIUS * s)

    def phantom(self, p: QPainter, camera: Camera, service: str, at: tuple[float, float], title: str = "") -> None:
        """A card that is not yet real, of a service or a CloudFormation type."""
        scene, painter, t, s = self.scene, self.painter, self.painter.tokens, camera.scale
        node = Node(service=GENERIC, type=service) if "::" in service else Node(service=service)
        kind = kind_of(scene.catalogue, node)
        place = np.array([camera.point(*at)])
        if kind.actor:
            painter.stamp(p, [("actor", kind.icon, "preview")], place, s)
            return
        painter.stamp(p, [("card", "preview")], place, s)
        painter.stamp(p, [("tile", kind.icon, kind.category, "rest")], place, s)
        if camera.level == "near":
            laid, width = painter.texts(s), float(round(look.TITLE_WIDTH * s))
            (x, y) = place[0].tolist()
            name = title or captions.title(scene.catalogue, node)
            subtitle = captions.subtitle(scene.catalogue, node)
            laid.draw(
                p,
                name,
                texts.TITLE,
                x + round(look.TITLE_X * s),
                y + round(look.TITLE_BASE * s),
                t.color("text"),
                width,
            )
            laid.draw(
                p,
                subtitle,
                texts.SUBTITLE,
                x + round(look.TITLE_X * s),
                y + round(look.SUBTITLE_BASE * s),
                t.color("text2"),
                width,
            )

    # -- connecting

    def _connecting(self, p: QPainter, camera: Camera, link: Connecting) -> None:
        scene, s = self.scene, camera.scale
        if link.source not in scene.node_index:
            return
        if camera.level == "near":
            self._tags(p, camera, link)
        if link.detour is not None and link.hover in scene.node_index:
            self._detour(p, camera, link)
        verdict = link.verdicts.get(link.hover or "")
        model: Model = (
            verdict.integrations[0].model
            if verdict and verdict.integrations
            else (scene.port_models(link.source)[0] or "push")
        )
        style = edge_style(model, "rest")
        if link.hover is not None and link.hover != link.source and (verdict is None or not verdict.legal):
            style = look.EdgeStyle("event", "error", 1.75)
        pen = edge_pen(self.painter.tokens, style, s)
        if style.color == "error":
            pen.setDashPattern([7 * s / pen.widthF(), 4 * s / pen.widthF()])
        p.setPen(pen)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPath(self._curve(camera, link))
        x, y = camera.point(*self._fixed_end(link))
        gives = scene.port_models(link.source)[0] or "push"
        self.painter.stamp(p, [("port", gives, True, 0, "accent")], np.array([(x, y)]), s)

    def _curve(self, camera: Camera, link: Connecting) -> QPainterPath:
        """A free curve from the source's port to the pointer; onto a card it comes from the side that is nearest."""
        (x1, y1), (x2, y2) = camera.point(*port_places(self.scene, link.source)["out"]), camera.point(*link.pointer)
        path = QPainterPath(QPointF(x1, y1))
        reach = max(40.0, abs(x2 - x1) * 0.5) if x2 > x1 else 80.0 + abs(x2 - x1) * 0.3
        if abs(y2 - y1) > 0.6 * abs(x2 - x1) and x2 > x1:
            path.cubicTo(QPointF(x1 + 0.8 * (x2 - x1), y1), QPointF(x2, y1 + 0.2 * (y2 - y1)), QPointF(x2, y2))
        else:
            path.cubicTo(QPointF(x1 + reach, y1), QPointF(x2 - reach * 0.6, y2), QPointF(x2, y2))
        return path

    def _fixed_end(self, link: Connecting) -> tuple[float, float]:
        """Where the end lies that stays: on the right, or on the left where the source of an edge is sought."""
        edge = self.scene.design.edges.get(link.reconnecting or "")
        part = "in" if edge is not None and edge.target == link.source and edge.source != link.source else "out"
        return port_places(self.scene, link.source)[part]

    def _tags(self, p: QPainter, camera: Camera, link: Connecting) -> None:
        """On each legal target the port that would be taken, and a tag with the model on its top edge."""
        scene, t, s = self.scene, self.painter.tokens, camera.scale
        laid = self.painter.texts(s)
        for id_, verdict in link.verdicts.items():
            row = scene.node_index.get(id_)
            if row is None or id_ == link.source or scene.hidden[row] or not verdict.integrations:
                continue
            model = verdict.integrations[0].model
            place = np.array([camera.point(*port_places(scene, id_)["in"])])
            self.painter.stamp(p, [("port", model, False, 2, "ok")], place, s)
            left, top = camera.point(*scene.boxes[row, :2].tolist())
            word = laid.lay(MODEL_TITLE[model], texts.SMALL_HEAD)
            w, h = word.width + round(14 * s), round(17 * s)
            x, y = left + round(12 * s), top - round(h / 2)
            if scene.actor[row]:
                x = left + snap(look.ACTOR_R * s - w / 2)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(t.color("ok"))
            p.drawRoundedRect(QRectF(x, y, w, h), h / 2, h / 2)
            base = snap(y + h / 2 + word.ascent * 0.36)
            laid.draw(p, MODEL_TITLE[model], texts.SMALL_HEAD, x + round(7 * s), base, t.color("card"))

    def _detour(self, p: QPainter, camera: Camera, link: Connecting) -> None:
        """The way that Tab would take: the services in between as cards that are not yet real."""
        scene, s = self.scene, camera.scale
        detour = link.detour
        if detour is None or link.hover is None:
            return
        way = (link.hover, link.source) if detour.reverse else (link.source, link.hover)
        ends = [Rect(*scene.boxes[scene.node_index[id_]].tolist()) for id_ in way]
        count = len(detour.through) + 1
        stops = [ends[0]]
        for number in range(1, count):
            at = place_of_step(scene.design, *way, number / count)
            stops.append(Rect(*(at or (0.0, 0.0)), *CARD))
        stops.append(ends[1])
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(edge_pen(self.painter.tokens, edge_style("event", "preview"), s))
        for a, b in pairwise(stops):
            p.drawPath(_between(camera, a, b))
        for stop, service in zip(stops[1:-1], detour.through, strict=True):
            self.phantom(p, camera, service, (stop.x, stop.y))


def _between(camera: Camera, a: Rect, b: Rect) -> QPainterPath:
    """A simple orthogonal way between two boxes."""
    (ax, ay), (bx, by) = a.center, b.center
    if b.x >= a.right:
        middle = (a.right + b.x) / 2
        points = [(a.right, ay), (middle, ay), (middle, by), (b.x, by)]
    elif b.y >= a.bottom or b.bottom <= a.y:
        start, end = (a.bottom, b.y) if b.y >= a.bottom else (a.y, b.bottom)
        middle = (start + end) / 2
        points = [(ax, start), (ax, middle), (bx, middle), (bx, end)]
    else:
        points = [(a.x, ay), ((a.x + b.right) / 2, ay), ((a.x + b.right) / 2, by), (b.right, by)]
    return outline(np.array([camera.point(*point) for point in points], dtype=float), look.BEND * camera.scale)


def _badges_of(state: State, subject: Subject) -> State:
    return State(badges={subject: state.badges[subject]} if subject in state.badges else {})


def _nodes_only(state: State) -> State:
    return State(badges={s: b for s, b in state.badges.items() if s.kind == "node"})
