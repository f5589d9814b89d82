"""A queue, topic or stream that somebody fills and nobody empties.

Dead-letter queues are meant to be looked at by people and are left alone.

Example: An API puts orders into a queue that no function is connected with.
Instead: Connect a consumer.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.searches import consumers, dead_letters
from designer.rules.view import NodeView, View


class QueueWithoutConsumer(NodeRule):
    id = "queue-without-consumer"
    severity = "warning"
    category = "reliability"
    title = "Queue, topic or stream without consumer"
    why = "What is sent there expires unread."
    fix = "Connect what should take it."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"
    read = "2026-11-23"
    services = ("sqs", "sns", "kinesis-stream")

    def check(self, view: View, node: NodeView) -> Found:
        if not view.incoming(node.id) or dead_letters(view, node) or any(True for _ in consumers(view, node)):
            return
        sender = view.incoming(node.id)[0].source.title
        function = Node(service="lambda", title=f"Handle {node.title}"[:80])
        yield self.finding(
            node.subject,
            f"{node.title} is filled by {sender} and nothing takes from it.",
            fixes=[add_node_with_edge(node.id, function, "Add Lambda function")],
        )
