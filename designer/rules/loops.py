"""Which edges lie on a loop, kept up to date from edit to edit.

What goes round is not a circle of nodes but of edges: an event that enters a bus by one edge leaves by another only
if that rule matches it.  So the graph here has the design's edges as its vertices and an arc wherever what arrives
by the one surely leaves by the other; an edge is on a loop where its strongly connected component has a circle.

A new arc always begins or ends at an edge that changed.  So after an edit only these edges are looked at: the
component of each is what it both reaches and is reached from, and what is left of a component that it belonged to is
taken apart anew (Tarjan's algorithm).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

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
        if after.place == "bucket" and self.written:
            meets = self.written.startswith(after.prefix) or after.prefix.startswith(self.written)
            return meets and (bool(after.prefix) or not after.suffix)
        return True


class Loops:
    """The hops of a design and the components of those that are on a loop."""

    def __init__(self, many: int = MANY) -> None:
        self._many = many
        self._hops: dict[str, Hop] = {}
        self._out: dict[str, dict[str, Hop]] = {}
        self._in: dict[str, dict[str, Hop]] = {}
        self._component: dict[str, frozenset[str]] = {}

    def __contains__(self, edge: str) -> bool:
        """Whether an edge is on a loop."""
        return edge in self._component

    def after(self, edge: str) -> list[str]:
        """The edges by which what arrives by `edge` surely leaves, by id."""
        return sorted(hop.edge for hop in self._next(edge)) if edge in self._hops else []

    def update(self, changed: Iterable[str], hop_of: Callable[[str], Hop | None]) -> set[str]:
        """Take the changed edges in; the edges that came to be on a loop, or no longer are."""
        new = [edge for edge in changed if self._replace(edge, hop_of(edge))]
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
        for members in components(left, lambda edge: [h.edge for h in self._next(edge) if h.edge in left]):
            on_loop |= self._join(members)
        return before ^ on_loop

    # -- inside

    def _replace(self, edge: str, hop: Hop | None) -> bool:
        """Put an edge's hop into the tables; whether it is another than before."""
        old = self._hops.pop(edge, None)
        if old is not None:
            self._out[old.source].pop(edge)
            self._in[old.target].pop(edge)
        if hop is not None:
            self._hops[edge] = hop
            self._out.setdefault(hop.source, {})[edge] = hop
            self._in.setdefault(hop.target, {})[edge] = hop
        return hop != old

    def _join(self, members: Iterable[str]) -> set[str]:
        """Make a strongly connected set of edges a component, if there is a circle in it; the edges new to one."""
        component = frozenset(members)
        only = next(iter(component)) if len(component) == 1 else None
        if only is not None and all(hop.edge != only for hop in self._next(only)):
            return set()
        fresh = {edge for edge in component if edge not in self._component}
        self._component.update(dict.fromkeys(component, component))
        return fresh

    def _around(self, edge: str) -> set[str]:
        """The strongly connected component of an edge: what it reaches and is reached from.

        Both searches go on side by side and end with the shorter one, where they have found no way round.
        """
        ahead, behind = {edge}, {edge}
        forward, backward = [edge], [edge]
        round_ = False
        while forward and backward and not round_:
            step = forward.pop()
            for hop in self._next(step):
                round_ = round_ or hop.edge == edge
                if hop.edge not in ahead:
                    ahead.add(hop.edge)
                    forward.append(hop.edge)
            step = backward.pop()
            for hop in self._previous(step):
                round_ = round_ or hop.edge in ahead
                if hop.edge not in behind:
                    behind.add(hop.edge)
                    backward.append(hop.edge)
        if not round_:
            return {edge}
        while forward:
            for hop in self._next(forward.pop()):
                if hop.edge not in ahead:
                    ahead.add(hop.edge)
                    forward.append(hop.edge)
        while backward:
            for hop in self._previous(backward.pop()):
                if hop.edge not in behind:
                    behind.add(hop.edge)
                    backward.append(hop.edge)
        return ahead & behind

    def _next(self, edge: str) -> Iterator[Hop]:
        hop = self._hops[edge]
        return (after for after in self._out.get(hop.target, {}).values() if hop.leads_to(after))

    def _previous(self, edge: str) -> Iterator[Hop]:
        hop = self._hops[edge]
        return (before for before in self._in.get(hop.source, {}).values() if before.leads_to(hop))


def components(vertices: Iterable[str], following: Callable[[str], Iterable[str]]) -> Iterator[list[str]]:
    """The strongly connected components of a graph (Tarjan 1972), without recursion; linear in vertices and arcs."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
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
