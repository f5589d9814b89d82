"""More than two subscription filters on a log group.

Example: A log group that streams to a function, a data stream and a delivery stream.
Instead: One filter into a data stream, which the others read.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import share
from designer.rules.view import NodeView, View

MOST = 2


class LogsThirdFilter(NodeRule):
    id = "cw-logs-third-filter"
    severity = "error"
    category = "limits"
    title = "More than two subscription filters"
    why = "A log group has two subscription filters at most."
    fix = "Lead the log events into one data stream and read that."
    doc = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html"
    read = "2026-08-07"
    services = ("cloudwatch-logs",)

    def check(self, view: View, node: NodeView) -> Found:
        taps = [e for e in view.outgoing(node.id) if e.mechanism == "subscription-filter"]
        if len(taps) > MOST:
            names = ", ".join(e.target.title for e in taps)
            readers = tuple(e for e in taps if e.target.is_a("lambda", "firehose"))
            yield self.finding(
                node.subject,
                f"{node.title} has {len(taps)} subscription filters ({names}); {MOST} is the most.",
                fixes=[share(node, readers, ("kinesis-stream",), "Share one data stream")] if readers else (),
            )
