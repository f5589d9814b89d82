"""A busy queue or data stream that no alarm watches.

The exports add alarms on failing functions, APIs and workflows.  That work piles up, or that readers fall behind,
shows on the queue or stream alone; looked at are those whose rate is given and high.

Example: 50 orders a second into a queue (`RequestsPerSecond`), and no alarm on the age of the oldest message.
Instead: An alarm on `ApproximateAgeOfOldestMessage` of the queue, or on the iterator age of the stream.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.searches import arriving_rate, consumers, watched
from designer.rules.view import NodeView, View

BUSY = 10  # a second
METRICS = {
    "sqs": ("AWS/SQS", "ApproximateAgeOfOldestMessage", 600),
    "kinesis-stream": ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", 600_000),
}


class NoAlarms(NodeRule):
    id = "no-alarms"
    severity = "warning"
    category = "operations"
    title = "Backlog that nobody watches"
    why = "When the consumer is slower than the sender, nobody learns of it before the first message expires."
    fix = "Set an alarm on the age of the oldest message, or on the iterator age."
    doc = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-available-cloudwatch-metrics.html"
    )
    read = "2026-11-24"
    services = ("sqs", "kinesis-stream")

    def check(self, view: View, node: NodeView) -> Found:
        rate = arriving_rate(view, node)
        if rate < BUSY or watched(view, node) or not any(consumers(view, node)):
            return
        namespace, metric, threshold = METRICS[node.node.service]
        properties = {
            "Namespace": namespace,
            "MetricName": metric,
            "Statistic": "Maximum",
            "Threshold": threshold,
            "ComparisonOperator": "GreaterThanThreshold",
        }
        alarm = Node(service="cloudwatch-alarm", title=f"{node.title} falls behind"[:80], properties=properties)
        yield self.finding(
            node.subject,
            f"{node.title} takes {rate:.10g} messages a second, and no alarm tells when they pile up.",
            fixes=[add_node_with_edge(node.id, alarm, "Add alarm")],
        )
