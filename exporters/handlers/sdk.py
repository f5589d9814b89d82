"""The packages of npm that the TypeScript functions use: AWS's clients by the kind of call, and Powertools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exporters.handlers.model import Call, Handler

# What a project asks for of each package.  Node.js 20 and newer run all of them.
_POWERTOOLS = "^2.35.0"
_SDK = "^3.900.0"
VERSIONS = {
    "@aws-lambda-powertools/batch": _POWERTOOLS,
    "@aws-lambda-powertools/commons": _POWERTOOLS,
    "@aws-lambda-powertools/event-handler": _POWERTOOLS,
    "@aws-lambda-powertools/idempotency": _POWERTOOLS,
    "@aws-lambda-powertools/jmespath": _POWERTOOLS,
    "@aws-lambda-powertools/logger": _POWERTOOLS,
    "@aws-lambda-powertools/tracer": _POWERTOOLS,
    "@middy/core": "^6.4.5",
    "@types/aws-lambda": "^8.10.164",
    "@types/node": "^22.0.0",
    "esbuild": "^0.28.2",
    "typescript": "~5.9.3",
    "vitest": "^4.1.12",
}


@dataclass(frozen=True, slots=True)
class Client:
    """AWS's client for a kind of call: its class and name in the code, and the commands for reading and writing."""

    name: str
    type: str
    package: str
    write: str
    read: str = ""

    def commands(self, calls: Iterable[Call]) -> list[str]:
        """The commands that these calls send."""
        found: list[str] = []
        for call in calls:
            if not self.read or call.access != "read":
                found.append(self.write)
            if self.read and (call.access == "read" or (call.access == "read-write" and call.kind == "table")):
                found.append(self.read)
        return found


CLIENTS: Mapping[str, Client] = {
    "table": Client("dynamodb", "DynamoDBDocumentClient", "lib-dynamodb", "PutCommand", "GetCommand"),
    "bucket": Client("s3", "S3Client", "client-s3", "PutObjectCommand", "GetObjectCommand"),
    "queue": Client("sqs", "SQSClient", "client-sqs", "SendMessageCommand"),
    "topic": Client("sns", "SNSClient", "client-sns", "PublishCommand"),
    "bus": Client("eventBridge", "EventBridgeClient", "client-eventbridge", "PutEventsCommand"),
    "stream": Client("kinesis", "KinesisClient", "client-kinesis", "PutRecordCommand"),
    "firehose": Client("firehose", "FirehoseClient", "client-firehose", "PutRecordBatchCommand"),
    "workflow": Client("stepFunctions", "SFNClient", "client-sfn", "StartExecutionCommand"),
    "function": Client("lambda", "LambdaClient", "client-lambda", "InvokeCommand"),
    "pool": Client("cognito", "CognitoIdentityProviderClient", "client-cognito-identity-provider", "ListUsersCommand"),
    "connections": Client(
        "connections", "ApiGatewayManagementApiClient", "client-apigatewaymanagementapi", "PostToConnectionCommand"
    ),
    "data": Client("rdsData", "RDSDataClient", "client-rds-data", "ExecuteStatementCommand"),
    "database": Client("secrets", "SecretsManagerClient", "client-secrets-manager", "GetSecretValueCommand"),
    "secret": Client("secrets", "SecretsManagerClient", "client-secrets-manager", "GetSecretValueCommand"),
    "parameter": Client("ssm", "SSMClient", "client-ssm", "GetParameterCommand"),
    "metric": Client("cloudWatch", "CloudWatchClient", "client-cloudwatch", "PutMetricDataCommand"),
    "container": Client("ecs", "ECSClient", "client-ecs", "RunTaskCommand"),
}


def clients_of(handler: Handler) -> dict[str, tuple[Client, list[str]]]:
    """The clients that a function's calls need, by name in the calls' order, with the commands that they send."""
    found: dict[str, tuple[Client, list[str]]] = {}
    for call in handler.calls:
        if call.kind in CLIENTS:
            client = CLIENTS[call.kind]
            _, commands = found.setdefault(client.name, (client, []))
            commands += [c for c in client.commands([call]) if c not in commands]
    return found


def runtime_packages(handlers: Iterable[Handler]) -> dict[str, str]:
    """What the code of these functions imports: package to version, sorted."""
    found: set[str] = set()
    for handler in handlers:
        if not handler.powertools:
            continue
        found |= {f"@aws-lambda-powertools/{name}" for name in ("commons", "jmespath", "logger", "tracer")}
        found.add("@middy/core")
        found |= {f"@aws-sdk/{client.package}" for client, _ in clients_of(handler).values()}
        for name, needed in _FURTHER.items():
            if needed(handler):
                found.add(name)
    return {name: VERSIONS.get(name, _SDK) for name in sorted(found)}


def _shaped(*shapes: str) -> Any:
    return lambda handler: any(shape in shapes for shape in handler.shapes)


_FURTHER = {
    "@aws-lambda-powertools/batch": lambda h: any(e.shape == "sqs" and e.partial for e in h.events),
    "@aws-lambda-powertools/event-handler": _shaped("apigw-rest", "apigw-http"),
    "@aws-lambda-powertools/idempotency": lambda h: h.idempotent,
    # Powertools keeps its records with the latter; the document client is built on the former.
    "@aws-sdk/client-dynamodb": lambda h: h.idempotent or "table" in h.kinds,
    "@aws-sdk/lib-dynamodb": lambda h: h.idempotent or "table" in h.kinds,
    "@aws-sdk/util-dynamodb": _shaped("dynamodb"),
    "@aws-sdk/client-sfn": _shaped("task-token"),
    "@aws-sdk/rds-signer": lambda h: "proxy" in h.kinds,
}
TOOLS = ("@types/aws-lambda", "@types/node", "esbuild", "typescript", "vitest")
