"""More requests or records a second than a service takes.

`RequestsPerSecond` on the connections that lead in, or on the service itself, says how many there are.

Example: 5,000 records a second into a data stream of two shards, each of which takes 1,000.
Instead: More shards or on-demand mode; a raised quota; a queue in front.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.searches import arriving_rate
from designer.rules.view import NodeView, View

API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
SHARD = 1000  # records a second
OPENED = 500  # WebSocket connections a second
QUOTAS = {  # service or variant: requests a second, whose limit it is, where it is written
    "apigw-rest": (10_000, "the account's APIs together", API),
    "apigw-http": (10_000, "the account's APIs together", API),
    "apigw-websocket": (10_000, "the account's APIs together", API),
    "sns-fifo": (3000, "an ordered topic", "https://docs.aws.amazon.com/sns/latest/dg/fifo-high-throughput.html"),
    "dynamodb": (
        40_000,
        "a table from the start",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html",
    ),
}


class RateOverQuota(NodeRule):
    id = "rate-over-quota"
    severity = "warning"
    category = "limits"
    title = "More a second than the service takes"
    why = "What is too much is refused, and whoever sends it tries again and makes it more."
    fix = "Have the quota raised, add shards, or let a queue take the peaks."
    doc = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"
    read = "2026-11-23"
    services = (*QUOTAS, "kinesis-stream")

    def check(self, view: View, node: NodeView) -> Found:
        if node.is_a("apigw-websocket"):
            opened = sum(
                e.number("RequestsPerSecond") or 0 for e in view.outgoing(node.id) if e.get("RouteKey") == "$connect"
            )
            if opened > OPENED:
                yield self.finding(
                    node.subject, _message(node, opened, OPENED, "new connections of the account"), doc=API
                )
        rate = arriving_rate(view, node)
        if node.is_a("kinesis-stream"):
            shards = node.number("ShardCount")
            if shards is None or node.get("StreamModeDetails.StreamMode") == "ON_DEMAND" or rate <= shards * SHARD:
                return
            whose = f"{shards:.10g} shard{'s' if shards != 1 else ''}"
            yield self.finding(node.subject, _message(node, rate, shards * SHARD, whose), property_="ShardCount")
            return
        most, whose, doc = QUOTAS[node.variant if node.variant in QUOTAS else node.node.service]
        if node.get("FifoThroughputScope") == "MessageGroup" or rate <= most:
            return
        yield self.finding(node.subject, _message(node, rate, most, whose), doc=doc)


def _message(node: NodeView, rate: float, most: float, whose: str) -> str:
    return f"{node.title} is to take {rate:,.10g} a second; {whose} may take {most:,.10g}."
