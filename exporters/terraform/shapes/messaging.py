"""Rules with their targets, and the policies of queues and topics."""

from __future__ import annotations

from collections.abc import Mapping

from exporters.plan import Resource
from exporters.terraform.hcl import Expr
from exporters.terraform.iam import resource_policy
from exporters.terraform.names import identifier
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import schema

_TARGET = {
    "Id": "target_id",
    "SqsParameters": "sqs_target",
    "KinesisParameters": "kinesis_target",
    "EcsParameters": "ecs_target",
    "EcsParameters.NetworkConfiguration.AwsVpcConfiguration": ".",
    "RedshiftDataParameters.SecretManagerArn": "secrets_manager_arn",
    "InputTransformer.InputPathsMap": "input_paths",
    "HttpParameters": "http_target",
    "BatchParameters": "batch_target",
    "AppSyncParameters": "appsync_target",
    "AppSyncParameters.GraphQLOperation": "graphql_operation",
    "RedshiftDataParameters": "redshift_target",
    "RunCommandParameters.RunCommandTargets": "run_command_targets",
}


@shape("AWS::Events::Rule")
def rule(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    targets = [t for t in of.properties.get("Targets", ()) if isinstance(t, Mapping)]
    for target in targets:
        name = block.labels[1] if len(targets) == 1 else f"{block.labels[1]}_{identifier(str(target.get('Id')))}"
        further = stack.resource(of, "aws_cloudwatch_event_target", name)
        further.attributes["rule"] = Expr(f"{'.'.join(block.labels)}.name")
        if "event_bus_name" in block.attributes:
            further.attributes["event_bus_name"] = block.attributes["event_bus_name"]
        stack.fill(further, schema("aws_cloudwatch_event_target"), target, _TARGET, of.subject)


@shape("AWS::SQS::QueuePolicy")
def queue_policy(stack: Stack, of: Resource) -> None:
    resource_policy(stack, of, "queue_url", stack.values.value(of.properties["Queues"][0]))


@shape("AWS::SNS::TopicPolicy")
def topic_policy(stack: Stack, of: Resource) -> None:
    resource_policy(stack, of, "arn", stack.values.value(of.properties["Topics"][0]))
