"""A subscription whose undeliverable messages are dropped.

E-mail, SMS and push subscriptions have no dead-letter queue and are left alone.

Example: A topic's subscriber has been deleted by hand; its messages vanish.
Instead: `RedrivePolicy.deadLetterTargetArn` on the subscription, naming a queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import add_queue_for, dead_letter_queue
from designer.rules.view import EdgeView, View

PATH = "RedrivePolicy.deadLetterTargetArn"


class SnsSubscriptionNoDlq(EdgeRule):
    id = "sns-subscription-no-dlq"
    severity = "warning"
    category = "reliability"
    title = "Subscription without dead-letter queue"
    why = "What cannot be delivered is dropped after the topic's retries."
    fix = "Give the subscription a dead-letter queue."
    doc = "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"
    read = "2026-08-07"
    sources = ("sns",)
    targets = ("sqs", "lambda", "firehose", "third-party-saas", "http-endpoint")
    mechanisms = ("subscription",)

    def check(self, view: View, edge: EdgeView) -> Found:
        redrives = view.leaving_by(edge.source.id, "redrive")
        if edge.get(PATH) or edge.get("RedrivePolicy") or any(True for _ in redrives):
            return
        queue = dead_letter_queue(f"Undelivered: {edge.source.title}", fifo=edge.source.is_a("sns-fifo"))
        yield self.finding(
            edge.subject,
            f"Messages of {edge.source.title} that cannot be delivered to {edge.target.title} are dropped.",
            fixes=[add_queue_for(edge, queue, PATH, "Add dead-letter queue")],
            property_=PATH,
        )
