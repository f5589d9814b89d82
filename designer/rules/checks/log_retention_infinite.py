"""A log group that keeps everything for ever.

Looks at log groups that are drawn; where the design gives no days the exports keep them for 30.

Example: `RetentionInDays` 0, or a log group in an imported template without days.
Instead: As many days as somebody will look back.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH, DAYS, LONG = "RetentionInDays", 30, 731


class LogRetentionInfinite(NodeRule):
    id = "log-retention-infinite"
    severity = "info"
    category = "cost"
    title = "Logs kept for ever"
    why = "Storage for logs that nobody reads is paid for every month, and they may hold personal data."
    fix = "Set RetentionInDays."
    doc = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html"
    read = "2023"
    services = ("cloudwatch-logs",)

    def check(self, view: View, node: NodeView) -> Found:
        days = node.get(PATH)
        if days is not None and (not isinstance(days, int) or 0 < days <= LONG):
            return
        message = f"{node.title} keeps its logs for {days:,} days." if days else f"{node.title} has no retention."
        fixes = [set_property(node.subject, PATH, DAYS, f"Keep them for {DAYS} days")]
        yield self.finding(node.subject, message, fixes=fixes, property_=PATH)
