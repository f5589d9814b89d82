"""Which edges lie on a loop, kept up to date from edit to edit.

What goes round is not a circle of nodes but of edges: an event that enters a bus by one edge leaves by another only
if that rule matches it.  So the graph here has the design's edges as its vertices and an arc wherever what arrives
by the one surely leaves by the other; an edge is on a loop where its strongly connected component has a circle.  A
hub with thousands of edges has millions of such pairs; ports stand between them, so that all stays linear.

A new arc always begins or ends at an edge that changed.  So after an edit only these edges are looked at: the
component of each is what it both reaches and is reached from, and what is left of a component that it belonged to is
taken apart anew (Tarjan's algorithm).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar

V = TypeVar("V", bound=Hashable)
MANY = 100  # changed edges from which on everything is computed anew


class Hop(NamedTuple):
    """What an edge is to a loop: where it leads from and to, what it sends, and what it lets pass.

    `sent` and `wanted` are detail types at a bus (None: not said), `written` and `prefix` the beginnings of keys in
    a bucket.  A `closed` hop lets nothing surely pass: it has a filter, or somebody has allowed the loop.
    """

    edge: str
    source: str
    target: str
    place: str  # what the source is: "bus", "bucket" or ""
    sent: frozenset[str] | None = None
    wanted: frozenset[str] | None = None
    written: str = ""
    prefix: str = ""
    suffix: bool = False  # keys are filtered by their end
    closed: bool = False

    def leads_to(self, after: Hop) -> bool:
        """Whether what arrives by this edge surely leaves by the other."""
        if after.closed or self.target != after.source:
            return False
        if after.place == "bus":
            return bool(self.sent and after.wanted and self.sent & after.wanted)
        return after.place != "bucket" or after.meets(self.written)

    def meets(self, written: str) -> bool:
        """Whether a notification surely tells of keys that begin so."""
        if not written:
            return True
        meets = written.startswith(self.prefix) or self.prefix.startswith(written)
        return meets and (bool(self.prefix) or not self.suffix)


class Port(NamedTuple):
    """A place at a node through which what has arrived leaves, so that arcs need not be as many as pairs of edges.

    `kind` is the `place` of the edges that leave by it; `what` is the detail type at a bus, and what keys begin with
    in a bucket.
    """

    node: str
    kind: str
    what: str = ""


Vertex = str | Port


class Loops:
    """The hops of a design and the components of those that are on a loop.

    In the graph that is searched, edges and ports alternate: an edge leads to the ports where it arrives, a port to
    the edges that leave by it.
    """

    def __init__(self, many: int = MANY) -> None:
        self._many = many
        self._hops: dict[str, Hop] = {}
        self._leaving: dict[Port, dict[str, Hop]] = {}  # of a bucket: all, whatever they let pass
        self._arriving: dict[Port, dict[str, Hop]] = {}
        self._written: dict[str, dict[str, int]] = {}  # bucket: beginnings of keys, and by how many edges
        self._component: dict[str, frozenset[str]] = {}
        self._after: dict[Port, tuple[str, ...]] = {}

    def __contains__(self, edge: str) -> bool:
        """Whether an edge is on a loop."""
        return edge in self._component

    def after(self, edge: str) -> Iterator[str]:
        """The edges on a loop by which what arrives by `edge` surely leaves, by id."""
        hop = self._hops.get(edge)
        ports = _arrivals(hop) if hop is not None else ()
        last = None
        for id_ in heapq.merge(*(self._looping(port) for port in ports)):
            if id_ != last:
                yield id_
            last = id_

    def leads(self, edge: str, after: str) -> bool:
        """Whether what arrives by the one edge surely leaves by the other."""
        return edge in self._hops and after in self._hops and self._hops[edge].leads_to(self._hops[after])

    def update(self, changed: Iterable[str], hop_of: Callable[[str], Hop | None]) -> set[str]:
        """Take the changed edges in; the edges that came to be on a loop, or no longer are."""
        new = [edge for edge in changed if self._replace(edge, hop_of(edge))]
        if new:
            self._after.clear()
        touched = {edge for edge in new if edge in self._component}
        stale = set(new).union(*(self._component[edge] for edge in touched))
        if len(new) > self._many:
            stale = {*stale, *self._hops}
        before = {edge for edge in stale if self._component.pop(edge, None)}
        on_loop: set[str] = set()
        if len(new) <= self._many:
            for edge in new:
                if edge in self._hops and edge not in self._component:
                    on_loop |= self._join(self._around(edge))
        left = {edge for edge in stale if edge in self._hops and edge not in self._component}
        start: Iterable[Vertex] = left
        for members in components(start, lambda vertex: self._within(vertex, left)):
            on_loop |= self._join(members)
        return before ^ on_loop

    # -- inside

    def _looping(self, port: Port) -> tuple[str, ...]:
        found = self._after.get(port)
        if found is None:
            found = self._after[port] = tuple(sorted(e for e in self._next(port) if e in self._component))
        return found

    def _replace(self, edge: str, hop: Hop | None) -> bool:
        """Put an edge's hop into the tables; whether it is another than before."""
        old = self._hops.pop(edge, None)
        if old is not None:
            for port in _arrivals(old):
                del self._arriving[port][edge]
            for port in _listens(old):
                del self._leaving[port][edge]
            self._write(old, -1)
        if hop is not None:
            self._hops[edge] = hop
            for port in _arrivals(hop):
                self._arriving.setdefault(port, {})[edge] = hop
            for port in _listens(hop):
                self._leaving.setdefault(port, {})[edge] = hop
            self._write(hop, +1)
        return hop != old

    def _write(self, hop: Hop, step: int) -> None:
        written = self._written.setdefault(hop.target, {})
        written[hop.written] = written.get(hop.written, 0) + step
        if not written[hop.written]:
            del written[hop.written]

    def _join(self, members: Iterable[Vertex]) -> set[str]:
        """Make a strongly connected set a component, if there is a circle in it; the edges new to one.

        Edges and ports alternate, so an edge alone is never a circle.
        """
        found = list(members)
        if len(found) < 2:
            return set()
        component = frozenset(v for v in found if isinstance(v, str))
        fresh = {edge for edge in component if edge not in self._component}
        self._component.update(dict.fromkeys(component, component))
        return fresh

    def _around(self, edge: str) -> set[Vertex]:
        """The strongly connected component of an edge: what it reaches and is reached from.

        Both searches go on side by side and end with the shorter one, where they have found no way round.
        """
        ahead: set[Vertex] = {edge}
        behind: set[Vertex] = {edge}
        forward: list[Vertex] = [edge]
        backward: list[Vertex] = [edge]
        round_ = False
        while forward and backward and not round_:
            for vertex in self._next(forward.pop()):
                round_ = round_ or vertex == edge
                if vertex not in ahead:
                    ahead.add(vertex)
                    forward.append(vertex)
            for vertex in self._previous(backward.pop()):
                round_ = round_ or vertex in ahead
                if vertex not in behind:
                    behind.add(vertex)
                    backward.append(vertex)
        if not round_:
            return {edge}
        _spread(forward, ahead, self._next)
        _spread(backward, behind, self._previous)
        return ahead & behind

    def _next(self, vertex: Vertex) -> Iterable[Vertex]:
        if isinstance(vertex, str):
            return _arrivals(self._hops[vertex])
        if vertex.kind != "bucket":
            return self._leaving.get(vertex, {}).keys()
        leaving = self._leaving.get(Port(vertex.node, "bucket"), {})
        return [edge for edge, hop in leaving.items() if hop.meets(vertex.what)]

    def _within(self, vertex: Vertex, edges: set[str]) -> Iterable[Vertex]:
        """What follows, of the edges only these."""
        following = self._next(vertex)
        return following if isinstance(vertex, str) else [edge for edge in following if edge in edges]

    def _previous(self, vertex: Vertex) -> Iterable[Vertex]:
        if isinstance(vertex, Port):
            return self._arriving.get(vertex, {}).keys()
        hop = self._hops[vertex]
        if hop.place != "bucket" or hop.closed:
            return _listens(hop)
        written = self._written.get(hop.source, {})
        return [Port(hop.source, "bucket", what) for what in written if hop.meets(what)]


def _arrivals(hop: Hop) -> list[Port]:
    """The ports where what passes an edge arrives, whatever its target is."""
    types = [Port(hop.target, "bus", type_) for type_ in hop.sent or ()]
    return [Port(hop.target, ""), Port(hop.target, "bucket", hop.written), *types]


def _listens(hop: Hop) -> list[Port]:
    """The ports by which an edge takes what has arrived at its source."""
    if hop.closed:
        return []
    if hop.place == "bus":
        return [Port(hop.source, "bus", type_) for type_ in hop.wanted or ()]
    return [Port(hop.source, hop.place)]


def _spread(waiting: list[Vertex], seen: set[Vertex], following: Callable[[Vertex], Iterable[Vertex]]) -> None:
    """Add to `seen` what is reached from what waits."""
    while waiting:
        for vertex in following(waiting.pop()):
            if vertex not in seen:
                seen.add(vertex)
                waiting.append(vertex)


def components(vertices: Iterable[V], following: Callable[[V], Iterable[V]]) -> Iterator[list[V]]:
    """The strongly connected components of a graph (Tarjan 1972), without recursion; linear in vertices and arcs."""
    index: dict[V, int] = {}
    low: dict[V, int] = {}
    stack: list[V] = []
    waiting: set[V] = set()
    for root in vertices:
        if root in index:
            continue
        work = [(root, iter(following(root)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        while work:
            vertex, rest = work[-1]
            step = next((v for v in rest if v not in index or v in waiting), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
                if low[vertex] == index[vertex]:
                    members = [stack.pop()]
                    while members[-1] != vertex:
                        members.append(stack.pop())
                    waiting.difference_update(members)
                    yield members
            elif step in index:
                low[vertex] = min(low[vertex], index[step])
            else:
                index[step] = low[step] = len(index)
                stack.append(step)
                waiting.add(step)
                work.append((step, iter(following(step))))
