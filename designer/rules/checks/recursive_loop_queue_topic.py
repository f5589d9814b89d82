"""A queue or topic whose consumer sends into it again.

Example: A function that takes from a queue puts a message into the same queue for every message that it takes.
Instead: Let the visibility timeout bring failed messages back; send new work to another queue.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import move_target
from designer.rules.searches import closes, trail
from designer.rules.view import EdgeView, View


class RecursiveLoopQueueTopic(EdgeRule):
    id = "recursive-loop-queue-topic"
    severity = "error"
    category = "cost"
    title = "Endless loop through a queue or topic"
    why = "Each message makes the next; Lambda cuts such a loop after 16 rounds and drops the message or puts it aside."
    fix = "Break the circle: send to another queue or topic."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    read = "2026-11-23"
    targets = ("sqs", "sns")

    def check(self, view: View, edge: EdgeView) -> Found:
        loop = closes(view, edge)
        if loop:
            same = Node(service=edge.target.node.service, title=f"{edge.target.title} next"[:80])
            same = same.replace(properties=dict(_kind(edge)))
            word = "queue" if edge.target.is_a("sqs") else "topic"
            yield self.finding(
                edge.subject,
                f"{edge.source.title} sends into {edge.target.title}, which sets it going again: {trail(loop)}.",
                fixes=[move_target(edge, same, f"Send to a second {word}")],
            )


def _kind(edge: EdgeView) -> dict[str, bool]:
    return {k: v for k, v in edge.target.node.properties.items() if k in ("FifoQueue", "FifoTopic")}
