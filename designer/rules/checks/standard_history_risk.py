"""A Standard workflow that works through a list in one execution.

Example: A step with `Map` over all orders of a month: 25,000 events are the most that an execution may record.
Instead: A distributed map, whose items are executions of their own.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.view import EdgeView, View


class StandardHistoryRisk(EdgeRule):
    id = "standard-history-risk"
    severity = "info"
    category = "limits"
    title = "Map that may fill the execution's history"
    why = "At 25,000 recorded events an execution fails; five for each item are soon there."
    fix = "Use a distributed map beyond some thousand items, or start executions of their own."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html"
    read = "2023"
    sources = ("sfn-standard",)
    mechanisms = ("task",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get("Map"):
            message = f"{edge.source.title} calls {edge.target.title} for each of a list, in one execution's history."
            yield self.finding(edge.subject, message, property_="Map")
