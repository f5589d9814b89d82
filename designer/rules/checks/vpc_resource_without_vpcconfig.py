"""A function that reaches for a database in a VPC and stands outside.

A function stands in a VPC by `VpcConfig`, or by standing in a group of kind `vpc` or `subnet`.  Where the design says
that the database is inside (by its group, or by `PubliclyAccessible`), there is surely no route; else it may be that
nobody has yet said where the two stand.

Example: A function connected with a database, without `VpcConfig`.
Instead: The function in the database's VPC.
"""

from __future__ import annotations

from designer.model.finding import Severity
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import put_in_vpc
from designer.rules.view import EdgeView, NodeView, View


class VpcResourceWithoutVpcconfig(EdgeRule):
    id = "vpc-resource-without-vpcconfig"
    severity = "warning"
    category = "reliability"
    title = "Function outside the database's VPC"
    why = "Without an address in the VPC there is no route to the database."
    fix = "Put the function into the VPC, by a group or by VpcConfig."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    read = "2023"
    sources = ("lambda",)
    targets = ("rds", "rds-proxy", "elasticache", "documentdb", "memorydb")
    mechanisms = ("connection",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.source.get("VpcConfig") or edge.target.get("PubliclyAccessible") is True:
            return
        ours, theirs = vpc_of(view, edge.source), vpc_of(view, edge.target)
        if ours is None:
            message = f"{edge.source.title} stands outside the VPC of {edge.target.title}."
            fix = put_in_vpc(edge.source, f"Put {edge.source.title} into the VPC", beside=edge.target)
            private = theirs is not None or edge.target.node.properties.get("PubliclyAccessible") is False
            severity: Severity = "error" if private else "warning"
            yield self.finding(edge.subject, message, severity=severity, fixes=[fix], property_="VpcConfig")
        elif theirs is not None and ours != theirs:
            message = f"{edge.source.title} and {edge.target.title} stand in different VPCs."
            yield self.finding(edge.subject, message, severity="error")


def vpc_of(view: View, node: NodeView) -> str | None:
    """The outermost group of kind vpc or subnet that a node stands in."""
    around = [g for g in view.ancestors(node.node.group) if view.design.groups[g].kind in ("vpc", "subnet")]
    return around[-1] if around else None
