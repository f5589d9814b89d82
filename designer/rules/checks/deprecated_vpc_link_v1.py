"""A REST API that reaches into the VPC by the old kind of link.

A link of the first kind reaches a Network Load Balancer only: to an Application Load Balancer it is an error.

Example: `VpcLink` V1 on the edge to a Network Load Balancer.
Instead: V2, which reaches Application and Network Load Balancers.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View


class DeprecatedVpcLink(EdgeRule):
    id = "deprecated-vpc-link-v1"
    severity = "info"
    category = "operations"
    title = "Old kind of VPC link"
    why = "AWS calls VPC links of the first kind legacy."
    fix = "Use a VPC link V2."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html"
    read = "2026-11-23"
    sources = ("apigw-rest",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get("VpcLink") == "V1" and edge.edge.properties.get("VpcLink"):
            fixes = [set_property(edge.subject, "VpcLink", "V2", "Use V2")]
            if edge.target.is_a("alb") and edge.target.get("Type") in (None, "application"):
                message = f"{edge} goes through a VPC link V1, which reaches a Network Load Balancer only."
                yield self.finding(edge.subject, message, severity="error", fixes=fixes, property_="VpcLink")
            else:
                message = f"{edge} goes through a VPC link V1."
                yield self.finding(edge.subject, message, fixes=fixes, property_="VpcLink")
