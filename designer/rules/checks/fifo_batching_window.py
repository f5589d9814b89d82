"""A batching window on a FIFO queue.

Example: `MaximumBatchingWindowInSeconds` 5 on the edge from a FIFO queue to a function.
Instead: No window: Lambda takes what the message group has.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class FifoBatchingWindow(EdgeRule):
    id = "fifo-batching-window"
    severity = "error"
    category = "limits"
    title = "Batching window on a FIFO queue"
    why = "Lambda refuses the mapping: FIFO queues have no batching window."
    fix = "Remove MaximumBatchingWindowInSeconds."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html"
    read = "2026-11-23"
    sources = ("sqs-fifo",)
    mechanisms = ("event-source-mapping", "pipe-source")

    def check(self, view: View, edge: EdgeView) -> Found:
        path = "MaximumBatchingWindowInSeconds"
        window = edge.number(path)
        if window:
            yield self.finding(
                edge.subject,
                f"{edge} has a batching window of {window:.10g} s, which a FIFO queue cannot have.",
                fixes=[set_property(edge.subject, path, None, "Remove the window")],
                property_=path,
            )
