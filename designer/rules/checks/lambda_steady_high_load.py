"""A function that is at work without a pause.

`RequestsPerSecond` and `ExpectedSeconds` say how busy it is: their product is the number of executions at work.

Example: 200 requests a second of half a second each: 100 executions, day and night.
Instead: A container service, or Lambda Managed Instances, if the load is steady.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.searches import arriving_rate
from designer.rules.view import NodeView, View

MANY = 50  # executions at work, on average


class LambdaSteadyHighLoad(NodeRule):
    id = "lambda-steady-high-load"
    severity = "info"
    category = "cost"
    title = "Function under steady high load"
    why = "Where executions hardly ever end, containers do the same work for less."
    fix = "Compare the cost with Fargate or Managed Instances, if the load is steady."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    read = "2026-11-23"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        seconds = node.number("ExpectedSeconds")
        if not seconds:
            return
        busy = arriving_rate(view, node) * seconds
        if busy >= MANY:
            yield self.finding(node.subject, f"{node.title} has {busy:,.10g} executions at work on average.")
