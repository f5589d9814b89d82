"""A function that opens database connections of its own.

Example: Two hundred invocations at once open two hundred connections to a database that takes a hundred.
Instead: RDS Proxy in between, or the Data API of Aurora.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View

FEW = 10  # reserved executions that a database bears


class RdsWithoutProxy(EdgeRule):
    id = "rds-without-proxy"
    severity = "warning"
    category = "performance"
    title = "Function connects to a database directly"
    why = "Each execution holds a connection of its own, and a busy hour uses them all up."
    fix = "Put RDS Proxy in between."
    doc = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html"
    read = "2023"
    sources = ("lambda",)
    targets = ("rds", "aurora-serverless-v2")
    mechanisms = ("connection",)

    def check(self, view: View, edge: EdgeView) -> Found:
        capped = edge.source.number("ReservedConcurrentExecutions")
        if capped is not None and capped <= FEW:
            return
        yield self.finding(
            edge.subject,
            f"Each execution of {edge.source.title} opens its own connection to {edge.target.title}.",
            fixes=[insert_on(edge, ("rds-proxy",), "Insert RDS Proxy")],
        )
