"""A bus that carries many events from one sender to one receiver.

Example: 500 events a second (`RequestsPerSecond`) from one function through a bus to one function, with no pattern.
Instead: A queue between the two, or a data stream where order matters.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.searches import arriving_rate
from designer.rules.view import NodeView, View

MANY = 100  # a second


class EventbridgeSingleHighRateTarget(NodeRule):
    id = "eventbridge-single-high-rate-target"
    severity = "info"
    category = "cost"
    title = "Bus between one sender and one receiver"
    why = "Each event is paid for and takes half a second, and nothing is routed."
    fix = "Take a queue for work, or a data stream for records in order."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2023"
    services = ("eventbridge-bus",)

    def check(self, view: View, node: NodeView) -> Found:
        senders = [e for e in view.incoming(node.id) if e.model != "attached"]
        targets = [e for e in view.outgoing(node.id) if e.model != "attached"]
        rate = arriving_rate(view, node)
        if len(senders) != 1 or len(targets) != 1 or rate < MANY or targets[0].get("EventPattern"):
            return
        yield self.finding(
            node.subject,
            f"{node.title} carries {rate:.10g} events a second from {senders[0].source.title} "
            f"to {targets[0].target.title} alone.",
        )
