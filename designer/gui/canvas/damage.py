"""What must be painted again after a change: the scene before against the scene after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from designer.gui.canvas.batch import Bools, Floats, Ints
from designer.gui.canvas.frames import Frame
from designer.gui.canvas.routing import Routes
from designer.model.diff import Diff

if TYPE_CHECKING:
    from designer.gui.canvas.scene import Scene

TAG_PAD = 96.0  # how far an edge's words and badges may reach to the sides of its rectangle
PAD = 24.0  # how far a card's or an edge's drawing reaches beyond its box: halo, badges, names of actors


@dataclass(frozen=True, slots=True)
class Damage:
    """The places whose picture has changed, (n, 4): left, top, right, bottom; `everything` when it is all."""

    rects: Floats
    everything: bool = False


EVERYTHING = Damage(np.zeros((0, 4)), everything=True)


class Snapshot(NamedTuple):
    """A scene's arrays before an update; arrays are replaced, never changed, so references will do."""

    node_ids: list[str]
    node_index: dict[str, int]
    boxes: Floats
    collapsed: tuple[str, ...]
    edge_ids: list[str]
    edge_index: dict[str, int]
    reach: Floats
    routes: Routes
    frames: tuple[Frame, ...]
    model: Ints
    edge_hidden: Bools


def find_damage(before: Snapshot, scene: Scene, change: Diff) -> Damage:
    """What a change of the design does to the picture: the places of what changed, before and after."""
    if len(change.added) + len(change.removed) + len(change.changed) > 200:
        return EVERYTHING
    rects: list[tuple[float, ...]] = []
    for boxes, index in ((before.boxes, before.node_index), (scene.boxes, scene.node_index)):
        for subject in (*change.added, *change.removed, *change.changed):
            if subject.kind == "node" and subject.id in index:
                x, y, w, h = boxes[index[subject.id]]
                rects.append((x, y, x + w, y + h))
    if before.frames != scene.frames:
        different = set(before.frames) ^ set(scene.frames)
        rects += [(f.rect.x, f.rect.y, f.rect.right, f.rect.bottom) for f in different]
    if (
        any(s.kind == "note" for s in (*change.added, *change.removed, *change.changed))
        or before.collapsed != scene.collapsed
    ):
        return EVERYTHING
    edges = np.concatenate(_changed_edges(before, scene, change)) + np.array((-TAG_PAD, 0, TAG_PAD, 0))
    areas = [np.array(rects).reshape(-1, 4), edges]
    found = np.concatenate(areas)
    found = found[np.isfinite(found).all(axis=1)]
    return Damage(found + np.array((-PAD, -PAD, PAD, PAD)))


def _changed_edges(before: Snapshot, scene: Scene, change: Diff) -> list[Floats]:
    """The rectangles of edges that are new, gone, or look or run otherwise."""
    touched = [s.id for s in (*change.added, *change.changed) if s.kind == "edge"]
    gone = [before.edge_index[s.id] for s in change.removed if s.kind == "edge"]
    now = [scene.edge_index[id_] for id_ in touched]
    then = [before.edge_index[id_] for id_ in touched if id_ in before.edge_index]
    areas = [scene.reach[now], before.reach[then + gone]]
    if scene.routes is before.routes:
        return areas
    origin = np.array([before.edge_index.get(id_, -1) for id_ in scene.edge_ids], dtype=np.int64)
    known = np.flatnonzero(origin >= 0)
    old = origin[known]
    points, were = scene.routes.points[known], before.routes.points[old]
    different = ((points != were) & ~(np.isnan(points) & np.isnan(were))).any(axis=(1, 2))
    different |= scene.model[known] != before.model[old]
    return [*areas, scene.reach[known[different]], before.reach[old[different]]]
