"""A message or request that is larger than its receiver takes.

`PayloadKB` on an edge (or on its source) says how large it is.

Example: An upload of 8 MB through an API and a function: a synchronous invocation takes 6 MB.
Instead: The client writes to a bucket by a presigned address, and only the object's key travels.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.flows import waits
from designer.rules.view import EdgeView, View

LARGEST = {  # KB that a receiver takes
    "sqs": 1024, "sns": 256, "stepfunctions": 256, "eventbridge-bus": 1024, "eventbridge-custom-bus": 1024,
    "kinesis-stream": 10 * 1024, "firehose": 1000, "dynamodb": 400, "apigw-rest": 10 * 1024, "apigw-http": 10 * 1024,
    "apigw-websocket": 128,
}  # fmt: skip
SYNC, ASYNC, BALANCER = 6 * 1024, 1024, 1024


class PayloadTooLarge(EdgeRule):
    id = "payload-too-large"
    severity = "error"
    category = "limits"
    title = "Payload larger than the receiver takes"
    why = "The call is refused, or the message is never delivered."
    fix = "Put the content into a bucket and send its key (claim check); let clients upload by a presigned address."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    read = "2026-11-23"

    def check(self, view: View, edge: EdgeView) -> Found:
        size = edge.number("PayloadKB") or edge.source.number("PayloadKB")
        if size is None or edge.integration is None or edge.model == "attached":
            return
        largest = _largest(edge)
        if largest is not None and size > largest:
            to_bucket = [insert_on(edge, ("s3",), "Insert S3 bucket")] if not waits(edge) else []
            between = view.catalogue.between
            legs = (between(edge.source.variant, "s3"), between("s3", edge.target.variant))
            yield self.finding(
                edge.subject,
                f"{edge} carries {_kb(size)}, but {edge.target.title} takes {_kb(largest)} at most.",
                fixes=to_bucket if all(any(i.default for i in leg) for leg in legs) else (),
                property_="PayloadKB",
            )


def _largest(edge: EdgeView) -> float | None:
    if edge.target.is_a("lambda"):
        if edge.source.is_a("alb"):
            return BALANCER
        return SYNC if waits(edge) or edge.model == "poll" else ASYNC
    limit = LARGEST.get(edge.target.node.service)
    given = edge.target.number("MaximumMessageSize")  # bytes, of a queue
    return min(limit, given / 1024) if limit and given else limit


def _kb(size: float) -> str:
    return f"{size / 1024:.10g} MB" if size >= 1024 else f"{size:.10g} KB"
