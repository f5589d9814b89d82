"""A function that sends straight into a queue of another bounded context.

Example: A function of Ordering sends into the queue of Shipping.
Instead: An event on a bus; Shipping owns the rule and the queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View


class CrossContextDirectQueue(EdgeRule):
    id = "cross-context-direct-queue"
    severity = "info"
    category = "design"
    title = "Straight into another context's queue"
    why = "Nobody owns what the message looks like, and a second receiver needs a change in the sender."
    fix = "Publish on a bus, and let the receiver own rule and queue."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2026-11-23"
    sources = ("lambda", "ecs-fargate", "stepfunctions")
    targets = ("sqs",)

    def check(self, view: View, edge: EdgeView) -> Found:
        ours, theirs = view.context_of(edge.source), view.context_of(edge.target)
        if edge.model == "attached" or ours is None or theirs is None or ours == theirs:
            return
        names = [view.design.groups[c].title or c for c in (ours, theirs)]
        yield self.finding(
            edge.subject,
            f"{edge.source.title} of {names[0]} sends straight into {edge.target.title} of {names[1]}.",
            fixes=[insert_on(edge, ("eventbridge-bus",), "Insert EventBridge")]
            if edge.target.is_a("sqs-standard")
            else (),
        )
