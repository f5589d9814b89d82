"""A web ACL for distributions that does not stand in us-east-1.

Example: `Scope` CLOUDFRONT in a design for eu-west-1.
Instead: The ACL in a region group of us-east-1.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import put_in_region
from designer.rules.view import EdgeView, View

HOME = "us-east-1"


class WafRegion(EdgeRule):
    id = "waf-region"
    severity = "error"
    category = "limits"
    title = "Web ACL of a distribution in the wrong region"
    why = "Web ACLs for distributions exist in us-east-1 only."
    fix = "Put the web ACL into a group of kind region for us-east-1."
    doc = "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html"
    read = "2026-11-23"
    sources = ("waf",)
    targets = ("cloudfront",)

    def check(self, view: View, edge: EdgeView) -> Found:
        region = view.region_of(edge.source)
        if region != HOME:
            message = f"{edge.source.title} stands in {region}; for {edge.target.title} it must stand in {HOME}."
            yield self.finding(edge.subject, message, fixes=[put_in_region(edge.source, HOME)])
