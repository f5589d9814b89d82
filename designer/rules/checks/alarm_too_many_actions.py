"""An alarm with more than five actions.

Example: An alarm connected with six topics.
Instead: One topic with six subscribers.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

MOST = 5


class AlarmTooManyActions(NodeRule):
    id = "alarm-too-many-actions"
    severity = "error"
    category = "limits"
    title = "More than five actions of an alarm"
    why = "An alarm takes five actions for a state."
    fix = "Let one topic tell everyone."
    doc = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
    read = "2026-08-07"
    services = ("cloudwatch-alarm",)

    def check(self, view: View, node: NodeView) -> Found:
        actions = [e for e in view.outgoing(node.id) if e.mechanism == "alarm-action"]
        states: dict[str, int] = {}
        for edge in actions:
            state = str(edge.get("ActionOn") or "ALARM")
            states[state] = states.get(state, 0) + 1
        most = max(states.values(), default=0)
        if most > MOST:
            yield self.finding(node.subject, f"{node.title} has {most} actions for one state; {MOST} is the most.")
