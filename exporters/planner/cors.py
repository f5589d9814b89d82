"""Which pages may call which APIs: cross-origin resource sharing, where a design has both a site and its API.

A browser that has a page of one origin asks another whether it may call (`OPTIONS`), and reads the answer only where
that says so.  Whoever is drawn as the caller of a site and of an API calls the API from the site's pages.  A
distribution that fetches from the API itself makes both one origin, which needs nothing.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from designer.model.design import Subject
from exporters.plan import Join, Param, Ref, Value, inside
from exporters.planner.builder import Builder, Draft, Wire
from exporters.planner.edges_calls import UPLOADS

PREFLIGHT = "preflight"  # the role of the method that answers a browser's question
ORIGIN = "ALLOWED_ORIGIN"  # the variable by which a function behind a REST API knows whose pages may read
_MAX_AGE = 3600  # seconds for which a browser remembers the answer
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_SIGNED = ("authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token")
_ROUTES = ("proxy-integration", "async-invoke", "service-integration", "http-integration", "private-integration")


def add_cors(b: Builder) -> None:
    """Let the pages of a design's sites call its APIs, the URLs of its functions, and upload to its buckets."""
    sites = [id_ for id_ in b.design.nodes if _is_site(b, id_)]
    if not sites:
        return
    fetched = {site: _fetched(b, site) for site in sites}
    for api in [id_ for id_ in b.design.nodes if id_ in b.drafts and b.service(id_) in _APIS]:
        callers = _callers(b, api, "request")
        chosen = [s for s in sites if api not in fetched[s] and _callers(b, s, "request") & callers]
        if chosen:
            _APIS[b.service(api)](b, api, [origin for site in chosen for origin in _origins(b, site)])
    for function in [id_ for id_ in b.design.nodes if f"url:{id_}" in b.notes]:
        callers = _callers(b, function, "function-url") - {""}
        chosen = [s for s in sites if function not in fetched[s] and _callers(b, s, "request") & callers]
        if chosen:
            _function_url(b, function, [origin for site in chosen for origin in _origins(b, site)])


# -- who calls whom


def _is_site(b: Builder, id_: str) -> bool:
    """A distribution before a bucket, whose pages a browser shows."""
    return (
        id_ in b.drafts
        and b.service(id_) == "cloudfront"
        and any(b.service(wire.target) == "s3" for wire in b.outgoing(id_, "origin"))
    )


def _fetched(b: Builder, site: str) -> set[str]:
    """What a distribution fetches from, itself or by way of others: all of the same origin for a browser."""
    found: set[str] = set()
    todo = [site]
    while todo:
        for wire in b.outgoing(todo.pop(), "origin", "function-url"):
            if wire.target not in found:
                found.add(wire.target)
                todo.append(wire.target)
    return found


def _callers(b: Builder, id_: str, mechanism: str) -> set[str]:
    """The clients that are drawn; "" stands for one that nobody has drawn."""
    if not any(wire.integration.model in ("push", "event", "poll") for wire in b.into.get(id_, ())):
        return {""}
    return {wire.source for wire in b.incoming(id_, mechanism) if b.service(wire.source) == "external-client"}


def _origins(b: Builder, site: str) -> list[Value]:
    """The origins of a site: its own names, or the one that CloudFront gives it."""
    names = b.drafts[site].properties["DistributionConfig"].get("Aliases") or [Ref(site, "DomainName")]
    return [Join(("https://", *(name.parts if isinstance(name, Join) else (name,)))) for name in names]


# -- what they may say


def _routes(b: Builder, api: str) -> list[Wire]:
    return [wire for wire in b.outgoing(api, *_ROUTES) if wire.resources]


def _verbs(methods: Iterable[str]) -> list[str]:
    named = {str(method).upper() for method in methods}
    return list(_METHODS) if "ANY" in named else sorted(named - {"OPTIONS"})


def _headers(b: Builder, wires: Iterable[Wire]) -> list[str]:
    """The headers that a page has to send: a body's type, and what shows who asks."""
    found = {"content-type"}
    for wire in wires:
        kind = wire.properties.get("AuthorizationType", "NONE")
        if kind == "AWS_IAM":
            found.update(_SIGNED)
        elif kind != "NONE":
            authorizer = b.drafts.get(str(wire.properties.get("Authorizer")))
            sources = str(authorizer.properties.get("IdentitySource", "")) if authorizer else ""
            found.update(name.lower() for name in re.findall(r"\.header\.([\w-]+)", sources))
        if wire.properties.get("ApiKeyRequired") is True:
            found.add("x-api-key")
    return sorted(found)


def _configuration(b: Builder, wires: list[Wire], methods: Iterable[str], origins: list[Value]) -> dict[str, Value]:
    return {
        "AllowOrigins": origins,
        "AllowMethods": _verbs(methods),
        "AllowHeaders": _headers(b, wires),
        "MaxAge": _MAX_AGE,
    }


# -- HTTP APIs and URLs of functions answer by themselves


def _http(b: Builder, api: str, origins: list[Value]) -> None:
    wires = _routes(b, api)
    if not wires:
        return
    properties = b.drafts[api].properties
    ours = _configuration(b, wires, [wire.properties["Method"] for wire in wires], origins)
    properties["CorsConfiguration"] = {**ours, **properties.get("CorsConfiguration", {})}
    for wire in wires:
        if wire.properties["Method"] == "ANY" and wire.properties.get("AuthorizationType", "NONE") != "NONE":
            b.omit(
                wire.subject,
                "A route for every method asks who calls even when a browser only asks whether it may (OPTIONS): "
                "give the route the methods that it takes.",
            )


def _function_url(b: Builder, function: str, origins: list[Value]) -> None:
    properties = b.drafts[b.notes[f"url:{function}"]].properties
    ours = _configuration(b, [], ["ANY"], origins)
    if properties["AuthType"] == "AWS_IAM":
        ours["AllowHeaders"] = sorted((*ours["AllowHeaders"], *_SIGNED))
    properties["Cors"] = {**ours, **properties.get("Cors", {})}


# -- REST APIs are told answer by answer


def _rest(b: Builder, api: str, origins: list[Value]) -> None:
    """A method that answers the question for each path, and the header on what the API itself answers.

    A function behind the API says it in its own answer, for which it is told the origin.
    """
    wires = _routes(b, api)
    if not wires:
        return
    origin = _quoted(origins[0])
    if len(origins) > 1:
        b.omit(
            Subject("node", api),
            f"A REST API names one origin to browsers, the first of {len(origins)}: let the other pages call an "
            "HTTP API, or put the API behind their distribution.",
        )
    methods: dict[Value, list[Wire]] = {}
    for wire in wires:
        for draft in _methods(b, wire):
            methods.setdefault(draft.properties["ResourceId"], []).append(wire)
            _readable(b, wire, draft, origin, origins[0])
    headers = _listed(_headers(b, wires))
    made = [
        _preflight(b, api, resource, of_path, origin, headers)
        for resource, of_path in methods.items()
        if not any(wire.properties["Method"] == "OPTIONS" for wire in of_path)
    ]
    made += [_refusal(b, api, kind, origin) for kind in ("DEFAULT_4XX", "DEFAULT_5XX")]
    for draft in b.drafts.values():
        if draft.type == "AWS::ApiGateway::Deployment" and draft.properties["RestApiId"] == Ref(api, "Id"):
            draft.depends_on += made


def _methods(b: Builder, wire: Wire) -> list[Draft]:
    return [b.drafts[r] for r in wire.resources if r in b.drafts and b.drafts[r].type == "AWS::ApiGateway::Method"]


def _preflight(b: Builder, api: str, resource: Value, wires: list[Wire], origin: Value, headers: str) -> str:
    answer = {
        "Headers": headers,
        "Methods": _listed([*_verbs(wire.properties["Method"] for wire in wires), "OPTIONS"]),
        "Origin": origin,
    }
    told = {f"method.response.header.Access-Control-Allow-{name}": value for name, value in answer.items()}
    told["method.response.header.Access-Control-Max-Age"] = f"'{_MAX_AGE}'"
    properties = {
        "RestApiId": Ref(api, "Id"),
        "ResourceId": resource,
        "HttpMethod": "OPTIONS",
        "AuthorizationType": "NONE",
        "Integration": {
            "Type": "MOCK",
            "RequestTemplates": {"application/json": '{"statusCode": 204}'},
            "IntegrationResponses": [{"StatusCode": "204", "ResponseParameters": told}],
        },
        "MethodResponses": [{"StatusCode": "204", "ResponseParameters": dict.fromkeys(told, True)}],
    }
    base = resource.resource if isinstance(resource, Ref) and resource.resource != api else f"{api}_root"
    draft = b.add(f"{base}_options", "AWS::ApiGateway::Method", properties, Subject("node", api), PREFLIGHT)
    return draft.id


def _refusal(b: Builder, api: str, kind: str, origin: Value) -> str:
    """What the API answers itself, such as a refusal, can be read by the page, too."""
    properties = {
        "RestApiId": Ref(api, "Id"),
        "ResponseType": kind,
        "ResponseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": origin},
    }
    return b.add(
        f"{api}_{kind.lower()}", "AWS::ApiGateway::GatewayResponse", properties, Subject("node", api), "refusal"
    ).id


def _readable(b: Builder, wire: Wire, method: Draft, quoted: Value, origin: Value) -> None:
    """The header on what stands behind a method, by whoever gives the answer."""
    integration = method.properties["Integration"]
    if integration["Type"] == "AWS_PROXY":
        known = b.environment.get(wire.target, {}).get(f"{ORIGIN}|{wire.target}", origin)
        if known != origin:
            b.omit(wire.subject, "The function answers the pages of another site: give this API a function of its own.")
        b.env(wire.target, ORIGIN, wire.target, known)
    elif integration["Type"] == "HTTP_PROXY":
        b.omit(wire.subject, "A browser reads the answer only where the endpoint itself allows the site's origin.")
    else:
        name = "method.response.header.Access-Control-Allow-Origin"
        for answers, value in (
            (integration["IntegrationResponses"], quoted),
            (method.properties["MethodResponses"], True),
        ):
            for answer in answers:
                answer["ResponseParameters"] = {**answer.get("ResponseParameters", {}), name: value}


def _quoted(value: Value) -> Join:
    """A constant in API Gateway's words, which is put into quotes."""
    return Join(("'", *(value.parts if isinstance(value, Join) else (value,)), "'"))


def _listed(names: Iterable[str]) -> str:
    return f"'{','.join(names)}'"


# -- buckets that a page uploads to


def _bucket(b: Builder, bucket: str, origins: list[Value]) -> None:
    """The site's origins in place of the parameter that stood in for them."""
    rules = b.drafts[bucket].properties.get("CorsConfiguration", {}).get("CorsRules", ())
    ours = [rule for rule in rules if rule.get("AllowedOrigins") == [Param(UPLOADS)]]
    for rule in ours:
        rule["AllowedOrigins"] = origins
    if ours and not any(Param(UPLOADS) in inside(draft.properties) for draft in b.drafts.values()):
        b.parameters.pop(UPLOADS, None)


_APIS = {"apigw-http": _http, "apigw-rest": _rest, "s3": _bucket}
