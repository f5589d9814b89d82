"""Three or more functions, each waiting for the next.

Example: Checkout calls Price, Price calls Discount: three functions run, and two of them only wait.
Instead: A state machine calls the three in turn and handles their errors.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.checks.sync_lambda_chain import callers
from designer.rules.fixes import insert_on, set_property
from designer.rules.flows import waits
from designer.rules.view import EdgeView, View


class SyncLambdaChainDeep(EdgeRule):
    id = "sync-lambda-chain-deep"
    severity = "error"
    category = "design"
    title = "Chain of waiting functions"
    why = "It is a workflow hidden in code: every link is billed while the last one works, and every timeout must fit."
    fix = "Let a state machine call the functions in turn."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html"
    read = "2023"
    sources = ("lambda",)
    targets = ("lambda",)

    def check(self, view: View, edge: EdgeView) -> Found:
        before = callers(view, edge) if waits(edge) else []
        if not before:
            return
        first = before[0].source.title
        yield self.finding(
            edge.subject,
            f"{first} waits for {edge.source.title}, which waits for {edge.target.title}.",
            fixes=[
                insert_on(edge, ("sqs",), "Insert SQS queue"),
                set_property(edge.subject, "InvocationType", "Event", "Call without waiting"),
            ],
        )
