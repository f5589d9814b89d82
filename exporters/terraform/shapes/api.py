"""API Gateway and AppSync."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exporters.plan import Ref, Resource
from exporters.terraform.hcl import Block, Call, Expr, Template
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import schema

_INTEGRATION = {
    "TimeoutInMillis": "timeout_milliseconds",
    "IntegrationResponses": "",
    "IntegrationTarget": "",  # no argument for it: the planner says so
}


@shape("AWS::ApiGateway::Method")
def method(stack: Stack, of: Resource) -> None:
    """A method, its integration, and the answers that are not the backend's own."""
    block = stack.regular(of)
    address = ".".join(block.labels)
    place = {
        "rest_api_id": block.attributes["rest_api_id"],
        "resource_id": block.attributes["resource_id"],
        "http_method": Expr(f"{address}.http_method"),
    }
    given = of.properties.get("Integration")
    if not isinstance(given, Mapping):
        return
    integration = stack.resource(of, "aws_api_gateway_integration")
    integration.attributes = dict(place)
    known = schema("aws_api_gateway_integration")
    stack.fill(integration, known, given, _INTEGRATION, of.subject, keep=place)
    _responses(stack, of, place, given, ".".join(integration.labels))


def _responses(
    stack: Stack, of: Resource, place: Mapping[str, Any], integration: Mapping[str, Any], address: str
) -> None:
    """The status codes of a method, and which of the backend's answers become which."""
    codes: dict[str, str] = {}
    for response in of.properties.get("MethodResponses", ()):
        code = str(response["StatusCode"])
        block = stack.resource(of, "aws_api_gateway_method_response", f"{stack.values.names[of.id]}_{code}")
        block.attributes = dict(place)
        stack.fill(block, schema(block.labels[0]), response, {}, of.subject)
        codes[code] = ".".join(block.labels)
    for response in integration.get("IntegrationResponses", ()):
        code = str(response["StatusCode"])
        block = stack.resource(of, "aws_api_gateway_integration_response", f"{stack.values.names[of.id]}_{code}")
        block.attributes = dict(place)
        stack.fill(block, schema(block.labels[0]), response, {}, of.subject)
        if code in codes:
            block.attributes["status_code"] = Expr(f"{codes[code]}.status_code")
        block.depends_on = [address]


@shape("AWS::ApiGateway::Deployment")
def deployment(stack: Stack, of: Resource) -> None:
    """Made anew whenever a path, method or integration changes; the old one goes when the stage has moved on."""
    block = stack.resource(of)
    api = of.properties["RestApiId"]
    block.attributes["rest_api_id"] = stack.values.value(api)
    parts = []
    for resource in stack.plan.resources.values():
        if resource.properties.get("RestApiId") != api or resource.type not in _ROUTES:
            continue
        name = stack.values.names[resource.id]
        parts.append(Expr(stack.values.address(resource.id)))
        if resource.type == "AWS::ApiGateway::Method" and "Integration" in resource.properties:
            parts.append(Expr(f"aws_api_gateway_integration.{name}"))
            answers = resource.properties["Integration"].get("IntegrationResponses", ())
            codes = dict.fromkeys(str(answer["StatusCode"]) for answer in answers)
            parts += [Expr(f"aws_api_gateway_integration_response.{name}_{code}") for code in codes]
    block.attributes["triggers"] = {"redeployment": Call("sha1", (Call("jsonencode", (parts,)),))}
    block.last.append(Block("lifecycle", (), {"create_before_destroy": True}))
    block.comment = of.comment


_ROUTES = (
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::GatewayResponse",
)


@shape("AWS::ApiGateway::Stage")
def stage(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    _log_format(block)
    for settings in of.properties.get("MethodSettings", ()):
        further = stack.resource(of, "aws_api_gateway_method_settings")
        path = str(settings.get("ResourcePath", "/*")).removeprefix("/").replace("~1", "/")
        further.attributes = {
            "rest_api_id": block.attributes["rest_api_id"],
            "stage_name": Expr(f"{'.'.join(block.labels)}.stage_name"),
            "method_path": f"{path}/{settings.get('HttpMethod', '*')}",
        }
        inner = further.add("settings")
        known = schema("aws_api_gateway_method_settings")["settings"]
        rest = {k: v for k, v in settings.items() if k not in ("ResourcePath", "HttpMethod")}
        stack.fill(inner, known, rest, {}, of.subject, "MethodSettings")


@shape("AWS::ApiGatewayV2::Stage")
def stage_v2(stack: Stack, of: Resource) -> None:
    _log_format(stack.regular(of))


def _log_format(block: Block) -> None:
    """A line of the access log is JSON: said as an object it can be read."""
    for inner in block.blocks:
        text = inner.attributes.get("format")
        if inner.type == "access_log_settings" and isinstance(text, str) and text.startswith("{"):
            try:
                inner.attributes["format"] = Call("jsonencode", (json.loads(text),))
            except ValueError:
                continue


@shape("AWS::ApiGatewayV2::Integration")
def integration_v2(stack: Stack, of: Resource) -> None:
    uri = of.properties.get("IntegrationUri")
    function = isinstance(uri, Ref) and stack.plan.resources[uri.resource].type == "AWS::Lambda::Function"
    if isinstance(uri, Ref) and function and uri.attribute == "Arn":
        block = stack.regular(of, integration_uri=Expr(f"{stack.values.address(uri.resource)}.invoke_arn"))
        block.attributes = {k: block.attributes[k] for k in sorted(block.attributes, key="api_id".__ne__)}
    else:
        stack.regular(of)


@shape("AWS::AppSync::GraphQLApi")
def graphql_api(stack: Stack, of: Resource) -> None:
    """The API with its schema, which stands in a file of its own."""
    block = stack.regular(of)
    owner = stack.values.absorbed
    for schema_ in stack.plan.of_type("AWS::AppSync::GraphQLSchema"):
        definition = schema_.properties.get("Definition")
        if owner.get(schema_.id) == of.id and definition is not None:
            block.attributes["schema"] = _file(stack, schema_, f"graphql/{block.labels[1]}.graphql", definition)


@shape("AWS::AppSync::GraphQLSchema")
def graphql_schema(stack: Stack, of: Resource) -> None:
    if of.id not in stack.values.absorbed:
        stack.lose(of.subject, "the schema of an API outside this project")


@shape("AWS::AppSync::Resolver")
def resolver(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    code = of.properties.get("Code")
    if code is not None:
        block.attributes["code"] = _file(stack, of, f"graphql/resolvers/{block.labels[1]}.js", code)


def _file(stack: Stack, of: Resource, path: str, text: Any) -> Any:
    """A long text moves into a file; one with references in it stays where it is."""
    if not isinstance(text, str):
        return stack.values.value(text)
    stack.texts[path] = (text if text.endswith("\n") else f"{text}\n", of.subject)
    return Call("file", (Template((Expr("path.module"), f"/{path}")),))
