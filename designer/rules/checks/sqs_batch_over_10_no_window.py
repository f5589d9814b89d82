"""A batch of more than ten messages without a batching window.

Example: `BatchSize` 100 and no `MaximumBatchingWindowInSeconds`.
Instead: A window of at least 1 s, or a batch of 10.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class SqsBatchOver10NoWindow(EdgeRule):
    id = "sqs-batch-over-10-no-window"
    severity = "error"
    category = "limits"
    title = "Large batch without batching window"
    why = "Lambda refuses a mapping with more than ten messages a batch and no time to gather them."
    fix = "Set MaximumBatchingWindowInSeconds to 1 or more, or BatchSize to 10."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    read = "2026-08-07"
    sources = ("sqs-standard",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        batch, window = edge.number("BatchSize"), edge.number("MaximumBatchingWindowInSeconds") or 0
        if batch is None or batch <= 10 or window >= 1:
            return
        yield self.finding(
            edge.subject,
            f"{edge} gathers {batch:.10g} messages a batch without a batching window.",
            fixes=[
                set_property(edge.subject, "MaximumBatchingWindowInSeconds", 5, "Set the window to 5 s"),
                set_property(edge.subject, "BatchSize", 10, "Set the batch to 10"),
            ],
            property_="MaximumBatchingWindowInSeconds",
        )
