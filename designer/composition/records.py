"""The shapes of the analysis: what a design, and each of its bounded contexts, is made of.

All are frozen and hold ids of the design, so that panel, overlay and `check` read one value.  Times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

StyleName = Literal["orchestration", "choreography", "mixed", "direct"]
Stage = Literal["delivery", "handling", "queue", "stream", "subscribers"]
ChannelKind = Literal["bus", "topic", "queue", "stream", "bucket", "table"]
DependencyKind = Literal["call", "store", "queue", "event"]


@dataclass(frozen=True, slots=True)
class Style:
    """How work is coordinated: `steps` are calls that a workflow makes, `reactions` events that something acts on."""

    name: StyleName
    steps: int
    reactions: int
    why: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One call of a chain: who is called, how long it may work, how long its caller waits for it at most.

    `seconds` is None where the design does not say it, `limit` where nothing is known to end the wait.
    """

    edge: str
    node: str
    seconds: float | None
    limit: float | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls that wait for each other, from an entry on: the slowest way of those that begin with the same edge.

    `worst` is the time until the last of them has ended, when each works for its whole timeout after the one before.
    `limit` is how long the first who waits does so.  `breaks` is the edge at whose target the time passes what
    somebody before it waits for, and `breaks_limit` that limit; None where every wait is long enough.
    Of a very long chain only the beginning is written out, and `more` tells how many calls follow.
    """

    entry: str
    hops: tuple[Hop, ...]
    worst: float
    known: bool  # whether every hop's time is
    limit: float | None
    breaks: str | None = None
    breaks_limit: float | None = None
    more: int = 0

    @property
    def depth(self) -> int:
        return len(self.hops) + self.more

    @property
    def nodes(self) -> tuple[str, ...]:
        return (self.entry, *(hop.node for hop in self.hops))


@dataclass(frozen=True, slots=True)
class Handover:
    """An event on its way along an edge: where it waits, and where it goes when it cannot be handled.

    `kept` are the stages at which something keeps a failed event, with the node (or ARN) that does; `lost` those at
    which nothing does.
    """

    edge: str
    waits: str  # where the event waits: "in Stock queue"
    kept: tuple[tuple[Stage, str], ...] = ()
    lost: tuple[Stage, ...] = ()
    why: str = ""  # what is lost, and when


@dataclass(frozen=True, slots=True)
class Party:
    """Who publishes or consumes: the node, its context, the edge to or from the channel, what lies in between."""

    node: str
    context: str | None
    edge: str
    through: tuple[str, ...] = ()
    filter: Any = None


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the event catalogue.  `detail_type` and `version` are "" where the design gives none."""

    name: str
    detail_type: str
    version: str
    channel: str
    kind: ChannelKind
    publishers: tuple[Party, ...]
    consumers: tuple[Party, ...]

    @property
    def key(self) -> str:
        """What tells events apart in lists: `order_events/OrderPlaced`."""
        return f"{self.channel}/{self.name}" + (f"@{self.version}" if self.version else "")


@dataclass(frozen=True, slots=True)
class Dependency:
    """One context needs another: it calls it, reads or writes its store, sends into its queue, reacts to its events."""

    source: str
    target: str
    kind: DependencyKind
    edges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextView:
    """A bounded context (`id` is the group's), or the design as a whole (`id` is "")."""

    id: str
    title: str
    nodes: tuple[str, ...]
    style: Style
    chains: int
    deepest: int
    slowest: float
    publishes: tuple[str, ...]  # keys of events
    consumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A context as suggested: an existing group, or a new one (`group` None) inside `inside`."""

    group: str | None
    title: str
    nodes: tuple[str, ...]
    members: tuple[str, ...]  # what would be moved as a whole: nodes, or groups such as a VPC
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A member that would change its context; the ends are titles, "" for none."""

    member: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A grouping that couples contexts less.  Every node that can stand in one is in a context or in `loose`.

    `before` and `after` are the weights that cross contexts; `after` is never larger.
    """

    contexts: tuple[Suggested, ...]
    loose: tuple[str, ...]
    moves: tuple[Move, ...]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Composition:
    """The whole analysis of one design."""

    whole: ContextView
    contexts: tuple[ContextView, ...]
    chains: tuple[Chain, ...]  # the longest first
    stops: tuple[str, ...]  # edges along which a failure stops the caller
    handovers: tuple[Handover, ...]
    events: tuple[Event, ...]
    dependencies: tuple[Dependency, ...]
    crossing: tuple[str, ...]  # edges between two contexts
    suggestion: Suggestion

    @property
    def lost(self) -> tuple[Handover, ...]:
        return tuple(h for h in self.handovers if h.lost)
