"""More connections of one kind than a service allows.

Routes of an API, rules of a bus, behaviours and origins of a distribution, subscriptions of an ordered topic,
enhanced fan-out readers of a stream.  Most of these quotas can be raised; where one cannot, it is an error.

Example: A REST API with eleven authorizers: ten are the quota.
Instead: Two APIs, or a raised quota.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from designer.rules.base import Found, NodeRule
from designer.rules.view import EdgeView, NodeView, View

Key = Callable[[EdgeView], Hashable]
V1 = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
V2 = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
WS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"
BUS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"
CDN = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
TOPIC = "https://docs.aws.amazon.com/general/latest/gr/sns.html"
STREAM = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"


class Quota(NamedTuple):
    """How many different `key`s (None: does not count) the edges that leave a service may have."""

    services: tuple[str, ...]
    most: int
    what: str
    doc: str
    key: Key
    adjustable: bool = True


def _authorizer(edge: EdgeView) -> Hashable:
    return edge.target.id if edge.mechanism == "authorizer" else None


def _route(edge: EdgeView) -> Hashable:
    if edge.model == "attached" or edge.mechanism == "authorizer":
        return None
    return (edge.get("Path"), edge.get("Method"), edge.get("RouteKey"))


def _resource(edge: EdgeView) -> Hashable:
    return None if edge.model == "attached" or edge.mechanism == "authorizer" else str(edge.get("Path"))


def _rule(edge: EdgeView) -> Hashable:
    return str(edge.get("Rule") or edge.id) if edge.mechanism == "rule-target" else None


def _behaviour(edge: EdgeView) -> Hashable:
    return str(edge.get("PathPattern") or edge.id) if edge.mechanism in ("origin", "function-url") else None


def _origin(edge: EdgeView) -> Hashable:
    return edge.target.id if edge.mechanism in ("origin", "function-url") else None


def _subscription(edge: EdgeView) -> Hashable:
    return edge.id if edge.mechanism == "subscription" else None


def _fan_out(edge: EdgeView) -> Hashable:
    return edge.id if edge.model == "poll" and edge.get("ConsumerARN") else None


QUOTAS = (
    Quota(("apigw-rest",), 10, "authorizers", V1, _authorizer),
    Quota(("apigw-rest",), 300, "resources", V1, _resource),
    Quota(("apigw-http",), 10, "authorizers", V2, _authorizer),
    Quota(("apigw-http",), 300, "routes", V2, _route),
    Quota(("apigw-websocket",), 300, "routes", WS, _route),
    Quota(("eventbridge-bus",), 300, "rules", BUS, _rule),
    Quota(("cloudfront",), 75, "cache behaviours", CDN, _behaviour),
    Quota(("cloudfront",), 100, "origins", CDN, _origin),
    Quota(("sns-fifo",), 100, "subscriptions", TOPIC, _subscription),
    Quota(("kinesis-stream",), 20, "enhanced fan-out readers", STREAM, _fan_out),
)


class QuotaOfConnections(NodeRule):
    id = "quota-of-connections"
    severity = "warning"
    category = "limits"
    title = "More connections than the quota"
    why = "The deployment fails until the quota has been raised."
    fix = "Have the quota raised, or divide the service into several."
    doc = V1
    read = "2026-11-23"
    services = tuple(sorted({service for quota in QUOTAS for service in quota.services}))

    def check(self, view: View, node: NodeView) -> Found:
        edges = view.outgoing(node.id)
        for quota in QUOTAS:
            if len(edges) <= quota.most or not node.is_a(*quota.services):
                continue
            number = len({key for e in edges if (key := quota.key(e)) is not None})
            if number > quota.most:
                message = f"{node.title} has {number} {quota.what}; {quota.most} are the quota."
                yield self.finding(node.subject, message, doc=quota.doc)
