"""A store that functions of two bounded contexts write to.

Example: Sales and Shipping both write the table of orders.
Instead: One context owns the table; the other asks it by an API or tells it by an event.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.flows import writes
from designer.rules.view import NodeView, View


class CrossContextSharedTable(NodeRule):
    id = "cross-context-shared-table"
    severity = "warning"
    category = "design"
    title = "Store shared by two bounded contexts"
    why = "Nobody owns the data: a change in one context breaks the other unseen."
    fix = "Let one context own the store, and the other go through its API or events."
    doc = (
        "https://docs.aws.amazon.com/prescriptive-guidance/latest/modernization-data-persistence/"
        "database-per-service.html"
    )
    read = "2026-11-23"
    services = ("dynamodb", "rds", "rds-proxy", "aurora-serverless-v2", "s3", "documentdb", "opensearch", "elasticache")

    def check(self, view: View, node: NodeView) -> Found:
        writers = [e for e in view.incoming(node.id) if writes(e)]
        contexts = dict.fromkeys(view.context_of(e.source) for e in writers)
        named = [c for c in contexts if c is not None]
        if len(named) > 1:
            names = " and ".join(view.design.groups[c].title or c for c in named)
            yield self.finding(node.subject, f"{node.title} is written by {names}.")
