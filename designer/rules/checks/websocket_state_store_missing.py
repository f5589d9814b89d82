"""A WebSocket API whose functions have nowhere to keep the connections' ids.

Example: A function is to answer all who are connected, and does not know who they are.
Instead: A table with the connection ids, with a time to live.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

STORES = ("dynamodb", "elasticache", "rds", "rds-proxy", "aurora-serverless-v2", "memorydb")


class WebsocketStateStoreMissing(NodeRule):
    id = "websocket-state-store-missing"
    severity = "warning"
    category = "design"
    title = "WebSocket API without a store for connections"
    why = "Without the connection ids nothing can be pushed to the clients."
    fix = "Keep the connection ids in a table with a time to live."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html"
    read = "2026-11-23"
    services = ("apigw-websocket",)

    def check(self, view: View, node: NodeView) -> Found:
        behind = [e.target for e in view.outgoing(node.id) if e.mechanism != "authorizer"]
        functions = [n for n in behind if n.is_a("lambda", "ecs-fargate")]
        if not functions or any(n.is_a(*STORES) for n in behind):
            return
        if not any(e.target.is_a(*STORES) for f in functions for e in view.outgoing(f.id)):
            yield self.finding(node.subject, f"No function of {node.title} has a store for the connections' ids.")
