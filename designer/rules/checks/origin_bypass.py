"""An origin that clients can reach past its distribution.

Example: A distribution with a firewall in front of an API, and a client that is connected with the API, too.
Instead: Only the distribution may come in: origin access control, a secret header, or a VPC origin.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import remove, set_property
from designer.rules.view import NodeView, View


class OriginBypass(NodeRule):
    id = "origin-bypass"
    severity = "warning"
    category = "security"
    title = "Origin reachable past the distribution"
    why = "Whoever knows the origin's address passes by the firewall, the cache and the rate limits."
    fix = "Let only the distribution in."
    doc = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html"
    read = "2023"
    services = ("apigw-rest", "apigw-http", "apigw-websocket", "alb", "lambda", "s3")

    def check(self, view: View, node: NodeView) -> Found:
        entering = view.incoming(node.id)
        front = [e for e in entering if e.source.is_a("cloudfront") and e.mechanism in ("origin", "function-url")]
        if not front:
            return
        distribution = front[0].source.title
        for edge in entering:
            uploads = node.is_a("s3") and edge.get("Access") == "write"
            if edge.source.is_a("external-client") and edge.integration is not None and not uploads:
                message = f"{edge.source.title} reaches {node.title} past {distribution}."
                fixes = [remove(edge.subject, "Remove the direct connection")]
                yield self.finding(edge.subject, message, fixes=fixes)
        for edge in front:
            if edge.mechanism == "function-url" and edge.get("AuthType") == "NONE":
                message = f"The function URL of {node.title} answers anybody, past {distribution}."
                fixes = [set_property(edge.subject, "AuthType", "AWS_IAM", "Require IAM signatures")]
                yield self.finding(edge.subject, message, fixes=fixes, property_="AuthType")
