"""A dead-letter queue of another kind than its source queue.

Example: A FIFO queue with a standard queue as dead-letter queue.
Instead: A FIFO queue for a FIFO queue, a standard one for a standard one.
"""

from __future__ import annotations

from designer.model.finding import QuickFix
from designer.model.references import is_fifo_arn, target_of
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property, switch_kind
from designer.rules.view import NodeView, View


class SqsDlqTypeMismatch(NodeRule):
    id = "sqs-dlq-type-mismatch"
    severity = "error"
    category = "reliability"
    title = "Dead-letter queue of the wrong kind"
    why = "SQS refuses a dead-letter queue whose kind differs from its source's."
    fix = "Make both queues FIFO, or both standard."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
    read = "2026-08-07"
    services = ("sqs",)

    def check(self, view: View, node: NodeView) -> Found:
        for edge in view.outgoing(node.id):
            if edge.edge.via and edge.target.is_a("sqs") and edge.target.variant != node.variant:
                yield self.finding(edge.subject, _message(node, edge.target), fixes=_switches(node, edge.target))
        path = "RedrivePolicy.deadLetterTargetArn"
        given = node.get(path)
        named = target_of(given)
        target = view.node(named) if named else None
        if target and target.is_a("sqs") and target.variant != node.variant:
            yield self.finding(node.subject, _message(node, target), fixes=_switches(node, target), property_=path)
        outside = isinstance(given, str) and given.startswith("arn:")
        if outside and is_fifo_arn(given) != node.is_a("sqs-fifo"):
            kind = "a FIFO queue" if is_fifo_arn(given) else "a standard queue"
            message = f"{node.title} ({node.kind}) has a dead-letter queue of another kind: by its ARN, {kind}."
            fixes = [switch_kind(node, node.is_a("sqs-fifo")), set_property(node.subject, path, None, "Remove it")]
            yield self.finding(node.subject, message, fixes=fixes, property_=path)


def _message(node: NodeView, target: NodeView) -> str:
    return f"{node.title} ({node.kind}) has a dead-letter queue of another kind: {target.title} ({target.kind})."


def _switches(node: NodeView, target: NodeView) -> list[QuickFix]:
    return [switch_kind(target, target.is_a("sqs-fifo")), switch_kind(node, node.is_a("sqs-fifo"))]
