"""What a handler's template needs to know about a function, taken from the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from designer.model.design import Subject
from exporters.handlers.routes import Route, agreed, identifier, routes_of
from exporters.plan import Code, Language, Link, Plan, language_of
from exporters.planner.cors import ORIGIN


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that the function does: `kind` picks the lines of code, `name` is the function's name in them.

    `keys` are a table's key attributes; `owner` is the one among them that says whose the item is, where everybody who
    calls has signed in.
    """

    kind: str
    name: str
    title: str
    variables: Mapping[str, str]  # TABLE_NAME -> the environment variable's real name
    access: str = ""
    keys: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    verb: str = "use"
    owner: str = ""

    @property
    def identified(self) -> tuple[str, ...]:
        """The keys that are the payload's identity where the payload does not name them."""
        return tuple(key for key in self.keys if key != self.owner and key not in self.extra.get("numeric", ()))

    @property
    def phrase(self) -> str:
        """What the call does, for its docstring: "Write to Orders"."""
        return f"{self.verb.replace('_', ' ').capitalize()} {self.title}"

    @property
    def takes(self) -> bool:
        """Whether it does anything with what the function was given."""
        return self.kind not in ("data", "database", "proxy", "pool", "secret", "parameter", "metric", "container")

    @property
    def reads(self) -> bool:
        """Whether it answers with something."""
        return self.access == "read" or self.kind in ("data", "pool", "secret", "parameter")


@dataclass(frozen=True, slots=True)
class Event:
    """One shape of event; `fifo` stops at the first failure, `detail` is a sample of what the event carries.

    `idempotent`: what comes a second time has no second effect.  `origin` is the environment variable that names the
    page which may read the answer, where the function says so itself.
    """

    shape: str
    title: str
    fifo: bool = False
    partial: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)
    idempotent: bool = False
    routes: tuple[Route, ...] = ()
    origin: str = ""

    @property
    def greeted(self) -> bool:
        """Whether the route of the sample, the first that was drawn, tells who has signed in."""
        first = self.detail.get("Method", "ANY"), self.detail.get("Path", "")
        return any(route.signed_in and (route.method, route.path) == first for route in self.routes)

    @property
    def signed_in(self) -> bool:
        """Whether everybody from whom it comes has shown a token."""
        return bool(self.routes) and all(route.signed_in for route in self.routes)


@dataclass(frozen=True, slots=True)
class Handler:
    module: str
    title: str
    runtime: str
    language: Language | None
    events: tuple[Event, ...]
    calls: tuple[Call, ...]
    environment: tuple[str, ...]
    subject: Subject
    source: str  # of the events that it sends
    powertools: bool = True

    @property
    def shapes(self) -> tuple[str, ...]:
        return tuple(e.shape for e in self.events)

    @property
    def processes(self) -> bool:
        """Whether it has anything to do but to decide who may come in."""
        return any(not shape.startswith("authorizer-") for shape in self.shapes)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of calls, each once: one client serves all calls of a kind."""
        return tuple(dict.fromkeys(c.kind for c in self.calls))

    @property
    def idempotent(self) -> bool:
        return any(e.idempotent for e in self.events)

    @property
    def greets(self) -> tuple[str, ...]:
        """The shapes of events in which a route tells who has signed in."""
        return tuple(e.shape for e in self.events if any(route.signed_in for route in e.routes))

    def event(self, shape: str) -> Event:
        return next(e for e in self.events if e.shape == shape)


# service -> kind of call, and the variables that it uses
_CALLS = {
    "dynamodb": ("table", ("TABLE_NAME",)),
    "s3": ("bucket", ("BUCKET_NAME",)),
    "sqs": ("queue", ("QUEUE_URL",)),
    "sns": ("topic", ("TOPIC_ARN",)),
    "eventbridge-bus": ("bus", ("EVENT_BUS_NAME",)),
    "kinesis-stream": ("stream", ("STREAM_NAME",)),
    "firehose": ("firehose", ("DELIVERY_STREAM_NAME",)),
    "stepfunctions": ("workflow", ("STATE_MACHINE_ARN",)),
    "lambda": ("function", ("FUNCTION_NAME",)),
    "cognito-user-pool": ("pool", ("USER_POOL_ID",)),
    "apigw-websocket": ("connections", ("CONNECTIONS_URL",)),
    "aurora-serverless-v2": ("data", ("CLUSTER_ARN", "SECRET_ARN")),
    "rds": ("database", ("DATABASE_HOST", "SECRET_ARN")),
    "rds-proxy": ("proxy", ("DATABASE_HOST",)),
    "secrets-manager": ("secret", ("SECRET_ARN",)),
    "ssm-parameter": ("parameter", ("PARAMETER_NAME",)),
    "cloudwatch-alarm": ("metric", ("METRIC_NAMESPACE",)),
    "ecs-fargate": ("container", ("CLUSTER_ARN", "TASK_DEFINITION_ARN", "SUBNET_IDS", "SECURITY_GROUP_ID")),
}
_VERBS = {
    "table": {"read": "read_from", "write": "write_to", "read-write": "update"},
    "bucket": {"read": "read_from", "write": "write_to", "read-write": "update"},
    "queue": "send_to",
    "topic": "publish_to",
    "bus": "publish_to",
    "stream": "write_to",
    "firehose": "write_to",
    "workflow": "start",
    "function": "call",
    "pool": "look_up_in",
    "connections": "push_through",
    "data": "query",
    "database": "sign_in_to",
    "proxy": "sign_in_to",
    "secret": "read",
    "parameter": "read",
    "metric": "count_for",
    "container": "run",
    "endpoint": "call",
}
_CALLING = ("data-access", "sdk-call", "publish", "metric", "connection", "request")


def model_of(plan: Plan, code: Code, links: Sequence[Link]) -> Handler:
    """What the templates need to know of one function; `links` are those that lead to it."""
    shapes = sorted(code.events, key=lambda s: s != "cloudfront")  # what makes a function one of the edge comes first
    events = tuple(_event(plan, code, shape, links) for shape in shapes)
    routes = agreed(event.routes for event in events)
    events = tuple(replace(event, routes=those) for event, those in zip(events, routes, strict=True))
    signed_in = all(event.signed_in for event in events)
    calls: list[Call] = []
    for edge in code.calls:
        link = plan.links[edge]
        call = _call(plan, code, link, signed_in) if link.mechanism in _CALLING else None
        if call is not None:
            while any(camel(c.name) == camel(call.name) for c in calls):
                call = replace(call, name=f"{call.name}_again")
            calls.append(call)
    runtime = code.runtime or plan.runtime
    environment = tuple(str(name) for name in code.environment)
    title = plan.titles.get(code.function, code.function)
    subject = plan.resources[code.function].subject
    return Handler(
        code.module,
        title,
        runtime,
        language_of(runtime),
        events,
        tuple(calls),
        environment,
        subject,
        plan.slug,
        code.powertools,
    )


def _event(plan: Plan, code: Code, shape: str, links: Iterable[Link]) -> Event:
    from exporters.handlers.samples import MECHANISMS_OF

    found = [x for x in links if x.mechanism in MECHANISMS_OF.get(shape, ()) and _fits(plan, x, shape)]
    idempotent = shape in code.idempotent
    routes = routes_of(found) if shape in ("apigw-rest", "apigw-http") else ()
    if not found:
        return Event(shape, "", idempotent=idempotent, routes=routes)
    link = found[0]
    sources = [plan.resources[x.source] for x in found if x.source in plan.resources]
    fifo = any(source.properties.get("FifoQueue") for source in sources)
    partial = any("ReportBatchItemFailures" in (x.properties.get("FunctionResponseTypes") or ()) for x in found)
    title = plan.titles.get(link.source, link.source)
    origin = code.variables.get(f"{ORIGIN}|{code.function}", "") if shape == "apigw-rest" else ""
    return Event(shape, title, fifo, partial, _detail(link), idempotent, routes, origin)


def _fits(plan: Plan, link: Link, shape: str) -> bool:
    words = {
        "sqs": "sqs",
        "kinesis": "kinesis-stream",
        "dynamodb": "dynamodb",
        "apigw-rest": "apigw-rest",
        "apigw-websocket": "apigw-websocket",
    }
    if shape == "apigw-http":  # the payload of a function's URL has the same format
        return link.mechanism == "function-url" or plan.services.get(link.source) == shape
    return shape not in words or plan.services.get(link.source) == words[shape]


def _detail(link: Link) -> dict[str, Any]:
    keys = ("Path", "Method", "RouteKey", "AuthorizationType", "EventPattern", "Trigger", "EventType")
    return {k: link.properties[k] for k in keys if link.properties.get(k) is not None}


# A key attribute by such a name says whose the item is: what has it must not be chosen by whoever asks.
_OWNER = re.compile(r"(account|caller|client|customer|member|owner|player|sub|user)(_?id)?", re.IGNORECASE)


def _call(plan: Plan, code: Code, link: Link, signed_in: bool) -> Call | None:
    service = plan.services.get(link.target, "")
    name = identifier(link.target)
    title = plan.titles.get(link.target, link.target)
    if link.mechanism == "request":
        variable = code.variables.get(f"ENDPOINT_URL|{link.target}")
        return Call("endpoint", f"call_{name}", title, {"ENDPOINT_URL": variable}, verb="call") if variable else None
    if service not in _CALLS:
        return None
    kind, wanted = _CALLS[service]
    variables = {w: code.variables[f"{w}|{link.target}"] for w in wanted if f"{w}|{link.target}" in code.variables}
    if len(variables) < len(wanted):
        return None
    access = str(link.properties.get("Access", "read-write")) if kind in ("table", "bucket") else ""
    verb = _VERBS[kind]
    word = str(verb.get(access, "update")) if isinstance(verb, dict) else str(verb)
    resource = plan.resources.get(link.target)
    keys = (
        tuple(str(k["AttributeName"]) for k in resource.properties.get("KeySchema", ()) if isinstance(k, dict))
        if resource
        else ()
    )
    numeric = _numeric_keys(resource.properties) if resource else ()
    extra = {
        "fifo": bool(resource and (resource.properties.get("FifoQueue") or resource.properties.get("FifoTopic"))),
        "group": str(link.properties.get("MessageGroupId") or "default"),
        "detail_type": str(link.properties.get("DetailType") or "Processed"),
        "invocation": str(link.properties.get("InvocationType") or "RequestResponse"),
        "prefix": str(link.properties.get("KeyPrefix") or ""),
        "express": bool(resource and resource.properties.get("StateMachineType") == "EXPRESS"),
        "numeric": numeric,
    }
    named = (key for key in keys if _OWNER.fullmatch(key) and key not in numeric)
    owner = next(named, "") if signed_in else ""
    return Call(kind, f"{word}_{name}", title, variables, access, keys, extra, word, owner)


def _numeric_keys(properties: Mapping[str, Any]) -> tuple[str, ...]:
    found = [
        a for a in properties.get("AttributeDefinitions", ()) if isinstance(a, dict) and a.get("AttributeType") == "N"
    ]
    return tuple(str(a["AttributeName"]) for a in found)


def camel(name: str) -> str:
    """A name of Python's as TypeScript has it: `write_to_orders` as `writeToOrders`."""
    return re.sub(r"_+([a-z0-9])", lambda found: found[1].upper(), name)
