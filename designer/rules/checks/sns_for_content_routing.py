"""A topic that picks its subscribers by what stands deep in the message.

Example: Two subscriptions with `FilterPolicyScope` MessageBody and nested conditions.
Instead: A bus whose rules match content, with an archive to replay from.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class SnsForContentRouting(NodeRule):
    id = "sns-for-content-routing"
    severity = "info"
    category = "design"
    title = "Topic that routes by content"
    why = "Filters on the body are paid for by the byte and limited in number; nothing can be replayed."
    fix = "Consider an EventBridge bus."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2023"
    services = ("sns-standard",)

    def check(self, view: View, node: NodeView) -> Found:
        routed = [
            e
            for e in view.outgoing(node.id)
            if e.get("FilterPolicyScope") == "MessageBody" and _nested(e.get("FilterPolicy"))
        ]
        if len(routed) > 1:
            message = f"{node.title} picks {len(routed)} of its subscribers by what stands inside the message."
            yield self.finding(node.subject, message, property_="FilterPolicy")


def _nested(policy: object) -> bool:
    return isinstance(policy, Mapping) and any(isinstance(value, Mapping) for value in policy.values())
