"""A function that calls another function and waits for it.

Example: Checkout calls Price and waits; both are billed while one of them works.
Instead: A state machine that calls one after the other, a queue or bus in between, or one function.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on, set_property
from designer.rules.flows import waits
from designer.rules.view import EdgeView, View


class SyncLambdaChain(EdgeRule):
    id = "sync-lambda-chain"
    severity = "warning"
    category = "design"
    title = "Function waits for a function"
    why = "Both are billed while one works, an error in one is an error in both, and their timeouts stack up."
    fix = "Let a state machine call both, put a queue or bus in between, or make it one function."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html"
    read = "2026-11-23"
    sources = ("lambda",)
    targets = ("lambda",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if not waits(edge) or callers(view, edge):
            return
        yield self.finding(
            edge.subject,
            f"{edge.source.title} calls {edge.target.title} and waits for it.",
            fixes=[
                insert_on(edge, ("sqs",), "Insert SQS queue"),
                set_property(edge.subject, "InvocationType", "Event", "Call without waiting"),
            ],
        )


def callers(view: View, edge: EdgeView) -> list[EdgeView]:
    """The functions that wait for the one that an edge leaves."""
    before = view.incoming(edge.source.id)
    return [e for e in before if e.source.is_a("lambda") and waits(e) and e.source.id != edge.target.id]
