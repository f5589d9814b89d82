"""A dead-letter queue that keeps messages no longer than its source.

A standard queue counts from when the message was first sent, so it may expire soon after it was put aside.

Example: Both queues keep messages for four days.
Instead: 14 days for the dead-letter queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH, MOST = "MessageRetentionPeriod", 1_209_600


class DlqRetentionNotLonger(EdgeRule):
    id = "dlq-retention-not-longer"
    severity = "info"
    category = "reliability"
    title = "Dead-letter queue keeps no longer than its source"
    why = "Messages may expire before anybody has looked at them."
    fix = "Keep them for 14 days."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
    read = "2023"
    sources = ("sqs-standard",)
    targets = ("sqs-standard",)
    mechanisms = ("redrive",)

    def check(self, view: View, edge: EdgeView) -> Found:
        source, target = edge.source.number(PATH), edge.target.number(PATH)
        if source is None or target is None or target > source or target >= MOST:
            return
        yield self.finding(
            edge.subject,
            f"{edge.target.title} keeps messages for {target / 86400:.10g} days, no longer than {edge.source.title}.",
            fixes=[set_property(edge.target.subject, PATH, MOST, "Set to 14 days")],
            property_=PATH,
        )
