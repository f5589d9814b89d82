"""How large a message or request each receiver takes."""

from __future__ import annotations

from designer.rules.flows import waits
from designer.rules.view import EdgeView, NodeView

LARGEST = {  # KB that a receiver takes
    "sqs": 1024, "sns": 256, "stepfunctions": 256, "eventbridge-bus": 1024, "eventbridge-custom-bus": 1024,
    "kinesis-stream": 10 * 1024, "firehose": 1000, "dynamodb": 400, "apigw-rest": 10 * 1024, "apigw-http": 10 * 1024,
    "apigw-websocket": 128, "secrets-manager": 64, "ssm-parameter": 8,
}  # fmt: skip
PASSING = ("apigw-rest", "apigw-http", "apigw-websocket", "sns", "stepfunctions")
SYNC, ASYNC, BALANCER = 6 * 1024, 1024, 1024


def largest(edge: EdgeView) -> float | None:
    """The largest payload that an edge's target takes, in KB; None where there is no limit or none is known."""
    if edge.target.is_a("lambda"):
        if edge.source.is_a("alb"):
            return BALANCER
        return SYNC if waits(edge) or edge.model == "poll" else ASYNC
    limit = LARGEST.get(edge.target.node.service)
    given = edge.target.number("MaximumMessageSize")  # bytes, of a queue
    return min(limit, given / 1024) if limit and given else limit


def narrowest(edge: EdgeView) -> tuple[float, NodeView] | None:
    """The largest payload that gets through an edge, in KB, and the end that takes no more.

    An API, a topic or a workflow has to take in itself what it passes on.
    """
    ends = [(largest(edge), edge.target)]
    if edge.source.is_a(*PASSING):
        ends.append((LARGEST[edge.source.node.service], edge.source))
    return min(((most, node) for most, node in ends if most is not None), key=lambda end: end[0], default=None)


def in_words(size: float) -> str:
    return f"{size / 1024:.10g} MB" if size >= 1024 else f"{size:.10g} KB"
