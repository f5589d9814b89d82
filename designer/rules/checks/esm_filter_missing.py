"""Several functions that each read every record of one stream.

Example: Two functions on a table's stream, neither with a filter: each is invoked for every change.
Instead: `FilterCriteria` on each connection, so that a function gets only what concerns it.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class EsmFilterMissing(NodeRule):
    id = "esm-filter-missing"
    severity = "info"
    category = "cost"
    title = "Readers without a filter"
    why = "Records that a function throws away are invocations that are paid for."
    fix = "Filter at the source: FilterCriteria costs nothing."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"
    read = "2026-08-07"
    services = ("dynamodb", "kinesis-stream")

    def check(self, view: View, node: NodeView) -> Found:
        readers = [e for e in view.outgoing(node.id) if e.mechanism == "event-source-mapping"]
        open_ = [e for e in readers if not e.get("FilterCriteria")]
        if len(readers) < 2:
            return
        for edge in open_:
            message = (
                f"{edge.target.title} is invoked for every record of {node.title}, as {len(readers) - 1} more are."
            )
            yield self.finding(edge.subject, message, property_="FilterCriteria")
