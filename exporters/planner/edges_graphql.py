"""Fields of a GraphQL API: a data source and a resolver an edge, with code for the JavaScript runtime of AppSync."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from exporters.cfn import pascal
from exporters.plan import Join, Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_calls import model_arn, model_id
from exporters.planner.permissions import grant_permissions
from exporters.planner.templates import detail_type

# The data source's type, its configuration, and the resolver's code.
Source: TypeAlias = tuple[str, dict[str, Value], Value]

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
        _grant(b, wire, service, principal)
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


def _grant(b: Builder, wire: Wire, service: str, principal: str) -> None:
    if service == "lambda":
        b.grant(principal, ["lambda:InvokeFunction"], [b.arn(wire.target)], wire.subject, wire.target)
    elif service == "bedrock":
        b.grant(principal, ["bedrock:InvokeModel"], [model_arn(model_id(b, wire.target))], wire.subject)
    elif service == "aurora-serverless-v2":
        actions = ["rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"]
        b.grant(principal, actions, [Ref(wire.target, "Arn")], wire.subject, wire.target)
        secret = b.notes[f"secret:{wire.target}"]
        b.grant(principal, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
    else:
        grant_permissions(b, wire, principal)


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


def _function(b: Builder, wire: Wire) -> Source:
    payload = "{ field: ctx.info.fieldName, arguments: ctx.args, identity: ctx.identity }"
    request = f"  return {{ operation: 'Invoke', payload: {payload} }};"
    return "AWS_LAMBDA", {"LambdaConfig": {"LambdaFunctionArn": b.arn(wire.target)}}, _code(request)


def _table(b: Builder, wire: Wire) -> Source:
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


def _bus(b: Builder, wire: Wire) -> Source:
    entry = f"{{ source: {json.dumps(b.slug)}, detailType: {json.dumps(detail_type(wire))}, detail: ctx.args }}"
    config = {"EventBridgeConfig": {"EventBusArn": b.arn(wire.target)}}
    return "AMAZON_EVENTBRIDGE", config, _code(f"  return {{ operation: 'PutEvents', events: [{entry}] }};")


def _http(b: Builder, wire: Wire) -> Source:
    url = b.parameter(
        f"{pascal(wire.target)}Url", "String", f"Address of {b.title(wire.target)}", pattern="^https://.+$"
    )
    request = "  return { method: 'GET', resourcePath: '/', params: { headers: { Accept: 'application/json' } } };"
    return "HTTP", {"HttpConfig": {"Endpoint": url}}, _code(request, "return JSON.parse(ctx.result.body);")


def _database(b: Builder, wire: Wire) -> Source:
    """By the Data API; one row by its id, whose table and columns the code names."""
    config = {
        "RelationalDatabaseSourceType": "RDS_HTTP_ENDPOINT",
        "RdsHttpEndpointConfig": {
            "AwsRegion": _region(),
            "DbClusterIdentifier": Ref(wire.target, "Arn"),
            "DatabaseName": b.drafts[wire.target].properties["DatabaseName"],
            "AwsSecretStoreArn": b.notes[f"secret:{wire.target}"],
        },
    }
    request = (
        "  return {\n    statements: ['SELECT * FROM items WHERE id = :id'],\n"
        "    variableMap: { ':id': ctx.args.id },\n  };"
    )
    return "RELATIONAL_DATABASE", {"RelationalDatabaseConfig": config}, _code(request)


def _search(b: Builder, wire: Wire) -> Source:
    config = {"AwsRegion": _region(), "Endpoint": Join(("https://", Ref(wire.target, "DomainEndpoint")))}
    request = (
        "  return {\n    operation: 'GET',\n    path: '/items/_search',\n"
        "    params: { body: { query: { match: { id: ctx.args.id } } } },\n  };"
    )
    return "AMAZON_OPENSEARCH_SERVICE", {"OpenSearchServiceConfig": config}, _code(request)


def _signed(service: str, host: str) -> Value:
    endpoint = Join(("https://", host, ".", _region(), ".amazonaws.com"))
    iam = {"SigningRegion": _region(), "SigningServiceName": service}
    return {"Endpoint": endpoint, "AuthorizationConfig": {"AuthorizationType": "AWS_IAM", "AwsIamConfig": iam}}


_SIGNED = """import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    method: 'POST',
    resourcePath: 'PATH',
    params: {
      headers: HEADERS,
      body: BODY,
    },
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  ANSWER
}
"""


def _signed_code(**places: Value) -> Join:
    """Code for a signed call, with what only this stack knows put in its places."""
    parts: list[Value] = []
    for part in re.split(r"\b(PATH|HEADERS|BODY|ANSWER)\b", _SIGNED):
        value = places.get(part, part)
        parts.extend(value.parts if isinstance(value, Join) else (value,))
    return Join(tuple(parts))


def _model(b: Builder, wire: Wire) -> Source:
    """The model's id stands in the address, so the code is put together with it."""
    code = _signed_code(
        PATH=Join(("/model/", model_id(b, wire.target), "/invoke")),
        HEADERS="{ 'Content-Type': 'application/json' }",
        BODY="ctx.args.input ?? '{}'",
        ANSWER="return JSON.parse(ctx.result.body);",
    )
    return "HTTP", {"HttpConfig": _signed("bedrock", "bedrock-runtime")}, code


def _workflow(b: Builder, wire: Wire) -> Source:
    target = "AWSStepFunctions.StartSyncExecution"
    code = _signed_code(
        PATH="/",
        HEADERS=f"{{ 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': '{target}' }}",
        BODY=Join(("{ stateMachineArn: '", b.arn(wire.target), "', input: JSON.stringify(ctx.args) }")),
        ANSWER=(
            "const answer = JSON.parse(ctx.result.body);\n"
            "  if (answer.status !== 'SUCCEEDED') util.error(answer.cause ?? 'failed', answer.error ?? 'Workflow');\n"
            "  return JSON.parse(answer.output);"
        ),
    )
    return "HTTP", {"HttpConfig": _signed("states", "sync-states")}, code


def _region() -> Value:
    from exporters.plan import Pseudo

    return Pseudo("Region")


_SOURCES = {
    "lambda": _function,
    "dynamodb": _table,
    "eventbridge-bus": _bus,
    "http-endpoint": _http,
    "third-party-saas": _http,
    "aurora-serverless-v2": _database,
    "opensearch": _search,
    "bedrock": _model,
    "stepfunctions": _workflow,
}
