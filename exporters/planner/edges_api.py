"""Routes: how an API hands a request to a function, a service or an HTTP endpoint."""

from __future__ import annotations

import json
import re
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Ref, Value
from exporters.planner import edges_balancer
from exporters.planner.arns import execute_arn, invocations_uri
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.edges_authorizers import authorization
from exporters.planner.edges_calls import model_arn, model_id, settings_parts
from exporters.planner.edges_invoke import database_invokes
from exporters.planner.nodes_further import lattice_target
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import mechanism
from exporters.planner.templates import HTTP_SUBTYPES, REST_CALLS, Call

APIS = ("apigw-rest", "apigw-http", "apigw-websocket")


# -- routes


@mechanism("proxy-integration")
def proxy(b: Builder, wire: Wire) -> None:
    service = b.service(wire.source)
    if service == "alb":
        return edges_balancer.target(b, wire)
    if service == "vpc-lattice":
        return lattice_target(b, wire)
    if service == "apigw-rest":
        path, method = route_of(b, wire)
        integration = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocations_uri(b, wire.target)}
        if (
            wire.properties.get("ResponseTransferMode") == "STREAM"
            or wire.integration.id == "apigw-rest-streams-lambda"
        ):
            integration |= {"ResponseTransferMode": "STREAM", "Uri": invocations_uri(b, wire.target, streaming=True)}
        if not _rest_method(b, wire, path, method, integration):
            return None
        verb = "*" if method == "ANY" else method
        pattern = re.sub(r"\{[^}]*\}", "*", path)
        invoke_permission(
            b, wire, "apigateway.amazonaws.com", Join((*execute_arn(wire.source).parts, f"/*/{verb}{pattern}"))
        )
    else:
        properties: dict[str, Any] = {"IntegrationType": "AWS_PROXY"}
        if service == "apigw-http":
            properties |= {"IntegrationUri": b.arn(wire.target), "PayloadFormatVersion": "2.0"}
        else:
            properties["IntegrationUri"] = invocations_uri(b, wire.target)
        suffix = _v2_route(b, wire, properties)
        if suffix:
            invoke_permission(b, wire, "apigateway.amazonaws.com", Join((*execute_arn(wire.source).parts, suffix)))
    return None


@mechanism("async-invoke")
def asynchronous(b: Builder, wire: Wire) -> None:
    """A REST API hands over an event and answers 202, a database goes on; others have mechanisms of their own."""
    if b.service(wire.source) in ("rds", "aurora-serverless-v2"):
        return database_invokes(b, wire)
    if b.service(wire.source) != "apigw-rest":
        return b.omit(
            wire.subject, "Only a REST API can hand an event to a function without a queue or bus in between."
        )
    path, method = route_of(b, wire, "POST")
    integration = {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": invocations_uri(b, wire.target),
        "Credentials": b.role(wire.source, "apigateway.amazonaws.com", Subject("node", wire.source)),
        "RequestParameters": {"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
        "PassthroughBehavior": "WHEN_NO_MATCH",
        "IntegrationResponses": [
            {"StatusCode": "202", "ResponseTemplates": {"application/json": '{"requestId": "$context.requestId"}'}},
            {"StatusCode": "500", "SelectionPattern": "5\\d{2}"},
        ],
    }
    if _rest_method(b, wire, path, method, integration, ("202", "500")):
        grant_permissions(b, wire)
    return None


@mechanism("service-integration")
def service_integration(b: Builder, wire: Wire) -> None:
    service, target = b.service(wire.source), b.service(wire.target)
    if service == "apigw-http":
        return _http_service(b, wire, target)
    make = REST_CALLS.get(target)
    if make is None:
        return b.omit(
            wire.subject, f"A direct call of {b.catalogue.title(target)} needs a mapping template written by hand."
        )
    path, method = route_of(b, wire, "POST")
    call: Call = make(b, wire, path)
    credentials = b.role(wire.source, "apigateway.amazonaws.com", Subject("node", wire.source))
    if service == "apigw-websocket":
        properties: dict[str, Any] = {
            "IntegrationType": "AWS",
            "IntegrationMethod": call.method,
            "IntegrationUri": call.uri,
            "CredentialsArn": credentials,
            "RequestParameters": call.parameters,
            "RequestTemplates": {"$default": call.template} if call.template is not None else {},
            "TemplateSelectionExpression": "\\$default",
            "PassthroughBehavior": "NEVER",
        }
        planned = bool(_v2_route(b, wire, properties))
    else:
        integration: dict[str, Any] = {
            "Type": "AWS",
            "IntegrationHttpMethod": call.method,
            "Uri": call.uri,
            "Credentials": credentials,
            "PassthroughBehavior": "NEVER" if call.template is not None else "WHEN_NO_MATCH",
        }
        if call.parameters:
            integration["RequestParameters"] = call.parameters
        if call.template is not None:
            integration["RequestTemplates"] = {"application/json": call.template}
        integration["IntegrationResponses"] = [
            {"StatusCode": "200", **({"ResponseTemplates": {"application/json": call.answer}} if call.answer else {})},
            {"StatusCode": "400", "SelectionPattern": "4\\d{2}"},
            {"StatusCode": "500", "SelectionPattern": "5\\d{2}"},
        ]
        planned = _rest_method(b, wire, path, method, integration, ("200", "400", "500"), call.request)
    if planned:
        _grant(b, wire)
    return None


def _grant(b: Builder, wire: Wire) -> None:
    target = b.service(wire.target)
    if target == "bedrock":
        b.grant(wire.source, ["bedrock:InvokeModel"], [model_arn(model_id(b, wire.target))], wire.subject)
    elif target == "appconfig":
        arns: list[Value] = [b.arn(wire.target), settings_parts(b, wire.target)]
        b.grant(wire.source, ["appconfig:GetConfiguration"], arns, wire.subject, wire.target)
    else:
        grant_permissions(b, wire)


def _http_service(b: Builder, wire: Wire, target: str) -> None:
    make = HTTP_SUBTYPES.get(b.catalogue.variant(b.node(wire.target))) or HTTP_SUBTYPES.get(target)
    if make is None:
        return b.omit(wire.subject, f"An HTTP API has no direct call of {b.catalogue.title(target)}.")
    subtype, parameters = make(b, wire)
    subtype = wire.properties.get("IntegrationSubtype", subtype)
    properties = {
        "IntegrationType": "AWS_PROXY",
        "IntegrationSubtype": subtype,
        "PayloadFormatVersion": "1.0",
        "CredentialsArn": b.role(wire.source, "apigateway.amazonaws.com", Subject("node", wire.source)),
        "RequestParameters": parameters,
    }
    if _v2_route(b, wire, properties, "POST"):
        _grant(b, wire)
    return None


@mechanism("http-integration")
def http_endpoint(b: Builder, wire: Wire) -> None:
    path, method = route_of(b, wire)
    url = b.parameter(
        f"{pascal(wire.target)}Url", "String", f"Address of {b.title(wire.target)}", pattern="^https://.+$"
    )
    if b.service(wire.source) == "apigw-rest":
        integration = {"Type": "HTTP_PROXY", "IntegrationHttpMethod": method, "Uri": url}
        _rest_method(b, wire, path, method, integration)
    else:
        properties = {
            "IntegrationType": "HTTP_PROXY",
            "IntegrationMethod": method,
            "IntegrationUri": url,
            "PayloadFormatVersion": "1.0",
        }
        _v2_route(b, wire, properties)


@mechanism("private-integration")
def private(b: Builder, wire: Wire) -> None:
    """An API reaches a balancer, or a container by Cloud Map, in the VPC through a VPC link."""
    from exporters.planner import network

    if b.service(wire.target) == "alb":
        return _to_balancer(b, wire)
    link = b.for_wire(
        wire,
        "vpc-link",
        "AWS::ApiGatewayV2::VpcLink",
        {
            "Name": kebab(wire.id)[:120],
            "SubnetIds": network.subnets(b),
            "SecurityGroupIds": [network.security_group(b, wire.source, Subject("node", wire.source))],
        },
    )
    namespace = b.for_wire(
        wire,
        "namespace",
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        {"Name": f"{kebab(wire.target)}.internal", "Vpc": network.vpc(b)},
    )
    discovery = b.for_wire(
        wire,
        "discovery",
        "AWS::ServiceDiscovery::Service",
        {
            "Name": kebab(wire.target)[:60],
            "NamespaceId": Ref(namespace.id, "Id"),
            "DnsConfig": {"DnsRecords": [{"Type": "SRV", "TTL": 60}]},
        },
    )
    port = network.container_port(b, wire.target)
    registry = {"RegistryArn": Ref(discovery.id, "Arn"), "ContainerName": "app", "ContainerPort": port}
    b.drafts[wire.target].properties.setdefault("ServiceRegistries", []).append(registry)
    container = b.drafts[b.notes[f"task:{wire.target}"]].properties["ContainerDefinitions"][0]
    container["PortMappings"] = [{"ContainerPort": port, "Protocol": "tcp"}]
    network.open_port(b, wire.source, wire.target, port, wire.subject)
    properties = {
        "IntegrationType": "HTTP_PROXY",
        "IntegrationMethod": "ANY",
        "ConnectionType": "VPC_LINK",
        "ConnectionId": Ref(link.id, "Id"),
        "IntegrationUri": Ref(discovery.id, "Arn"),
        "PayloadFormatVersion": "1.0",
    }
    _v2_route(b, wire, properties)
    return None


def _to_balancer(b: Builder, wire: Wire) -> None:
    """An API reaches a balancer inside the VPC, whose certificate it checks."""
    way = edges_balancer.reached(b, wire)
    if b.service(wire.source) == "apigw-rest":
        path, method = route_of(b, wire)
        b.omit(
            wire.subject,
            "hashicorp/aws 5 cannot name the balancer behind a VPC link of a REST API: set the integration's target "
            "there by hand.",
            "terraform",
        )
        integration = {
            "Type": "HTTP_PROXY",
            "IntegrationHttpMethod": method,
            "ConnectionType": way["ConnectionType"],
            "ConnectionId": way["ConnectionId"],
            "IntegrationTarget": b.arn(wire.target),
            "Uri": Join(("https://", way["name"], "/")),
        }
        _rest_method(b, wire, path, method, integration)
    else:
        properties = {
            "IntegrationType": "HTTP_PROXY",
            "IntegrationMethod": "ANY",
            "ConnectionType": way["ConnectionType"],
            "ConnectionId": way["ConnectionId"],
            "IntegrationUri": way["listener"],
            "PayloadFormatVersion": "1.0",
            "TlsConfig": {"ServerNameToVerify": way["name"]},
        }
        _v2_route(b, wire, properties)


@mechanism("function-url")
def function_url(b: Builder, wire: Wire) -> None:
    """The function's own address; whoever the edge comes from calls it."""
    url_id = b.notes.get(f"url:{wire.target}")
    auth = wire.properties.get("AuthType", "AWS_IAM")
    if url_id is None:
        properties: dict[str, Any] = {
            "TargetFunctionArn": b.arn(wire.target),
            "AuthType": auth,
            **wire.take("InvokeMode", "Cors"),
        }
        url_id = b.for_wire(wire, "url", "AWS::Lambda::Url", properties).id
        b.notes[f"url:{wire.target}"] = url_id
        b.output(f"{pascal(wire.target)}FunctionUrl", Ref(url_id, "Url"), f"URL of the function {b.title(wire.target)}")
        if auth == "NONE":
            statement = {
                "FunctionName": b.arn(wire.target),
                "Action": "lambda:InvokeFunctionUrl",
                "Principal": "*",
                "FunctionUrlAuthType": "NONE",
            }
            b.for_wire(wire, "permission", "AWS::Lambda::Permission", statement)
    if b.service(wire.source) == "cloudfront":
        from exporters.planner.edges_edge import url_origin

        url_origin(b, wire, url_id)


def route_of(b: Builder, wire: Wire, method: str = "ANY") -> tuple[str, str]:
    """Path and method of a route; a single route that says neither takes everything."""
    routes = [w for w in b.out[wire.source] if w.integration.mechanism in _ROUTES]
    silent = [w for w in routes if "Path" not in w.properties]
    path = wire.properties.get("Path")
    if path is None:
        path = "/{proxy+}" if len(silent) == 1 and method == "ANY" else f"/{kebab(wire.target)}"
    path = str(path)
    method = str(wire.properties.get("Method", method)).upper()
    return (path if path.startswith("/") else f"/{path}"), ("ANY" if method == "*" else method)


_ROUTES = ("proxy-integration", "async-invoke", "service-integration", "http-integration", "private-integration")


def _rest_method(
    b: Builder,
    wire: Wire,
    path: str,
    method: str,
    integration: dict[str, Any],
    answers: tuple[str, ...] = (),
    request: dict[str, bool] | None = None,
) -> bool:
    if _taken(b, wire, f"{method} {path}"):
        return False
    kind, authorizer_id = authorization(b, wire)
    parameters = {f"method.request.path.{name}": True for name in re.findall(r"\{([^}+]+)\+?\}", path)}
    if "TimeoutInMillis" in wire.properties:
        integration["TimeoutInMillis"] = wire.properties["TimeoutInMillis"]
    properties: dict[str, Any] = {
        "RestApiId": Ref(wire.source, "Id"),
        "ResourceId": _rest_resource(b, wire, path),
        "HttpMethod": method,
        "AuthorizationType": kind,
    }
    if authorizer_id:
        properties["AuthorizerId"] = Ref(authorizer_id, "AuthorizerId")
    if "ApiKeyRequired" in wire.properties:
        properties["ApiKeyRequired"] = wire.properties["ApiKeyRequired"]
    if parameters | (request or {}):
        properties["RequestParameters"] = parameters | (request or {})
    properties["Integration"] = integration
    if answers:
        properties["MethodResponses"] = [{"StatusCode": status} for status in answers]
    b.for_wire(wire, "method", "AWS::ApiGateway::Method", properties)
    wire.properties |= {"Path": path, "Method": method, "AuthorizationType": kind}
    if authorizer_id:
        wire.properties["Authorizer"] = authorizer_id
    return True


def _rest_resource(b: Builder, wire: Wire, path: str) -> Value:
    """The resource of a path, its parents first; shared by all methods of that path."""
    parent: Value = Ref(wire.source, "RootResourceId")
    so_far = ""
    for part in [p for p in path.split("/") if p]:
        so_far += f"/{part}"
        key = f"path:{wire.source}:{so_far}"
        if key not in b.notes:
            name = re.sub(r"[^A-Za-z0-9]+", "_", so_far).strip("_")
            properties = {"RestApiId": Ref(wire.source, "Id"), "ParentId": parent, "PathPart": part}
            subject = Subject("node", wire.source)
            b.notes[key] = b.add(f"{wire.source}_{name}", "AWS::ApiGateway::Resource", properties, subject, "path").id
        parent = Ref(b.notes[key], "Id")
    return parent


def _v2_route(b: Builder, wire: Wire, integration: dict[str, Any], method: str = "ANY") -> str:
    """Integration and route of an HTTP or WebSocket API; returns the end of the route's execution ARN, "" if taken."""
    websocket = b.service(wire.source) == "apigw-websocket"
    if websocket:
        key = str(wire.properties.get("RouteKey", "$default"))
        suffix = f"/*/{key}"
    else:
        path, method = route_of(b, wire, method)
        key = "$default" if path == "/{proxy+}" and method == "ANY" else f"{method} {path}"
        verb = "*" if method == "ANY" else method
        suffix = "/*/$default" if key == "$default" else f"/*/{verb}" + re.sub(r"\{[^}]*\}", "*", path)
        wire.properties |= {"Path": path, "Method": method}
    if _taken(b, wire, key):
        return ""
    kind, authorizer_id = authorization(b, wire)
    if "TimeoutInMillis" in wire.properties:
        integration["TimeoutInMillis"] = wire.properties["TimeoutInMillis"]
    made = b.for_wire(
        wire, "integration", "AWS::ApiGatewayV2::Integration", {"ApiId": Ref(wire.source, "Id"), **integration}
    )
    properties: dict[str, Any] = {
        "ApiId": Ref(wire.source, "Id"),
        "RouteKey": key,
        "Target": Join(("integrations/", Ref(made.id, ""))),
        "AuthorizationType": kind,
    }
    if authorizer_id:
        properties["AuthorizerId"] = Ref(authorizer_id, "AuthorizerId")
    b.for_wire(wire, "route", "AWS::ApiGatewayV2::Route", properties)
    wire.properties |= {"RouteKey": key, "AuthorizationType": kind}
    if authorizer_id:
        wire.properties["Authorizer"] = authorizer_id
    return suffix


def _taken(b: Builder, wire: Wire, key: str) -> bool:
    if f"route:{wire.source}:{key}" in b.notes:
        b.omit(wire.subject, f"The route {json.dumps(key)} is already taken by another edge of this API.")
        return True
    b.notes[f"route:{wire.source}:{key}"] = wire.id
    return False


@mechanism("resolver")
def resolver(b: Builder, wire: Wire) -> None:
    from exporters.planner.edges_graphql import resolve_field

    resolve_field(b, wire)
