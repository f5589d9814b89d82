"""Two connections that claim a place which AWS gives to one.

A resource has one web ACL, a user pool one function for each trigger, an API one integration for each route, and a
delivery stream one source: one that reads a stream takes nothing that is put to it directly.  A subscriber has one
subscription to a topic, and a function one mapping to a queue or stream.

Example: Two functions on `GET /orders` of one API.
Instead: A path or a method of its own for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from designer.model.design import Design
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.view import EdgeView, NodeView, View

APIS = ("apigw-rest", "apigw-http", "apigw-websocket")
ROUTED = ("proxy-integration", "service-integration", "http-integration", "private-integration", "async-invoke")
GUARDED = ("cloudfront", "apigw-rest", "alb", "appsync", "cognito-user-pool")
ACL = "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html"
TRIGGERS = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html"
ROUTES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
SENDERS = ("sns", "sqs", "kinesis-stream", "dynamodb")  # brokers may be mapped again, for another topic or queue
ONCE = {"subscription": "subscribed to", "event-source-mapping": "mapped to"}
MAPPINGS = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
SUBSCRIPTIONS = "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"
SOURCES = "https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html"


class TakenTwice(NodeRule):
    id = "taken-twice"
    severity = "error"
    category = "limits"
    title = "Place that is taken twice"
    why = "AWS keeps one of the two, or refuses the second."
    fix = "Give each a place of its own, or remove one."
    doc = SOURCES
    read = "2026-11-24"
    services = (*APIS, *GUARDED, *SENDERS, "firehose")

    def check(self, view: View, node: NodeView) -> Found:
        if node.is_a(*GUARDED):
            acls = [e for e in view.incoming(node.id) if e.mechanism == "association" and e.source.is_a("waf")]
            if len(acls) > 1:
                message = f"{node.title} has {len(acls)} web ACLs ({_names(acls)}); it may have one."
                yield self.finding(node.subject, message, doc=ACL, fixes=_leave_one(acls))
        if node.is_a("cognito-user-pool"):
            triggers = [e for e in view.outgoing(node.id) if e.mechanism == "trigger"]
            for trigger, edges in _shared(triggers, "Trigger"):
                message = f"{node.title} calls {_names(edges)} at {trigger[0]}; it may call one function."
                yield self.finding(node.subject, message, doc=TRIGGERS, fixes=_leave_one(edges))
        if node.is_a(*APIS):
            paths = ("RouteKey",) if node.is_a("apigw-websocket") else ("Method", "Path")
            for route, edges in _shared((e for e in view.outgoing(node.id) if e.mechanism in ROUTED), *paths):
                message = f"{node.title} leads {' '.join(map(str, route))} to {_names(edges)}; it may lead to one."
                yield self.finding(node.subject, message, doc=ROUTES, fixes=_leave_one(edges))
        if node.is_a(*SENDERS):
            for (verb, target), edges in _repeated(view.outgoing(node.id)):
                message = f"{target} is {verb} {node.title} {len(edges)} times; it may be once."
                doc = SUBSCRIPTIONS if node.is_a("sns") else MAPPINGS
                yield self.finding(node.subject, message, doc=doc, fixes=_leave_one(edges))
        if node.is_a("firehose"):
            fed = list(view.incoming(node.id))
            read = [e for e in fed if e.source.is_a("kinesis-stream", "msk") and e.model == "poll"]
            put = [e for e in fed if e.model in ("push", "event")]
            if read and len(read) + len(put) > 1:
                message = (
                    f"{node.title} reads {read[0].source.title}, so it takes nothing from {_names(read[1:] + put)}."
                )
                yield self.finding(node.subject, message, fixes=_leave_one(read + put))


def _shared(edges: Iterable[EdgeView], *paths: str) -> Iterable[tuple[tuple[Hashable, ...], list[EdgeView]]]:
    """The edges that say the same by their own properties, where they say all of them."""
    by_place: defaultdict[tuple[Hashable, ...], list[EdgeView]] = defaultdict(list)
    for edge in edges:
        place = tuple(edge.edge.properties.get(path) for path in paths)
        if all(isinstance(value, str) for value in place):
            by_place[place].append(edge)
    return [(place, found) for place, found in by_place.items() if len(found) > 1]


def _repeated(edges: Iterable[EdgeView]) -> Iterable[tuple[tuple[str, str], list[EdgeView]]]:
    """The edges of which AWS makes one for each target: how they are told, the target's title, and they themselves."""
    by_target: defaultdict[tuple[str, str], list[EdgeView]] = defaultdict(list)
    for edge in edges:
        if edge.mechanism in ONCE:
            by_target[edge.mechanism, edge.target.id].append(edge)
    return [
        ((ONCE[mechanism], found[0].target.title), found)
        for (mechanism, _), found in by_target.items()
        if len(found) > 1
    ]


def _names(edges: list[EdgeView]) -> str:
    ends = [e.source.title if e.source.is_a("waf") or e.target.is_a("firehose") else e.target.title for e in edges]
    return ", ".join(ends)


def _leave_one(edges: list[EdgeView]) -> list[QuickFix]:
    def apply(design: Design) -> Design:
        return design.remove([edge.subject for edge in edges[1:] if edge.id in design.edges])

    return [QuickFix(f"Keep {edges[0]} alone", apply)]
