"""Delivery streams, IoT rules, Kafka clusters and search domains: where data flows to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.plan import Resource
from exporters.terraform.hcl import Block, Expr, Template
from exporters.terraform.names import snake
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import schema
from exporters.terraform.values import NAME

# The destination's block -> the word that `destination` has for it.
_DESTINATIONS = {
    "elasticsearch_configuration": "elasticsearch",
    "extended_s3_configuration": "extended_s3",
    "http_endpoint_configuration": "http_endpoint",
    "iceberg_configuration": "iceberg",
    "opensearch_configuration": "opensearch",
    "opensearchserverless_configuration": "opensearchserverless",
    "redshift_configuration": "redshift",
    "snowflake_configuration": "snowflake",
    "splunk_configuration": "splunk",
}


@shape("AWS::KinesisFirehose::DeliveryStream")
def delivery_stream(stack: Stack, of: Resource) -> None:
    block = stack.regular(of, destination="")
    found = next((word for b in block.blocks for name, word in _DESTINATIONS.items() if b.type == name), "extended_s3")
    block.attributes = {"name": None, **block.attributes, "destination": found}
    for inner in block.blocks:
        if inner.type == "server_side_encryption":
            inner.attributes = {"enabled": True, **inner.attributes}
    block.depends_on += stack.policy_of(of.id)  # Firehose tries at once whether it may write


# The words of IoT's actions that are written otherwise, and the arguments in them.
_ACTIONS = {"DynamoDB": "dynamodb", "DynamoDBv2": "dynamodbv2"}
_IN_ACTION = {"Headers": "http_header", "Dimensions": "dimension"}


@shape("AWS::IoT::TopicRule")
def topic_rule(stack: Stack, of: Resource) -> None:
    """Each action is a block; the name takes no hyphens."""
    payload = of.properties.get("TopicRulePayload", {})
    named = {}
    if "RuleName" not in of.properties:
        name = stack.physical_name(of, 128)
        words = str(name.parts[-1]).replace("-", "_")
        named = {"name": Template((Expr(f'replace(var.{NAME}, "-", "_")'), words))}
    block = stack.regular(of, **named, enabled=not payload.get("RuleDisabled", False))
    known = schema("aws_iot_topic_rule")
    for action in payload.get("Actions", ()):
        _action(stack, of, block, known, action)
    if payload.get("ErrorAction"):
        _action(stack, of, block.add("error_action"), known["error_action"], payload["ErrorAction"])
    block.depends_on += stack.policy_of(of.id)


def _action(stack: Stack, of: Resource, block: Block, known: Mapping[str, Any], action: Mapping[str, Any]) -> None:
    for word, given in action.items():
        name = _ACTIONS.get(word, snake(word))
        if not isinstance(known.get(name), Mapping):
            stack.lose(of.subject, f"TopicRulePayload.Actions.{word}")
            continue
        rename = {**_IN_ACTION, "Headers": "header"} if name == "kafka" else _IN_ACTION
        stack.fill(block.add(name), known[name], given, rename, of.subject)


@shape("AWS::IoT::TopicRuleDestination")
def topic_rule_destination(stack: Stack, of: Resource) -> None:
    enabled = {"enabled": False} if of.properties.get("Status") == "DISABLED" else {}
    stack.regular(of, **enabled)


@shape("AWS::MSK::Cluster")
def kafka_cluster(stack: Stack, of: Resource) -> None:
    """The provider asks for security groups; CloudFormation takes the VPC's own where none is said."""
    block = stack.regular(of)
    nodes = block.only("broker_node_group_info").attributes
    if nodes.get("security_groups") is None:
        own = stack.values.names[of.id]
        nodes["security_groups"] = stack.values.further_variable(
            f"{own}_security_group_ids",
            "CommaDelimitedList",
            f"Security groups of the brokers of {own}, which the design leaves open",
        )


@shape("AWS::OpenSearchService::Domain")
def search_domain(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    logs = of.properties.get("LogPublishingOptions")
    for kind, given in logs.items() if isinstance(logs, Mapping) else ():
        inner = block.add("log_publishing_options", {"log_type": kind})
        rename = {"CloudWatchLogsLogGroupArn": "cloudwatch_log_group_arn"}
        stack.fill(inner, schema("aws_opensearch_domain")["log_publishing_options"], given, rename, of.subject)
