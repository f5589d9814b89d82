"""The event catalogue: which events there are, who publishes them, who reacts, and by which filter.

A channel is what carries events: a bus, a topic, a queue or stream that somebody sends into, a bucket that notifies,
a table with a stream.  On a bus the detail type tells events apart, elsewhere the one thing that the channel carries
is the event.  Queues, topics and pipes between a channel and what reacts are passed through and named.
"""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from designer.composition.records import ChannelKind, Event, Party
from designer.rules.flows import BUSES, COMPUTE, hands_over
from designer.rules.view import EdgeView, NodeView, View

KINDS: Mapping[str, ChannelKind] = {
    "eventbridge-bus": "bus", "eventbridge-custom-bus": "bus", "sns": "topic", "sqs": "queue",
    "kinesis-stream": "stream", "msk": "stream", "kafka-self-managed": "stream", "mq": "queue", "iot-core": "topic",
    "s3": "bucket", "dynamodb": "table",
}  # fmt: skip
PASSED = ("sqs", "sns", "eventbridge-pipes", "kinesis-stream", "firehose")
FILTERS = ("EventPattern", "FilterPolicy", "FilterCriteria", "FilterConfiguration.Filters", "Filter.S3Key.Rules")
VERSION = re.compile(r"^(?P<name>.+?)[ ._@-][vV](?P<version>\d+(?:\.\d+)*)$")
MOST = 200  # consumers and publishers of one event that are listed
THROUGH = 6  # carriers between a channel and what reacts that are followed


def events(view: View, nodes: Iterable[NodeView], home: Mapping[str, str | None]) -> tuple[Event, ...]:
    """All events, by channel in the design's order, then by name."""
    found: list[Event] = []
    for node in nodes:
        kind = KINDS.get(node.node.service)
        if kind is not None:
            found += sorted(_of_channel(view, node, kind, home), key=lambda e: (e.name, e.version))
    return tuple(found)


def _of_channel(view: View, channel: NodeView, kind: ChannelKind, home: Mapping[str, str | None]) -> Iterator[Event]:
    taking = [e for e in view.outgoing(channel.id) if _takes(e)]
    sending = [e for e in view.incoming(channel.id) if _sends(e)]
    known: dict[str, tuple[Party, ...]] = {}

    def reached(edge: EdgeView) -> tuple[Party, ...]:
        if edge.id not in known:
            known[edge.id] = tuple(islice(_reached(view, edge, home), MOST))
        return known[edge.id]

    def event(name: str, detail_type: str, ours: Sequence[EdgeView], wants: Sequence[EdgeView]) -> Event:
        version = _version((*ours, *wants))
        if parted := VERSION.match(name):
            name, version = parted["name"], version or parted["version"]
        publishers = tuple(Party(e.source.id, home[e.source.id], e.id) for e in ours[:MOST])
        consumers = islice((party for edge in wants for party in reached(edge)), MOST)
        return Event(name, detail_type, version, channel.id, kind, publishers, _once(consumers))

    if kind in ("bucket", "table"):
        if taking:
            writers = [e for e in view.incoming(channel.id) if "write" in str(e.get("Access") or "")]
            for name, takers in _by_source_name(channel, kind, taking).items():
                yield event(name, "", writers, takers)
        return
    if not sending and kind != "bus" and any(e.model != "attached" for e in view.incoming(channel.id)):
        return  # a queue behind a topic or rule is a station of that event
    senders: defaultdict[str, list[EdgeView]] = defaultdict(list)
    for edge in sending:
        for name in _sent(edge, channel):
            senders[name].append(edge)
    wanted = [(edge, _wanted(edge) if kind == "bus" else ()) for edge in taking]
    for name, detail_type in _names(channel, kind, sending, taking).items():
        ours = senders.get(name, [])
        wants = list(islice((edge for edge, types in wanted if _matches(types, detail_type)), MOST))
        if ours or wants:
            yield event(name, detail_type, ours, wants)


def _sends(edge: EdgeView) -> bool:
    """Whether an edge puts something into a channel that was no event of another channel before."""
    if edge.model == "attached" or edge.integration is None:
        return False
    from_channel = edge.source.is_a("sns", "sqs", *BUSES, "eventbridge-pipes", "kinesis-stream")
    return hands_over(edge) and (not from_channel or (edge.source.is_a(*BUSES) and edge.target.is_a(*BUSES)))


def _takes(edge: EdgeView) -> bool:
    if edge.model not in ("event", "poll") or edge.mechanism in ("replication", "export"):
        return False
    return not (edge.source.is_a("dynamodb", "s3") and edge.mechanism in ("delivery", "on-failure"))


def _names(channel: NodeView, kind: ChannelKind, sending: list[EdgeView], taking: list[EdgeView]) -> dict[str, str]:
    """The events of a channel: name -> detail type ("" where the design gives none)."""
    found: dict[str, str] = {}
    for edge in sending:
        said = _list(edge)
        for name in _sent(edge, channel):
            found.setdefault(name, name if said else "")
    if kind == "bus":
        for edge in taking:
            found.update({wanted: wanted for wanted in _wanted(edge) if isinstance(wanted, str)})
    if not found and taking:  # what comes from outside the design
        found[f"Events of {channel.title}" if kind == "bus" else channel.title] = ""
    return found


def _sent(edge: EdgeView, channel: NodeView) -> tuple[str, ...]:
    """The names of what an edge puts into a channel: its detail types, or a name made from what there is."""
    unnamed = f"Events of {edge.source.title}" if channel.is_a(*BUSES) else channel.title
    return _list(edge) or (unnamed,)


def _list(edge: EdgeView) -> tuple[str, ...]:
    """The detail types that an edge says it sends."""
    said = edge.get("DetailType")
    if isinstance(said, str) and said:
        return (said,)
    if isinstance(said, (list, tuple)):
        return tuple(s for s in said if isinstance(s, str))
    return ()


def _by_source_name(channel: NodeView, kind: ChannelKind, taking: list[EdgeView]) -> dict[str, list[EdgeView]]:
    """A table's changes are one event; a bucket's are told apart by what it notifies of."""
    found: defaultdict[str, list[EdgeView]] = defaultdict(list)
    for edge in taking:
        if kind == "table":
            found[f"Changes of {channel.title}"].append(edge)
            continue
        named = edge.get("Events")
        kinds = [str(n) for n in named] if isinstance(named, (list, tuple)) else [str(named)] if named else []
        for name in kinds or ["s3:ObjectCreated:*"]:
            found[f"{name.removeprefix('s3:').partition(':')[0]} in {channel.title}"].append(edge)
    return dict(found)


def _wanted(edge: EdgeView) -> tuple[Any, ...]:
    """What a rule wants as detail type: texts, or content filters; () where it takes any."""
    pattern = edge.get("EventPattern")
    wanted = pattern.get("detail-type") if isinstance(pattern, Mapping) else None
    wanted = wanted if wanted is not None else edge.get("DetailType")
    if isinstance(wanted, (list, tuple)):
        return tuple(wanted)
    return (wanted,) if wanted else ()


def _matches(wanted: Sequence[Any], detail_type: str) -> bool:
    """Whether a rule takes events of a detail type; of an unnamed event nobody knows, so it does."""
    return not wanted or not detail_type or any(_fits(w, detail_type) for w in wanted)


def _fits(wanted: Any, text: str) -> bool:
    """EventBridge's content filters on one text; what they do not say of texts fits nothing.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    if isinstance(wanted, str):
        return wanted == text
    if not isinstance(wanted, Mapping) or len(wanted) != 1:
        return False
    ((operator, operand),) = wanted.items()
    if operator == "exists":
        return operand is True
    if operator == "anything-but":
        inner = operand if isinstance(operand, (list, tuple)) else (operand,)
        return not any(_fits(one, text) for one in inner)
    ignoring = isinstance(operand, Mapping) and "equals-ignore-case" in operand
    if ignoring:
        operand, text = operand["equals-ignore-case"], text.casefold()
    options = operand if isinstance(operand, (list, tuple)) else (operand,)
    texts = [o.casefold() if ignoring else o for o in options if isinstance(o, str)]
    if operator == "prefix":
        return any(text.startswith(o) for o in texts)
    if operator == "suffix":
        return any(text.endswith(o) for o in texts)
    if operator == "equals-ignore-case":
        return any(text.casefold() == o.casefold() for o in texts)
    if operator == "wildcard":
        return any(fnmatch.fnmatchcase(text, re.sub(r"([\[\]?])", r"[\1]", o)) for o in texts)
    return False


def _version(edges: Iterable[EdgeView]) -> str:
    """The schema version that an edge gives: SchemaVersion, or what a pattern asks of the event's metadata."""
    for edge in edges:
        given = edge.get("SchemaVersion")
        pattern = edge.get("EventPattern")
        detail = pattern.get("detail") if isinstance(pattern, Mapping) else None
        if given is None and isinstance(detail, Mapping):
            inside = detail.get("metadata")
            given = detail.get("version") or (inside.get("version") if isinstance(inside, Mapping) else None)
        if isinstance(given, (list, tuple)) and len(given) == 1:
            given = given[0]
        if isinstance(given, (str, int, float)) and not isinstance(given, bool):
            return str(given).removeprefix("v")
    return ""


def _reached(view: View, first: EdgeView, home: Mapping[str, str | None]) -> Iterator[Party]:
    """What reacts at the end of an edge from a channel: past the queues, topics and pipes in between."""
    filter_ = _filter(first)
    waiting: list[tuple[EdgeView, tuple[str, ...]]] = [(first, ())]
    passed: set[str] = set()
    while waiting:
        edge, through = waiting.pop(0)
        node = edge.target
        onward = [e for e in view.outgoing(node.id) if _takes(e)] if node.is_a(*PASSED) else []
        if node.is_a(*COMPUTE) or not onward or len(through) >= THROUGH:
            yield Party(node.id, home[node.id], first.id, through, filter_)
        elif node.id not in passed:
            passed.add(node.id)
            waiting += [(e, (*through, node.id)) for e in onward]


def _filter(edge: EdgeView) -> Any:
    """The filter by which a consumer picks, as the design gives it; None for all."""
    return next((value for path in FILTERS if (value := edge.get(path))), None)


def _once(parties: Iterable[Party]) -> tuple[Party, ...]:
    found: dict[tuple[str, str], Party] = {}
    for party in parties:
        found.setdefault((party.node, party.edge), party)
    return tuple(found.values())
