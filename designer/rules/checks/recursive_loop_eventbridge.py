"""A bus whose rule starts work that publishes an event which the same rule matches.

The detail types decide: `DetailType` of the publishing edge, and `detail-type` in the `EventPattern` (or
`DetailType`) of the rule's edge.  Where either is not said, nothing is claimed.

Example: A function handles `OrderPlaced` and publishes `OrderPlaced`.
Instead: It publishes what it has done: `OrderConfirmed`.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import detail_types
from designer.rules.searches import closes, trail
from designer.rules.view import EdgeView, View


class RecursiveLoopEventbridge(EdgeRule):
    id = "recursive-loop-eventbridge"
    severity = "error"
    category = "cost"
    title = "Endless loop through a bus"
    why = "Each event makes the next that the same rule matches, without end and at your cost."
    fix = "Publish another detail type than the one that sets it going."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html"
    read = "2026-11-23"
    targets = ("eventbridge-bus", "eventbridge-custom-bus")

    def check(self, view: View, edge: EdgeView) -> Found:
        loop = closes(view, edge)
        if not loop:
            return
        types = " or ".join(sorted(detail_types(edge) or ()))
        other = f"{types}Handled" if types.isidentifier() else f"{types} handled"
        publish = set_property(edge.subject, "DetailType", other, f"Publish {other}")
        yield self.finding(
            edge.subject,
            f"{edge.source.title} publishes {types} on {edge.target.title}, which sets it going again: {trail(loop)}.",
            fixes=[publish] if not edge.get("EventPattern") else (),  # a bus passes on what it has
            property_="DetailType",
        )
