"""A function as authorizer that may take longer than the API waits for it.

Example: An authorizer with a Timeout of 30 s: the API waits 10 s and turns the request away.
Instead: A Timeout of 10 s or less.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

MOST = 10


class AuthorizerSlow(EdgeRule):
    id = "authorizer-slow"
    severity = "warning"
    category = "limits"
    title = "Authorizer over ten seconds"
    why = "The API waits ten seconds for an authorizer and then refuses the request."
    fix = f"Keep the function within {MOST} s."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    read = "2026-11-23"
    sources = ("apigw-http",)
    targets = ("lambda",)
    mechanisms = ("authorizer",)

    def check(self, view: View, edge: EdgeView) -> Found:
        timeout = edge.target.number("Timeout")
        if timeout is not None and timeout > MOST:
            yield self.finding(
                edge.subject,
                f"{edge.source.title} waits {MOST} s for its authorizer {edge.target.title}, "
                f"which may take {timeout:.10g} s.",
                fixes=[set_property(edge.target.subject, "Timeout", MOST, f"Set to {MOST} s")],
                property_="Timeout",
            )
