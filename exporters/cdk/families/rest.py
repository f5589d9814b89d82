"""REST APIs: the API with its stage, its resources, authorizers and methods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import construct, duration, each, flag, members, plain, struct
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Join, Pseudo, Ref, Resource
from exporters.planner.cors import PREFLIGHT


def _log_destination(builder: Builder, value: Any) -> t.Expr | None:
    group = construct("AWS::Logs::LogGroup")(builder, value)
    return t.New(t.Symbol("apigateway", "LogGroupLogDestination"), (group,)) if group else None


def _log_format(builder: Builder, value: Any) -> t.Expr | None:
    return t.Call(t.Symbol("apigateway", "AccessLogFormat.custom"), (builder.value(value),))


_STAGE_ROWS = (
    Row("StageName", "stageName", plain),
    Row("Description", "description", plain),
    Row("TracingEnabled", "tracingEnabled", flag),
    Row("AccessLogSetting.DestinationArn", "accessLogDestination", _log_destination),
    Row("AccessLogSetting.Format", "accessLogFormat", _log_format),
    Row("CacheClusterEnabled", "cacheClusterEnabled", flag),
    Row("CacheClusterSize", "cacheClusterSize", plain),
    Row("Variables", "variables", plain),
)
_METHOD_SETTING_ROWS = (
    Row("LoggingLevel", "loggingLevel", members("apigateway", "MethodLoggingLevel", "OFF", "ERROR", "INFO")),
    Row("MetricsEnabled", "metricsEnabled", flag),
    Row("DataTraceEnabled", "dataTraceEnabled", flag),
    Row("ThrottlingRateLimit", "throttlingRateLimit", plain),
    Row("ThrottlingBurstLimit", "throttlingBurstLimit", plain),
)


def _stage(builder: Builder, stage: Resource) -> Props | None:
    """A stage as the API's deploy options; None if it says more than they can."""
    bag = Bag(stage.properties)
    bag.take("RestApiId")
    bag.take("DeploymentId")
    nothing = Idiom(t.Symbol("", ""), "", _STAGE_ROWS)
    props = builder.props(stage, nothing, bag)
    settings = bag.take("MethodSettings") or ()
    if settings:
        inner = Bag(settings[0])
        everything = (inner.take("ResourcePath"), inner.take("HttpMethod")) == ("/*", "*")
        props |= builder.props(stage, Idiom(t.Symbol("", ""), "", _METHOD_SETTING_ROWS), inner)
        if inner.left() or len(settings) > 1 or not everything:
            return None
    return None if bag.left() else props


def _belongs(resource: Resource, api: str) -> bool:
    return resource.properties.get("RestApiId") == Ref(api, "Id")


def _api(builder: Builder, resource: Resource, _bag: Bag) -> Props:
    stage = next((s for s in builder.plan.of_type("AWS::ApiGateway::Stage") if _belongs(s, resource.id)), None)
    options = _stage(builder, stage) if stage else None
    if stage is None or options is None:
        return {"deploy": t.Lit(False)}
    builder.stand_in(
        stage.id, t.Attribute(builder.name(resource), "deploymentStage"), {"": "stageName", "Name": "stageName"}
    )
    builder.absorbed.update(
        d.id for d in builder.plan.of_type("AWS::ApiGateway::Deployment") if _belongs(d, resource.id)
    )
    props: Props = {"deployOptions": t.Struct(t.Symbol("apigateway", "StageOptions"), options)}
    if any(builder.type_of(other) == "AWS::ApiGateway::Account" for other in stage.depends_on):
        props["cloudWatchRole"] = t.Lit(True)
    return props


API = Idiom(
    t.Symbol("apigateway", "RestApi"),
    "api",
    (
        Row("Name", "restApiName", plain),
        Row("Description", "description", plain),
        Row("EndpointConfiguration.Types", "endpointTypes",
            each(members("apigateway", "EndpointType", "REGIONAL", "EDGE", "PRIVATE"))),
        Row("DisableExecuteApiEndpoint", "disableExecuteApiEndpoint", flag),
        Row("BinaryMediaTypes", "binaryMediaTypes", plain),
    ),
    attributes={"Id": "restApiId", "": "restApiId", "RestApiId": "restApiId",
                "RootResourceId": "restApiRootResourceId"},
    more=_api,
)  # fmt: skip

# -- resources

RESOURCE = Idiom(t.Symbol("apigateway", "Resource"), "resource", attributes={"Id": "resourceId", "": "resourceId"})


def _parent(builder: Builder, value: Any) -> t.Expr | None:
    match value:
        case Ref(api, "RootResourceId") if builder.type_of(api) == "AWS::ApiGateway::RestApi":
            return t.Attribute(builder.local(api), "root")
        case Ref(parent, "Id" | "") if builder.type_of(parent) == "AWS::ApiGateway::Resource":
            return builder.local(parent)
    return None


def _resource(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    parent = _parent(builder, resource.properties.get("ParentId"))
    if parent is None:
        return None
    add = t.Attribute(parent, "addResource")
    return [t.Let(builder.name(resource), t.Call(add, (builder.value(resource.properties["PathPart"]),)))]


# -- authorizers


def _is_used(builder: Builder, resource: Resource) -> bool:
    """From a method that asks it the library learns to which API an authorizer belongs."""
    asked = (method.properties.get("AuthorizerId") for method in builder.plan.of_type("AWS::ApiGateway::Method"))
    return any(isinstance(ref, Ref) and ref.resource == resource.id for ref in asked)


AUTHORIZER = Idiom(
    t.Symbol("apigateway", "Authorizer"),
    "authorizer",
    attributes={"AuthorizerId": "authorizerId", "": "authorizerId"},
    applies=_is_used,
)


def _authorizer(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    if not _is_used(builder, resource):
        return None
    given = resource.properties
    props: Props = {"authorizerName": builder.value(given["Name"])} if "Name" in given else {}
    seconds = given.get("AuthorizerResultTtlInSeconds")
    if isinstance(seconds, int):
        props["resultsCacheTtl"] = duration(seconds)
    if given.get("Type") == "COGNITO_USER_POOLS":
        pools = each(construct("AWS::Cognito::UserPool"))(builder, given.get("ProviderARNs"))
        if pools is None:
            return None
        props = {"cognitoUserPools": pools, **props, "identitySource": builder.value(given.get("IdentitySource"))}
        symbol = "CognitoUserPoolsAuthorizer"
    else:
        function = function_of(builder, given.get("AuthorizerUri"))
        sources = str(given.get("IdentitySource", "")).split(",")
        if function is None or (given.get("Type") == "TOKEN" and len(sources) != 1):
            return None
        if given.get("Type") == "TOKEN":
            symbol, source = "TokenAuthorizer", t.Lit(sources[0])
            props = {"handler": function, **props, "identitySource": source}
        else:
            symbol, listed = "RequestAuthorizer", t.Items(tuple(map(t.Lit, sources)))
            props = {"handler": function, **props, "identitySources": listed}
        builder.cover(resource)
    made = t.New(t.Symbol("apigateway", symbol), (t.This(), builder.id(resource)), props)
    return [t.Let(builder.name(resource), made)]


def function_of(builder: Builder, uri: Any) -> t.Expr | None:
    """The function that an invocation URI calls."""
    match uri:
        case Join(("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), str() as path, Ref() as arn, str())):
            if path.startswith(":lambda:path/"):
                return construct("AWS::Lambda::Function")(builder, arn)
    return None


# -- methods

_AUTHORIZATION = {"AWS_IAM": "IAM", "COGNITO_USER_POOLS": "COGNITO", "CUSTOM": "CUSTOM", "NONE": "NONE"}
# In jsii's order: the library makes a deployment's id from the text of its methods.
_RESPONSE_KEYS = {
    "StatusCode": "statusCode", "ResponseParameters": "responseParameters", "ResponseTemplates": "responseTemplates",
    "SelectionPattern": "selectionPattern",
}  # fmt: skip


def milliseconds(_builder: Builder, value: Any) -> t.Expr | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return duration(value // 1000) if value % 1000 == 0 else t.Call(t.Symbol("", "Duration.millis"), (t.Lit(value),))


def _responses(builder: Builder, value: Any) -> t.Expr | None:
    items: list[t.Expr] = []
    for response in value:
        if not isinstance(response, Mapping) or response.keys() - _RESPONSE_KEYS.keys():
            return None
        fields = {prop: builder.value(response[name]) for name, prop in _RESPONSE_KEYS.items() if name in response}
        items.append(t.Struct(t.Symbol("apigateway", "IntegrationResponse"), fields))
    return t.Items(tuple(items))


_INTEGRATION_ROWS = (
    Row("Credentials", "credentialsRole", construct("AWS::IAM::Role")),
    Row("PassthroughBehavior", "passthroughBehavior",
        members("apigateway", "PassthroughBehavior", "WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES")),
    Row("RequestParameters", "requestParameters", plain),
    Row("RequestTemplates", "requestTemplates", plain),
    Row("IntegrationResponses", "integrationResponses", _responses),
    Row("TimeoutInMillis", "timeout", milliseconds),
    Row("ResponseTransferMode", "responseTransferMode",
        members("apigateway", "ResponseTransferMode", "STREAM", "BUFFERED")),
)  # fmt: skip


def _integration(builder: Builder, resource: Resource, given: Mapping[str, Any]) -> t.Expr | None:
    bag = Bag(given)
    kind, verb, uri = bag.take("Type"), bag.take("IntegrationHttpMethod"), bag.take("Uri")
    props = builder.props(resource, Idiom(t.Symbol("", ""), "", _INTEGRATION_ROWS), bag)
    if bag.left() or kind not in ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY"):
        return None
    function = function_of(builder, uri)
    if kind == "AWS_PROXY" and function is not None:
        builder.cover(resource)
        return t.New(t.Symbol("apigateway", "LambdaIntegration"), (function,), props)
    options = t.Struct(t.Symbol("apigateway", "IntegrationOptions"), props)
    call = _service_call(builder, uri) if kind == "AWS" else None
    if call is not None:
        fields: Props = {**call, "integrationHttpMethod": t.Lit(verb), "options": options}
        return t.New(t.Symbol("apigateway", "AwsIntegration"), (), fields)
    fields = {
        "type": t.Symbol("apigateway", f"IntegrationType.{kind}"),
        "integrationHttpMethod": t.Lit(verb),
        "uri": builder.value(uri),
    }
    if props:
        fields["options"] = options
    return t.New(t.Symbol("apigateway", "Integration"), (), fields)


_SERVICE = re.compile(r":([a-z0-9-]+):(path|action)/")


def _service_call(builder: Builder, uri: Any) -> Props | None:
    """`arn:…:apigateway:…:sqs:path/…` as service and path (or action)."""
    match uri:
        case Join(("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), str() as head, *rest)):
            found = _SERVICE.match(head)
            if found:
                what = builder.join([head[found.end() :], *rest])
                return {"service": t.Lit(found[1]), found[2]: what}
    return None


_ANSWER = struct(
    t.Symbol("apigateway", "MethodResponse"),
    statusCode=("StatusCode", plain),
    responseParameters=("ResponseParameters", plain),
)


def _preflight(builder: Builder, resource: Resource, parent: t.Expr) -> Sequence[t.Statement]:
    """The method that tells a browser which pages may call."""
    told = resource.properties["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
    origin, methods, headers, age = (
        told[f"method.response.header.Access-Control-{name}"]
        for name in ("Allow-Origin", "Allow-Methods", "Allow-Headers", "Max-Age")
    )
    props: Props = {
        "allowOrigins": t.Items((builder.join(_unquoted(origin)),)),
        "allowMethods": builder.value(methods.strip("'").split(",")),
        "allowHeaders": builder.value(headers.strip("'").split(",")),
        "maxAge": duration(int(age.strip("'"))),
    }
    return [t.Do(t.Call(t.Attribute(parent, "addCorsPreflight"), (), props))]


def _unquoted(value: Join) -> list[Any]:
    """The parts of a constant of API Gateway without the quotes around it."""
    return [part for part in value.parts if part != "'"]


def _refusal(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    """What the API itself answers."""
    bag = Bag(resource.properties)
    api, kind, headers = bag.take("RestApiId"), bag.take("ResponseType"), bag.take("ResponseParameters")
    if bag.left() or not isinstance(api, Ref) or not builder.is_level2(api.resource):
        return None
    known = isinstance(headers, Mapping) and all(str(name).startswith(_RESPONSE_HEADER) for name in headers)
    if not isinstance(kind, str) or not known:
        return None
    named = {name.removeprefix(_RESPONSE_HEADER): builder.value(value) for name, value in headers.items()}
    props: Props = {
        "type": t.Call(t.Symbol("apigateway", "ResponseType.of"), (t.Lit(kind),)),
        "responseHeaders": t.Data(named),
    }
    add = t.Attribute(builder.local(api.resource), "addGatewayResponse")
    return [t.Do(t.Call(add, (builder.id(resource),), props))]


_RESPONSE_HEADER = "gatewayresponse.header."


def _method(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    bag = Bag(resource.properties)
    bag.take("RestApiId")
    parent = _parent(builder, bag.take("ResourceId"))
    if resource.role == PREFLIGHT and parent is not None:
        return _preflight(builder, resource, parent)
    verb = bag.take("HttpMethod")
    given = bag.take("Integration")
    integration = _integration(builder, resource, given) if isinstance(given, Mapping) else None
    if parent is None or integration is None or not isinstance(verb, str):
        return None
    props: Props = {}
    authorizer = bag.take("AuthorizerId")
    if authorizer is not None:
        if not isinstance(authorizer, Ref):
            return None
        props["authorizer"] = builder.local(authorizer.resource)
    kind = bag.take("AuthorizationType")
    if kind in _AUTHORIZATION and kind != "NONE":
        props["authorizationType"] = t.Symbol("apigateway", f"AuthorizationType.{_AUTHORIZATION[kind]}")
    if bag.peek("ApiKeyRequired") is not None:
        props["apiKeyRequired"] = builder.value(bag.take("ApiKeyRequired"))
    if bag.peek("RequestParameters") is not None:
        props["requestParameters"] = builder.value(bag.take("RequestParameters"))
    responses = bag.take("MethodResponses")
    if responses:
        answers = each(_ANSWER)(builder, responses)
        if answers is None:
            return None
        props["methodResponses"] = answers
    if bag.left():
        return None
    return [t.Do(t.Call(t.Attribute(parent, "addMethod"), (t.Lit(verb), integration), props))]


IDIOMS: dict[str, Sequence[Idiom]] = {
    "AWS::ApiGateway::RestApi": (API,),
    "AWS::ApiGateway::Resource": (RESOURCE,),
    "AWS::ApiGateway::Authorizer": (AUTHORIZER,),
}
TIES: dict[str, Tie] = {
    "AWS::ApiGateway::Resource": _resource,
    "AWS::ApiGateway::Authorizer": _authorizer,
    "AWS::ApiGateway::Method": _method,
    "AWS::ApiGateway::GatewayResponse": _refusal,
}
