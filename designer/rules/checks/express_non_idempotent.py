"""An Express workflow whose steps do not bear being run twice.

An Express workflow that is started asynchronously runs at least once.  `Idempotent` false on a task (or its target)
says that it must not happen twice.

Example: An Express workflow charges a card, `Idempotent` false.
Instead: A Standard workflow, which runs exactly once; or an idempotency key.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class ExpressNonIdempotent(EdgeRule):
    id = "express-non-idempotent"
    severity = "warning"
    category = "reliability"
    title = "Express workflow with a step that must not run twice"
    why = "An asynchronous Express execution may run more than once."
    fix = "Make it a Standard workflow, or give the step an idempotency key."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html"
    read = "2023"
    sources = ("sfn-express",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if False in (edge.get("Idempotent"), edge.target.get("Idempotent")):
            yield self.finding(
                edge.subject,
                f"{edge.source.title} is an Express workflow and may run {edge.target.title} twice.",
                fixes=[set_property(edge.source.subject, "StateMachineType", "STANDARD", "Make it Standard")],
            )
