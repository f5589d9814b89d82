"""A stream's consumer that drops what it could not handle.

Example: After its last retry a batch of a data stream is gone; nobody knows which records were in it.
Instead: `DestinationConfig.OnFailure.Destination`: a queue, a topic or a bucket.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import add_queue_for, dead_letter_queue
from designer.rules.view import EdgeView, View

PATH = "DestinationConfig.OnFailure.Destination"


class StreamEsmNoOnFailure(EdgeRule):
    id = "stream-esm-no-on-failure"
    severity = "warning"
    category = "reliability"
    title = "Stream consumer without failure destination"
    why = "Batches that are given up are lost."
    fix = "Name a queue, topic or bucket in DestinationConfig.OnFailure.Destination."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_OnFailure.html"
    read = "2026-08-07"
    sources = ("kinesis-stream", "dynamodb", "msk", "kafka-self-managed")
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get(PATH) or any(e.mechanism == "on-failure" for e in view.outgoing(edge.target.id)):
            return
        queue = dead_letter_queue(f"Failed: {edge.source.title}")
        yield self.finding(
            edge.subject,
            f"What {edge.target.title} gives up of {edge.source.title} goes nowhere.",
            fixes=[add_queue_for(edge, queue, PATH, "Add on-failure queue")],
            property_=PATH,
        )
