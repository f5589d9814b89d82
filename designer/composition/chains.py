"""Synchronous chains: who waits for whom, how deep, and how long in the worst case.

A chain begins where nobody within the design waits (an API, a queue's function) and follows, from each of its calls,
the slowest way on.  So there are as many chains as first calls, never as many as paths, and all of them together cost
time linear in the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.composition.records import Chain, Hop
from designer.rules.flows import COMPUTE, ENTRIES, HELPERS, duration, entry_limit, waits
from designer.rules.view import EdgeView, NodeView, View

# What a call makes work for us; the others (stores, keys, parameters) answer at once and belong to the caller's time.
CALLED = (*COMPUTE, *ENTRIES, "cloudfront", "http-endpoint", "third-party-saas", "bedrock")
ASIDE = HELPERS - {"enrichment", "trigger"}
# How long a user pool waits for its trigger, in seconds:
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
POOL_TRIGGER = 5.0


WRITTEN = 32  # calls of a chain that are written out


def calls(edge: EdgeView) -> bool:
    """Whether an edge is a link of a chain: its source waits while its target works."""
    if edge.source.id == edge.target.id or edge.mechanism in ASIDE:
        return False
    return waits(edge) and edge.target.is_a(*CALLED)


def chains(view: View, nodes: Iterable[NodeView]) -> tuple[Chain, ...]:
    """All chains, the longest time first, then the deepest, then by their nodes."""
    known = {node.id: node for node in nodes}
    out = {id_: [e for e in view.outgoing(id_) if calls(e)] for id_ in known}
    inner = {e.target.id for some in out.values() for e in some if not _actor(e.source)}
    way = _Ways(out)
    found: list[Chain] = []
    begun: set[str] = set()

    def begin(node: NodeView) -> None:
        begun.add(node.id)
        # A person's request to an API is the API's business: its own chains begin there.
        firsts = out[node.id]
        if _actor(node):
            firsts = [e for e in firsts if not out.get(e.target.id) and duration(e.target) is not None]
        found.extend(_chain(edge, way) for edge in firsts)

    for node in known.values():
        if out[node.id] and node.id not in inner:
            begin(node)
    # Circles that nobody enters from outside: each begins at its first node.
    for node in known.values():
        if out[node.id] and node.id not in way.seen and node.id not in begun:
            begin(node)
    return tuple(sorted(found, key=lambda c: (-c.worst, -c.depth, c.nodes)))


class _Ways:
    """The slowest way on from each node: the edge to take and the time behind it.  A circle is gone round once."""

    def __init__(self, out: dict[str, list[EdgeView]]) -> None:
        self._out = out
        self._best: dict[str, tuple[float, int, EdgeView | None]] = {}  # time, depth, first edge
        self.seen: set[str] = set()
        self._hops: dict[str, Hop] = {}

    def hop(self, edge: EdgeView) -> Hop:
        """An edge as a hop, made once: many chains may share it."""
        found = self._hops.get(edge.id)
        if found is None:
            found = self._hops[edge.id] = Hop(edge.id, edge.target.id, duration(edge.target), patience(edge))
        return found

    def on(self, node: str) -> EdgeView | None:
        self._settle(node)
        return self._best[node][2]

    def behind(self, node: str) -> tuple[float, int]:
        """The time and the number of calls of the slowest way on from a node."""
        self._settle(node)
        return self._best[node][:2]

    def _settle(self, start: str) -> None:
        """Depth first, with a stack of our own; what stands on the stack is no way on."""
        if start in self._best:
            return
        self.seen.add(start)
        stack: list[tuple[str, Iterator[EdgeView]]] = [(start, iter(self._out.get(start, ())))]
        while stack:
            node, rest = stack[-1]
            following = next((e.target.id for e in rest if e.target.id not in self.seen), None)
            if following is not None:
                self.seen.add(following)
                stack.append((following, iter(self._out.get(following, ()))))
                continue
            stack.pop()
            self._best[node] = self._slowest(node)

    def _slowest(self, node: str) -> tuple[float, int, EdgeView | None]:
        best: tuple[float, int, EdgeView | None] = (0.0, 0, None)
        for edge in self._out.get(node, ()):
            behind = self._best.get(edge.target.id)
            if behind is None:
                continue  # on the stack: the circle closes here
            time, depth = (duration(edge.target) or 0.0) + behind[0], 1 + behind[1]
            if (time, depth) > best[:2]:
                best = (time, depth, edge)
        return best


def _chain(first: EdgeView, ways: _Ways) -> Chain:
    hops: list[Hop] = []
    passed = {first.source.id}
    edge: EdgeView | None = first
    while edge is not None and edge.target.id not in passed and len(hops) < WRITTEN:
        passed.add(edge.target.id)
        hops.append(ways.hop(edge))
        edge = ways.on(edge.target.id)
    breaks, limit = _break(hops)
    rest, more = ways.behind(hops[-1].node) if len(hops) == WRITTEN else (0.0, 0)
    worst = sum(hop.seconds or 0.0 for hop in hops) + rest
    known = all(hop.seconds is not None for hop in hops if not _passes_on(hop, hops))
    return Chain(first.source.id, tuple(hops), worst, known, _first_limit(hops), breaks, limit, more)


def _passes_on(hop: Hop, hops: list[Hop]) -> bool:
    """An API in the middle has no time of its own: what it waits for counts."""
    return hop is not hops[-1] and hop.seconds is None


def _first_limit(hops: list[Hop]) -> float | None:
    return next((hop.limit for hop in hops if hop.limit is not None), None)


def _break(hops: list[Hop]) -> tuple[str | None, float | None]:
    """The first edge at whose target the time since some wait began exceeds what is waited for, and that limit."""
    ends: list[float] = []  # for each wait begun so far, the time at which it ends
    limits: list[float] = []
    now = 0.0
    for hop in hops:
        if hop.limit is not None:
            ends.append(now + hop.limit)
            limits.append(hop.limit)
        now += hop.seconds or 0.0
        for end, limit in zip(ends, limits, strict=True):
            if now > end:
                return hop.edge, limit
    return None, None


def patience(edge: EdgeView) -> float | None:
    """How many seconds an edge's source waits for its target at most; None where nothing is known."""
    if edge.source.is_a("stepfunctions"):
        return edge.number("TimeoutSeconds")
    if edge.mechanism == "trigger":
        return POOL_TRIGGER
    limit = entry_limit(edge)
    return limit if limit is not None else duration(edge.source)


def _actor(node: NodeView) -> bool:
    return node.service is not None and node.service.actor
