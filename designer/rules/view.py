"""What a rule may see of a design, and the note that is taken of what it saw.

A View shows the deployed part of a design: disabled nodes are not there, nor the edges at them.  Every read is noted
under a key, and `advance` tells which keys the step to the next design touches.  So the engine re-runs exactly the
checks that saw something that changed, and a rule cannot forget to say what it depends on.

| key | stands for |
|---|---|
| `id` | the record of a node, edge, group or note, or that there is none |
| `id>` | the edges that leave a node, with the nodes that they reach |
| `<id` | the edges that reach a node, with the nodes that they leave |
| `@id` | which properties refer to a node |
| `~id` | whether an edge is on a loop |
| `~id>` | which edges that leave a node are on a loop |
| `*service` | all nodes of a service |
| `?name` | which records have a property of that name |
| `settings` | the design's settings |
| `accepted` | the findings that a person has accepted |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from designer.model.catalogue import Catalogue
from designer.model.design import DESIGN, Design, Edge, Group, Node, Subject
from designer.model.diff import Diff, diff
from designer.model.references import references
from designer.model.specs import IntegrationSpec, PropertySpec
from designer.rules.flows import hop_of
from designer.rules.loops import Loops
from designer.rules.parts import EdgeView, NodeView

__all__ = ["ACCEPTED", "SETTINGS", "EdgeView", "NodeView", "View"]

SETTINGS = "settings"
ACCEPTED = "accepted"


class View:
    """The deployed part of the design that was last given to `advance`."""

    def __init__(self, catalogue: Catalogue, today: date | None = None) -> None:
        self.catalogue = catalogue
        self.design = Design()
        self._today = today
        self.reads: set[str] = set()
        self._out: defaultdict[str, set[str]] = defaultdict(set)
        self._in: defaultdict[str, set[str]] = defaultdict(set)
        self._services: defaultdict[str, set[str]] = defaultdict(set)
        self._referrers: defaultdict[str, set[Subject]] = defaultdict(set)
        self._having: defaultdict[str, set[str]] = defaultdict(set)
        self._loops = Loops()
        self._changed: set[str] = set()  # edges that the present step changed
        self._heads: dict[int, defaultdict[str, list[tuple[str, PropertySpec]]]] = {}  # by identity; catalogue's own
        self._nodes: dict[str, NodeView | None] = {}
        self._edges: dict[str, EdgeView | None] = {}
        self._outgoing: dict[str, tuple[EdgeView, ...]] = {}
        self._incoming: dict[str, tuple[EdgeView, ...]] = {}
        self._leaving_by: dict[tuple[str, str], tuple[tuple[EdgeView, ...], tuple[EdgeView, ...]]] = {}
        self._integrations: dict[tuple[str, str, str | None], IntegrationSpec | None] = {}

    @property
    def today(self) -> str:
        """The day (ISO) on the person's own calendar, by which accepted findings expire."""
        return (self._today or date.today()).isoformat()  # noqa: DTZ011

    # -- reading

    def start(self) -> set[str]:
        """A fresh note of reads, which the following calls fill."""
        self.reads = set()
        return self.reads

    def node(self, id_: str) -> NodeView | None:
        self.reads.add(id_)
        return self._node(id_)

    def edge(self, id_: str) -> EdgeView | None:
        self.reads.add(id_)
        return self._edge(id_)

    def group(self, id_: str) -> Group | None:
        self.reads.add(id_)
        return self.design.groups.get(id_)

    def has_node(self, id_: str) -> bool:
        """Whether the design has a node of this id, deployed or not."""
        self.reads.add(id_)
        return id_ in self.design.nodes

    def has(self, subject: Subject) -> bool:
        """Whether the design has this record, deployed or not; itself it always has."""
        self.reads.add(subject.id)
        if subject == DESIGN:
            return True
        try:
            return bool(self.design.get(subject))
        except KeyError:  # no such id, or no such kind
            return False

    def outgoing(self, node: str) -> tuple[EdgeView, ...]:
        """The deployed edges that leave a node, by id."""
        self.reads.add(f"{node}>")
        found = self._outgoing.get(node)
        if found is None:
            found = self._outgoing[node] = self._those(self._out.get(node, ()))
        return found

    def leaving_by(self, node: str, mechanism: str) -> tuple[EdgeView, ...]:
        """The deployed edges of one mechanism that leave a node, by id; found at once among thousands."""
        edges = self.outgoing(node)
        found = self._leaving_by.get((node, mechanism))
        if found is None or found[0] is not edges:
            found = self._leaving_by[node, mechanism] = (edges, tuple(e for e in edges if e.mechanism == mechanism))
        return found[1]

    def incoming(self, node: str) -> tuple[EdgeView, ...]:
        """The deployed edges that reach a node, by id."""
        self.reads.add(f"<{node}")
        found = self._incoming.get(node)
        if found is None:
            found = self._incoming[node] = self._those(self._in.get(node, ()))
        return found

    def referrers(self, node: str) -> tuple[Subject, ...]:
        """The nodes and edges whose properties refer to a node, deployed or not, by kind and id."""
        self.reads.add(f"@{node}")
        return tuple(sorted(self._referrers.get(node, ())))

    def on_loop(self, edge: str) -> bool:
        """Whether what passes along an edge surely comes back to it."""
        self.reads.add(f"~{edge}")
        return edge in self._loops

    def loop_after(self, edge: EdgeView) -> Iterator[EdgeView]:
        """The edges by which what has passed along an edge goes on, those that are on a loop, by id."""
        self.reads.update((f"{edge.target.id}>", f"~{edge.target.id}>"))
        for id_ in self._loops.after(edge.id):
            following = self._edge(id_)
            if following is not None:
                yield following

    def leads(self, edge: EdgeView, after: EdgeView) -> bool:
        """Whether what passes along an edge surely goes on along another, which leaves its target."""
        self.reads.update((edge.id, after.id))
        return self._loops.leads(edge.id, after.id)

    def all_of(self, service: str) -> tuple[NodeView, ...]:
        """The deployed nodes of a service, by id."""
        self.reads.add(f"*{service}")
        found = (self._node(id_) for id_ in sorted(self._services.get(service, ())))
        return tuple(node for node in found if node is not None)

    def nodes_with(self, name: str) -> tuple[NodeView, ...]:
        """The deployed nodes that have a property of this name, by id."""
        self.reads.add(f"?{name}")
        found = (self.node(id_) for id_ in sorted(self._having.get(name, ())))
        return tuple(node for node in found if node is not None)

    def count_of(self, service: str) -> int:
        """How many deployed nodes of a service there are."""
        self.reads.add(f"*{service}")
        return len(self._services.get(service, ()))

    def ancestors(self, group: str | None) -> Iterable[str]:
        """The ids of a group and of those around it, inside out."""
        seen: set[str] = set()
        while group is not None and group not in seen:
            seen.add(group)
            record = self.group(group)
            if record is None:
                return
            yield group
            group = record.group

    def context_of(self, node: NodeView) -> str | None:
        """The innermost bounded context that a node stands in, or None."""
        return next(
            (g for g in self.ancestors(node.node.group) if self.design.groups[g].kind == "bounded-context"), None
        )

    def region_of(self, node: NodeView) -> str:
        """The region that a node is deployed to: its region group's, else the design's."""
        for id_ in self.ancestors(node.node.group):
            group = self.design.groups[id_]
            if group.kind == "region" and isinstance(region := group.properties.get("Region"), str):
                return region
        self.reads.add(SETTINGS)
        return self.design.region

    def specs_by_head(self, specs: Mapping[str, PropertySpec]) -> Mapping[str, list[tuple[str, PropertySpec]]]:
        """A service's or integration's property specs by the first part of their paths."""
        found = self._heads.get(id(specs))
        if found is None:
            found = self._heads[id(specs)] = defaultdict(list)
            for path, spec in specs.items():
                found[path.partition(".")[0]].append((path, spec))
        return found

    # -- what stands behind, not noted

    def _node(self, id_: str) -> NodeView | None:
        if id_ not in self._nodes:
            node = self.design.nodes.get(id_)
            self._nodes[id_] = None if node is None or node.disabled else self._view_of(id_, node)
        return self._nodes[id_]

    def _view_of(self, id_: str, node: Node) -> NodeView:
        service = self.catalogue.services.get(node.service)
        return NodeView(id_, node, service.variant_of(node.properties) if service else node.service, service)

    def _edge(self, id_: str) -> EdgeView | None:
        if id_ not in self._edges:
            self._edges[id_] = self._make_edge(id_)
        return self._edges[id_]

    def _make_edge(self, id_: str) -> EdgeView | None:
        edge = self.design.edges.get(id_)
        if edge is None or edge.disabled:
            return None
        source, target = self._node(edge.source), self._node(edge.target)
        if source is None or target is None:
            return None
        key = (source.variant, target.variant, edge.via)
        if key not in self._integrations:
            self._integrations[key] = self.catalogue.integration(self.design, edge)
        return EdgeView(id_, edge, source, target, self._integrations[key])

    def _those(self, ids: Iterable[str]) -> tuple[EdgeView, ...]:
        return tuple(edge for id_ in sorted(ids) if (edge := self._edge(id_)) is not None)

    # -- moving on

    def advance(self, design: Design) -> tuple[Diff, set[str]]:
        """Show `design` from now on; what changed, and the keys of everything that the step touched."""
        old, self.design = self.design, design
        changes = diff(old, design)
        dirty: set[str] = set()
        self._changed = set()
        if old.settings is not design.settings and old.settings != design.settings:
            dirty.add(SETTINGS)
        if old.accepted is not design.accepted and old.accepted != design.accepted:
            dirty.add(ACCEPTED)
        for subject in (*changes.removed, *changes.changed, *changes.added):
            if subject.kind == "node":
                self._node_changed(subject, old.nodes.get(subject.id), design.nodes.get(subject.id), dirty)
            elif subject.kind == "edge":
                self._edge_changed(subject, old.edges.get(subject.id), design.edges.get(subject.id), dirty)
            else:
                dirty.add(subject.id)
        looping = self._loops.update(sorted(self._changed), lambda id_: hop_of(self._edge(id_)))
        for id_ in looping:
            dirty.add(f"~{id_}")
            for edge in (old.edges.get(id_), design.edges.get(id_)):
                if edge is not None:
                    dirty.add(f"~{edge.source}>")
        return changes, dirty

    def _node_changed(self, subject: Subject, old: Node | None, new: Node | None, dirty: set[str]) -> None:
        if old and new and old.replace(at=None) == new.replace(at=None):
            return  # it only moved, which no rule looks at
        id_ = subject.id
        self._nodes.pop(id_, None)
        dirty.add(id_)
        was = old.service if old and not old.disabled else None
        now = new.service if new and not new.disabled else None
        if was is not None:
            self._services[was].discard(id_)
        if now is not None:
            self._services[now].add(id_)
        dirty.update(f"*{service}" for service in (was, now) if service is not None)
        self._properties_changed(subject, old, new, dirty)
        for edge in (*self._out.get(id_, ()), *self._in.get(id_, ())):
            record = self.design.edges.get(edge)
            if record is not None:  # a removed edge is a change of its own
                self._forget(edge, record, dirty)

    def _edge_changed(self, subject: Subject, old: Edge | None, new: Edge | None, dirty: set[str]) -> None:
        id_ = subject.id
        if old:
            self._out[old.source].discard(id_)
            self._in[old.target].discard(id_)
            self._forget(id_, old, dirty)
        if new:
            self._out[new.source].add(id_)
            self._in[new.target].add(id_)
            self._forget(id_, new, dirty)
        self._properties_changed(subject, old, new, dirty)

    def _properties_changed(
        self, subject: Subject, old: Node | Edge | None, new: Node | Edge | None, dirty: set[str]
    ) -> None:
        had = old.properties.keys() if old else set()
        has = new.properties.keys() if new else set()
        if had != has:
            for name in had - has:
                self._having[name].discard(subject.id)
            for name in has - had:
                self._having[name].add(subject.id)
            dirty.update(f"?{name}" for name in had ^ has)
        before = {id_ for _, id_ in references(old.properties)} if old and old.properties else set()
        after = {id_ for _, id_ in references(new.properties)} if new and new.properties else set()
        for id_ in before - after:
            self._referrers[id_].discard(subject)
        for id_ in after - before:
            self._referrers[id_].add(subject)
        dirty.update(f"@{id_}" for id_ in before ^ after)

    def _forget(self, id_: str, edge: Edge, dirty: set[str]) -> None:
        self._edges.pop(id_, None)
        self._outgoing.pop(edge.source, None)
        self._incoming.pop(edge.target, None)
        self._changed.add(id_)
        dirty.update((id_, f"{edge.source}>", f"<{edge.target}"))
