"""A service whose own events are drawn to a bus where they never arrive.

AWS services put their events on the account's default bus: a bus without `Name`, or named `default`.

Example: A bucket connected with the bus `order-events`.
Instead: The default bus; a rule there may pass events on to another bus.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View


class ServiceEventsDefaultBus(EdgeRule):
    id = "service-events-default-bus"
    severity = "error"
    category = "integration"
    title = "Service events on a custom bus"
    why = "AWS services put their events on the account's default bus and on no other."
    fix = "Take the default bus, and let a rule there pass the events on."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"
    read = "2026-11-23"
    targets = ("eventbridge-bus",)
    mechanisms = ("service-events",)

    def check(self, view: View, edge: EdgeView) -> Found:
        name = edge.target.get("Name")
        if name in (None, "", "default"):
            return
        yield self.finding(
            edge.subject,
            f"Events of {edge.source.title} reach the default bus only, not {edge.target.title}.",
            fixes=[insert_on(edge, ("eventbridge-bus",), "Insert default bus")],
            property_="Name",
        )
