"""An entry that anybody on the internet may call.

Looks at APIs and function URLs that an external client or a distribution reaches.  A route is protected by an
authorizer of the API or by its own `AuthorizationType`.

Example: An external client, an HTTP API without authorizer, and functions behind it.
Instead: A user pool or function as `authorizer`, or `AuthorizationType` AWS_IAM on the routes.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.model.design import Design, Node
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.view import EdgeView, NodeView, View

OPEN = (None, "", "NONE")
CALLERS = ("external-client", "cloudfront", "mobile-push")


class PublicApiNoAuth(NodeRule):
    id = "public-api-no-auth"
    severity = "error"
    category = "security"
    title = "Public entry without authorization"
    why = "Anybody who finds the address may call it, read what it answers and run up your bill."
    fix = "Ask for a token or a signature: a user pool, JWT, a function as authorizer, or IAM."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html"
    read = "2026-11-23"
    services = ("apigw-rest", "apigw-http", "apigw-websocket", "appsync", "lambda")

    def check(self, view: View, node: NodeView) -> Found:
        callers = [e for e in view.incoming(node.id) if e.source.is_a(*CALLERS)]
        if not callers:
            return
        if node.is_a("lambda"):
            yield from self._function_url(node, callers)
            return
        leaving = view.outgoing(node.id)
        if any(e.mechanism == "authorizer" for e in leaving) or _guarded_itself(node):
            return
        routes = [e for e in leaving if e.model != "attached"]
        if node.is_a("apigw-websocket"):  # who may connect is asked once, at $connect
            routes = [e for e in routes if e.get("RouteKey") == "$connect"] or routes
        open_ = [e for e in routes if e.get("AuthorizationType") in OPEN]
        if routes and not open_:
            return
        what = f"{len(open_)} of {len(routes)} routes" if len(open_) < len(routes) else "every route"
        yield self.finding(
            node.subject,
            f"{node.title} is reached by {callers[0].source.title} and lets anybody use {what}.",
            fixes=_fixes(node, open_),
            property_="AuthorizationType",
        )

    def _function_url(self, node: NodeView, callers: list[EdgeView]) -> Found:
        for edge in callers:
            if edge.mechanism == "function-url" and edge.get("AuthType") == "NONE":
                sign = QuickFix("Require IAM signatures", _setter([edge], "AuthType", "AWS_IAM"))
                message = f"{node.title} has a function URL that anybody may call."
                yield self.finding(node.subject, message, fixes=[sign], property_="AuthType")
                return


def _guarded_itself(node: NodeView) -> bool:
    if node.is_a("appsync"):
        return node.get("AuthenticationType") not in OPEN
    return node.get("AuthorizationType") not in OPEN


def _fixes(node: NodeView, routes: list[EdgeView]) -> list[QuickFix]:
    pool = Node(service="cognito-user-pool", title="Users")
    if node.is_a("apigw-websocket"):
        guard = Node(service="lambda", title=f"Authorize {node.title}"[:80])
        fixes = [add_node_with_edge(node.id, guard, "Add Lambda authorizer", via="authorizer")]
    else:
        fixes = [add_node_with_edge(node.id, pool, "Add user pool", via="authorizer")]
    if routes and not node.is_a("appsync"):
        fixes.append(QuickFix("Require IAM signatures", _setter(routes, "AuthorizationType", "AWS_IAM")))
    return fixes


def _setter(edges: list[EdgeView], path: str, value: str) -> Callable[[Design], Design]:
    def apply(design: Design) -> Design:
        for edge in edges:
            if edge.id in design.edges:
                design = design.set_property(edge.subject, path, value)
        return design

    return apply
