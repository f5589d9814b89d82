"""A service that nothing is connected with and nothing refers to.

Example: A table that no function reads or writes.
Instead: Connect it, disable it while it is only an idea, or delete it.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import remove
from designer.rules.view import NodeView, View


class DanglingNode(NodeRule):
    id = "dangling-node"
    severity = "info"
    category = "design"
    title = "Service without a connection"
    why = "It would be deployed and paid for, and nothing uses it."
    fix = "Connect it or delete it."
    doc = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    read = "2026-11-23"

    def check(self, view: View, node: NodeView) -> Found:
        if view.outgoing(node.id) or view.incoming(node.id) or view.referrers(node.id):
            return
        yield self.finding(
            node.subject, f"{node.title} is connected with nothing.", fixes=[remove(node.subject, "Delete it")]
        )
