"""A pipe that takes larger batches than its enrichment or target does.

A function and a workflow get the batch as it is.  Queues, topics and buses take ten at a time, streams 500, an API or
API destination one.

Example: `BatchSize` 100 on a pipe's source, and a queue as its target.
Instead: `BatchSize` 10.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

LARGEST = {
    "sqs": 10, "sns": 10, "eventbridge-bus": 10, "kinesis-stream": 500, "firehose": 500, "apigw-rest": 1,
    "apigw-http": 1, "third-party-saas": 1, "http-endpoint": 1,
}  # fmt: skip
PATH = "BatchSize"


class PipeBatchTooLarge(NodeRule):
    id = "pipe-batch-too-large"
    severity = "error"
    category = "limits"
    title = "Batch larger than the pipe can pass on"
    why = "EventBridge refuses a pipe whose source gives more at a time than its enrichment or target takes."
    fix = "Make the batch as small as what takes least, or put a function in between."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html"
    read = "2026-11-24"
    services = ("eventbridge-pipes",)

    def check(self, view: View, node: NodeView) -> Found:
        takers = [e.target for e in view.outgoing(node.id) if e.mechanism in ("enrichment", "pipe-target")]
        bounds = [(LARGEST[t.node.service], t.title) for t in takers if t.node.service in LARGEST]
        if not bounds:
            return
        most, taker = min(bounds)
        for edge in view.incoming(node.id):
            size = edge.number(PATH) if PATH in edge.edge.properties else None
            if size is not None and size > most and edge.mechanism == "pipe-source":
                yield self.finding(
                    edge.subject,
                    f"{node.title} takes {size:,.10g} at a time, but {taker} gets {most} at most.",
                    fixes=[set_property(edge.subject, PATH, most, f"Set to {most}")],
                    property_=PATH,
                )
