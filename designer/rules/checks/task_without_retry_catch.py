"""A task of a workflow's definition that neither tries again nor catches.

Looks at definitions that are written out; the exports give each task that is drawn both.

Example: A Task state in `Definition` without `Retry` and `Catch`.
Instead: `Retry` with a growing interval for what passes, `Catch` for what does not.
"""

from __future__ import annotations

from designer.rules.asl import states
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class TaskWithoutRetryCatch(NodeRule):
    id = "task-without-retry-catch"
    severity = "warning"
    category = "reliability"
    title = "Task that neither retries nor catches"
    why = "A throttled call or a short outage fails the whole execution."
    fix = "Add Retry for errors that pass, and Catch for the others."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
    read = "2023"
    services = ("stepfunctions",)

    def check(self, view: View, node: NodeView) -> Found:
        if "Definition" not in node.node.properties:
            return
        bare = [
            name
            for name, state in states(node.node.properties["Definition"])
            if state.get("Type") == "Task" and not state.get("Retry") and not state.get("Catch")
        ]
        if bare:
            shown = ", ".join(bare[:3]) + (f" and {len(bare) - 3} more" if len(bare) > 3 else "")
            message = f"{shown} of {node.title} neither retr{'ies nor catches' if len(bare) == 1 else 'y nor catch'}."
            yield self.finding(node.subject, message, property_="Definition")
