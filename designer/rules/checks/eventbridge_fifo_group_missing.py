"""A rule or schedule that sends to a FIFO queue and names no message group.

Example: A bus connected with a FIFO queue, without `SqsParameters.MessageGroupId`.
Instead: A group id; or a pipe, which can take it from the event.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATHS = {"eventbridge-pipes": "SqsQueueParameters.MessageGroupId"}
PATH = "SqsParameters.MessageGroupId"


class EventbridgeFifoGroupMissing(EdgeRule):
    id = "eventbridge-fifo-group-missing"
    severity = "error"
    category = "limits"
    title = "FIFO queue without message group"
    why = "A FIFO queue refuses a message without a group, so nothing would ever arrive."
    fix = "Name a message group."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_SqsParameters.html"
    read = "2026-08-07"
    sources = ("eventbridge-bus", "eventbridge-scheduler", "eventbridge-pipes")
    targets = ("sqs-fifo",)
    mechanisms = ("rule-target", "schedule-target", "pipe-target")

    def check(self, view: View, edge: EdgeView) -> Found:
        path = PATHS.get(edge.source.node.service, PATH)
        if edge.get(path) or edge.get("MessageGroupId"):
            return
        group = edge.source.id[:128]
        yield self.finding(
            edge.subject,
            f"{edge.source.title} sends to the FIFO queue {edge.target.title} and names no message group.",
            fixes=[set_property(edge.subject, path, group, f"Set the group to {group}")],
            property_=path,
        )
