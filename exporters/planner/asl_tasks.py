"""What a task of a workflow calls: the last part of its Resource and its Parameters, one function a service.

https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire, kebab, short
from exporters.planner.destinations import address, connection
from exporters.planner.edges_calls import model_arn, model_id
from exporters.planner.templates import detail_type

Task: TypeAlias = Callable[[Builder, Wire], tuple[str, dict[str, Value]]]
_TOKEN = "$$.Task.Token"  # noqa: S105 - a path of the context object


def _waits(wire: Wire) -> bool:
    return wire.properties.get("IntegrationPattern") == "WAIT_FOR_TASK_TOKEN"


def _lambda(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    payload = {"Payload": {"input.$": "$", "taskToken.$": _TOKEN}} if _waits(wire) else {"Payload.$": "$"}
    return "lambda:invoke", {"FunctionName": b.arn(wire.target), **payload}


def _table(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    """Items are kept under the execution's name, so that a repeated step writes the same item again."""
    schema = b.drafts[wire.target].properties["KeySchema"]
    key = {str(k["AttributeName"]): {"S.$": "$$.Execution.Name"} for k in schema}
    table = {"TableName": Ref(wire.target, "Name")}
    if wire.properties.get("Access") == "read":
        return "dynamodb:getItem", {**table, "Key": key}
    return "dynamodb:putItem", {**table, "Item": {**key, "payload": {"S.$": "States.JsonToString($)"}}}


def _queue(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    arguments: dict[str, Value] = {"QueueUrl": Ref(wire.target, "Url"), "MessageBody.$": "$"}
    if _waits(wire):
        arguments.pop("MessageBody.$")
        arguments["MessageBody"] = {"input.$": "$", "taskToken.$": _TOKEN}
    if b.node(wire.target).properties.get("FifoQueue"):
        arguments["MessageGroupId"] = str(wire.properties.get("MessageGroupId") or b.slug)
        arguments["MessageDeduplicationId.$"] = "States.UUID()"
    return "sqs:sendMessage", arguments


def _topic(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "sns:publish", {"TopicArn": b.arn(wire.target), "Message.$": "States.JsonToString($)"}


def _bus(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    entry = {"EventBusName": b.name(wire.target), "Source": b.slug, "DetailType": detail_type(wire), "Detail.$": "$"}
    return "events:putEvents", {"Entries": [entry]}


def _workflow(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    child = {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id", "input.$": "$"}
    return "states:startExecution", {"StateMachineArn": b.arn(wire.target), "Input": child}


def _container(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    from exporters.planner.edges_events import ecs_parameters

    given = ecs_parameters(b, wire)
    network = given["NetworkConfiguration"]["AwsVpcConfiguration"]
    return "ecs:runTask", {
        "Cluster": Ref(b.notes["ecs-cluster"], "Arn"),
        "TaskDefinition": given["TaskDefinitionArn"],
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {"AwsvpcConfiguration": network},
    }


def _object(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    place = {"Bucket": b.name(wire.target), "Key.$": "$$.Execution.Name"}
    if wire.properties.get("Access") == "read":
        return "aws-sdk:s3:getObject", place
    return "aws-sdk:s3:putObject", {**place, "Body.$": "$"}


def _api(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    host = Join((Ref(wire.target, "Id"), ".execute-api.", Pseudo("Region"), ".", Pseudo("UrlSuffix")))
    return "apigateway:invoke", {
        "ApiEndpoint": host,
        "Method": str(wire.properties.get("Method", "POST")).upper(),
        "Stage": b.stage,
        "Path": str(wire.properties.get("Path", "/")),
        "RequestBody.$": "$",
        "AuthType": "IAM_ROLE",
    }


def _client(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    """A message to one connected client, whose connection the input names."""
    arguments = _api(b, wire)[1] | {"Path.$": "States.Format('/@connections/{}', $.connectionId)"}
    return "apigateway:invoke", {name: value for name, value in arguments.items() if name != "Path"}


def _stream(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    arguments = {"StreamName": Ref(wire.target, "Name"), "Data.$": "$", "PartitionKey.$": "$$.Execution.Name"}
    return "aws-sdk:kinesis:putRecord", arguments


def _delivery(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    record = {"Data.$": "States.Format('{}\n', States.JsonToString($))"}
    return "aws-sdk:firehose:putRecord", {"DeliveryStreamName": Ref(wire.target, "Name"), "Record": record}


def _query(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "athena:startQueryExecution", {"QueryString.$": "$.query", "WorkGroup": Ref(wire.target, "Name")}


def _job(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "glue:startJobRun", {"JobName": Ref(wire.target, "Name")}


def _batch(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "batch:submitJob", {
        "JobName": short(kebab(wire.id), 100),
        "JobQueue": Ref(wire.target, "Arn"),
        "JobDefinition": Ref(b.notes[f"job:{wire.target}"], "Arn"),
    }


def _model(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "bedrock:invokeModel", {"ModelId": model_arn(model_id(b, wire.target)), "Body.$": "$"}


def _endpoint(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "http:invoke", {
        "ApiEndpoint": address(b, wire.target),
        "Method": "POST",
        "Authentication": {"ConnectionArn": Ref(connection(b, wire.target), "Arn")},
        "RequestBody.$": "$",
    }


def _mail(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    content = {"Simple": {"Subject": {"Data.$": "$.subject"}, "Body": {"Text": {"Data.$": "$.text"}}}}
    return "aws-sdk:sesv2:sendEmail", {
        "FromEmailAddress.$": "$.from",
        "FromEmailAddressIdentityArn": b.arn(wire.target),
        "Destination": {"ToAddresses.$": "$.to"},
        "Content": content,
    }


def _statement(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "aws-sdk:rdsdata:executeStatement", {
        "ResourceArn": Ref(wire.target, "Arn"),
        "SecretArn": b.notes[f"secret:{wire.target}"],
        "Database": b.drafts[wire.target].properties["DatabaseName"],
        "Sql.$": "$.sql",
    }


def _secret(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "aws-sdk:secretsmanager:getSecretValue", {"SecretId": Ref(wire.target, "Arn")}


def _parameter(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    return "aws-sdk:ssm:getParameter", {"Name": Ref(wire.target, "Name")}


def _pool(b: Builder, wire: Wire) -> tuple[str, dict[str, Value]]:
    call = {"UserPoolId": Ref(wire.target, "Id"), "Username.$": "$.username"}
    return "aws-sdk:cognitoidentityprovider:adminGetUser", call


# Services that are asked for an answer, which the workflow keeps under $.result.
ANSWERING = frozenset(
    {"athena", "bedrock", "third-party-saas", "http-endpoint", "aurora-serverless-v2", "secrets-manager",
     "ssm-parameter", "cognito-user-pool", "apigw-rest"}
)  # fmt: skip

TASKS: dict[str, Task] = {
    "lambda": _lambda,
    "dynamodb": _table,
    "sqs": _queue,
    "sns": _topic,
    "eventbridge-bus": _bus,
    "stepfunctions": _workflow,
    "ecs-fargate": _container,
    "s3": _object,
    "apigw-rest": _api,
    "apigw-websocket": _client,
    "kinesis-stream": _stream,
    "firehose": _delivery,
    "athena": _query,
    "glue": _job,
    "batch": _batch,
    "bedrock": _model,
    "third-party-saas": _endpoint,
    "http-endpoint": _endpoint,
    "ses": _mail,
    "aurora-serverless-v2": _statement,
    "secrets-manager": _secret,
    "ssm-parameter": _parameter,
    "cognito-user-pool": _pool,
}
