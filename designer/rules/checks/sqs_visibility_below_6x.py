"""A queue that leaves its function no room for a retry within the visibility timeout.

Example: The queue's VisibilityTimeout is 60 s, the function's Timeout 60 s.
Instead: Six times the function's timeout, plus the batching window: 360 s.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View
from designer.rules.visibility import advised, room


class SqsVisibilityBelow6x(EdgeRule):
    id = "sqs-visibility-below-6x"
    severity = "warning"
    category = "reliability"
    title = "Visibility timeout below six times the function's timeout"
    why = "When Lambda is throttled it needs the time to try again before the queue shows the message to others."
    fix = "Set the queue's VisibilityTimeout to six times the function's timeout, plus the batching window."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
    read = "2026-11-23"
    sources = ("sqs",)
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        found = room(edge)
        if found is None or not found.timeout <= found.visibility < found.wanted:
            return
        best = advised(view, edge)
        yield self.finding(
            edge.subject,
            f"{edge.source.title} hides a message for {found.visibility:.10g} s; "
            f"for {edge.target.title}, which may work {found.timeout:.10g} s, {found.wanted:.10g} s are advised.",
            fixes=[set_property(edge.source.subject, "VisibilityTimeout", best, f"Set to {best} s")],
            property_="VisibilityTimeout",
        )
