"""A distribution whose origin is another distribution.

An edge-optimised REST API (`EndpointConfiguration.Types` EDGE) has a distribution of its own before it.

Example: A distribution before a distribution before a third: CloudFront answers 403.
Instead: One distribution with several origins and behaviours.
"""

from __future__ import annotations

from designer.model.design import get_path
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

MOST = 2


class CloudfrontChain(NodeRule):
    id = "cloudfront-chain"
    severity = "warning"
    category = "design"
    title = "Distribution behind a distribution"
    why = "Each adds delay and a cache of its own, and beyond two the request is refused."
    fix = "Use one distribution with several origins."
    doc = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
    read = "2026-11-23"
    services = ("cloudfront", "apigw-rest")

    def check(self, view: View, node: NodeView) -> Found:
        if node.is_a("apigw-rest") and not _edge_optimised(node):
            return
        first = _before(view, node)
        if not first or any(_distributed(e.target) for e in view.outgoing(node.id)):
            return  # said once, on the last of the chain
        second = [n for before in first for n in _before(view, before) if n.id != node.id]
        names = " → ".join(n.title for n in ((second[0], first[0], node) if second else (first[0], node)))
        message = f"{node.title} stands behind another distribution: {names}."
        if second:
            message = f"{node.title} is the third distribution in one path: {names}; {MOST} is the most."
        yield self.finding(node.subject, message, severity="error" if second else "warning")


def _edge_optimised(node: NodeView) -> bool:
    types = get_path(node.node.properties, "EndpointConfiguration.Types")
    return node.is_a("apigw-rest") and isinstance(types, (list, tuple)) and "EDGE" in types


def _distributed(node: NodeView) -> bool:
    return node.is_a("cloudfront") or _edge_optimised(node)


def _before(view: View, node: NodeView) -> list[NodeView]:
    return [e.source for e in view.incoming(node.id) if e.source.is_a("cloudfront")]
