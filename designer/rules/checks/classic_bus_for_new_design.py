"""A bus of your own that is built of rules and targets, where a custom event bus would do.

AWS advises new designs to begin with the custom event bus: it keeps events, keeps their order where asked to, and
gives each consumer a subscription of its own.  Events of AWS services still arrive on the account's default bus.

Example: An EventBridge bus named `orders` that your own functions publish to.
Instead: A custom event bus, where it offers what the consumers need.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class ClassicBusForNewDesign(NodeRule):
    id = "classic-bus-for-new-design"
    severity = "info"
    category = "design"
    title = "Bus of rules and targets"
    why = "Without retention an event that nobody was ready for is gone, and rules keep no order."
    fix = "Consider a custom event bus for events of your own."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus.html"
    read = "2026-11-23"
    services = ("eventbridge-bus",)

    def check(self, view: View, node: NodeView) -> Found:
        name = node.get("Name")
        if name in (None, "", "default") or node.get("EventSourceName"):
            return
        senders = [e for e in view.incoming(node.id) if e.model != "attached"]
        if senders and all(e.source.is_a("lambda", "ecs-fargate", "stepfunctions") for e in senders):
            yield self.finding(node.subject, f"{node.title} carries only events of your own, by rules and targets.")
