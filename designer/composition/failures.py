"""Where a failure stops the caller, where an event waits, and where it is lost.

An event passes stages on its way: it is delivered by what carries it (a rule, a subscription, a schedule), waits in a
queue or stream, and is handled by a function.  At each stage something may keep what fails: a dead-letter queue, an
on-failure destination.  Where nothing does, the event is lost once the retries are over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.composition.records import Handover, Stage
from designer.model.references import target_of
from designer.rules.flows import BUSES, hands_over, waits
from designer.rules.searches import failure_target
from designer.rules.view import EdgeView, NodeView, View

# The property of an edge that names what keeps events which could not be delivered along it.
DELIVERY_KEPT: Mapping[str, tuple[str, ...]] = {
    "rule-target": ("DeadLetterConfig.Arn",),
    "schedule-target": ("DeadLetterConfig.Arn",),
    "subscription": ("RedrivePolicy.deadLetterTargetArn",),
    "subscriber": ("OnFailureConfiguration.Arn",),
}
STREAM_KEPT = ("DestinationConfig.OnFailure.Destination", "DeadLetterConfig.Arn")
STREAMS = ("kinesis-stream", "dynamodb", "msk", "kafka-self-managed", "documentdb")
LOST: Mapping[Stage, str] = {
    "delivery": "What cannot be delivered is dropped when the retries are over.",
    "handling": "What the function cannot handle is dropped after its retries.",
    "queue": "What fails comes back until it expires; then it is deleted.",
    "stream": "What fails holds its shard up until it expires; then it is skipped.",
    "subscribers": "Nobody takes these events: they vanish as soon as they are published.",
}


def stops(edge: EdgeView) -> bool:
    """Whether the source fails when the target does: it waits, or reads or writes what it needs."""
    if edge.integration is None or edge.source.service is None or edge.source.service.actor:
        return False
    accessing = edge.mechanism in ("data-access", "connection", "sdk-call") and edge.model == "push"
    return accessing or (waits(edge) and edge.mechanism not in ("association", "tracing"))


def handover_of(view: View, edge: EdgeView) -> Handover | None:
    """What becomes of events along an edge; None for an edge that carries none."""
    if edge.integration is None or edge.model == "attached":
        return None
    if not (hands_over(edge) or edge.model == "poll"):
        return None
    kept: list[tuple[Stage, str]] = []
    lost: list[Stage] = []
    for stage, keeper in _stages(view, edge):
        if keeper:
            kept.append((stage, keeper))
        else:
            lost.append(stage)
    return Handover(edge.id, _waits(edge), tuple(kept), tuple(lost), " ".join(LOST[stage] for stage in lost))


def _stages(view: View, edge: EdgeView) -> list[tuple[Stage, str]]:
    """The stages at which something along the edge may fail, each with what keeps the event, or ""."""
    found: list[tuple[Stage, str]] = []
    if edge.mechanism in DELIVERY_KEPT:
        found.append(("delivery", _named(edge, DELIVERY_KEPT[edge.mechanism]) or _attached(view, edge.source)))
    if edge.model == "poll" and edge.source.is_a("sqs"):
        found.append(("queue", _redrive(view, edge.source)))
    elif edge.model == "poll" and edge.source.is_a(*STREAMS) and edge.target.is_a("lambda", "eventbridge-pipes"):
        found.append(("stream", _named(edge, STREAM_KEPT) or _attached(view, edge.target)))
    if hands_over(edge) and edge.target.is_a("lambda"):
        found.append(("handling", _failure_place(view, edge.target)))
    if hands_over(edge) and edge.target.is_a("sns", *BUSES):
        takers = any(e.model != "attached" for e in view.outgoing(edge.target.id))
        found.append(("subscribers", edge.target.id if takers else ""))
    return found


def _named(edge: EdgeView, paths: tuple[str, ...]) -> str:
    for path in paths:
        if keeper := _place(edge.get(path)):
            return keeper
    return ""


def _place(value: Any) -> str:
    """The node that a property names, or the ARN of what lies outside the design."""
    return target_of(value) or (value if isinstance(value, str) else "")


def _attached(view: View, node: NodeView) -> str:
    """What a dead-letter edge of the carrier leads to (a topic's, a schedule's, a pipe's)."""
    ends = (e.target.id for e in view.outgoing(node.id) if e.mechanism in ("redrive", "dead-letter", "on-failure"))
    return next(ends, "")


def _redrive(view: View, queue: NodeView) -> str:
    return _attached(view, queue) or _place(queue.get("RedrivePolicy.deadLetterTargetArn"))


def _failure_place(view: View, function: NodeView) -> str:
    if not failure_target(view, function):
        return ""
    return _attached(view, function) or _place(function.get("DeadLetterConfig.TargetArn")) or function.id


def _waits(edge: EdgeView) -> str:
    """Where the event waits, as the end of a sentence."""
    if edge.model == "poll":
        return f"in {edge.source.title}"
    if edge.target.is_a("sqs", "kinesis-stream", "msk", "firehose"):
        return f"in {edge.target.title}"
    if edge.target.is_a("lambda"):
        return "in Lambda's own queue"
    return f"at {edge.source.title if edge.source.is_a('sns', *BUSES) else edge.target.title}"
