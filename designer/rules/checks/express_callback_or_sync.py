"""An Express workflow that waits for a job or for a callback.

Example: `IntegrationPattern` RUN_JOB or WAIT_FOR_TASK_TOKEN on an edge that leaves an Express workflow.
Instead: A Standard workflow, or one nested in the other.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

WORDS = {"RUN_JOB": "waits for the job's end", "WAIT_FOR_TASK_TOKEN": "waits for a callback"}


class ExpressCallbackOrSync(EdgeRule):
    id = "express-callback-or-sync"
    severity = "error"
    category = "limits"
    title = "Express workflow that waits for a job or callback"
    why = "Express workflows know neither .sync nor .waitForTaskToken; the definition is refused."
    fix = "Make it a Standard workflow, or only request and go on."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html"
    read = "2023"
    sources = ("sfn-express",)

    def check(self, view: View, edge: EdgeView) -> Found:
        word = WORDS.get(str(edge.get("IntegrationPattern")))
        if word is None:
            return
        yield self.finding(
            edge.subject,
            f"{edge.source.title} is an Express workflow and {word} at {edge.target.title}.",
            fixes=[
                set_property(edge.source.subject, "StateMachineType", "STANDARD", "Make it Standard"),
                set_property(edge.subject, "IntegrationPattern", "REQUEST_RESPONSE", "Only request"),
            ],
            property_="IntegrationPattern",
        )
