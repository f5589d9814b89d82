"""Tidy up: a layered layout from left to right, in which groups stay together.

Each group is laid out by itself, as a layered graph of its members (a nested group is one large member), and then
stands as one block in what is around it.  The order within and of the layers comes from a Sugiyama layout
(fast-sugiyama); places are columns and rows of the look, so that cards line up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from designer.editing.editor import Command
from designer.editing.geometry import (
    CARD,
    COLUMN,
    EMPTY_GROUP,
    FRAME_HEAD,
    FRAME_PAD,
    GRID,
    NOTE,
    ROW,
    SUBNET_HEAD,
    bounds,
    clamp,
)
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Note, Point, Record, Subject

GAP_X = COLUMN - CARD[0]  # between neighbours
FRAME_GAP = 24.0


class Size(NamedTuple):
    width: float
    height: float


@dataclass(slots=True)
class _Block:
    """What is laid out together: the members of one group (or of none), by their places in it."""

    places: dict[str, Point] = field(default_factory=dict)  # node or group id -> top left corner
    size: Size = field(default_factory=lambda: Size(0, 0))


def tidy(design: Design, catalogue: Catalogue) -> Command:
    """Lay out everything anew; the drawing keeps its top left corner."""
    box = bounds(design)
    corner = (_on_grid(box.x), _on_grid(box.y)) if box else (0.0, 0.0)
    return Command("Tidy up", lambda before: _put(before, arrange(before, catalogue), corner))


def place(design: Design, catalogue: Catalogue) -> Design:
    """The design with a place for everything that has none; what has one stays.

    Where no node has a place, all are laid out; else the new ones stand as a block of their own below the drawing.
    """
    settled = {s for s, record in design.records() if not isinstance(record, Edge) and record.at is not None}
    full = {record.group for _, record in design.records() if not isinstance(record, Edge)}
    homeless = {
        s
        for s, record in design.records()
        if not isinstance(record, Edge) and s not in settled and not (s.kind == "group" and s.id in full)
    }
    if not homeless:
        return design
    drawn = bounds(design.remove(homeless)) if settled else None
    loose = {s for s in settled if s.kind != "group" or s.id not in full}
    places = arrange(design.remove(loose), catalogue)
    corner = (_on_grid(drawn.x), _on_grid(drawn.bottom + 2 * ROW)) if drawn else (0.0, 0.0)
    return _put(design, {id_: at for id_, at in places.items() if design.subject(id_) in homeless}, corner)


def _put(design: Design, places: Mapping[str, Point], corner: Point) -> Design:
    """The design with these places, shifted so that what is placed begins at `corner`, its frames counted in."""
    subjects = {id_: design.subject(id_) for id_ in places}
    there = design.put_all([(s, design.get(s).replace(at=places[s.id])) for s in subjects.values()])
    placed = bounds(there.remove({s for s, r in there.records() if _stays(s, r, places)}))
    if placed is None:
        return design
    dx, dy = corner[0] - placed.x, corner[1] - placed.y
    moved = {id_: clamp((x + dx, y + dy)) for id_, (x, y) in places.items()}
    return design.put_all([(s, design.get(s).replace(at=moved[s.id])) for s in subjects.values()])


def _stays(subject: Subject, record: Record, places: Container[str]) -> bool:
    """Whether a card or note keeps its place.  Groups follow what is in them."""
    return isinstance(record, (Node, Note)) and subject.id not in places


def _on_grid(value: float) -> float:
    return round(value / GRID) * GRID


def arrange(design: Design, catalogue: Catalogue) -> dict[str, Point]:
    """The place of every node, note and empty group by its id, in px from a common corner."""
    members: dict[str | None, list[str]] = {None: []}
    for id_, frame in design.groups.items():
        round_ = id_ in design.ancestors(frame.group)  # groups that stand in a circle stand on the paper
        members.setdefault(None if round_ else _known(design, frame.group), []).append(id_)
    for id_, node in design.nodes.items():
        members.setdefault(_known(design, node.group), []).append(id_)
    for id_, note in design.notes.items():
        members.setdefault(_known(design, note.group), []).append(id_)
    links = _links(design, catalogue)
    blocks: dict[str | None, _Block] = {}
    every: list[str | None] = [*_inside_out(design), None]
    for group in every:
        blocks[group] = _layered(design, members.get(group, []), links.get(group, {}), blocks)
    places: dict[str, Point] = {}

    def spread(group: str | None, x: float, y: float) -> None:
        for id_, (dx, dy) in blocks[group].places.items():
            if id_ not in design.groups or not blocks[id_].places:
                places[id_] = (x + dx, y + dy)
            elif design.groups[id_].collapsed:  # drawn as a card on the corner of what it hides
                spread(id_, x + dx, y + dy)
            else:
                spread(id_, x + dx + FRAME_PAD, y + dy + _head(design, id_))

    spread(None, 0.0, 0.0)
    return places


def _known(design: Design, group: str | None) -> str | None:
    return group if group in design.groups else None


def _inside_out(design: Design) -> list[str]:
    """Groups, those that stand in others first."""
    return sorted(design.groups, key=lambda id_: -len(list(design.ancestors(id_))))


def _links(design: Design, catalogue: Catalogue) -> Mapping[str | None, Mapping[tuple[str, str], bool]]:
    """The edges by the group of which their ends are members: (from, to) -> whether all are failure paths."""
    links: defaultdict[str | None, dict[tuple[str, str], bool]] = defaultdict(dict)
    for edge in design.edges.values():
        if edge.source not in design.nodes or edge.target not in design.nodes:
            continue
        one, other = _chain(design, edge.source), _chain(design, edge.target)
        while len(one) > 1 and len(other) > 1 and one[-2] == other[-2]:
            one.pop()
            other.pop()
        if len(one) < 2 or len(other) < 2:
            continue  # a loop: the node itself is all that the two have in common
        integration = catalogue.integration(design, edge)
        attached = integration is not None and integration.model == "attached"
        pair = str(one[-2]), str(other[-2])
        inside = links[one[-1]]
        inside[pair] = attached and inside.get(pair, True)
    return links


def _chain(design: Design, node: str) -> list[str | None]:
    """A node, the groups around it inside out, and None for the paper."""
    return [node, *design.ancestors(design.nodes[node].group), None]


def _layered(
    design: Design, ids: list[str], links: Mapping[tuple[str, str], bool], blocks: Mapping[str | None, _Block]
) -> _Block:
    """One group's members, placed in columns by their layers."""
    if not ids:
        return _Block()
    sizes = {id_: _size(design, id_, blocks) for id_ in ids}
    flow = [pair for pair, attached in links.items() if not attached]
    hung = _hung(ids, links)  # failure queues hang below what they belong to
    standing = [id_ for id_ in ids if id_ not in hung]
    layers = _layers(standing, [(a, b) for a, b in flow if a not in hung and b not in hung])
    block = _Block()
    x = 0.0
    heights: list[float] = []
    columns: list[list[list[str]]] = []
    for layer in layers:
        columns.append([[id_, *(h for h, owner in hung.items() if owner == id_)] for id_ in layer])
        # What hangs below the last member does not count, so that members of neighbouring columns stand in a row.
        heights.append(_height([*columns[-1][:-1], columns[-1][-1][:1]], sizes))
    tallest = max(heights)
    lowest = 0.0
    for column, height in zip(columns, heights, strict=True):
        y = round((tallest - height) / 2 / GRID) * GRID
        lowest = max(lowest, y + _height(column, sizes))
        width = max(sizes[id_].width for stack in column for id_ in stack)
        for stack in column:
            for id_ in stack:
                block.places[id_] = (x, y)
                y += _pitch(sizes[id_].height)
        x += _snap(width) + GAP_X
    block.size = Size(x - GAP_X, lowest)
    return block


def _pitch(height: float) -> float:
    """From the top of one member to the next: a row, or a frame's height and the gap between frames."""
    return ROW if height <= CARD[1] else _snap(height + FRAME_GAP)


def _snap(length: float) -> float:
    """The next multiple of 8 (a half step of the grid), so that columns keep their pitch."""
    return -(-length // 8) * 8


def _height(column: list[list[str]], sizes: Mapping[str, Size]) -> float:
    members = [id_ for stack in column for id_ in stack]
    return sum(_pitch(sizes[id_].height) for id_ in members[:-1]) + sizes[members[-1]].height


def _size(design: Design, id_: str, blocks: Mapping[str | None, _Block]) -> Size:
    if id_ in design.notes:
        return Size(*(design.notes[id_].size or NOTE))
    if id_ not in design.groups:
        return Size(*CARD)
    group, inner = design.groups[id_], blocks[id_]
    if group.collapsed:
        return Size(*CARD)
    if not inner.places:
        return Size(*(group.size or EMPTY_GROUP))
    return Size(inner.size.width + 2 * FRAME_PAD, inner.size.height + _head(design, id_) + FRAME_PAD)


def _head(design: Design, group: str) -> float:
    return SUBNET_HEAD if design.groups[group].kind in ("subnet", "account", "region") else FRAME_HEAD


def _hung(ids: Iterable[str], links: Mapping[tuple[str, str], bool]) -> dict[str, str]:
    """Members to which only failure paths and the like lead, and what they hang below."""
    into: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    leaving = {a for (a, _), attached in links.items() if not attached}
    for (source, target), attached in links.items():
        into[target].append((source, attached))
    found = {
        id_: into[id_][0][0]
        for id_ in ids
        if into[id_] and all(attached for _, attached in into[id_]) and id_ not in leaving
    }
    return {id_: owner for id_, owner in found.items() if owner not in found}


def _layers(ids: list[str], flow: list[tuple[str, str]]) -> list[list[str]]:
    """Columns of members, each from top to bottom.  Those without a connection stand in rows of their own."""
    from fast_sugiyama import from_edges  # loaded only when something is laid out

    number = {id_: index for index, id_ in enumerate(ids)}
    pairs = [(number[a], number[b]) for a, b in flow if a in number and b in number]
    connected = {end for pair in pairs for end in pair}
    columns: defaultdict[int, list[str]] = defaultdict(list)
    if pairs:
        acyclic = without_loops(pairs)
        components = [
            [(i, place) for i, place in c[0] if i in connected]
            for c in from_edges(acyclic, transpose=len(acyclic) < 1000)
        ]
        for real in sorted(components, key=min):
            levels = sorted({-place[1] for _, place in real})
            for i, place in sorted(real, key=lambda item: (item[1][0], item[0])):
                columns[levels.index(-place[1])].append(ids[i])
    alone = [id_ for id_ in ids if number[id_] not in connected]
    wide = max(len(columns), min(4, round(len(alone) ** 0.5)))
    for index, id_ in enumerate(alone):
        columns[index % max(wide, 1)].append(id_)
    return [columns[level] for level in sorted(columns) if columns[level]]


def without_loops(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The edges with those turned round that close a loop, and those to themselves left out; linear.

    fast-sugiyama 0.5 does not end on many graphs with loops, so it is given none.  A depth-first search without
    recursion: an edge to a vertex that is still on the way closes a loop.
    """
    out: defaultdict[int, list[int]] = defaultdict(list)
    fed: set[int] = set()
    for source, target in sorted(set(pairs)):
        if source != target:
            out[source].append(target)
            fed.add(target)
    acyclic: set[tuple[int, int]] = set()
    done: set[int] = set()
    sources = list(out)
    for start in sorted(sources, key=lambda vertex: (vertex in fed, vertex)):
        if start in done:
            continue
        way = {start: iter(out[start])}
        while way:
            vertex = next(reversed(way))
            target = next(way[vertex], vertex)  # no edge leads to its own vertex: then there is none left
            if target == vertex:
                del way[vertex]
                done.add(vertex)
            elif target in way:
                acyclic.add((target, vertex))
            else:
                acyclic.add((vertex, target))
                if target not in done:
                    way[target] = iter(out.get(target, ()))
    return sorted(acyclic)
