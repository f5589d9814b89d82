"""HTTP and WebSocket APIs: stages, routes with their integrations, authorizers.

An authorizer or integration of the library has no id of its own until a route takes it, so an API is told in the
library's words as a whole, or its routes stay level-1 constructs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import choice, construct, cors, duration, flag, plain
from exporters.cdk.families.rest import function_of, milliseconds
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Join, Param, Ref, Resource

API, ROUTE, INTEGRATION, AUTHORIZER = (
    f"AWS::ApiGatewayV2::{name}" for name in ("Api", "Route", "Integration", "Authorizer")
)
_METHODS = ("ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_INTEGRATIONS = "apigatewayv2_integrations"
_AUTHORIZERS = "apigatewayv2_authorizers"


def _protocol(protocol: str) -> Any:
    return lambda _builder, resource: resource.properties.get("ProtocolType") == protocol


def _http(_builder: Builder, _resource: Resource, bag: Bag) -> Props:
    bag.take("ProtocolType")
    return {"createDefaultStage": t.Lit(False)}


def _websocket(_builder: Builder, _resource: Resource, bag: Bag) -> Props:
    bag.take("ProtocolType")
    return {}


_ATTRIBUTES = {"Id": "apiId", "": "apiId", "ApiId": "apiId", "ApiEndpoint": "apiEndpoint"}
HTTP = Idiom(
    t.Symbol("apigatewayv2", "HttpApi"),
    "api",
    (
        Row("Name", "apiName", plain),
        Row("Description", "description", plain),
        Row("DisableExecuteApiEndpoint", "disableExecuteApiEndpoint", flag),
        Row(
            "CorsConfiguration",
            "corsPreflight",
            cors(
                t.Symbol("apigatewayv2", "CorsPreflightOptions"),
                choice("apigatewayv2", "CorsHttpMethod", {"*": "ANY"}, **{m: m for m in _METHODS if m != "ANY"}),
            ),
        ),
    ),
    attributes=_ATTRIBUTES,
    more=_http,
    applies=_protocol("HTTP"),
)
WEBSOCKET = Idiom(
    t.Symbol("apigatewayv2", "WebSocketApi"),
    "api",
    (
        Row("Name", "apiName", plain),
        Row("Description", "description", plain),
        Row("RouteSelectionExpression", "routeSelectionExpression", plain),
    ),
    attributes=_ATTRIBUTES,
    more=_websocket,
    applies=_protocol("WEBSOCKET"),
)


# -- stages


def _throttle(builder: Builder, _resource: Resource, bag: Bag) -> Props:
    props: Props = {}
    limits: Props = {}
    for cfn, prop in (("ThrottlingRateLimit", "rateLimit"), ("ThrottlingBurstLimit", "burstLimit")):
        value = bag.take(f"DefaultRouteSettings.{cfn}")
        if value is not None:
            limits[prop] = builder.value(value)
    if limits:
        props["throttle"] = t.Struct(t.Symbol("apigatewayv2", "ThrottleSettings"), limits)
    return props


_STAGE_ROWS = (
    Row("StageName", "stageName", plain),
    Row("Description", "description", plain),
    Row("AutoDeploy", "autoDeploy", flag),
    Row("DefaultRouteSettings.DetailedMetricsEnabled", "detailedMetricsEnabled", flag),
)


def _stage(symbol: str, prop: str, idiom: Idiom) -> Idiom:
    def applies(builder: Builder, resource: Resource) -> bool:
        api = resource.properties.get("ApiId")
        return isinstance(api, Ref) and builder.idiom_of(api.resource) is idiom

    return Idiom(
        t.Symbol("apigatewayv2", symbol),
        "stage",
        (Row("ApiId", prop, construct(API)), *_STAGE_ROWS),
        attributes={"Name": "stageName", "": "stageName"},
        more=_throttle,
        applies=applies,
    )


# -- routes


def _in_words(builder: Builder, api: str) -> bool:
    """Whether every route of an API can be told in the library's words."""
    routes = [r for r in builder.plan.of_type(ROUTE) if r.properties.get("ApiId") == Ref(api, "Id")]
    return builder.is_level2(api) and all(_route_parts(builder, route) is not None for route in routes)


def _route_parts(builder: Builder, route: Resource) -> tuple[str, t.Expr, t.Expr | None] | None:
    """Key, integration and authorizer of a route."""
    given = route.properties
    target = given.get("Target")
    match target:
        case Join(("integrations/", Ref(integration_id))):
            integration = _integration(builder, route, builder.plan.resources[integration_id])
        case _:
            return None
    known = {"ApiId", "RouteKey", "Target", "AuthorizationType", "AuthorizerId"}
    if integration is None or given.keys() - known:
        return None
    websocket = builder.idiom_of(given["ApiId"].resource) is WEBSOCKET
    authorizer: t.Expr | None = None
    match given.get("AuthorizationType", "NONE"), given.get("AuthorizerId"):
        case "NONE", None:
            pass
        case "AWS_IAM", None:
            authorizer = t.New(t.Symbol(_AUTHORIZERS, "WebSocketIamAuthorizer" if websocket else "HttpIamAuthorizer"))
        case _, Ref(authorizer_id):
            if _make_authorizer(builder, builder.plan.resources[authorizer_id]) is None:
                return None
            authorizer = builder.name(builder.plan.resources[authorizer_id])
        case _:
            return None
    return str(given["RouteKey"]), integration, authorizer


def _integration(builder: Builder, route: Resource, integration: Resource) -> t.Expr | None:
    bag = Bag(integration.properties)
    api = bag.take("ApiId")
    name = (builder.id(route),)
    websocket = isinstance(api, Ref) and builder.idiom_of(api.resource) is WEBSOCKET
    kind, subtype, uri = bag.take("IntegrationType"), bag.take("IntegrationSubtype"), bag.take("IntegrationUri")
    payload = bag.take("PayloadFormatVersion")
    props: Props = {}
    timeout = bag.take("TimeoutInMillis")
    if timeout is not None:
        expr = milliseconds(builder, timeout)
        if expr is None:
            return None
        props["timeout"] = expr
    if kind == "AWS_PROXY" and subtype is None and not bag.left():
        function = function_of(builder, uri) if websocket else construct("AWS::Lambda::Function")(builder, uri)
        symbol = "WebSocketLambdaIntegration" if websocket else "HttpLambdaIntegration"
        if function is None or (websocket and props) or payload not in (None, "2.0"):
            return None
        return t.New(t.Symbol(_INTEGRATIONS, symbol), (*name, function), props)
    if kind == "HTTP_PROXY" and isinstance(uri, str | Param) and not websocket:
        method = bag.take("IntegrationMethod")
        if bag.left() or method not in _METHODS:
            return None
        props = {"method": t.Symbol("apigatewayv2", f"HttpMethod.{method}"), **props}
        return t.New(t.Symbol(_INTEGRATIONS, "HttpUrlIntegration"), (*name, builder.value(uri)), props)
    if kind == "AWS_PROXY" and subtype in _SUBTYPES and payload == "1.0" and not props:
        return _service(builder, name, subtype, bag)
    return None


_SUBTYPES = {
    "SQS-SendMessage": ("HttpSqsIntegration", "SQS_SEND_MESSAGE", "queue", "AWS::SQS::Queue", "QueueUrl"),
    "StepFunctions-StartExecution": (
        "HttpStepFunctionsIntegration", "STEPFUNCTIONS_START_EXECUTION", "stateMachine",
        "AWS::StepFunctions::StateMachine", "StateMachineArn",
    ),
    "StepFunctions-StartSyncExecution": (
        "HttpStepFunctionsIntegration", "STEPFUNCTIONS_START_SYNC_EXECUTION", "stateMachine",
        "AWS::StepFunctions::StateMachine", "StateMachineArn",
    ),
}  # fmt: skip


def _service(builder: Builder, name: tuple[t.Expr, ...], subtype: str, bag: Bag) -> t.Expr | None:
    """A direct call of a queue or state machine, in a role that the library makes for it."""
    symbol, member, prop, type_, parameter = _SUBTYPES[subtype]
    bag.take("CredentialsArn")
    parameters = bag.take("RequestParameters")
    if bag.left() or not isinstance(parameters, Mapping):
        return None
    target = construct(type_)(builder, parameters.get(parameter))
    if target is None:
        return None
    custom = t.Symbol("apigatewayv2", "MappingValue.custom")
    mapping = t.Call(
        t.Symbol("apigatewayv2", "ParameterMapping.fromObject"),
        (t.Data({key: t.Call(custom, (builder.value(value),)) for key, value in parameters.items()}),),
    )
    kind = t.Symbol("apigatewayv2", f"HttpIntegrationSubtype.{member}")
    return t.New(t.Symbol(_INTEGRATIONS, symbol), name, {prop: target, "subtype": kind, "parameterMapping": mapping})


def _route(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    api = resource.properties.get("ApiId")
    if not isinstance(api, Ref) or not _in_words(builder, api.resource):
        return None
    parts = _route_parts(builder, resource)
    if parts is None:
        return None
    key, integration, authorizer = parts
    if isinstance(authorizer, t.Local):
        builder.realise(builder.plan.resources[resource.properties["AuthorizerId"].resource])
    builder.cover(resource)
    props: Props = {"integration": integration}
    if authorizer is not None:
        props["authorizer"] = authorizer
    local = builder.local(api.resource)
    if builder.idiom_of(api.resource) is WEBSOCKET:
        return [t.Do(t.Call(t.Attribute(local, "addRoute"), (t.Lit(key),), props))]
    method, _, path = key.partition(" ")
    if method in _METHODS and path:
        methods = t.Items((t.Symbol("apigatewayv2", f"HttpMethod.{method}"),))
        return [t.Do(t.Call(t.Attribute(local, "addRoutes"), (), {"path": t.Lit(path), "methods": methods, **props}))]
    route_key = t.Symbol("apigatewayv2", "HttpRouteKey.DEFAULT")
    head = (t.This(), t.Lit(builder.names.construct(f"{resource.id}_default")))
    return [
        t.Do(t.New(t.Symbol("apigatewayv2", "HttpRoute"), head, {"httpApi": local, "routeKey": route_key, **props}))
    ]


def _absorbed(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    """An integration, which its route brings along."""
    api = resource.properties.get("ApiId")
    return [] if isinstance(api, Ref) and _in_words(builder, api.resource) else None


# -- authorizers


def _authorizer(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    api = resource.properties.get("ApiId")
    if not isinstance(api, Ref) or not _in_words(builder, api.resource):
        return None
    made = _make_authorizer(builder, resource)
    if made is None:
        return None
    builder.cover(resource)
    return [t.Let(builder.name(resource), made)]


def _make_authorizer(builder: Builder, resource: Resource) -> t.Expr | None:
    given = resource.properties
    api = given.get("ApiId")
    websocket = isinstance(api, Ref) and builder.idiom_of(api.resource) is WEBSOCKET
    id_ = builder.id(resource)
    props: Props = {"authorizerName": builder.value(given["Name"])} if "Name" in given else {}
    sources = given.get("IdentitySource")
    if sources:
        props["identitySource"] = builder.value(sources)
    if given.get("AuthorizerType") == "JWT":
        return _token_authorizer(builder, given.get("JwtConfiguration", {}), id_, props)
    function = function_of(builder, given.get("AuthorizerUri"))
    if function is None:
        return None
    if websocket:
        return t.New(t.Symbol(_AUTHORIZERS, "WebSocketLambdaAuthorizer"), (id_, function), props)
    if given.get("AuthorizerPayloadFormatVersion") != "2.0" or given.get("EnableSimpleResponses") is not True:
        return None
    simple = t.Symbol(_AUTHORIZERS, "HttpLambdaResponseType.SIMPLE")
    props["responseTypes"] = t.Items((simple,))
    if isinstance(given.get("AuthorizerResultTtlInSeconds"), int):
        props["resultsCacheTtl"] = duration(given["AuthorizerResultTtlInSeconds"])
    return t.New(t.Symbol(_AUTHORIZERS, "HttpLambdaAuthorizer"), (id_, function), props)


def _token_authorizer(builder: Builder, given: Mapping[str, Any], id_: t.Expr, props: Props) -> t.Expr | None:
    """Tokens of a user pool of the stack, or of any other issuer."""
    issuer, audience = given.get("Issuer"), given.get("Audience", ())
    pool = next((p for p in issuer.parts if isinstance(p, Ref)), None) if isinstance(issuer, Join) else None
    clients = [construct("AWS::Cognito::UserPoolClient")(builder, client) for client in audience]
    if pool is not None and clients and all(client is not None for client in clients):
        expr = construct("AWS::Cognito::UserPool")(builder, Ref(pool.resource, "Arn"))
        if expr is not None:
            props["userPoolClients"] = t.Items(tuple(client for client in clients if client is not None))
            return t.New(t.Symbol(_AUTHORIZERS, "HttpUserPoolAuthorizer"), (id_, expr), props)
    if issuer is None:
        return None
    props["jwtAudience"] = builder.value(audience)
    return t.New(t.Symbol(_AUTHORIZERS, "HttpJwtAuthorizer"), (id_, builder.value(issuer)), props)


IDIOMS: dict[str, Sequence[Idiom]] = {
    API: (HTTP, WEBSOCKET),
    "AWS::ApiGatewayV2::Stage": (
        _stage("HttpStage", "httpApi", HTTP),
        _stage("WebSocketStage", "webSocketApi", WEBSOCKET),
    ),
}
TIES: dict[str, Tie] = {ROUTE: _route, INTEGRATION: _absorbed, AUTHORIZER: _authorizer}
