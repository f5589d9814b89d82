"""A schedule whose missed runs vanish.

Example: A nightly schedule may no longer start its function; nobody notices.
Instead: `DeadLetterConfig.Arn` on the edge, naming a standard queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import add_queue_for, dead_letter_queue
from designer.rules.view import EdgeView, View

PATH = "DeadLetterConfig.Arn"


class SchedulerNoDlq(EdgeRule):
    id = "scheduler-no-dlq"
    severity = "info"
    category = "reliability"
    title = "Schedule without dead-letter queue"
    why = "A run that could not be started leaves no trace."
    fix = "Name a standard queue in DeadLetterConfig.Arn."
    doc = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html"
    read = "2026-08-07"
    sources = ("eventbridge-scheduler",)
    mechanisms = ("schedule-target",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get(PATH) or edge.source.get(PATH) or edge.source.get("Target.DeadLetterConfig.Arn"):
            return
        if view.leaving_by(edge.source.id, "dead-letter"):
            return
        queue = dead_letter_queue(f"Missed: {edge.source.title}")
        yield self.finding(
            edge.subject,
            f"When {edge.source.title} cannot start {edge.target.title}, the run vanishes.",
            fixes=[add_queue_for(edge, queue, PATH, "Add dead-letter queue")],
            property_=PATH,
        )
