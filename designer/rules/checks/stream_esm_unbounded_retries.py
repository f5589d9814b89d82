"""A stream's consumer that tries a record again for as long as the stream keeps it.

Example: A record that always fails holds up its shard for 24 hours, and with it everything behind it.
Instead: `MaximumRetryAttempts` or `MaximumRecordAgeInSeconds`, and an on-failure destination.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class StreamEsmUnboundedRetries(EdgeRule):
    id = "stream-esm-unbounded-retries"
    severity = "warning"
    category = "reliability"
    title = "Stream consumer without an end to retries"
    why = "A record that always fails blocks its shard until the stream forgets it."
    fix = "Bound the retries or the age of a record."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    read = "2026-08-07"
    sources = ("kinesis-stream", "dynamodb")
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        attempts, age = edge.number("MaximumRetryAttempts"), edge.number("MaximumRecordAgeInSeconds")
        if any(bound is not None and bound >= 0 for bound in (attempts, age)):
            return
        yield self.finding(
            edge.subject,
            f"{edge.target.title} tries a failing record of {edge.source.title} again without an end.",
            fixes=[set_property(edge.subject, "MaximumRetryAttempts", 5, "Set to 5 retries")],
            property_="MaximumRetryAttempts",
        )
