"""A task that waits for a callback without an end.

Example: `IntegrationPattern` WAIT_FOR_TASK_TOKEN and neither `TimeoutSeconds` nor `HeartbeatSeconds`.
Instead: A timeout that suits the approval: a day, a week.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

DAY = 86_400


class CallbackWithoutTimeout(EdgeRule):
    id = "task-without-timeout"
    severity = "warning"
    category = "reliability"
    title = "Callback without timeout"
    why = "When the answer never comes, the execution hangs for up to a year."
    fix = "Set TimeoutSeconds or HeartbeatSeconds."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
    read = "2023"
    sources = ("sfn-standard",)
    mechanisms = ("task",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get("IntegrationPattern") != "WAIT_FOR_TASK_TOKEN":
            return
        if edge.get("TimeoutSeconds") or edge.get("HeartbeatSeconds") or edge.source.get("TimeoutSeconds"):
            return
        yield self.finding(
            edge.subject,
            f"{edge.source.title} waits without an end for the callback of {edge.target.title}.",
            fixes=[set_property(edge.subject, "TimeoutSeconds", DAY, "Set to 1 day")],
            property_="TimeoutSeconds",
        )
