"""A sample event of each shape, as AWS sends it, cut down to what handlers read."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from exporters.base import json_text
from exporters.handlers.model import Event

# Which mechanisms bring which shape: to find the edge that an event comes from.
MECHANISMS_OF: dict[str, tuple[str, ...]] = {
    "sqs": ("event-source-mapping",),
    "kinesis": ("event-source-mapping",),
    "dynamodb": ("event-source-mapping",),
    "kafka": ("event-source-mapping",),
    "rabbitmq": ("event-source-mapping",),
    "activemq": ("event-source-mapping",),
    "apigw-rest": ("proxy-integration",),
    "apigw-http": ("proxy-integration", "function-url"),
    "apigw-websocket": ("proxy-integration",),
    "apigw-async": ("async-invoke",),
    "eventbridge": ("rule-target",),
    "sns": ("subscription",),
    "s3": ("notification",),
    "schedule": ("schedule-target",),
    "logs": ("subscription-filter",),
    "alarm": ("alarm-action",),
    "cognito": ("trigger",),
    "cloudfront": ("edge-function",),
    "appsync": ("resolver",),
    "task": ("task",),
    "task-token": ("task",),
    "pipe": ("enrichment", "pipe-target"),
    "destination": ("on-failure", "on-success"),
    "authorizer-rest": ("authorizer",),
    "authorizer-http": ("authorizer",),
    "authorizer-appsync": ("authorizer",),
    "invoke": ("sdk-call", "publish"),
}

PAYLOAD = {"id": "42", "name": "sample"}
_BODY = json.dumps(PAYLOAD)


def sample_of(event: Event) -> str:
    """A sample event, as JSON."""
    return json_text(sample(event))


def sample(event: Event) -> Any:
    make = _SAMPLES.get(event.shape)
    return make(event) if make else dict(PAYLOAD)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _sqs(event: Event) -> Any:
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "sample",
        "body": _BODY,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:sample",
        "awsRegion": "eu-west-1",
    }
    return {"Records": [record]}


def _kinesis(event: Event) -> Any:
    data = {
        "partitionKey": "1",
        "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
        "data": _b64(_BODY),
    }
    record = {
        "kinesis": data,
        "eventID": f"shardId-000000000006:{data['sequenceNumber']}",
        "eventSource": "aws:kinesis",
        "eventName": "aws:kinesis:record",
    }
    return {"Records": [record]}


def _dynamodb(event: Event) -> Any:
    change = {
        "Keys": {"id": {"S": "42"}},
        "NewImage": {"id": {"S": "42"}, "name": {"S": "sample"}},
        "SequenceNumber": "111",
    }
    return {"Records": [{"eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}]}


def _kafka(event: Event) -> Any:
    record = {"topic": "sample", "partition": 0, "offset": 15, "key": _b64("1"), "value": _b64(_BODY)}
    return {"eventSource": "aws:kafka", "records": {"sample-0": [record]}}


def _rabbitmq(event: Event) -> Any:
    message = {"basicProperties": {"messageId": "1"}, "data": _b64(_BODY)}
    return {"eventSource": "aws:rmq", "rmqMessagesByQueue": {"jobs::/": [message]}}


def _activemq(event: Event) -> Any:
    return {"eventSource": "aws:mq", "messages": [{"messageID": "ID:1", "data": _b64(_BODY)}]}


def _parameters(path: str) -> dict[str, str] | None:
    names = [part.strip("{}+") for part in path.split("/") if part.startswith("{")]
    return dict.fromkeys(names, "42") or None


def _path(path: str) -> str:
    return "/".join("42" if part.startswith("{") else part for part in path.split("/"))


def _method(event: Event) -> str:
    method = str(event.detail.get("Method", "POST"))
    return "POST" if method == "ANY" else method


CALLER = "8f1c0d2e-57a4-4b7b-9d39-0c5a1e6f2b43"  # the subject of a sample's token


def _claims(event: Event, kind: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The authorizer's part of a request's context, where the first route asks for a token."""
    return {"authorizer": claims} if event.detail.get("AuthorizationType") == kind else {}


PAGE = "https://www.example.com"  # the origin from which a sample comes


def _rest(event: Event) -> Any:
    path = str(event.detail.get("Path", "/"))
    body = None if _method(event) in ("GET", "DELETE", "HEAD") else _BODY
    headers = {"content-type": "application/json", **({"origin": PAGE} if event.origin else {})}
    return {
        "resource": path,
        "path": _path(path),
        "httpMethod": _method(event),
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": _parameters(path),
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "stage": "dev",
            "domainName": "sample.execute-api.eu-west-1.amazonaws.com",
            **_claims(event, "COGNITO_USER_POOLS", {"claims": {"sub": CALLER}}),
        },
    }


def _http(event: Event) -> Any:
    path = str(event.detail.get("Path", "/"))
    parameters = _parameters(path)
    sample = {
        "version": "2.0",
        "routeKey": str(event.detail.get("RouteKey", "$default")),
        "rawPath": _path(path),
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        **({"pathParameters": parameters} if parameters else {}),
        "requestContext": {
            "http": {"method": _method(event), "path": _path(path)},
            "requestId": "id",
            "stage": "$default",
            "domainName": "sample.execute-api.eu-west-1.amazonaws.com",
            **_claims(event, "JWT", {"jwt": {"claims": {"sub": CALLER}, "scopes": None}}),
        },
        "isBase64Encoded": False,
    }
    return sample if _method(event) in ("GET", "DELETE", "HEAD") else {**sample, "body": _BODY}


def _websocket(event: Event) -> Any:
    key = str(event.detail.get("RouteKey", "$default"))
    kinds = {"$connect": "CONNECT", "$disconnect": "DISCONNECT"}
    context = {
        "routeKey": key,
        "eventType": kinds.get(key, "MESSAGE"),
        "connectionId": "abc=",
        "domainName": "api",
        "stage": "dev",
    }
    return {"requestContext": context, "body": _BODY, "isBase64Encoded": False}


def _eventbridge(event: Event) -> Any:
    pattern = event.detail.get("EventPattern") or {}
    kinds = pattern.get("detail-type") if isinstance(pattern, dict) else None
    kind = kinds[0] if isinstance(kinds, (list, tuple)) and kinds and isinstance(kinds[0], str) else "Sample"
    return {
        "version": "0",
        "id": "1",
        "detail-type": kind,
        "source": "sample",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "eu-west-1",
        "resources": [],
        "detail": PAYLOAD,
    }


def _sns(event: Event) -> Any:
    message = {
        "MessageId": "1",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:sample",
        "Subject": None,
        "Message": _BODY,
    }
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": message}]}


def _s3(event: Event) -> Any:
    item = {"key": "folder/sample+file.jpg", "size": 1024, "sequencer": "0A1B2C3D4E5F678901"}
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "eventTime": "2026-01-01T00:00:00.000Z",
        "awsRegion": "eu-west-1",
        "s3": {"bucket": {"name": "sample-bucket"}, "object": item},
    }
    return {"Records": [record]}


def _schedule(event: Event) -> Any:
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "eu-west-1",
        "resources": ["arn:aws:scheduler:eu-west-1:123456789012:schedule/default/sample"],
        "detail": "{}",
    }


def _logs(event: Event) -> Any:
    data = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "sample",
        "logStream": "1",
        "logEvents": [{"id": "1", "timestamp": 1767225600000, "message": _BODY}],
    }
    packed = gzip.compress(json.dumps(data).encode(), mtime=0)
    # The tenth byte names the system that packed it: 255, unknown, wherever this runs.
    return {"awslogs": {"data": base64.b64encode(packed[:9] + b"\xff" + packed[10:]).decode()}}


def _alarm(event: Event) -> Any:
    return {
        "source": "aws.cloudwatch",
        "alarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:sample",
        "alarmData": {"alarmName": "sample", "state": {"value": "ALARM", "reason": "Threshold crossed"}},
    }


def _cognito(event: Event) -> Any:
    trigger = event.detail.get("Trigger", "PostConfirmation")
    name = trigger[0] if isinstance(trigger, (list, tuple)) else trigger
    return {
        "version": "1",
        "triggerSource": f"{name}_Sample",
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_sample",
        "userName": "sample",
        "request": {"userAttributes": {"email": "sample@example.com"}},
        "response": {},
    }


def _cloudfront(event: Event) -> Any:
    request = {"uri": "/folder/", "method": "GET", "querystring": "", "headers": {}}
    cf: dict[str, Any] = {
        "config": {"eventType": str(event.detail.get("EventType", "origin-request"))},
        "request": request,
    }
    if str(event.detail.get("EventType", "")).endswith("response"):
        cf["response"] = {"status": "200", "statusDescription": "OK", "headers": {}}
    return {"Records": [{"cf": cf}]}


def _appsync(event: Event) -> Any:
    return {"field": "sample", "arguments": PAYLOAD, "identity": None}


def _token(event: Event) -> Any:
    return {"input": PAYLOAD, "taskToken": "sample-token"}


def _pipe(event: Event) -> Any:
    return [dict(PAYLOAD)]


def _destination(event: Event) -> Any:
    return {
        "version": "1.0",
        "requestContext": {"condition": "RetriesExhausted"},
        "requestPayload": PAYLOAD,
        "responsePayload": {},
    }


def _authorizer_rest(event: Event) -> Any:
    return {
        "type": "TOKEN",
        "authorizationToken": "sample",
        "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/",
    }


def _authorizer_http(event: Event) -> Any:
    return {"version": "2.0", "type": "REQUEST", "headers": {"authorization": "sample"}, "routeKey": "GET /"}


def _authorizer_appsync(event: Event) -> Any:
    return {"authorizationToken": "sample", "requestContext": {"apiId": "sample"}}


_SAMPLES = {
    "sqs": _sqs,
    "kinesis": _kinesis,
    "dynamodb": _dynamodb,
    "kafka": _kafka,
    "rabbitmq": _rabbitmq,
    "activemq": _activemq,
    "apigw-rest": _rest,
    "apigw-http": _http,
    "apigw-websocket": _websocket,
    "eventbridge": _eventbridge,
    "sns": _sns,
    "s3": _s3,
    "schedule": _schedule,
    "logs": _logs,
    "alarm": _alarm,
    "cognito": _cognito,
    "cloudfront": _cloudfront,
    "appsync": _appsync,
    "task-token": _token,
    "pipe": _pipe,
    "destination": _destination,
    "authorizer-rest": _authorizer_rest,
    "authorizer-http": _authorizer_http,
    "authorizer-appsync": _authorizer_appsync,
}
