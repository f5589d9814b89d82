"""A flow whose order matters that goes through something which keeps no order.

Looks at edges with `Ordering` required that lead into or out of a standard queue or topic, or a bus.

Example: A FIFO topic that delivers to a standard queue: the order ends at the queue.
Instead: FIFO from end to end, or a data stream.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property, switch_kind
from designer.rules.view import EdgeView, View

UNORDERED = ("sqs-standard", "sns-standard", "eventbridge-bus")


class OrderNeededButStandard(EdgeRule):
    id = "order-needed-but-standard"
    severity = "warning"
    category = "design"
    title = "Order required, but not kept"
    why = "What arrives may come in another order than it was sent, and more than once."
    fix = "Use FIFO from end to end, or a data stream."
    doc = "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html"
    read = "2026-11-23"

    def check(self, view: View, edge: EdgeView) -> Found:
        if "required" not in (edge.get("Ordering"), edge.source.get("Ordering"), edge.target.get("Ordering")):
            return
        loose = next((end for end in (edge.target, edge.source) if end.is_a(*UNORDERED)), None)
        if loose is None or edge.model == "attached":
            return
        fixes = [switch_kind(loose, False)] if loose.is_a("sqs", "sns") else []
        if edge.get("Ordering") == "required":
            fixes.append(set_property(edge.subject, "Ordering", "none", "Require no order"))
        yield self.finding(
            edge.subject,
            f"{edge} must keep the order, but {loose.title} ({loose.kind}) keeps none.",
            fixes=fixes,
            property_="Ordering",
        )
