"""A queue that shows a message again while the function is still allowed to work on it.

Example: The queue's VisibilityTimeout is 30 s, the function's Timeout 60 s.
Instead: Six times the function's timeout, plus the batching window: 360 s.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View
from designer.rules.visibility import advised, room


class SqsVisibilityBelowFunctionTimeout(EdgeRule):
    id = "sqs-visibility-below-function-timeout"
    severity = "error"
    category = "reliability"
    title = "Visibility timeout below the function's timeout"
    why = "Lambda refuses the event source mapping; lowered later, every slow message would be handled twice."
    fix = "Set the queue's VisibilityTimeout to six times the function's timeout, plus the batching window."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
    read = "2026-11-23"
    sources = ("sqs",)
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        found = room(edge)
        if found is None or found.visibility >= found.timeout:
            return
        best = advised(view, edge)
        yield self.finding(
            edge.subject,
            f"{edge.source.title} hides a message for {found.visibility:.10g} s, "
            f"but {edge.target.title} may work on it for {found.timeout:.10g} s.",
            fixes=[set_property(edge.source.subject, "VisibilityTimeout", best, f"Set to {best} s")],
            property_="VisibilityTimeout",
        )
