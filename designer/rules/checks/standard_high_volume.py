"""A Standard workflow for many short executions.

Example: 500 executions a second (`RequestsPerSecond`) of a Standard workflow: every state transition is paid for.
Instead: An Express workflow, if it ends within five minutes and its steps bear being run twice.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

MANY, SHORT = 100, 300


class StandardHighVolume(NodeRule):
    id = "standard-high-volume"
    severity = "warning"
    category = "cost"
    title = "Standard workflow at a high rate"
    why = "Standard is paid by the state transition and limited in how many it may make a second."
    fix = "Make it an Express workflow."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html"
    read = "2023"
    services = ("sfn-standard",)

    def check(self, view: View, node: NodeView) -> Found:
        rates = [e.number("RequestsPerSecond") or 0 for e in view.incoming(node.id)]
        rate = max([*rates, node.number("RequestsPerSecond") or 0])
        length = node.number("ExpectedSeconds") or node.number("TimeoutSeconds") or 0
        if rate > MANY and length <= SHORT:
            yield self.finding(
                node.subject,
                f"{node.title} is a Standard workflow and starts {rate:.10g} times a second.",
                fixes=[set_property(node.subject, "StateMachineType", "EXPRESS", "Make it Express")],
                property_="StateMachineType",
            )
