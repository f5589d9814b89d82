"""A failure destination, named by a property, that the service cannot send to.

A function's dead letters and what an event source mapping gives up go to standard queues and topics (a mapping's to
buckets, too); a topic's subscription keeps its dead letters in a queue of the topic's own kind.  An ARN that ends in
`.fifo` is a FIFO queue or topic.

Example: `DeadLetterConfig.TargetArn` of a function names a FIFO queue.
Instead: A standard queue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from designer.model.design import Edge, Node, Subject, get_path
from designer.model.references import is_fifo_arn, target_of
from designer.rules.base import Found, Record, RecordRule
from designer.rules.fixes import set_property, switch_kind
from designer.rules.view import View


class _Place(NamedTuple):
    """A property that names a failure destination, and the variants of services that it may name."""

    path: str
    allowed: tuple[str, ...]
    doc: str


_INVOKE = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
_MAPPING = "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"
_TOPIC = "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"
_STANDARD = ("sqs-standard", "sns-standard")
FUNCTION = (
    _Place("DeadLetterConfig.TargetArn", _STANDARD, _INVOKE),
    _Place(
        "EventInvokeConfig.DestinationConfig.OnFailure.Destination",
        (*_STANDARD, "lambda", "eventbridge-bus", "s3"),
        _INVOKE,
    ),
)
MAPPING = (
    _Place("DestinationConfig.OnFailure.Destination", (*_STANDARD, "s3", "msk", "kafka-self-managed"), _MAPPING),
)
SUBSCRIPTION = {
    kind: (_Place("RedrivePolicy.deadLetterTargetArn", (f"sqs-{kind}",), _TOPIC),) for kind in ("standard", "fifo")
}


class FailureDestinationKind(RecordRule):
    id = "failure-destination-kind"
    severity = "error"
    category = "reliability"
    title = "Failure destination of a kind that cannot be used"
    why = "AWS refuses the setting, so that nothing is kept of what fails."
    fix = "Name a destination of an allowed kind; most services take standard queues only."
    doc = _INVOKE
    read = "2026-11-24"
    kinds = ("node", "edge")

    def check(self, view: View, subject: Subject, record: Record) -> Found:
        if not isinstance(record, (Node, Edge)) or not record.properties:
            return
        for place in _places(view, subject):
            value = get_path(record.properties, place.path)
            named = target_of(value)
            node = view.node(named) if named else None
            fifo_only = not any(variant.endswith("standard") for variant in place.allowed)
            fixes = [set_property(subject, place.path, None, f"Remove {place.path}")]
            if node is not None and not node.is_a(*place.allowed):
                what = f"{node.title} ({node.kind})"
                if node.is_a("sqs") or (node.is_a("sns") and "sns-standard" in place.allowed):
                    fixes.insert(0, switch_kind(node, not fifo_only))
            elif is_fifo_arn(value) and not fifo_only:
                what = f"a FIFO queue or topic outside the design, {str(value).rpartition(':')[2]}"
            else:
                continue
            message = f"{_name(view, subject)} sends what fails to {what}, which cannot be."
            yield self.finding(subject, message, doc=place.doc, fixes=fixes, property_=place.path)


def _places(view: View, subject: Subject) -> Iterator[_Place]:
    if subject.kind == "node":
        node = view.node(subject.id)
        yield from FUNCTION if node is not None and node.is_a("lambda") else ()
        return
    edge = view.edge(subject.id)
    if edge is None:
        return
    if edge.mechanism == "event-source-mapping" and edge.target.is_a("lambda") and not edge.source.is_a("sqs"):
        yield from MAPPING
    if edge.source.is_a("sns"):
        yield from SUBSCRIPTION["fifo" if edge.source.is_a("sns-fifo") else "standard"]


def _name(view: View, subject: Subject) -> str:
    node = view.node(subject.id) if subject.kind == "node" else None
    return node.title if node else str(view.edge(subject.id))
