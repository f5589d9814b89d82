"""A table whose stream starts work which writes into the table again.

A filter on the event source mapping is taken to break the loop.

Example: A function reads a table's stream and writes a total into the same table.
Instead: `FilterCriteria` that leaves the function's own writes out, or a second table.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import move_target
from designer.rules.searches import closes, trail
from designer.rules.view import EdgeView, View


class RecursiveLoopDynamodb(EdgeRule):
    id = "recursive-loop-dynamodb"
    severity = "error"
    category = "cost"
    title = "Endless loop through a table's stream"
    why = "Each write starts the work again, and Lambda's detection of loops does not cover DynamoDB."
    fix = "Filter the function's own writes out with FilterCriteria, or write into a second table."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"
    read = "2026-08-07"
    targets = ("dynamodb",)

    def check(self, view: View, edge: EdgeView) -> Found:
        loop = closes(view, edge)
        if loop:
            keys = ("AttributeDefinitions", "KeySchema")
            same = {k: v for k, v in edge.target.node.properties.items() if k in keys}
            table = Node(service="dynamodb", title=f"{edge.target.title} results"[:80]).replace(properties=same)
            message = (
                f"{edge.source.title} writes into {edge.target.title}, whose stream starts it again: {trail(loop)}."
            )
            yield self.finding(edge.subject, message, fixes=[move_target(edge, table, "Write into a second table")])
