"""A function behind an API that waits for a system which is not yours.

Example: An API, a function and a payment provider: when the provider is slow, the API is.
Instead: A queue in between; the provider is called by a consumer that tries again.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.flows import ENTRIES, waits
from designer.rules.view import EdgeView, View


class ThirdPartySync(EdgeRule):
    id = "third-party-without-circuit-breaker"
    severity = "info"
    category = "reliability"
    title = "Caller waits for a third party"
    why = "When the other system is slow or down, so is yours."
    fix = "Hand the call to a queue, or use a timeout, retries and a circuit breaker."
    doc = "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/circuit-breaker.html"
    read = "2026-11-23"
    sources = ("lambda",)
    targets = ("third-party-saas", "http-endpoint")

    def check(self, view: View, edge: EdgeView) -> Found:
        if waits(edge) and any(e.source.is_a(*ENTRIES) and waits(e) for e in view.incoming(edge.source.id)):
            message = f"Whoever calls {edge.source.title} waits until {edge.target.title} has answered."
            yield self.finding(edge.subject, message)
