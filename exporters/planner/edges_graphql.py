"""Fields of a GraphQL API: a data source and a resolver an edge, with code for the JavaScript runtime of AppSync."""

from __future__ import annotations

import json
import re
from typing import Any

from exporters.cfn import pascal
from exporters.plan import Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.permissions import grant_permissions
from exporters.planner.templates import detail_type

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def resolve_field(b: Builder, wire: Wire) -> None:
    service = b.service(wire.target)
    source = _SOURCES.get(service)
    if source is None:
        return b.omit(wire.subject, f"A data source for {b.catalogue.title(service)} has to be written by hand.")
    kind, config, code = source(b, wire)
    reads = wire.properties.get("Access", "read") == "read" and service != "eventbridge-bus"
    type_ = _name(wire.properties.get("TypeName"), "Query" if reads else "Mutation")
    field = _name(wire.properties.get("FieldName"), _lower(pascal(wire.target)))
    fields = b.notes.setdefault(f"fields:{wire.source}", {}).setdefault(type_, {})
    while field in fields:
        field += "2"
    fields[field] = "AWSJSON"
    fields_arguments = "(input: AWSJSON)" if type_ == "Mutation" else "(id: ID)"
    fields[f"{field}{fields_arguments}"] = fields.pop(field)
    principal = wire.id
    properties: dict[str, Value] = {
        "ApiId": Ref(wire.source, "Id"),
        "Name": re.sub(r"\W", "_", wire.id)[:65],
        "Type": kind,
        **config,
    }
    if kind != "NONE":
        properties["ServiceRoleArn"] = b.role(principal, "appsync.amazonaws.com", wire.subject)
        grant_permissions(b, wire, principal) if service != "lambda" else b.grant(
            principal, ["lambda:InvokeFunction"], [b.arn(wire.target)], wire.subject, wire.target
        )
    data_source = b.for_wire(wire, "source", "AWS::AppSync::DataSource", properties)
    resolver = {
        "ApiId": Ref(wire.source, "Id"),
        "TypeName": type_,
        "FieldName": field,
        "DataSourceName": Ref(data_source.id, "Name"),
        "Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"},
        "Code": code,
    }
    b.for_wire(wire, "resolver", "AWS::AppSync::Resolver", resolver)
    wire.properties |= {"TypeName": type_, "FieldName": field}
    return None


def _name(value: Any, default: str) -> str:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else default


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _code(request: str, answer: str = "return ctx.result;") -> str:
    return (
        "import { util } from '@aws-appsync/utils';\n\n"
        f"export function request(ctx) {{\n{request}\n}}\n\n"
        "export function response(ctx) {\n  if (ctx.error) util.error(ctx.error.message, ctx.error.type);\n"
        f"  {answer}\n}}\n"
    )


def _function(b: Builder, wire: Wire) -> tuple[str, dict[str, Value], str]:
    payload = "{ field: ctx.info.fieldName, arguments: ctx.args, identity: ctx.identity }"
    request = f"  return {{ operation: 'Invoke', payload: {payload} }};"
    return "AWS_LAMBDA", {"LambdaConfig": {"LambdaFunctionArn": b.arn(wire.target)}}, _code(request)


def _table(b: Builder, wire: Wire) -> tuple[str, dict[str, Value], str]:
    config = {"DynamoDBConfig": {"TableName": Ref(wire.target, "Name"), "AwsRegion": _region()}}
    key = json.dumps(str(b.drafts[wire.target].properties["KeySchema"][0]["AttributeName"]))
    if wire.properties.get("Access", "read") == "read":
        request = f"  return {{ operation: 'GetItem', key: util.dynamodb.toMapValues({{ [{key}]: ctx.args.id }}) }};"
    else:
        request = (
            "  return {\n    operation: 'PutItem',\n"
            f"    key: util.dynamodb.toMapValues({{ [{key}]: util.autoId() }}),\n"
            "    attributeValues: util.dynamodb.toMapValues({ input: ctx.args.input }),\n  };"
        )
    return "AMAZON_DYNAMODB", config, _code(request)


def _bus(b: Builder, wire: Wire) -> tuple[str, dict[str, Value], str]:
    entry = f"{{ source: {json.dumps(b.slug)}, detailType: {json.dumps(detail_type(wire))}, detail: ctx.args }}"
    config = {"EventBridgeConfig": {"EventBusArn": b.arn(wire.target)}}
    return "AMAZON_EVENTBRIDGE", config, _code(f"  return {{ operation: 'PutEvents', events: [{entry}] }};")


def _http(b: Builder, wire: Wire) -> tuple[str, dict[str, Value], str]:
    url = b.parameter(
        f"{pascal(wire.target)}Url", "String", f"Address of {b.title(wire.target)}", pattern="^https://.+$"
    )
    request = "  return { method: 'GET', resourcePath: '/', params: { headers: { Accept: 'application/json' } } };"
    return "HTTP", {"HttpConfig": {"Endpoint": url}}, _code(request, "return JSON.parse(ctx.result.body);")


def _region() -> Value:
    from exporters.plan import Pseudo

    return Pseudo("Region")


_SOURCES = {
    "lambda": _function,
    "dynamodb": _table,
    "eventbridge-bus": _bus,
    "http-endpoint": _http,
    "third-party-saas": _http,
}
