"""A container service that is idle most of the time.

`RequestsPerSecond` and `ExpectedSeconds` say how busy it is: their product is the number of requests at work.

Example: A service that gets one request a minute, each of two seconds.
Instead: A function, or a task that is started when there is work.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.searches import arriving_rate
from designer.rules.view import NodeView, View

IDLE = 0.1  # requests at work, on average
MOST = 900  # s that a function may work


class FargateForSpikyShort(NodeRule):
    id = "fargate-for-spiky-short"
    severity = "info"
    category = "cost"
    title = "Container that waits for work"
    why = "A service is paid for by the hour, whether it works or not."
    fix = "Take a function, or run a task when there is work."
    doc = "https://docs.aws.amazon.com/decision-guides/latest/sns-or-sqs-or-eventbridge/sns-or-sqs-or-eventbridge.html"
    read = "2023"
    services = ("ecs-fargate",)

    def check(self, view: View, node: NodeView) -> Found:
        rate, seconds = arriving_rate(view, node), node.number("ExpectedSeconds")
        if not rate or not seconds or seconds > MOST or rate * seconds >= IDLE:
            return
        share = 100 * rate * seconds
        yield self.finding(node.subject, f"{node.title} is busy for {share:.2g} % of the time.")
