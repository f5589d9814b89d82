"""A rule that puts all its events into one message group.

Example: A rule with `SqsParameters.MessageGroupId` "orders" and hundreds of events a second.
Instead: A pipe, which takes the group from the event; or keep it where the order of all events matters.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View

PATH = "SqsParameters.MessageGroupId"


class EventbridgeFifoStaticGroup(EdgeRule):
    id = "eventbridge-fifo-static-group"
    severity = "warning"
    category = "performance"
    title = "Rule with one message group"
    why = "A rule can name only one group, so the queue hands out all its events one after the other."
    fix = (
        "Take a pipe or a Custom Event Bus, where the group comes from the event, if order matters only within a part."
    )
    doc = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html"
    read = "2026-08-07"
    sources = ("eventbridge-bus",)
    targets = ("sqs-fifo",)
    mechanisms = ("rule-target",)

    def check(self, view: View, edge: EdgeView) -> Found:
        group = edge.get(PATH)
        if isinstance(group, str) and group:
            message = f"The rule of {edge} puts every event into the group “{group[:40]}”."
            name_it = insert_on(edge, ("lambda",), "Insert a function that names the group")
            yield self.finding(edge.subject, message, fixes=[name_it], property_=PATH)
