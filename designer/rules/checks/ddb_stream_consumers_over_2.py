"""More than two readers of a table's stream.

Example: Three functions on one stream: each shard serves two readers, and the third is throttled.
Instead: One reader that publishes the changes on a bus, or Kinesis Data Streams for DynamoDB.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import share
from designer.rules.view import NodeView, View

MOST = 2


class DdbStreamConsumersOver2(NodeRule):
    id = "ddb-stream-consumers-over-2"
    severity = "error"
    category = "limits"
    title = "More than two readers of a change stream"
    why = "A shard of the stream serves two readers; with more, all are throttled and fall behind."
    fix = "Let one reader publish the changes on a bus, or use Kinesis Data Streams for DynamoDB."
    doc = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"
    read = "2026-08-07"
    services = ("dynamodb",)

    def check(self, view: View, node: NodeView) -> Found:
        readers = [e for e in view.outgoing(node.id) if e.model == "poll"]
        if len(readers) > MOST:
            names = ", ".join(e.target.title for e in readers)
            fixes = [
                share(node, tuple(readers[1:]), ("eventbridge-pipes", "eventbridge-bus"), "Share one reader by a bus")
            ]
            yield self.finding(
                node.subject,
                f"The stream of {node.title} has {len(readers)} readers ({names}); {MOST} is the most.",
                fixes=fixes if all(e.target.is_a("lambda") for e in readers) else (),
            )
