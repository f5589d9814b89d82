"""A dead-letter queue of a rule, schedule or pipe that is no standard queue.

Example: `DeadLetterConfig.Arn` names a FIFO queue (whose ARN ends in `.fifo`), or a topic.
Instead: A standard queue.
"""

from __future__ import annotations

from designer.model.references import is_fifo_arn, target_of
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property, switch_kind
from designer.rules.view import EdgeView, View

PATH = "DeadLetterConfig.Arn"
EVENT_SOURCE = "OnFailureConfiguration.Arn"  # of the events that a service puts onto a custom bus


class EventbridgeDlqFifo(EdgeRule):
    id = "eventbridge-dlq-fifo"
    severity = "error"
    category = "reliability"
    title = "Dead-letter queue of EventBridge that is not standard"
    why = "EventBridge puts what it cannot deliver into standard queues only."
    fix = "Name a standard queue."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    read = "2023"
    mechanisms = ("rule-target", "schedule-target", "pipe-source", "pipe-target", "subscriber", "service-events")

    def check(self, view: View, edge: EdgeView) -> Found:
        path = EVENT_SOURCE if edge.mechanism == "service-events" else PATH
        named = target_of(edge.get(path))
        queue = view.node(named) if named else None
        remove = set_property(edge.subject, path, None, f"Remove {path}")
        if is_fifo_arn(edge.get(path)):
            message = f"{edge} keeps undeliverable events in a queue outside the design that is FIFO, by its ARN."
            yield self.finding(edge.subject, message, fixes=[remove], property_=path)
        if queue is None or queue.is_a("sqs-standard"):
            return
        yield self.finding(
            edge.subject,
            f"{edge} keeps undeliverable events in {queue.title} ({queue.kind}), which is not a standard queue.",
            fixes=[switch_kind(queue, True), remove] if queue.is_a("sqs") else [remove],
            property_=path,
        )
