"""A FIFO queue that is to take more than it does without high throughput.

Example: `RequestsPerSecond` 1,000 on the edge to a FIFO queue: 300 calls a second are taken.
Instead: `FifoThroughputLimit` perMessageGroupId and `DeduplicationScope` messageGroup.
"""

from __future__ import annotations

from designer.model.design import Design, Subject
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

CALLS = 300


class FifoThroughput(NodeRule):
    id = "fifo-throughput"
    severity = "warning"
    category = "limits"
    title = "More than a FIFO queue takes"
    why = "Without high throughput a FIFO queue takes 300 calls a second and throttles the rest."
    fix = "Turn on high throughput, or send in batches of ten."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"
    read = "2026-11-23"
    services = ("sqs-fifo",)

    def check(self, view: View, node: NodeView) -> Found:
        if node.get("FifoThroughputLimit") == "perMessageGroupId":
            return
        sent = sum(e.number("RequestsPerSecond") or 0 for e in view.incoming(node.id) if e.model != "attached")
        rate = max(sent, node.number("RequestsPerSecond") or 0)
        if rate > CALLS:
            message = (
                f"{node.title} is to take {rate:.10g} messages a second; without high throughput it takes {CALLS}."
            )
            yield self.finding(node.subject, message, fixes=[_high(node.subject)], property_="FifoThroughputLimit")


def _high(subject: Subject) -> QuickFix:
    def apply(design: Design) -> Design:
        if subject.id not in design.nodes:
            return design
        design = design.set_property(subject, "DeduplicationScope", "messageGroup")
        return design.set_property(subject, "FifoThroughputLimit", "perMessageGroupId")

    return QuickFix("Turn on high throughput", apply)
