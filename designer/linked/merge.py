"""A template that its owner has changed by hand, taken into the design that is drawn of it.

What the template says (nodes, edges, their properties) comes from it; what it cannot say (places, titles, groups,
notes, people, what is only drawn) stays as it was drawn.  A three-way merge: of what both have changed, the design's
value stands, and the person is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import FrozenDict, freeze

EdgeKey = tuple[str, str, str]
# What tells edges between the same two nodes apart.
TELLING = ("Path", "Method", "RouteKey", "Rule", "EventPattern", "State", "Events", "Trigger")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged design, and in words what came from the template."""

    design: Design
    news: tuple[str, ...] = ()


def renamed(design: Design, names: Mapping[str, str]) -> Design:
    """A design with other node ids, everywhere; an id that is taken stays as it is."""
    names = {old: new for old, new in names.items() if old in design.nodes and new not in design}
    if not names:
        return design
    nodes = {
        names.get(id_, id_): node.replace(properties=_renamed(node.properties, names))
        for id_, node in design.nodes.items()
    }
    edges = {
        id_: edge.replace(
            source=names.get(edge.source, edge.source),
            target=names.get(edge.target, edge.target),
            properties=_renamed(edge.properties, names),
        )
        for id_, edge in design.edges.items()
    }
    return design.model_copy(update={"nodes": FrozenDict(nodes), "edges": FrozenDict(edges)})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        if len(value) == 1 and isinstance(value.get("Ref"), str):
            return FrozenDict(Ref=names.get(value["Ref"], value["Ref"]))
        if len(value) == 1 and isinstance(value.get("Fn::GetAtt"), tuple) and value["Fn::GetAtt"]:
            id_, *rest = value["Fn::GetAtt"]
            return FrozenDict({"Fn::GetAtt": (names.get(id_, id_) if isinstance(id_, str) else id_, *rest)})
        return FrozenDict((key, _renamed(item, names)) for key, item in value.items())
    if isinstance(value, tuple):
        return tuple(_renamed(item, names) for item in value)
    return value


def edge_key(design: Design, edge: Edge, catalogue: Catalogue) -> EdgeKey:
    """What makes two edges the same: both ends and what the edge stands for."""
    integration = catalogue.integration(design, edge)
    return edge.source, edge.target, integration.id if integration else edge.via or ""


def paired(a: Design, b: Design, catalogue: Catalogue) -> dict[str, str]:
    """Which edge of `b` each edge of `a` is: a's id -> b's id.

    Several edges may lie between two nodes (the routes of an API): those that are alike in all, then in what tells
    them apart, then in their order belong together.
    """
    rest: dict[EdgeKey, list[str]] = {}
    for id_, edge in b.edges.items():
        rest.setdefault(edge_key(b, edge, catalogue), []).append(id_)
    found: dict[str, str] = {}
    for alike in (_all_properties, _label, _anything):
        for id_, edge in a.edges.items():
            if id_ in found:
                continue
            left = rest.get(edge_key(a, edge, catalogue), [])
            other = next((i for i in left if alike(b.edges[i]) == alike(edge)), None)
            if other is not None:
                found[id_] = other
                left.remove(other)
    return found


def _all_properties(edge: Edge) -> Any:
    return edge.properties


def _label(edge: Edge) -> Any:
    return tuple(edge.properties.get(word) for word in TELLING)


def _anything(_edge: Edge) -> Any:
    return None


def aligned(design: Design, other: Design, catalogue: Catalogue) -> Design:
    """A design whose edges have the ids that the same edges have in another."""
    ids = paired(design, other, catalogue)
    found: dict[str, Edge] = {ids[id_]: edge for id_, edge in design.edges.items() if id_ in ids}
    for id_, edge in design.edges.items():
        if id_ not in ids:
            free, number = id_, 2
            while free in found or free in other:
                free, number = f"{id_}-{number}", number + 1
            found[free] = edge
    if list(found) == list(design.edges):
        return design
    return design.model_copy(update={"edges": FrozenDict(found)})


def merge(base: Design, ours: Design, theirs: Design, catalogue: Catalogue, kept: Collection[str] = ()) -> Merged:
    """`ours` with what changed from `base` to `theirs`, which is what the template says now.

    `kept` are subjects ("node:orders") that the template does not hold although they belong there: they stay.
    """
    return _Merge(base, ours, theirs, catalogue, frozenset(kept)).run()


@dataclass
class _Merge:
    base: Design
    ours: Design
    theirs: Design
    catalogue: Catalogue
    kept: frozenset[str]
    news: list[str] = field(default_factory=list)

    def run(self) -> Merged:
        nodes = self._nodes()
        edges = self._edges(nodes)
        used = {node.group for node in nodes.values() if node.group}
        groups = dict(self.ours.groups)
        for id_ in used - set(groups):
            for around in self.theirs.ancestors(id_):
                groups.setdefault(around, self.theirs.groups[around])
        nodes = {i: n if n.group is None or n.group in groups else n.replace(group=None) for i, n in nodes.items()}
        design = self.ours.model_copy(
            update={"nodes": FrozenDict(nodes), "edges": FrozenDict(edges), "groups": FrozenDict(groups)}
        )
        gone = [s for s, _ in self.ours.records() if s.kind in ("node", "edge") and s.id not in design]
        lost = {str(s) for s in gone}
        stale = [i for i, accepted in design.accepted.items() if accepted.subject in lost]
        if stale:
            design = design.model_copy(update={"accepted": design.accepted.without(*stale)})
        return Merged(self.ours if design == self.ours else design, tuple(self.news))

    # -- nodes

    def _nodes(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for id_, mine in self.ours.nodes.items():
            other = self.theirs.nodes.get(id_)
            if other is None:
                if self._only_drawn(mine, str(Subject("node", id_))) or id_ not in self.base.nodes:
                    found[id_] = mine
                else:
                    self.news.append(f"{self._name(mine, id_)} is gone")
            elif mine.disabled or f"node:{id_}" in self.kept:
                found[id_] = mine
            else:
                found[id_] = self._node(id_, mine, other)
        for id_, other in self.theirs.nodes.items():
            if id_ in found or id_ in self.ours.nodes:
                continue
            if id_ in self.base.nodes and self.base.nodes[id_].properties == other.properties:
                continue  # removed here, and unchanged there
            new = other.replace(at=None)
            if id_ in self.ours:  # an edge, group or note of the design has this id
                continue
            found[id_] = new
            self.news.append(f"{self._name(other, id_)} is new")
        return found

    def _node(self, id_: str, mine: Node, other: Node) -> Node:
        base = self.base.nodes.get(id_, mine)
        spec = self.catalogue.service(mine)
        own = {name for name, p in spec.properties.items() if p.own} if spec is not None else set()
        properties = self._properties(base.properties, mine.properties, other.properties, own, self._name(mine, id_))
        changes: dict[str, Any] = {"properties": properties} if properties != mine.properties else {}
        if (other.service, other.type) != (mine.service, mine.type) and (base.service, base.type) == (
            mine.service,
            mine.type,
        ):
            changes |= {"service": other.service, "type": other.type}
            self.news.append(f"{self._name(mine, id_)} is now {other.type or other.service}")
        return mine.replace(**changes) if changes else mine

    def _only_drawn(self, node: Node, subject: str) -> bool:
        """What no template holds: people, what is switched off, and what could not be written."""
        spec = self.catalogue.service(node)
        deployable = bool(node.type if spec is None else spec.cfn_type or node.type)
        return not deployable or node.disabled or subject in self.kept

    # -- edges

    def _edges(self, nodes: Mapping[str, Node]) -> dict[str, Edge]:
        theirs = paired(self.ours, self.theirs, self.catalogue)
        base = paired(self.ours, self.base, self.catalogue)
        found: dict[str, Edge] = {}
        for id_, mine in self.ours.edges.items():
            if mine.source not in nodes or mine.target not in nodes:
                continue
            if mine.disabled or f"edge:{id_}" in self.kept:
                found[id_] = mine
            elif id_ not in theirs:
                drawn = any(self._only_drawn(nodes[end], "") for end in (mine.source, mine.target))
                if drawn or id_ not in base:
                    found[id_] = mine
                else:
                    self.news.append(f"{self._line(mine)} is gone")
            else:
                other = self.theirs.edges[theirs[id_]]
                before = self.base.edges[base[id_]] if id_ in base else mine
                own = self._own_words(edge_key(self.ours, mine, self.catalogue)[2])
                properties = self._properties(
                    before.properties, mine.properties, other.properties, own, self._line(mine)
                )
                found[id_] = mine.replace(properties=properties) if properties != mine.properties else mine
        known = set(theirs.values())
        removed = paired(self.theirs, self.base, self.catalogue)
        for id_, other in self.theirs.edges.items():
            if id_ in known or (id_ in removed and self.base.edges[removed[id_]].properties == other.properties):
                continue  # drawn already; or removed here, and unchanged there
            if other.source in nodes and other.target in nodes:
                found[self._free(f"{other.source}-{other.target}", found)] = other
                self.news.append(f"{self._line(other)} is new")
        return found

    def _own_words(self, integration: str) -> set[str]:
        spec = self.catalogue.integrations.get(integration)
        return {name for name, p in spec.properties.items() if p.own} if spec is not None else set()

    def _free(self, base: str, edges: Mapping[str, Edge]) -> str:
        number, found = 2, base
        while found in edges or found in self.ours or found in self.theirs.nodes:
            found, number = f"{base}-{number}", number + 1
        return found

    # -- properties

    def _properties(
        self, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], own: set[str], who: str
    ) -> FrozenDict[str, Any]:
        merged: dict[str, Any] = {}
        for key in [*ours, *(k for k in theirs if k not in ours)]:
            old, mine, other = (side.get(key, _MISSING) for side in (base, ours, theirs))
            value = mine
            if other != mine and not (key in own and other is _MISSING):
                if old == mine:
                    value = other
                    self.news.append(_said(who, key, other))
                elif old != other:
                    self.news.append(f"{key} of {who} was changed in both; the design's value stands")
            if value is not _MISSING:
                merged[key] = value
        found: FrozenDict[str, Any] = freeze(merged)
        return found

    def _name(self, node: Node, id_: str) -> str:
        return node.title or id_

    def _line(self, edge: Edge) -> str:
        def name(id_: str) -> str:
            node = self.ours.nodes.get(id_) or self.theirs.nodes.get(id_)
            return self._name(node, id_) if node is not None else id_

        return f"{name(edge.source)} → {name(edge.target)}"


def _said(who: str, key: str, value: Any) -> str:
    if value is _MISSING:
        return f"{who} has no {key} any more"
    return f"{key} of {who} is {value}" if isinstance(value, (str, int, float)) else f"{key} of {who} has changed"
