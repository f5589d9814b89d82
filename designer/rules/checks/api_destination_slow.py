"""An HTTPS endpoint that takes longer than EventBridge waits.

Example: A CRM that answers after 8 s (`ExpectedSeconds`): each call is cut off after 5 s and tried again.
Instead: The endpoint acknowledges at once, or a function behind a queue calls it.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View

MOST = 5


class ApiDestinationSlow(EdgeRule):
    id = "api-destination-slow"
    severity = "warning"
    category = "limits"
    title = "Endpoint slower than five seconds"
    why = "EventBridge cuts the call off after five seconds and tries again, so the endpoint gets the event many times."
    fix = "Let the endpoint acknowledge at once, or let a function call it."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html"
    read = "2026-11-23"
    sources = ("eventbridge-bus", "eventbridge-custom-bus", "eventbridge-pipes", "eventbridge-scheduler")
    targets = ("third-party-saas", "http-endpoint")

    def check(self, view: View, edge: EdgeView) -> Found:
        slow = max(edge.number("ExpectedSeconds") or 0, edge.target.number("ExpectedSeconds") or 0)
        if slow > MOST:
            yield self.finding(
                edge.subject,
                f"{edge.target.title} takes {slow:.10g} s to answer; {edge.source.title} waits {MOST} s.",
                fixes=[insert_on(edge, ("sqs", "lambda"), "Insert queue and function")],
                property_="ExpectedSeconds",
            )
