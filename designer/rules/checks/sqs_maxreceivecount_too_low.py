"""A queue for a function that gives up on a message after fewer than five receives.

Example: `maxReceiveCount` 1: when Lambda is throttled once, a good message lands in the dead-letter queue.
Instead: `maxReceiveCount` 5 or more.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

LEAST = 5


class SqsMaxReceiveCountTooLow(NodeRule):
    id = "sqs-maxreceivecount-too-low"
    severity = "warning"
    category = "reliability"
    title = "Too few receives before the dead-letter queue"
    why = "Deliveries that Lambda throttles count as receives, so good messages are put aside as failed."
    fix = f"Set maxReceiveCount to {LEAST} or more."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"
    read = "2023"
    services = ("sqs",)

    def check(self, view: View, node: NodeView) -> Found:
        leaving = view.outgoing(node.id)
        if not any(e.mechanism == "event-source-mapping" for e in leaving):
            return
        redrives = (e for e in leaving if e.mechanism == "redrive")
        places = [(e.subject, "maxReceiveCount", e.number("maxReceiveCount")) for e in redrives]
        places.append((node.subject, "RedrivePolicy.maxReceiveCount", node.number("RedrivePolicy.maxReceiveCount")))
        for subject, path, count in places:
            if count is not None and count < LEAST:
                yield self.finding(
                    subject,
                    f"{node.title} gives up on a message after {count:.10g} receives instead of {LEAST} or more.",
                    fixes=[set_property(subject, path, LEAST, f"Set to {LEAST}")],
                    property_=path,
                )
