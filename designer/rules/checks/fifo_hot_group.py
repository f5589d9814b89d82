"""Messages that all carry the same group id.

Example: `MessageGroupId` "all" on the edge to a FIFO queue.
Instead: The id of what must stay in order: the order's, the customer's.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH = "MessageGroupId"


class FifoHotGroup(EdgeRule):
    id = "fifo-hot-group"
    severity = "warning"
    category = "performance"
    title = "One message group for everything"
    why = "A group is handled one after the other, so everything waits for everything else."
    fix = "Group by the id of what must stay in order."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html"
    read = "2026-11-23"
    targets = ("sqs-fifo", "sns-fifo")

    def check(self, view: View, edge: EdgeView) -> Found:
        group = edge.get(PATH)
        if not isinstance(group, str) or not group or "$" in group or "{" in group or "<" in group:
            return  # a path or a template: taken from the message
        yield self.finding(
            edge.subject,
            f"All messages of {edge} are in the one group “{group[:40]}”.",
            fixes=[set_property(edge.subject, PATH, "$.id", "Group by $.id")],
            property_=PATH,
        )
