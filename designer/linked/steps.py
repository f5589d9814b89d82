"""The way from one design to another, one record at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import FrozenDict

Leaf = tuple[tuple[str, ...], Any]  # the path of keys of a property, and its value


def deployed(design: Design) -> Design:
    """Without what is drawn but not deployed."""
    gone = [s for s, r in design.records() if isinstance(r, (Node, Edge)) and r.disabled]
    return design.remove(gone)


def around(design: Design, ids: Collection[str]) -> Design:
    """These nodes with their edges and the nodes at the other ends; groups stay."""
    edges = {i: e for i, e in design.edges.items() if e.source in ids or e.target in ids}
    kept = {*ids, *(e.source for e in edges.values()), *(e.target for e in edges.values())}
    nodes = {id_: node for id_, node in design.nodes.items() if id_ in kept}
    return design.model_copy(update={"nodes": FrozenDict(nodes), "edges": FrozenDict(edges)})


def leaves(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Each property that is different, with its new value (None: it goes), as deep as the maps go."""
    for key in [*old, *(k for k in new if k not in old)]:
        a, b = old.get(key), new.get(key)
        if (a or b) and _is_map(a) and _is_map(b):
            yield from leaves(a or {}, b or {}, (*path, key))
        elif a != b or type(a) is not type(b):
            yield (*path, key), b


def _is_map(value: Any) -> bool:
    """A map that is no function of CloudFormation, or none at all."""
    return value is None or (
        isinstance(value, Mapping) and not (len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::")))
    )


def steps(old: Design, new: Design) -> Iterator[tuple[Subject, Design]]:
    """The way from one design to the other, one subject at a time: (the subject, the design after it)."""
    design = old
    kinds = {i: (n.service, n.type) for i, n in old.nodes.items()}
    replaced = {i for i, n in new.nodes.items() if kinds.get(i, (n.service, n.type)) != (n.service, n.type)}
    ways = {i: (e.source, e.target, e.via) for i, e in new.edges.items()}
    moved = {i for i, e in old.edges.items() if i in ways and ways[i] != (e.source, e.target, e.via)}
    gone = {i for i in old.nodes if i not in new.nodes or i in replaced}
    left = [i for i, e in old.edges.items() if not {e.source, e.target} & gone]  # the others go with their nodes
    for id_ in [i for i in left if i not in new.edges or i in moved]:
        design = design.remove([Subject("edge", id_)])
        yield Subject("edge", id_), design
    for id_ in [i for i in old.nodes if i in gone]:
        design = design.remove([Subject("node", id_)])
        yield Subject("node", id_), design
    for id_, node in new.nodes.items():
        known = design.nodes.get(id_)
        if known is None or known.properties != node.properties:
            design = design.put(Subject("node", id_), node)
            yield Subject("node", id_), design
    for id_, edge in new.edges.items():
        if id_ not in design.edges or design.edges[id_].properties != edge.properties:
            design = design.put(Subject("edge", id_), edge)
            yield Subject("edge", id_), design
