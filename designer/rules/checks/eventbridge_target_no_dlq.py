"""A rule's target whose undeliverable events are dropped.

Example: A rule may no longer invoke its function; after 185 tries or 24 hours each event is gone.
Instead: `DeadLetterConfig.Arn` on the edge, naming a standard queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import add_queue_for, dead_letter_queue
from designer.rules.view import EdgeView, View

PATH = "DeadLetterConfig.Arn"


class EventbridgeTargetNoDlq(EdgeRule):
    id = "eventbridge-target-no-dlq"
    severity = "warning"
    category = "reliability"
    title = "Rule target without dead-letter queue"
    why = "After 185 tries or 24 hours EventBridge drops the event."
    fix = "Name a standard queue in DeadLetterConfig.Arn."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    read = "2026-08-07"
    sources = ("eventbridge-bus",)
    mechanisms = ("rule-target",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get(PATH) or view.leaving_by(edge.source.id, "dead-letter"):
            return
        queue = dead_letter_queue(f"Undelivered: {edge.source.title}")
        yield self.finding(
            edge.subject,
            f"Events of {edge.source.title} that cannot be delivered to {edge.target.title} are dropped.",
            fixes=[add_queue_for(edge, queue, PATH, "Add dead-letter queue")],
            property_=PATH,
        )
