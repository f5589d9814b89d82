"""A public API whose rate is not limited.

Looks at limits that have been set to the whole of what the account may take; where the design says nothing the
exports set a lower one.

Example: `ThrottlingRateLimit` 10,000 on a public API: one client may use up what all APIs of the account share.
Instead: A limit that what stands behind it can bear.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH, ACCOUNT, MODEST = "ThrottlingRateLimit", 10_000, 100


class NoThrottling(NodeRule):
    id = "no-throttling"
    severity = "warning"
    category = "security"
    title = "API without a limit of its own"
    why = "One client can use up the 10,000 requests a second that all APIs of the account share."
    fix = "Set a rate and a burst that the functions and stores behind it can bear."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html"
    read = "2023"
    services = ("apigw-rest", "apigw-http", "apigw-websocket")

    def check(self, view: View, node: NodeView) -> Found:
        rate = node.number(PATH)
        if rate is None or rate < ACCOUNT or PATH not in node.node.properties:
            return
        yield self.finding(
            node.subject,
            f"{node.title} lets {rate:,.10g} requests a second pass, all that the account may take.",
            fixes=[set_property(node.subject, PATH, MODEST, f"Set to {MODEST} a second")],
            property_=PATH,
        )
