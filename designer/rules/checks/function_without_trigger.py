"""A function that calls others and is never called.

Example: A function writes to a table, and nothing starts the function.
Instead: Connect what starts it: an API, a schedule, a queue.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.view import NodeView, View


class FunctionWithoutTrigger(NodeRule):
    id = "function-without-trigger"
    severity = "info"
    category = "design"
    title = "Function without trigger"
    why = "Nothing in the design starts it, so it never runs."
    fix = "Connect what starts it."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html"
    read = "2026-11-23"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        if view.incoming(node.id) or view.referrers(node.id) or not view.outgoing(node.id):
            return  # without any edge it is a dangling node
        schedule = Node(service="eventbridge-scheduler", title=f"Start {node.title}"[:80])
        add = add_node_with_edge(node.id, schedule, "Add schedule", incoming=True)
        yield self.finding(
            node.subject,
            f"{node.title} has no trigger.",
            fixes=[add] if "eventbridge-scheduler" in view.catalogue.services else (),
        )
