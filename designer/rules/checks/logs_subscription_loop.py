"""A log group that streams to a function which logs into it.

Example: A function subscribed to the log group that it writes to.
Instead: A log group of its own for the function.
"""

from __future__ import annotations

from designer.model.references import target_of
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import remove, set_property
from designer.rules.view import EdgeView, View

PATH = "LoggingConfig.LogGroup"


class LogsSubscriptionLoop(EdgeRule):
    id = "logs-subscription-loop"
    severity = "error"
    category = "cost"
    title = "Log recursion"
    why = "Each line that the function logs starts the function again, without end and at your cost."
    fix = "Let the function log into a group of its own."
    doc = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html"
    read = "2026-11-23"
    sources = ("cloudwatch-logs",)
    targets = ("lambda",)
    mechanisms = ("subscription-filter",)

    def check(self, view: View, edge: EdgeView) -> Found:
        group, function = edge.source, edge.target
        message = f"{function.title} logs into {group.title}, which starts it again."
        for back in view.outgoing(function.id):
            if back.target.id == group.id:
                yield self.finding(back.subject, message, fixes=[remove(back.subject, "Remove the connection")])
                return
        if target_of(function.get(PATH)) == group.id:
            fixes = [set_property(function.subject, PATH, None, "Give it its own log group")]
            yield self.finding(edge.subject, message, fixes=fixes, property_=PATH)
