"""A public entry without a web application firewall.

Looks at what an external client reaches and a web ACL can guard.  An entry behind a distribution that is guarded is
guarded by it.

Example: An external client and a load balancer, without a web ACL.
Instead: A web ACL with AWS's managed rules and a rate limit.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.view import NodeView, View

GUARDED = ("cloudfront", "apigw-rest", "alb", "appsync")


class PublicEntryNoWaf(NodeRule):
    id = "public-entry-no-waf"
    severity = "info"
    category = "security"
    title = "Public entry without firewall"
    why = "Bots and known attacks reach the application itself."
    fix = "Connect a web ACL with managed rules and a rate limit."
    doc = "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html"
    read = "2026-11-23"
    services = GUARDED

    def check(self, view: View, node: NodeView) -> Found:
        entering = view.incoming(node.id)
        clients = [e for e in entering if e.source.is_a("external-client")]
        if not clients or any(e.source.is_a("waf") for e in entering) or node.get("DistributionConfig.WebACLId"):
            return
        acl = Node(service="waf", title=f"Guard {node.title}"[:80], properties={"Scope": "REGIONAL"})
        # A distribution's ACL stands in us-east-1, so it needs a place of its own.
        fixes = [] if node.is_a("cloudfront") else [add_node_with_edge(node.id, acl, "Add web ACL", incoming=True)]
        yield self.finding(node.subject, f"{clients[0].source.title} reaches {node.title} unfiltered.", fixes=fixes)
