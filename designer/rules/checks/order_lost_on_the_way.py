"""An ordered flow that comes to something which keeps no order, further on.

The order that an edge requires (`Ordering` required), or that a FIFO queue or topic has kept so far, goes on through
queues, topics, pipes and streams.  Where it then meets a standard queue or topic, or a bus, it is lost.

Example: An ordered queue, a pipe, and a standard queue behind it.
Instead: FIFO up to the last consumer, or say `Ordering` none where it no longer matters.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

UNORDERED = ("sqs-standard", "sns-standard", "eventbridge-bus")
CARRIERS = ("sqs-fifo", "sns-fifo", "eventbridge-pipes", "kinesis-stream", "eventbridge-custom-bus")
SEARCHED = 40  # edges that are looked at on the way back


class OrderLostOnTheWay(EdgeRule):
    id = "order-lost-on-the-way"
    severity = "warning"
    category = "design"
    title = "Order kept so far, and lost here"
    why = "What was paid for in order arrives in any order, and the consumer may act on old news last."
    fix = "Keep to FIFO up to the consumer, or say that the order no longer matters."
    doc = "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html"
    read = "2026-11-23"
    sources = CARRIERS
    targets = UNORDERED

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.model == "attached" or edge.get("Ordering") is not None:
            return  # what the edge says itself is order-needed-but-standard's
        origin = _ordered(view, edge)
        if origin is not None:
            yield self.finding(
                edge.subject,
                f"{origin} is in order, but {edge.target.title} ({edge.target.kind}) keeps none.",
                fixes=[set_property(edge.subject, "Ordering", "none", "The order no longer matters")],
                property_="Ordering",
            )


def _ordered(view: View, edge: EdgeView) -> EdgeView | None:
    """The edge on the way back that requires the order, or leads into a FIFO queue or topic."""
    seen: set[str] = set()
    waiting = [edge.source.id]
    while waiting and len(seen) < SEARCHED:
        for before in view.incoming(waiting.pop()):
            if before.id in seen or before.model == "attached" or before.get("Ordering") == "none":
                continue
            seen.add(before.id)
            if before.get("Ordering") == "required" or before.target.is_a("sqs-fifo", "sns-fifo"):
                return before
            if before.source.is_a("sqs-fifo"):
                return before
            if before.source.is_a(*CARRIERS):
                waiting.append(before.source.id)
    return None
