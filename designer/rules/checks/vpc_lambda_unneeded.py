"""A function in a VPC that needs nothing there.

Example: A function with `VpcConfig` that reads a table and nothing else.
Instead: Leave it outside: DynamoDB, S3 and the queues are reached without.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.network import INSIDE, attached
from designer.rules.view import NodeView, View

REACHED = (*INSIDE, "opensearch", "alb", "ecs-fargate", "http-endpoint", "kafka-self-managed", "cfn")


class VpcLambdaUnneeded(NodeRule):
    id = "vpc-lambda-unneeded"
    severity = "info"
    category = "cost"
    title = "Function in a VPC without need"
    why = "Its calls go through a NAT gateway or endpoints, which cost by the hour and by the gigabyte."
    fix = "Take it out of the VPC."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    read = "2023"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        edges = (*view.outgoing(node.id), *view.incoming(node.id))
        if not edges or not attached(view, node):
            return
        ends = [e.target if e.source.id == node.id else e.source for e in edges]
        if any(end.is_a(*REACHED) for end in ends):
            return
        fixes = [set_property(node.subject, "VpcConfig", None, "Take it out of the VPC")]
        by_property = bool(node.get("VpcConfig")) and node.node.group is None and not any(e.is_a("vpc") for e in ends)
        message = f"{node.title} stands in a VPC, but is connected with nothing there."
        yield self.finding(node.subject, message, fixes=fixes if by_property else (), property_="VpcConfig")
