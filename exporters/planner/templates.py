"""How an API calls a service without a function: addresses, mapping templates and parameters, one function a service.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire

_FORM = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a service by a REST or WebSocket API; `template` None passes the body on as it is."""

    uri: Value
    template: Value | None
    parameters: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    answer: str = ""  # what the client gets in the end
    request: dict[str, bool] = field(default_factory=dict)  # method.request parameters that the call needs


RestCall: TypeAlias = Callable[[Builder, Wire, str], Call]
HttpCall: TypeAlias = Callable[[Builder, Wire], tuple[str, dict[str, Value]]]


def text(value: Any) -> str:
    """A text inside a mapping template: JSON, with the signs that the template language would read spelt out."""
    return json.dumps(str(value)).replace("$", "\\u0024").replace("#", "\\u0023")


def _action(service: str, action: str) -> Join:
    return Join(("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), f":{service}:action/{action}"))


def _queue(b: Builder, wire: Wire, path: str) -> Call:
    uri = Join(
        (
            "arn:",
            Pseudo("Partition"),
            ":apigateway:",
            Pseudo("Region"),
            ":sqs:path/",
            Pseudo("AccountId"),
            "/",
            Ref(wire.target, "Name"),
        )
    )
    template = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"
    if b.node(wire.target).properties.get("FifoQueue"):
        template += "&MessageGroupId=" + _form_value(wire.properties.get("MessageGroupId"))
        template += "&MessageDeduplicationId=$context.requestId"
    return Call(uri, template, _FORM, answer='{"requestId": "$context.requestId"}')


def _form_value(value: Any) -> str:
    from urllib.parse import quote

    return quote(str(value), safe="") if value else "$context.requestId"


def _topic(b: Builder, wire: Wire, path: str) -> Call:
    template = Join(
        ("Action=Publish&TopicArn=$util.urlEncode('", b.arn(wire.target), "')&Message=$util.urlEncode($input.body)")
    )
    return Call(_action("sns", "Publish"), template, _FORM, answer='{"requestId": "$context.requestId"}')


def detail_type(wire: Wire) -> str:
    return str(wire.properties.get("DetailType") or "Request")


def _bus(b: Builder, wire: Wire, path: str) -> Call:
    template = Join(
        (
            '{"Entries": [{"Source": ',
            text(b.slug),
            ', "DetailType": ',
            text(detail_type(wire)),
            ', "Detail": "$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'", "\'")", "EventBusName": "',
            b.name(wire.target),
            '"}]}',
        )
    )
    parameters = {
        "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'",
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
    }
    return Call(_action("events", "PutEvents"), template, parameters, answer='{"requestId": "$context.requestId"}')


def _stream(b: Builder, wire: Wire, path: str) -> Call:
    template = Join(
        (
            '{"StreamName": "',
            Ref(wire.target, "Name"),
            '", "Data": "$util.base64Encode($input.body)", "PartitionKey": "$context.requestId"}',
        )
    )
    return Call(_action("kinesis", "PutRecord"), template, answer='{"requestId": "$context.requestId"}')


def _delivery(b: Builder, wire: Wire, path: str) -> Call:
    template = Join(
        (
            '{"DeliveryStreamName": "',
            Ref(wire.target, "Name"),
            '", "Record": {"Data": "$util.base64Encode($input.body)"}}',
        )
    )
    parameters = {
        "integration.request.header.X-Amz-Target": "'Firehose_20150804.PutRecord'",
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
    }
    return Call(_action("firehose", "PutRecord"), template, parameters, answer='{"requestId": "$context.requestId"}')


def _job(b: Builder, wire: Wire, path: str) -> Call:
    template = Join(
        (
            '{"jobName": "$context.requestId", "jobQueue": "',
            Ref(wire.target, "Arn"),
            '", "jobDefinition": "',
            Ref(b.notes[f"job:{wire.target}"], "Arn"),
            '"}',
        )
    )
    uri = Join(("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), ":batch:path/v1/submitjob"))
    return Call(uri, template)


def _model(b: Builder, wire: Wire, path: str) -> Call:
    from exporters.planner.edges_calls import model_id

    head = ("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), ":bedrock-runtime:path/model/")
    return Call(Join((*head, model_id(b, wire.target), "/invoke")), None)


def _workflow(b: Builder, wire: Wire, path: str) -> Call:
    express = b.node(wire.target).properties.get("StateMachineType") == "EXPRESS"
    action = str(wire.properties.get("Action", "StartSyncExecution" if express else "StartExecution"))
    template = Join(
        (
            '{"stateMachineArn": "',
            b.arn(wire.target),
            '", "input": "$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'", "\'")"}',
        )
    )
    return Call(_action("states", action), template)


def _table(b: Builder, wire: Wire, path: str) -> Call:
    """Items are kept by their whole key, whose parts come from the path's parameters as far as it has some."""
    reads = wire.properties.get("Access") == "read"
    action = str(wire.properties.get("Action", "GetItem" if reads else "PutItem"))
    names = re.findall(r"\{([^}+]+)\+?\}", path)
    keys = [str(k["AttributeName"]) for k in b.drafts[wire.target].properties["KeySchema"]]
    pairs = []
    for number, key in enumerate(keys):
        source = (
            f"$util.escapeJavaScript($input.params('{names[number]}'))" if number < len(names) else "$context.requestId"
        )
        pairs.append(f'{text(key)}: {{"S": "{source}"}}')
    key = "{" + ", ".join(pairs) + "}"
    head = Join(('{"TableName": "', Ref(wire.target, "Name"), '"'))
    if action == "PutItem":
        body = '"$util.escapeJavaScript($input.body)"'
        item = key[:-1] + f', "payload": {{"S": {body}}}}}'
        tail = f', "Item": {item}}}'
    elif action == "Query":
        tail = (
            f', "KeyConditionExpression": "#k = :k", "ExpressionAttributeNames": {{"#k": {text(keys[0])}}}, '
            f'"ExpressionAttributeValues": {{":k": {pairs[0].split(": ", 1)[1]}}}}}'
        ).replace("#k", "\\u0023k")
    elif action == "Scan":
        tail = ', "Limit": 100}'
    else:
        tail = f', "Key": {key}}}'
    return Call(_action("dynamodb", action), Join((*head.parts, tail)))


def _object(b: Builder, wire: Wire, path: str) -> Call:
    """The object's key is the path's last parameter, or the request's own number."""
    reads = wire.properties.get("Access") == "read"
    action = str(wire.properties.get("Action", "GetObject" if reads else "PutObject"))
    names = re.findall(r"\{([^}+]+)\+?\}", path)
    uri = Join(
        ("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"), ":s3:path/", b.name(wire.target), "/{key}")
    )
    source = f"method.request.path.{names[-1]}" if names else "context.requestId"
    verbs = {"GetObject": "GET", "PutObject": "PUT", "DeleteObject": "DELETE"}
    return Call(uri, None, {"integration.request.path.key": source}, verbs.get(action, "GET"))


REST_CALLS: Mapping[str, RestCall] = {
    "sqs": _queue,
    "sns": _topic,
    "eventbridge-bus": _bus,
    "kinesis-stream": _stream,
    "stepfunctions": _workflow,
    "dynamodb": _table,
    "s3": _object,
    "firehose": _delivery,
    "batch": _job,
    "bedrock": _model,
}


def _http_queue(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    parameters: dict[str, Value] = {"QueueUrl": Ref(wire.target, "Url"), "MessageBody": "$request.body"}
    if b.node(wire.target).properties.get("FifoQueue"):
        parameters["MessageGroupId"] = wire.properties.get("MessageGroupId") or "$context.requestId"
        parameters["MessageDeduplicationId"] = "$context.requestId"
    return "SQS-SendMessage", parameters


def _http_bus(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    parameters = {
        "EventBusName": b.name(wire.target),
        "Source": b.slug,
        "DetailType": detail_type(wire),
        "Detail": "$request.body",
    }
    return "EventBridge-PutEvents", parameters


def _http_stream(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    parameters = {"StreamName": Ref(wire.target, "Name"), "Data": "$request.body", "PartitionKey": "$context.requestId"}
    return "Kinesis-PutRecord", parameters


def _http_workflow(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "StepFunctions-StartExecution", {"StateMachineArn": b.arn(wire.target), "Input": "$request.body"}


def _http_express(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "StepFunctions-StartSyncExecution", _http_workflow(b, wire)[1]


def _http_settings(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    """The environment and profile that the application brings along."""
    return "AppConfig-GetConfiguration", {
        "Application": Ref(wire.target, "Id"),
        "Environment": Ref(b.notes[f"environment:{wire.target}"], "EnvironmentId"),
        "Configuration": Ref(b.notes[f"profile:{wire.target}"], "ConfigurationProfileId"),
        "ClientId": "$context.requestId",
    }


HTTP_SUBTYPES: Mapping[str, HttpCall] = {
    "sqs": _http_queue,
    "eventbridge-bus": _http_bus,
    "kinesis-stream": _http_stream,
    "stepfunctions": _http_workflow,
    "sfn-express": _http_express,
    "appconfig": _http_settings,
}
