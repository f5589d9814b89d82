"""A queue that somebody works off, without a dead-letter queue.

Queues that are dead-letter queues themselves are left alone.

Example: A message that makes its consumer crash comes back for four days, and on a FIFO queue nothing of its group
gets past it.
Instead: A redrive edge to a queue of the same kind, with `maxReceiveCount` 5 or more.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge, dead_letter_queue
from designer.rules.searches import dead_letters
from designer.rules.view import NodeView, View


class SqsNoRedrivePolicy(NodeRule):
    id = "sqs-no-redrive-policy"
    severity = "warning"
    category = "reliability"
    title = "Queue without dead-letter queue"
    why = "A message that cannot be handled is tried again until its retention ends, and then it is lost."
    fix = "Add a dead-letter queue of the same kind, with maxReceiveCount 5."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
    read = "2026-08-07"
    services = ("sqs",)

    def check(self, view: View, node: NodeView) -> Found:
        leaving = view.outgoing(node.id)
        if not any(e.model == "poll" for e in leaving) or node.get("RedrivePolicy"):
            return
        if any(e.mechanism == "redrive" or e.edge.via == "redrive" for e in leaving) or dead_letters(view, node):
            return
        queue = dead_letter_queue(f"Failed: {node.title}", fifo=node.is_a("sqs-fifo"))
        add = add_node_with_edge(
            node.id, queue, "Add dead-letter queue", via="redrive", properties={"maxReceiveCount": 5}
        )
        yield self.finding(node.subject, f"{node.title} has a consumer and no dead-letter queue.", fixes=[add])
