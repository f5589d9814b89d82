"""A queue that several consumers take from.

Example: Billing and Shipping are both connected with the queue of orders: each order reaches only one of them.
Instead: A topic or bus that gives each consumer a queue of its own.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import fan_out
from designer.rules.view import NodeView, View


class SqsMultipleConsumers(NodeRule):
    id = "sqs-multiple-consumers"
    severity = "error"
    category = "design"
    title = "Several consumers of one queue"
    why = "They compete: each message reaches one of them, and nobody can say which."
    fix = "Put a topic in front, and give each consumer a queue of its own."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2026-11-23"
    services = ("sqs",)

    def check(self, view: View, node: NodeView) -> Found:
        taking = [e for e in view.outgoing(node.id) if e.model == "poll"]
        names = dict.fromkeys(e.target.title for e in taking)
        if len({e.target.id for e in taking}) < 2:
            return
        yield self.finding(
            node.subject,
            f"{len(taking)} consumers compete for the messages of {node.title}: {', '.join(names)}.",
            fixes=[fan_out(node.id, tuple(e.id for e in taking))] if node.is_a("sqs-standard") else (),
        )
