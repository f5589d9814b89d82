"""A topic that one function or queue listens to.

Example: A topic with a single queue behind it.
Instead: Send to the queue directly, until there is a second listener.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class SnsSingleSubscriber(NodeRule):
    id = "sns-single-subscriber"
    severity = "info"
    category = "design"
    title = "Topic with one subscriber"
    why = "It is one more hop to pay for and to watch, and fans nothing out."
    fix = "Send to the subscriber directly, or keep the topic for listeners to come."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2026-11-23"
    services = ("sns",)

    def check(self, view: View, node: NodeView) -> Found:
        listeners = [e for e in view.outgoing(node.id) if e.model != "attached"]
        if len(listeners) == 1 and listeners[0].target.is_a("sqs", "lambda"):
            yield self.finding(node.subject, f"{node.title} has one subscriber: {listeners[0].target.title}.")
