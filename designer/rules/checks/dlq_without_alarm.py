"""A dead-letter queue that no alarm watches.

Looks at queues in which failed work of others lands and that nothing consumes.  The exports add an alarm that mails
one address; an alarm in the design says which team is told.

Example: A queue `failed` with a redrive connection into it and nothing else.
Instead: An alarm on `ApproximateNumberOfMessagesVisible` that tells the team in charge.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.searches import consumers, dead_letters, watched
from designer.rules.view import NodeView, View

ALARM = {
    "Namespace": "AWS/SQS",
    "MetricName": "ApproximateNumberOfMessagesVisible",
    "Statistic": "Maximum",
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}


class DlqWithoutAlarm(NodeRule):
    id = "dlq-without-alarm"
    severity = "info"
    category = "operations"
    title = "Dead-letter queue without alarm"
    why = "What failed for good lies there until it expires, and nobody knows."
    fix = "Connect the queue with an alarm that tells the team in charge."
    doc = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-available-cloudwatch-metrics.html"
    )
    read = "2026-11-24"
    services = ("sqs",)

    def check(self, view: View, node: NodeView) -> Found:
        if not dead_letters(view, node) or watched(view, node) or any(consumers(view, node)):
            return
        alarm = Node(service="cloudwatch-alarm", title=f"{node.title} has messages"[:80], properties=ALARM)
        yield self.finding(
            node.subject,
            f"No alarm of this design tells anybody that something has failed and lies in {node.title}.",
            fixes=[add_node_with_edge(node.id, alarm, "Add alarm")],
        )
