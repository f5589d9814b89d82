"""The drawing as arrays, kept up by diffs: places, kinds and states of nodes, ends and ways of edges.

The painter and the hit tests ask numpy; nothing here is rebuilt when one node moves.  Boxes are what edges end on:
the nodes first, in the design's order, then the collapsed groups.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from designer.editing.geometry import CARD, NOTE, Rect, hidden_by
from designer.gui.canvas import captions, look
from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.damage import PAD, Damage, Snapshot, find_damage
from designer.gui.canvas.frames import Frame, find_frames
from designer.gui.canvas.look import ACTOR_R, MODEL_INDEX
from designer.gui.canvas.occupancy import Occupancy, cell_of
from designer.gui.canvas.routing import Routes, route
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Node, Subject
from designer.model.diff import Diff, diff
from designer.model.specs import Model

S = TypeVar("S", bound=np.generic)
NAME = 24.0  # px under an actor's circle that its name takes


class Kind(NamedTuple):
    """What tells one service's cards from another's."""

    icon: str
    category: str
    actor: bool


def kind_of(catalogue: Catalogue, node: Node) -> Kind:
    service = catalogue.service(node)
    if service is None:
        return Kind(look.GENERIC_ICON, look.GENERIC_CATEGORY, actor=False)
    return Kind(service.icon, service.category, service.actor)


class NodeText(NamedTuple):
    title: str
    subtitle: str


class Scene:
    """A design as arrays.  `update` brings it to another design and says what must be painted again."""

    def __init__(self, catalogue: Catalogue, design: Design | None = None) -> None:
        self.catalogue = catalogue
        self.design = Design()
        self.kinds: list[Kind] = []
        self._kind_of: dict[Kind, int] = {}
        self.node_ids: list[str] = []
        self.node_index: dict[str, int] = {}
        self.at: Floats = np.zeros((0, 2))
        self.kind: Ints = np.zeros(0, dtype=np.int64)
        self.actor: Bools = np.zeros(0, dtype=bool)
        self.disabled: Bools = np.zeros(0, dtype=bool)
        self.hidden: Bools = np.zeros(0, dtype=bool)
        self.text: list[NodeText] = []
        self.edge_ids: list[str] = []
        self.edge_index: dict[str, int] = {}
        self.source: Ints = np.zeros(0, dtype=np.int64)  # boxes; -1 where the end does not exist
        self.target: Ints = np.zeros(0, dtype=np.int64)
        self.model: Ints = np.zeros(0, dtype=np.int64)
        self.edge_disabled: Bools = np.zeros(0, dtype=bool)
        self.edge_hidden: Bools = np.zeros(0, dtype=bool)
        self.caption: list[captions.Caption] = []
        self.captioned: Bools = np.zeros(0, dtype=bool)
        self.frames: tuple[Frame, ...] = ()
        self.collapsed: tuple[str, ...] = ()
        self.boxes: Floats = np.zeros((0, 4))
        self.circle: Bools = np.zeros(0, dtype=bool)
        self.routes = Routes.none()
        self.reach: Floats = np.zeros((0, 4))  # the rectangle around each edge; NaN where it is hidden
        self.covered = Occupancy(np.zeros((0, 4)))
        self._lifted: tuple[Floats, Ints, Occupancy] | None = None  # what is covered without the nodes in the hand
        self._port_models: dict[str, tuple[Model | None, Model | None]] = {}
        if design is not None:
            self.update(design)

    # -- following the design

    def update(self, design: Design) -> Damage:
        """Take over another design."""
        change = diff(self.design, design)
        if not change:
            self.design = design
            return Damage(np.zeros((0, 4)))
        before = self._snapshot()
        old, self.design = self.design, design
        nodes = self._update_nodes(old, change)
        edges = self._update_edges(change, nodes)
        self._update_groups(change)
        moved = self._update_boxes(before)
        self._update_routes(before, moved, edges)
        return find_damage(before, self, change)

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            self.node_ids, self.node_index, self.boxes, self.collapsed, self.edge_ids, self.edge_index, self.reach,
            self.routes, self.frames, self.model, self.edge_hidden,
        )  # fmt: skip

    def _update_nodes(self, old: Design, change: Diff) -> set[str]:
        """Bring the nodes' rows up to date; returns the nodes whose edges may mean something else now."""
        added = {s.id for s in change.added if s.kind == "node"}
        changed = {s.id for s in change.changed if s.kind == "node"}
        new = self.design.nodes
        if added or any(s.kind == "node" for s in change.removed) or len(new) != len(self.node_ids):
            ids = list(new)
            origin = np.array([self.node_index.get(id_, -1) for id_ in ids], dtype=np.int64)
            self.at, self.kind = _take(self.at, origin), _take(self.kind, origin)
            self.actor, self.disabled = _take(self.actor, origin), _take(self.disabled, origin)
            self.hidden = _take(self.hidden, origin)
            texts = self.text
            self.text = [texts[i] if i >= 0 else _BLANK for i in origin]
            self.node_ids, self.node_index = ids, {id_: i for i, id_ in enumerate(ids)}
        else:
            self.at, self.kind, self.actor = self.at.copy(), self.kind.copy(), self.actor.copy()
            self.disabled, self.text = self.disabled.copy(), list(self.text)
        meaning = set(added)
        for id_ in (*added, *changed):
            self._write_node(self.node_index[id_], new[id_])
            before = old.nodes.get(id_)
            if before is not None and (before.service, before.properties) != (new[id_].service, new[id_].properties):
                meaning.add(id_)
        return meaning

    def _write_node(self, row: int, node: Node) -> None:
        kind = kind_of(self.catalogue, node)
        number = self._kind_of.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        self.at[row] = node.at or (0.0, 0.0)
        self.kind[row], self.actor[row], self.disabled[row] = number, kind.actor, node.disabled
        self.text[row] = NodeText(captions.title(self.catalogue, node), captions.subtitle(self.catalogue, node))

    def _update_edges(self, change: Diff, nodes: set[str]) -> bool:
        """Bring the edges' rows up to date; whether any edge or its model is different."""
        edges = self.design.edges
        touched = {s.id for s in change.added + change.changed if s.kind == "edge"}
        if touched or any(s.kind == "edge" for s in change.removed) or len(edges) != len(self.edge_ids):
            ids = list(edges)
            origin = np.array([self.edge_index.get(id_, -1) for id_ in ids], dtype=np.int64)
            self.model, self.edge_disabled = _take(self.model, origin), _take(self.edge_disabled, origin)
            known = self.caption
            self.caption = [known[i] if i >= 0 else _NO_CAPTION for i in origin]
            self.captioned = _take(self.captioned, origin)
            self.edge_ids, self.edge_index = ids, {id_: i for i, id_ in enumerate(ids)}
        if nodes:
            touched |= {id_ for id_, e in edges.items() if e.source in nodes or e.target in nodes}
        if not touched:
            return False
        self.model, self.edge_disabled = self.model.copy(), self.edge_disabled.copy()
        self.caption, self.captioned = list(self.caption), self.captioned.copy()
        for id_ in touched:
            edge, row = edges[id_], self.edge_index[id_]
            integration = self.catalogue.integration(self.design, edge)
            mechanism = self.catalogue.mechanisms.get(edge.via or "")
            model = integration.model if integration else mechanism.model if mechanism else "push"
            self.model[row], self.edge_disabled[row] = MODEL_INDEX[model], edge.disabled
            self.caption[row] = captions.caption(edge, integration)
            self.captioned[row] = bool(self.caption[row].text)
        return True

    def _update_groups(self, change: Diff) -> None:
        design = self.design
        labels = {id_: self.caption[row].text for id_, row in self.edge_index.items()} if design.groups else {}
        event = MODEL_INDEX["event"]
        events = (
            frozenset(id_ for id_, row in self.edge_index.items() if self.model[row] == event)
            if labels
            else frozenset()
        )
        self.frames = find_frames(design, labels, events)
        self.collapsed = tuple(frame.id for frame in self.frames if frame.collapsed)
        self.hidden = np.zeros(len(self.node_ids), dtype=bool)
        if self.collapsed:
            self.hidden[:] = [hidden_by(design, node.group) is not None for node in design.nodes.values()]

    def _update_boxes(self, before: Snapshot) -> Bools:
        """Lay out the boxes and the edges' ends; returns which boxes are new or elsewhere."""
        n = len(self.node_ids)
        boxes = np.empty((n + len(self.collapsed), 4))
        boxes[:n, :2], boxes[:n, 2:] = self.at, CARD
        boxes[:n][self.actor] += (CARD[0] / 2 - ACTOR_R, 0, 2 * ACTOR_R - CARD[0], 0)
        row = {id_: n + number for number, id_ in enumerate(self.collapsed)}
        for frame in self.frames:
            if frame.collapsed:
                boxes[row[frame.id]] = frame.rect
        self.boxes = boxes
        self.circle = np.r_[self.actor, np.zeros(len(self.collapsed), bool)]
        index, design = self.node_index, self.design
        ends = self.node_index
        if self.collapsed:
            ends = {id_: row.get(hidden_by(design, node.group) or "", index[id_]) for id_, node in design.nodes.items()}
        if (
            before.edge_ids is not self.edge_ids
            or before.node_ids is not self.node_ids
            or self.collapsed
            or before.collapsed
        ):
            edges = design.edges.values()
            self.source = np.array([ends.get(e.source, -1) for e in edges], dtype=np.int64)
            self.target = np.array([ends.get(e.target, -1) for e in edges], dtype=np.int64)
            inside = (self.source == self.target) & (self.source >= n)
            self.edge_hidden = (self.source < 0) | (self.target < 0) | inside
        if before.node_ids is self.node_ids and before.collapsed == self.collapsed:
            return np.asarray((boxes != before.boxes).any(axis=1))
        known = {**before.node_index, **{g: len(before.node_ids) + i for i, g in enumerate(before.collapsed)}}
        origin = np.array([known.get(id_, -1) for id_ in (*self.node_ids, *self.collapsed)], dtype=np.int64)
        moved = origin < 0
        moved[~moved] = (boxes[~moved] != before.boxes[origin[~moved]]).any(axis=1)
        return moved

    def _update_routes(self, before: Snapshot, moved: Bools, edges: bool) -> None:
        """Route all edges again, unless nothing that changed lies near one."""
        same = not edges and before.edge_ids is self.edge_ids and np.array_equal(before.edge_hidden, self.edge_hidden)
        if same and len(self.source) and not self._touches(before, moved):
            return
        self.routes, self.reach = self._route_all()

    def _touches(self, before: Snapshot, moved: Bools) -> bool:
        """Whether some edge hangs on a moved box, or passes where a box is now or was before."""
        if before.collapsed != self.collapsed or self.hidden.any():
            return True
        ends = np.zeros(len(self.boxes), dtype=bool)
        visible = ~self.edge_hidden
        ends[self.source[visible]] = ends[self.target[visible]] = True
        if (ends & moved).any() or cell_of(self.boxes) != self.covered.cell:
            return True
        was = before.node_index
        gone = was.keys() - self.node_index.keys() if before.node_ids is not self.node_ids else ()
        elsewhere = (self.node_ids[row] for row in np.flatnonzero(moved).tolist())
        old = [before.boxes[was[id_]] for id_ in (*gone, *elsewhere) if id_ in was]
        areas = np.array([*old, *self.boxes[moved]]).reshape(-1, 4)
        return any(_meet(self.reach, (x, y, x + w, y + h), PAD).any() for x, y, w, h in areas)

    def _route_all(self) -> tuple[Routes, Floats]:
        n, visible = len(self.edge_ids), np.flatnonzero(~self.edge_hidden)
        shown = np.ones(len(self.boxes), dtype=bool)
        shown[: len(self.hidden)] = ~self.hidden
        self.covered = self._occupancy(shown)
        found = route(
            self.boxes, self.circle, self.source[visible], self.target[visible], self.model[visible], self.covered
        )
        if len(visible) == n:
            return found, found.boxes()
        routes = Routes(
            np.full((n, *found.points.shape[1:]), np.nan), np.zeros(n, np.int64),
            *(np.zeros((n, 2), np.int64) for _ in range(3)),
        )  # fmt: skip
        for whole, part in zip(
            (routes.points, routes.count, routes.direction, routes.port, routes.shared),
            (found.points, found.count, found.direction, found.port, found.shared),
            strict=True,
        ):
            whole[visible] = part
        return routes, routes.boxes()

    def _occupancy(self, shown: Bools) -> Occupancy:
        """What the boxes cover, an actor's name under its circle too."""
        boxes = self.boxes[shown].copy()
        boxes[self.circle[shown], 3] += NAME
        return Occupancy(boxes)

    def route_with(self, shifts: dict[int, tuple[float, float]]) -> tuple[Ints, Routes]:
        """The edges of some boxes and their ways if those boxes stood elsewhere: row -> by how much (px).

        Only these edges are routed; those that share their boxes' sides take part in sharing out the ports.
        """
        rows = np.fromiter(shifts, dtype=np.int64, count=len(shifts))
        visible = ~self.edge_hidden
        mine = visible & (np.isin(self.source, rows) | np.isin(self.target, rows))
        if not mine.any():
            return np.zeros(0, np.int64), Routes.none()
        around = np.unique(np.concatenate([self.source[mine], self.target[mine]]))
        near = np.flatnonzero(visible & (np.isin(self.source, around) | np.isin(self.target, around)))
        boxes = self.boxes.copy()
        boxes[rows, :2] += np.array(list(shifts.values()))
        still = np.ones(len(boxes), dtype=bool)
        still[: len(self.hidden)] = ~self.hidden
        still[rows] = False
        if self._lifted is None or self._lifted[0] is not self.boxes or not np.array_equal(self._lifted[1], rows):
            self._lifted = self.boxes, rows, self._occupancy(still)
        found = route(
            boxes, self.circle, self.source[near], self.target[near], self.model[near], self._lifted[2], only=mine[near]
        )
        return np.flatnonzero(mine), found

    # -- asking

    def bounds(self) -> Rect | None:
        """The rectangle around everything that is drawn; None for an empty design."""
        shown = np.r_[~self.hidden, np.ones(len(self.collapsed), bool)]
        parts = [self.boxes[shown][:, :2], self.boxes[shown][:, :2] + self.boxes[shown][:, 2:]]
        reach = self.reach[~self.edge_hidden]
        parts += [reach[:, :2], reach[:, 2:]]
        corners = [(f.rect.x, f.rect.y) for f in self.frames] + [(f.rect.right, f.rect.bottom) for f in self.frames]
        for note in self.notes():
            corners += [(note[1].x, note[1].y), (note[1].right, note[1].bottom)]
        if corners:
            parts.append(np.array(corners))
        points = np.concatenate(parts)
        if not len(points):
            return None
        (x, y), (right, bottom) = points.min(axis=0), points.max(axis=0)
        if self.actor.any():
            bottom += 0.0 if len(self.frames) else 8.0
        return Rect(float(x), float(y), float(right - x), float(bottom - y))

    def notes(self) -> list[tuple[str, Rect, str]]:
        """The notes that can be seen: id, place, text."""
        return [
            (id_, Rect(*(note.at or (0.0, 0.0)), *(note.size or NOTE)), note.text)
            for id_, note in self.design.notes.items()
            if not self.collapsed or hidden_by(self.design, note.group) is None
        ]

    def box_of(self, subject: Subject) -> Rect | None:
        """Where a subject stands; None for one that is hidden or gone."""
        if subject.kind == "node" and subject.id in self.node_index:
            row = self.node_index[subject.id]
            return None if self.hidden[row] else Rect(*map(float, self.boxes[row]))
        if subject.kind == "edge" and subject.id in self.edge_index:
            left, top, right, bottom = map(float, self.reach[self.edge_index[subject.id]])
            return None if left != left else Rect(left, top, right - left, bottom - top)  # nan where hidden
        if subject.kind == "group":
            return next((f.rect for f in self.frames if f.id == subject.id), None)
        return next((rect for id_, rect, _ in self.notes() if id_ == subject.id), None)

    def port_models(self, node: str) -> tuple[Model | None, Model | None]:
        """The commonest model that a node gives, and the commonest that it takes; None where there is none."""
        record = self.design.nodes.get(node)
        variant = self.catalogue.variant(record) if record else ""
        if variant not in self._port_models:
            found: list[Model | None] = [None, None]
            for integration in sorted(self.catalogue.integrations.values(), key=lambda i: (not i.default, i.rank)):
                for side, word in enumerate((integration.source, integration.target)):
                    mine = word == variant or (record is not None and word == record.service)
                    if found[side] is None and mine and integration.model != "attached":
                        found[side] = integration.model
            self._port_models[variant] = found[0], found[1]
        return self._port_models[variant]

    def nodes_in(self, area: Floats | tuple[float, float, float, float], pad: float = PAD) -> Ints:
        """The rows of the visible nodes whose box meets an area (left, top, right, bottom)."""
        n = len(self.node_ids)
        corners = np.concatenate([self.boxes[:n, :2], self.boxes[:n, :2] + self.boxes[:n, 2:]], axis=1)
        return np.flatnonzero(_meet(corners, tuple(area), pad) & ~self.hidden)

    def edges_in(self, area: Floats | tuple[float, float, float, float], pad: float = PAD) -> Ints:
        """The rows of the visible edges whose rectangle meets an area."""
        return np.flatnonzero(_meet(self.reach, tuple(area), pad) & ~self.edge_hidden)


_BLANK = NodeText("", "")
_NO_CAPTION = captions.Caption("")


def _take(values: npt.NDArray[S], origin: Ints) -> npt.NDArray[S]:
    """Rows by their old place; new ones (-1) are zero."""
    taken = np.zeros((len(origin), *values.shape[1:]), dtype=values.dtype)
    known = origin >= 0
    taken[known] = values[origin[known]]
    return taken


def _meet(corners: Floats, area: tuple[float, ...], pad: float) -> Bools:
    """Which rectangles (left, top, right, bottom) meet an area; those with NaN do not."""
    left, top, right, bottom = area
    return (
        (corners[:, 0] <= right + pad) & (corners[:, 2] >= left - pad)
        & (corners[:, 1] <= bottom + pad) & (corners[:, 3] >= top - pad)
    )  # fmt: skip
