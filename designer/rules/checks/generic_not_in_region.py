"""A generic node of a resource type that the region of the node does not offer.

Example: an `AWS::AppRunner::Service` in `eu-north-1`.
Instead: A region that has it, or another service.
"""

from __future__ import annotations

from designer.model.catalogue import GENERIC
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View
from designer.schemas import schemas


class GenericNotInRegion(NodeRule):
    id = "generic-not-in-region"
    severity = "warning"
    category = "integration"
    title = "Type that the region does not offer"
    why = "CloudFormation refuses the resource there, unless the region has got the type since."
    fix = "Deploy it to a region that has it."
    doc = "https://aws.amazon.com/about-aws/global-infrastructure/regional-product-services/"
    read = "2026-11-24"

    def looks_at(self, node: NodeView) -> bool:
        return node.node.service == GENERIC

    def check(self, view: View, node: NodeView) -> Found:
        type_ = node.node.type
        if not type_:
            return
        region, known = view.region_of(node), schemas()
        if not known.offered(type_, region):
            yield self.finding(
                node.subject,
                f"{node.title} is of the type {type_}, which CloudFormation did not have in {region} on {known.date}.",
            )
