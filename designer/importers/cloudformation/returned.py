"""A template that an export wrote comes back as the design that it was made from, with what was changed in it since.

An export adds what a design does not draw (alarms, log groups, secure defaults), and remembers the design and the files
beside them (exporters/state.py).  What a person has changed in the template since is the difference between the two
imports, of the remembered text and of today's; it is applied to the remembered design, which so keeps its layout,
titles and groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.importers.base import Became, Imported, Place
from designer.model.design import DESIGN, Design, Edge, Node, Subject
from exporters.cfn import logical_ids

_Pair = tuple[str, str]


def returned(drawn: Design, exported: Imported, today: Imported) -> Imported:
    """`drawn` with what differs between the imports of the exported and of today's template."""
    names = _Names(drawn, exported.design)
    design = _edges(drawn, exported.design, today.design, names, _nodes(drawn, exported.design, today.design, names))
    kept = tuple(_became(item, design, names) for item in today.report.items)
    return Imported(design, replace(today.report, items=kept), _positions(design, today, names))


class _Names:
    """A design's ids and the logical ids that the export gave them."""

    def __init__(self, drawn: Design, exported: Design) -> None:
        logical = logical_ids(drawn.nodes)
        self.logical = {id_: id_ if id_ in exported.nodes else logical[id_] for id_ in drawn.nodes}
        self._ids = {name: id_ for id_, name in self.logical.items()}

    def id(self, logical: str) -> str:
        return self._ids.get(logical, logical)


def _nodes(drawn: Design, before: Design, after: Design, names: _Names) -> Design:
    changed: dict[Subject, Node] = {}
    gone: list[Subject] = []
    for logical in {**before.nodes, **after.nodes}:
        old, new, id_ = before.nodes.get(logical), after.nodes.get(logical), names.id(logical)
        if old == new:
            continue
        if new is None:
            gone.append(Subject("node", id_))
        elif old is None:
            changed[Subject("node", id_)] = new
        elif id_ in drawn.nodes:
            properties = _moved(drawn.nodes[id_].properties, old.properties, new.properties)
            record = drawn.nodes[id_].replace(properties=properties)
            changed[Subject("node", id_)] = record.replace(service=new.service, type=new.type) if (
                (old.service, old.type) != (new.service, new.type)
            ) else record  # fmt: skip
    present = [subject for subject in gone if subject.id in drawn.nodes]
    return drawn.remove(present).put_all(changed) if present or changed else drawn


def _edges(drawn: Design, before: Design, after: Design, names: _Names, design: Design) -> Design:
    """Edges are matched by their ends, and among those with the same ends by how they connect, in order."""
    olds, news, own = _by_pair(before, names), _by_pair(after, names), _by_pair(drawn, _Names(drawn, drawn))
    for pair in {**olds, **news}:
        old, new = _without_common(olds.get(pair, []), news.get(pair, []))
        mine = [id_ for id_, _ in own.get(pair, []) if id_ in design.edges]
        for _, was in old:
            match = next((id_ for id_ in mine if design.edges[id_].via == was.via), next(iter(mine), None))
            if match is None:
                continue
            mine.remove(match)
            if new:
                _, now = new.pop(0)
                properties = _moved(design.edges[match].properties, was.properties, now.properties)
                via = now.via if now.via != was.via else design.edges[match].via
                design = design.put(Subject("edge", match), design.edges[match].replace(properties=properties, via=via))
            else:
                design = design.remove([Subject("edge", match)])
        for _, now in new:
            if pair[0] in design.nodes and pair[1] in design.nodes:
                design, _id = design.add_edge(now.replace(source=pair[0], target=pair[1]))
    return design


def _by_pair(design: Design, names: _Names) -> dict[_Pair, list[tuple[str, Edge]]]:
    pairs: dict[_Pair, list[tuple[str, Edge]]] = {}
    for id_, edge in design.edges.items():
        pairs.setdefault((names.id(edge.source), names.id(edge.target)), []).append((id_, edge))
    return pairs


_Edges = list[tuple[str, Edge]]


def _without_common(old: _Edges, new: _Edges) -> tuple[_Edges, _Edges]:
    """The edges that are not the same on both sides."""
    rest = list(new)
    gone: _Edges = []
    for id_, edge in old:
        same = next((item for item in rest if (item[1].via, item[1].properties) == (edge.via, edge.properties)), None)
        if same is None:
            gone.append((id_, edge))
        else:
            rest.remove(same)
    return gone, rest


def _moved(mine: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`mine` with what differs between `old` and `new`, map by map."""
    moved = dict(mine)
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if isinstance(was, Mapping) and isinstance(now, Mapping) and isinstance(moved.get(key), Mapping):
            moved[key] = _moved(moved[key], was, now)
        elif now is None:
            moved.pop(key, None)
        else:
            moved[key] = now
    return moved


def _became(item: Became, design: Design, names: _Names) -> Became:
    if item.subject is None or item.subject.kind != "node":
        return item
    id_ = names.id(item.subject.id)
    if id_ in design.nodes:
        return replace(item, subject=Subject("node", id_))
    return replace(item, fate="folded", subject=DESIGN, note="the export added it")


def _positions(design: Design, today: Imported, names: _Names) -> dict[Subject, Place]:
    found: dict[Subject, Place] = {}
    edges: dict[_Pair, list[Place]] = {}
    for subject, place in today.positions.items():
        if subject.kind == "node" and names.id(subject.id) in design.nodes:
            found[Subject("node", names.id(subject.id))] = place
        elif subject.kind == "edge":
            edge = today.design.edges[subject.id]
            edges.setdefault((names.id(edge.source), names.id(edge.target)), []).append(place)
    for id_, edge in design.edges.items():
        if places := edges.get((edge.source, edge.target)):
            found[Subject("edge", id_)] = places.pop(0) if len(places) > 1 else places[0]
    return found
