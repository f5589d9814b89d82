"""A circle of calls or events through services that no other rule on loops names.

Example: Two functions that call each other, or a function that writes into the data stream that feeds it.
Instead: Break the circle, or let a state machine do the repeating, with an end.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import remove
from designer.rules.searches import closes, trail
from designer.rules.view import EdgeView, View

OTHERS = ("s3", "sqs", "sns", "dynamodb", "eventbridge-bus", "eventbridge-custom-bus")


class RecursiveLoop(EdgeRule):
    id = "recursive-loop"
    severity = "error"
    category = "cost"
    title = "Endless loop"
    why = "What goes round sets itself going again, without end and at your cost."
    fix = "Break the circle, or let a state machine repeat the work with an end."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    read = "2026-11-23"

    def looks_at(self, edge: EdgeView) -> bool:
        return not edge.target.is_a(*OTHERS)

    def check(self, view: View, edge: EdgeView) -> Found:
        loop = closes(view, edge)
        if loop:
            message = f"{edge} closes a circle that sets itself going again: {trail(loop)}."
            yield self.finding(edge.subject, message, fixes=[remove(edge.subject, "Remove the connection")])
