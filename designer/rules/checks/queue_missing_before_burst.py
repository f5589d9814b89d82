"""A bursty source straight into a function that something limited stands behind.

Example: A topic, a function and a database: a burst of messages is a burst of connections.
Instead: A queue in between, with bounded concurrency.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View

LIMITED = ("rds", "aurora-serverless-v2", "documentdb", "mq")


class QueueMissingBeforeBurst(EdgeRule):
    id = "queue-missing-before-burst"
    severity = "warning"
    category = "reliability"
    title = "No queue before a limited system"
    why = "A burst reaches the system behind at once; what it turns away is retried at the worst moment."
    fix = "Put a queue in between, or bound the function's concurrency."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2026-11-23"
    sources = ("s3", "sns-standard", "eventbridge-bus")
    targets = ("lambda",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.model != "event" or edge.target.get("ReservedConcurrentExecutions"):
            return
        behind = next((e.target for e in view.outgoing(edge.target.id) if e.target.is_a(*LIMITED)), None)
        if behind is not None:
            yield self.finding(
                edge.subject,
                f"A burst of {edge.source.title} reaches {behind.title} through {edge.target.title} at once.",
                fixes=[insert_on(edge, ("sqs",), "Insert SQS queue")],
            )
