"""An internal load balancer that somebody outside is to reach.

Example: `Scheme` internal, and an external client connected with it.
Instead: `Scheme` internet-facing, or an API in front that reaches it by a VPC link.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class InternalLoadBalancer(EdgeRule):
    id = "internal-load-balancer"
    severity = "error"
    category = "integration"
    title = "Internal load balancer reached from outside"
    why = "An internal load balancer has private addresses only."
    fix = "Make it internet-facing, or put an API with a VPC link in front."
    doc = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
    read = "2026-11-23"
    sources = ("external-client", "third-party-saas")
    targets = ("alb", "nlb")

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.target.get("Scheme") == "internal":
            fixes = [set_property(edge.target.subject, "Scheme", "internet-facing", "Make it internet-facing")]
            message = f"{edge.source.title} cannot reach {edge.target.title}, which is internal."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Scheme")
