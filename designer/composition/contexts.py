"""Orchestration or choreography, and what bounded contexts need of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from designer.composition.chains import calls
from designer.composition.records import Chain, ContextView, Dependency, DependencyKind, Event, Style
from designer.rules.flows import COMPUTE, writes
from designer.rules.view import EdgeView, NodeView, View

STORES = (
    "dynamodb", "s3", "rds", "rds-proxy", "aurora-serverless-v2", "documentdb", "opensearch", "elasticache", "efs",
    "redshift", "timestream",
)  # fmt: skip
Homes = Mapping[str, str | None]  # node -> its bounded context
CLEAR = 0.8  # of steps and reactions together: from this share on one of the two names the style


def style(steps: Sequence[EdgeView], reactions: Sequence[str], titles: Mapping[str, str]) -> Style:
    """The style that workflow steps and reactions to events make.

    `steps` are edges from workflows, `reactions` the nodes that events set going, `titles` the names of nodes.
    """
    made, reacted = len(steps), len(reactions)
    flows = list(dict.fromkeys(e.source.title for e in steps))
    who = list(dict.fromkeys(titles[r] for r in reactions))
    parts = []
    if made:
        parts.append(f"{_listed(flows)} {'calls' if len(flows) == 1 else 'call'} {_number(made, 'step')} in turn")
    if reacted:
        parts.append(f"{_number(reacted, 'reaction')} to events ({_listed(who)})")
    if not parts:
        return Style("direct", 0, 0, "No workflow, and nothing that reacts to events: calls are answered directly.")
    share = made / (made + reacted)
    why = "; ".join(parts) + "."
    if share >= CLEAR:
        return Style("orchestration", made, reacted, why)
    if share <= 1 - CLEAR:
        return Style("choreography", made, reacted, why)
    return Style("mixed", made, reacted, why)


def homes(view: View, nodes: Iterable[NodeView]) -> Homes:
    """The bounded context of each node, looked up once a group."""
    by_group: dict[str | None, str | None] = {}
    found: dict[str, str | None] = {}
    for node in nodes:
        group = node.node.group
        if group not in by_group:
            by_group[group] = view.context_of(node)
        found[node.id] = by_group[group]
    return found


def contexts(
    view: View, nodes: Sequence[NodeView], home: Homes, chains: Iterable[Chain], events: Iterable[Event]
) -> tuple[ContextView, tuple[ContextView, ...]]:
    """The design as a whole, and each bounded context in the file's order."""
    groups = view.design.groups
    titles = {node.id: node.title for node in nodes}
    of = {"": _Content(), **{id_: _Content() for id_, group in groups.items() if group.kind == "bounded-context"}}

    def at(node: str) -> tuple[_Content, ...]:
        context = home.get(node)
        return (of[""], of[context]) if context is not None else (of[""],)

    for node in nodes:
        steps = [e for e in view.outgoing(node.id) if e.mechanism == "task"] if node.is_a("stepfunctions") else []
        for content in at(node.id):
            content.nodes.append(node.id)
            content.steps += steps
    for chain in chains:
        for content in at(chain.entry):
            content.chains.append(chain)
    for event in events:
        for party in event.publishers:
            for content in at(party.node):
                content.publishes[event.key] = None
        for party in event.consumers:
            reacts = _reacts(view, party.node)
            for content in at(party.node):
                content.consumes[event.key] = None
                content.reactions += (party.node,) if reacts else ()
    views = {
        id_: content.seen(id_, (groups[id_].title or id_) if id_ else view.design.name or "The design", titles)
        for id_, content in of.items()
    }
    return views.pop(""), tuple(views.values())


@dataclass(slots=True)
class _Content:
    """What is gathered of a context, in the design's order."""

    nodes: list[str] = field(default_factory=list)
    steps: list[EdgeView] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    publishes: dict[str, None] = field(default_factory=dict)
    consumes: dict[str, None] = field(default_factory=dict)

    def seen(self, id_: str, title: str, titles: Mapping[str, str]) -> ContextView:
        return ContextView(
            id=id_,
            title=title,
            nodes=tuple(self.nodes),
            style=style(self.steps, self.reactions, titles),
            chains=len(self.chains),
            deepest=max((chain.depth for chain in self.chains), default=0),
            slowest=max((chain.worst for chain in self.chains), default=0.0),
            publishes=tuple(self.publishes),
            consumes=tuple(self.consumes),
        )


def dependencies(view: View, nodes: Iterable[NodeView], home: Homes, events: Iterable[Event]) -> tuple[Dependency, ...]:
    """What one context needs of another, the tightest first: calls, stores, queues, events."""
    found: dict[tuple[str, str, DependencyKind], dict[str, None]] = {}

    def note(source: str | None, target: str | None, kind: DependencyKind, *edges: str) -> None:
        if source is not None and target is not None and source != target:
            found.setdefault((source, target, kind), {}).update(dict.fromkeys(edges))

    for node in nodes:
        users: list[tuple[str, EdgeView]] = []
        own = home[node.id]
        for edge in view.incoming(node.id):
            context = home[edge.source.id]
            if node.is_a(*STORES) and edge.model == "push":
                note(context, own, "store", edge.id)
                if context is not None:
                    users.append((context, edge))
            elif node.is_a("sqs") and edge.model == "event" and edge.source.is_a(*COMPUTE):
                note(context, own, "queue", edge.id)
            elif calls(edge):
                note(context, own, "call", edge.id)
        if own is None:  # nobody's store: those who read it need those who write it
            for writer, written in users:
                for reader, read in users:
                    if writes(written):
                        note(reader, writer, "store", read.id, written.id)
    for event in events:
        for publisher in event.publishers:
            for consumer in event.consumers:
                note(consumer.context, publisher.context, "event", publisher.edge, consumer.edge)
    order = {kind: number for number, kind in enumerate(("call", "store", "queue", "event"))}
    rows = (Dependency(source, target, kind, tuple(edges)) for (source, target, kind), edges in found.items())
    return tuple(sorted(rows, key=lambda d: (order[d.kind], d.source, d.target)))


def crossing(edges: Iterable[EdgeView], home: Homes) -> tuple[str, ...]:
    """The edges from one bounded context into another."""
    ends = ((e.id, home[e.source.id], home[e.target.id]) for e in edges)
    return tuple(id_ for id_, a, b in ends if a is not None and b is not None and a != b)


def _reacts(view: View, node: str) -> bool:
    found = view.node(node)
    return found is not None and found.is_a(*COMPUTE)


def _listed(names: Sequence[str]) -> str:
    if len(names) <= 2:
        return " and ".join(names)
    return f"{', '.join(names[:2])} and {len(names) - 2} more"


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
