"""More than two readers that share a data stream's throughput.

Example: Three functions on one stream: together they get 2 MiB and five reads a second of each shard.
Instead: Enhanced fan-out: a registered consumer for each reader.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

MOST = 2


class KinesisConsumersSharedThroughput(NodeRule):
    id = "kinesis-consumers-shared-throughput"
    severity = "warning"
    category = "performance"
    title = "Readers share a data stream's throughput"
    why = "All standard readers of a shard share 2 MiB and five reads a second, so each falls behind."
    fix = "Register consumers with enhanced fan-out."
    doc = "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html"
    read = "2026-08-07"
    services = ("kinesis-stream",)

    def check(self, view: View, node: NodeView) -> Found:
        readers = [e for e in view.outgoing(node.id) if e.model == "poll" and not e.get("ConsumerARN")]
        if len(readers) > MOST:
            names = ", ".join(e.target.title for e in readers)
            yield self.finding(node.subject, f"{len(readers)} readers share each shard of {node.title}: {names}.")
