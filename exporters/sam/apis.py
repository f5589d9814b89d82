"""APIs in SAM's words.

Where every route leads to a function, the functions' events make the routes.  Where a route calls a service directly
SAM has no event for it, and the API is written as an OpenAPI document, with all its routes.
"""

from __future__ import annotations

from typing import Any

from exporters.cfn import pascal
from exporters.plan import Link, Ref, Resource, Value, references
from exporters.planner.cors import PREFLIGHT
from exporters.sam.functions import Idioms

_ROUTES = ("proxy-integration", "async-invoke", "service-integration", "http-integration", "private-integration")
_TYPES = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")


def convert_apis(idioms: Idioms) -> dict[str, dict[str, Any]]:
    """The serverless form of every REST and HTTP API: resource id -> type, properties and what it depends on."""
    found: dict[str, dict[str, Any]] = {}
    for api in [r for r in idioms.plan.resources.values() if r.type in _TYPES and r.role == "main"]:
        if api.properties.get("ProtocolType") == "WEBSOCKET":
            continue
        routes = [
            x for x in idioms.plan.links.values() if x.source == api.id and x.mechanism in _ROUTES and x.resources
        ]
        if routes:
            found[api.id] = _rest(idioms, api, routes) if api.type == _TYPES[0] else _http(idioms, api, routes)
    return found


def _only_functions(idioms: Idioms, routes: list[Link]) -> bool:
    """Whether the functions' events can make all routes; they refer to the functions, which must not need the API."""
    calls = ("AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Integration")
    made = idioms.plan.resources
    return all(
        x.mechanism == "proxy-integration"
        and x.properties.get("ResponseTransferMode") != "STREAM"
        and Ref(x.target, "Arn") in references([made[r].properties for r in x.resources if made[r].type in calls])
        for x in routes
    )


def _parts(idioms: Idioms, api: Resource, type_: str) -> list[Resource]:
    key = "RestApiId" if api.type == _TYPES[0] else "ApiId"
    return [r for r in idioms.plan.of_type(type_) if r.properties.get(key) == Ref(api.id, "Id")]


def _rest(idioms: Idioms, api: Resource, routes: list[Link]) -> dict[str, Any]:
    stage = _parts(idioms, api, "AWS::ApiGateway::Stage")[0]
    for kind in ("Resource", "Method", "Deployment", "Stage"):
        idioms.replaced.update(r.id for r in _parts(idioms, api, f"AWS::ApiGateway::{kind}"))
    properties = {k: v for k, v in api.properties.items() if k != "EndpointConfiguration"}
    given = api.properties["EndpointConfiguration"]
    endpoint = (
        {"Type": given["Types"][0], **{k: v for k, v in given.items() if k != "Types"}} if given.get("Types") else given
    )
    properties = {
        **{k: properties[k] for k in ("Name",)},
        "StageName": stage.properties["StageName"],
        "EndpointConfiguration": endpoint,
        "OpenApiVersion": "3.0.1",  # without it SAM adds a stage of its own
        "TracingEnabled": True,
        "AccessLogSetting": stage.properties["AccessLogSetting"],
        "MethodSettings": stage.properties["MethodSettings"],
        **{k: v for k, v in properties.items() if k != "Name"},
    }
    _shared(idioms, api, properties)
    if _only_functions(idioms, routes):
        _rest_events(idioms, api, routes, properties)
    else:
        del properties["OpenApiVersion"]
        properties["DefinitionBody"] = _document(idioms, api, routes, _rest_operation, _rest_schemes)
        idioms.replaced.update(r.id for r in _parts(idioms, api, "AWS::ApiGateway::Authorizer"))
    return {"Type": "AWS::Serverless::Api", "DependsOn": stage.depends_on, "Properties": properties}


def _shared(idioms: Idioms, api: Resource, properties: dict[str, Value]) -> None:
    """Which pages may call a REST API: SAM makes the methods that answer a browser's question from this."""
    preflight = next((m for m in _parts(idioms, api, "AWS::ApiGateway::Method") if m.role == PREFLIGHT), None)
    if preflight is not None:
        told = preflight.properties["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
        head = "method.response.header.Access-Control-"
        properties["Cors"] = {
            "AllowOrigin": told[f"{head}Allow-Origin"],
            "AllowHeaders": told[f"{head}Allow-Headers"],
            "MaxAge": told[f"{head}Max-Age"],
        }
    responses = _parts(idioms, api, "AWS::ApiGateway::GatewayResponse")
    if responses:
        properties["GatewayResponses"] = {
            r.properties["ResponseType"]: {"ResponseParameters": {"Headers": _header_names(r)}} for r in responses
        }
        idioms.replaced.update(r.id for r in responses)


def _header_names(response: Resource) -> dict[str, Value]:
    given = response.properties["ResponseParameters"]
    return {name.removeprefix("gatewayresponse.header."): value for name, value in given.items()}


def _rest_events(idioms: Idioms, api: Resource, routes: list[Link], properties: dict[str, Value]) -> None:
    names: dict[str, str] = {}
    schemes: dict[str, Value] = {}
    for authorizer in _parts(idioms, api, "AWS::ApiGateway::Authorizer"):
        link = idioms.plan.links[authorizer.subject.id]
        name = names[authorizer.id] = _free(pascal(link.target), schemes)
        if authorizer.properties["Type"] == "COGNITO_USER_POOLS":
            schemes[name] = {"UserPoolArn": authorizer.properties["ProviderARNs"][0]}
        else:
            identity: dict[str, Value] = {"ReauthorizeEvery": authorizer.properties["AuthorizerResultTtlInSeconds"]}
            source = str(authorizer.properties["IdentitySource"])
            headers = [x.rsplit(".", 1)[1] for x in source.split(",") if x.startswith("method.request.header.")]
            token = authorizer.properties["Type"] == "TOKEN"
            identity |= (
                {"Header": headers[0] if headers else "Authorization"}
                if token
                else {"Headers": headers or ["Authorization"]}
            )
            schemes[name] = {
                "FunctionArn": Ref(link.target, "Arn"),
                "FunctionPayloadType": authorizer.properties["Type"],
                "Identity": identity,
            }
        idioms.replaced.update(link.resources)
    default = _default(routes, names)
    if schemes:
        properties["Auth"] = {**({"DefaultAuthorizer": default} if default else {}), "Authorizers": schemes}
        if default and "Cors" in properties:  # a browser asks before it has anything to show
            properties["Auth"]["AddDefaultAuthorizerToCorsPreflight"] = False
    for link in routes:
        event: dict[str, Value] = {
            "RestApiId": Ref(api.id, ""),
            "Path": link.properties["Path"],
            "Method": link.properties["Method"],
        }
        event |= _event_auth(link, names, default)
        if link.properties.get("ApiKeyRequired"):
            event.setdefault("Auth", {})["ApiKeyRequired"] = True
        if "TimeoutInMillis" in link.properties:
            event["TimeoutInMillis"] = link.properties["TimeoutInMillis"]
        idioms.add(link, "Api", event)


def _http(idioms: Idioms, api: Resource, routes: list[Link]) -> dict[str, Any]:
    stage = _parts(idioms, api, "AWS::ApiGatewayV2::Stage")[0]
    idioms.renamed[stage.id] = f"{idioms.logical[api.id]}.Stage"  # SAM's word for the stage that it makes
    for kind in ("Integration", "Route", "Stage"):
        idioms.replaced.update(r.id for r in _parts(idioms, api, f"AWS::ApiGatewayV2::{kind}"))
    properties: dict[str, Value] = {k: v for k, v in api.properties.items() if k != "ProtocolType"}
    cors = properties.pop("CorsConfiguration", None)
    properties |= {
        "AccessLogSettings": stage.properties["AccessLogSettings"],
        "DefaultRouteSettings": stage.properties["DefaultRouteSettings"],
    }
    if cors is not None:
        properties["CorsConfiguration"] = cors
    if _only_functions(idioms, routes):
        _http_events(idioms, api, routes, properties)
    else:
        properties["DefinitionBody"] = _document(idioms, api, routes, _http_operation, _http_schemes)
        if cors is not None:
            properties["DefinitionBody"]["x-amazon-apigateway-cors"] = {
                k[0].lower() + k[1:]: v for k, v in properties.pop("CorsConfiguration").items()
            }
        properties["DefinitionBody"]["info"]["title"] = properties.pop("Name")  # SAM takes it from there
        idioms.replaced.update(r.id for r in _parts(idioms, api, "AWS::ApiGatewayV2::Authorizer"))
    return {"Type": "AWS::Serverless::HttpApi", "DependsOn": (), "Properties": properties}


def _http_events(idioms: Idioms, api: Resource, routes: list[Link], properties: dict[str, Value]) -> None:
    names: dict[str, str] = {}
    schemes: dict[str, Value] = {}
    for authorizer in _parts(idioms, api, "AWS::ApiGatewayV2::Authorizer"):
        link = idioms.plan.links[authorizer.subject.id]
        target = link.target if link.mechanism == "authorizer" else "Tokens"
        name = names[authorizer.id] = _free(pascal(target), schemes)
        if authorizer.properties["AuthorizerType"] == "JWT":
            jwt = authorizer.properties["JwtConfiguration"]
            schemes[name] = {
                "IdentitySource": authorizer.properties["IdentitySource"][0],
                "JwtConfiguration": {"issuer": jwt["Issuer"], "audience": jwt["Audience"]},
            }
            idioms.replaced.add(authorizer.id)
        else:
            headers = [str(s).rsplit(".", 1)[1] for s in authorizer.properties["IdentitySource"] if "header" in str(s)]
            schemes[name] = {
                "FunctionArn": Ref(link.target, "Arn"),
                "AuthorizerPayloadFormatVersion": "2.0",
                "EnableSimpleResponses": True,
                "EnableFunctionDefaultPermissions": True,
                "Identity": {
                    "Headers": headers or ["Authorization"],
                    "ReauthorizeEvery": authorizer.properties["AuthorizerResultTtlInSeconds"],
                },
            }
            idioms.replaced.update(link.resources)
    default = _default(routes, names)
    if schemes:
        properties["Auth"] = {**({"DefaultAuthorizer": default} if default else {}), "Authorizers": schemes}
    for link in routes:
        event: dict[str, Value] = {"ApiId": Ref(api.id, "")}
        if link.properties["RouteKey"] != "$default":
            event |= {"Path": link.properties["Path"], "Method": link.properties["Method"]}
        event |= _event_auth(link, names, default)
        if "TimeoutInMillis" in link.properties:
            event["TimeoutInMillis"] = link.properties["TimeoutInMillis"]
        idioms.add(link, "HttpApi", event)


def _default(routes: list[Link], names: dict[str, str]) -> str:
    """The authorizer that every route has: said once, for the API."""
    used = {r.properties.get("Authorizer") for r in routes}
    only = used.pop() if len(used) == 1 else None
    return names.get(str(only), "")


def _event_auth(link: Link, names: dict[str, str], default: str) -> dict[str, Value]:
    own = names.get(str(link.properties.get("Authorizer", "")), "")
    kind = link.properties.get("AuthorizationType")
    if own:
        return {} if own == default else {"Auth": {"Authorizer": own}}
    if kind == "AWS_IAM":
        return {"Auth": {"Authorizer": "AWS_IAM"}}
    return {"Auth": {"Authorizer": "NONE"}} if default else {}


def _free(name: str, taken: dict[str, Value]) -> str:
    while name in taken:
        name += "2"
    return name


# -- OpenAPI

_EXTENSION = "x-amazon-apigateway-integration"


def _document(idioms: Idioms, api: Resource, routes: list[Link], operation: Any, schemes: Any) -> dict[str, Any]:
    security, names = schemes(idioms, api)
    paths: dict[str, dict[str, Any]] = {}
    for link in routes:
        path = "/$default" if link.properties.get("RouteKey") == "$default" else link.properties["Path"]
        method = (
            "x-amazon-apigateway-any-method"
            if link.properties["Method"] == "ANY"
            else link.properties["Method"].lower()
        )
        made = operation(idioms, link)
        own = names.get(str(link.properties.get("Authorizer", "")))
        if own:
            made = {"security": [{own: []}], **made}
        elif link.properties.get("AuthorizationType") == "AWS_IAM":
            security.setdefault("sigv4", _SIGV4)
            made = {"security": [{"sigv4": []}], **made}
        if link.properties.get("ApiKeyRequired"):
            security.setdefault("api_key", _API_KEY)
            made = {**made, "security": [*made.get("security", ()), {"api_key": []}]}
        paths.setdefault(path, {})[method] = made
    document: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": api.properties["Name"], "version": "1.0"},
        "paths": paths,
    }
    if security:
        document["components"] = {"securitySchemes": security}
    return document


_API_KEY = {"type": "apiKey", "name": "x-api-key", "in": "header"}
_SIGV4 = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def _rest_schemes(idioms: Idioms, api: Resource) -> tuple[dict[str, Any], dict[str, str]]:
    schemes: dict[str, Any] = {}
    names: dict[str, str] = {}
    for authorizer in _parts(idioms, api, "AWS::ApiGateway::Authorizer"):
        name = names[authorizer.id] = _free(pascal(idioms.plan.links[authorizer.subject.id].target), schemes)
        scheme: dict[str, Any] = {"type": "apiKey", "name": "Authorization", "in": "header"}
        p = authorizer.properties
        if p["Type"] == "COGNITO_USER_POOLS":
            scheme |= {
                "x-amazon-apigateway-authtype": "cognito_user_pools",
                "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": p["ProviderARNs"]},
            }
        else:
            scheme |= {
                "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": {
                    "type": p["Type"].lower(),
                    "authorizerUri": p["AuthorizerUri"],
                    "authorizerResultTtlInSeconds": p["AuthorizerResultTtlInSeconds"],
                    "identitySource": p["IdentitySource"],
                },
            }
        schemes[name] = scheme
    return schemes, names


def _rest_operation(idioms: Idioms, link: Link) -> dict[str, Any]:
    method = next(
        idioms.plan.resources[r] for r in link.resources if idioms.plan.resources[r].type == "AWS::ApiGateway::Method"
    )
    given = method.properties["Integration"]
    kept = {"IntegrationHttpMethod": "httpMethod"}
    integration: dict[str, Any] = {
        kept.get(k, _camel(k)): v
        for k, v in given.items()
        if k not in ("Type", "PassthroughBehavior", "IntegrationResponses")
    }
    integration = {"type": given["Type"].lower(), **integration}
    if "PassthroughBehavior" in given:
        integration["passthroughBehavior"] = given["PassthroughBehavior"].lower()
    if "IntegrationResponses" in given:
        integration["responses"] = {
            r.get("SelectionPattern", "default"): {
                "statusCode": r["StatusCode"],
                **{_camel(k): r[k] for k in ("ResponseParameters", "ResponseTemplates") if k in r},
            }
            for r in given["IntegrationResponses"]
        }
    answers = [r["StatusCode"] for r in method.properties.get("MethodResponses", [])] or ["200"]
    headers = {
        r["StatusCode"]: {name.rsplit(".", 1)[1]: _HEADER for name in r["ResponseParameters"]}
        for r in method.properties.get("MethodResponses", ())
        if "ResponseParameters" in r
    }
    operation: dict[str, Any] = {
        "responses": {
            status: {"description": _ANSWERS[status], **({"headers": headers[status]} if status in headers else {})}
            for status in answers
        }
    }
    parameters = [
        {"name": name.rsplit(".", 1)[1], "in": "path", "required": True, "schema": {"type": "string"}}
        for name in method.properties.get("RequestParameters", {})
        if name.startswith("method.request.path.")
    ]
    if parameters:
        operation["parameters"] = parameters
    return {**operation, _EXTENSION: integration}


_HEADER = {"schema": {"type": "string"}}
_ANSWERS = {"200": "Done", "202": "Accepted", "400": "Bad request", "500": "Failed"}


def _http_schemes(idioms: Idioms, api: Resource) -> tuple[dict[str, Any], dict[str, str]]:
    schemes: dict[str, Any] = {}
    names: dict[str, str] = {}
    for authorizer in _parts(idioms, api, "AWS::ApiGatewayV2::Authorizer"):
        link = idioms.plan.links[authorizer.subject.id]
        name = names[authorizer.id] = _free(
            pascal(link.target if link.mechanism == "authorizer" else "Tokens"), schemes
        )
        p = authorizer.properties
        if p["AuthorizerType"] == "JWT":
            jwt = {"issuer": p["JwtConfiguration"]["Issuer"], "audience": p["JwtConfiguration"]["Audience"]}
            extension = {"type": "jwt", "identitySource": p["IdentitySource"][0], "jwtConfiguration": jwt}
            schemes[name] = {"type": "oauth2", "x-amazon-apigateway-authorizer": extension}
        else:
            extension = {
                "type": "request",
                "identitySource": ",".join(str(s) for s in p["IdentitySource"]),
                "authorizerUri": p["AuthorizerUri"],
                "authorizerPayloadFormatVersion": "2.0",
                "enableSimpleResponses": True,
                "authorizerResultTtlInSeconds": p["AuthorizerResultTtlInSeconds"],
            }
            schemes[name] = {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authorizer": extension,
            }
    return schemes, names


def _http_operation(idioms: Idioms, link: Link) -> dict[str, Any]:
    integration = next(
        idioms.plan.resources[r]
        for r in link.resources
        if idioms.plan.resources[r].type == "AWS::ApiGatewayV2::Integration"
    )
    words = {
        "IntegrationType": "type",
        "IntegrationMethod": "httpMethod",
        "IntegrationUri": "uri",
        "CredentialsArn": "credentials",
    }
    made = {words.get(k, _camel(k)): v for k, v in integration.properties.items() if k != "ApiId"}
    made["type"] = str(made["type"]).lower()
    if "httpMethod" not in made and "integrationSubtype" not in made:
        made["httpMethod"] = "POST"
    return {"responses": {"default": {"description": "Answer of the integration"}}, _EXTENSION: made}
