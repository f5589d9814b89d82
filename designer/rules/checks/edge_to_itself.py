"""A connection from a node to itself.

A function that starts itself asynchronously is a loop; a state machine may start itself anew to escape the limit of
its history, and a queue cannot be its own dead-letter queue.

Example: A queue with a redrive edge to itself.
Instead: A dead-letter queue of its own.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import remove
from designer.rules.view import EdgeView, View

MAY = ("stepfunctions", "lambda")  # lambda to itself is a loop, and said so by recursive-loop


class EdgeToItself(EdgeRule):
    id = "edge-to-itself"
    severity = "error"
    category = "integration"
    title = "Connection to itself"
    why = "AWS refuses it, or it goes round without end."
    fix = "Connect it with something else, or remove the connection."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
    read = "2026-11-23"

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.edge.source == edge.edge.target and edge.integration is not None and not edge.source.is_a(*MAY):
            message = f"{edge.source.title} is connected with itself."
            yield self.finding(edge.subject, message, fixes=[remove(edge.subject, "Remove the connection")])
