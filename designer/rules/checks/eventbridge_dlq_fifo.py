"""A dead-letter queue of a rule, schedule or pipe that is no standard queue.

Example: `DeadLetterConfig.Arn` names a FIFO queue, or a topic.
Instead: A standard queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property, switch_kind
from designer.rules.references import target_of
from designer.rules.view import EdgeView, View

PATH = "DeadLetterConfig.Arn"


class EventbridgeDlqFifo(EdgeRule):
    id = "eventbridge-dlq-fifo"
    severity = "error"
    category = "reliability"
    title = "Dead-letter queue of EventBridge that is not standard"
    why = "EventBridge puts what it cannot deliver into standard queues only."
    fix = "Name a standard queue."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    read = "2023"
    sources = ("eventbridge-bus", "eventbridge-scheduler", "eventbridge-pipes", "eventbridge-custom-bus")

    def check(self, view: View, edge: EdgeView) -> Found:
        named = target_of(edge.get(PATH))
        queue = view.node(named) if named else None
        if queue is None or queue.is_a("sqs-standard"):
            return
        remove = set_property(edge.subject, PATH, None, f"Remove {PATH}")
        yield self.finding(
            edge.subject,
            f"{edge} keeps undeliverable events in {queue.title} ({queue.kind}), which is not a standard queue.",
            fixes=[switch_kind(queue, True), remove] if queue.is_a("sqs") else [remove],
            property_=PATH,
        )
