"""Buckets: what is one resource in CloudFormation is a family in Terraform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exporters.plan import Ref, Resource
from exporters.terraform.hcl import Block, Expr, Template
from exporters.terraform.iam import resource_policy
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack
from exporters.terraform.table import idiom_of, schema

_BY_DEFAULT = "ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault"

# The bucket's property -> the resource, and the names in it that differ.
_FAMILY: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "BucketEncryption": (
        "aws_s3_bucket_server_side_encryption_configuration",
        {
            "ServerSideEncryptionConfiguration": "rule",
            _BY_DEFAULT: "apply_server_side_encryption_by_default",
        },
    ),
    "PublicAccessBlockConfiguration": ("aws_s3_bucket_public_access_block", {}),
    "OwnershipControls": ("aws_s3_bucket_ownership_controls", {}),
    "VersioningConfiguration": ("aws_s3_bucket_versioning", {}),
    "LifecycleConfiguration": (
        "aws_s3_bucket_lifecycle_configuration",
        {
            "Rules.ExpirationInDays": "expiration.days",
            "Rules.ExpirationDate": "expiration.date",
            "Rules.ExpiredObjectDeleteMarker": "expiration.expired_object_delete_marker",
            "Rules.Prefix": "filter.prefix",
            "Rules.Transitions.TransitionInDays": "days",
            "Rules.Transitions.TransitionDate": "date",
        },
    ),
    "CorsConfiguration": ("aws_s3_bucket_cors_configuration", {"CorsRules.MaxAge": "max_age_seconds"}),
    "LoggingConfiguration": (
        "aws_s3_bucket_logging",
        {"DestinationBucketName": "target_bucket", "LogFilePrefix": "target_prefix"},
    ),
    "WebsiteConfiguration": (
        "aws_s3_bucket_website_configuration",
        {
            "IndexDocument": "index_document.suffix",
            "ErrorDocument": "error_document.key",
            "RoutingRules.RedirectRule": "redirect",
            "RoutingRules.RoutingRuleCondition": "condition",
        },
    ),
    "AccelerateConfiguration": ("aws_s3_bucket_accelerate_configuration", {"AccelerationStatus": "status"}),
    "ReplicationConfiguration": (
        "aws_s3_bucket_replication_configuration",
        {"Rules.Destination.Bucket": "bucket", "Rules.Id": "id"},
    ),
    "MetricsConfigurations": ("aws_s3_bucket_metric", {}),
    "NotificationConfiguration": ("aws_s3_bucket_notification", {}),
}


@shape("AWS::S3::Bucket")
def bucket(stack: Stack, of: Resource) -> None:
    """The bucket, then one resource for each thing that is said about it."""
    given = of.properties
    block = stack.resource(of)
    if "BucketName" not in given:
        name = stack.physical_name(of, 36)
        block.attributes["bucket_prefix"] = Template((*name.parts, "-"))
    own = {k: v for k, v in given.items() if k not in _FAMILY}
    idiom = idiom_of(of)
    stack.fill(block, schema(idiom.type), own, idiom.properties, of.subject)
    stack.finish(block, replace(of, depends_on=()))  # what it waits for concerns its notification only
    for key, (type_, rename) in _FAMILY.items():
        value = given.get(key)
        if key == "MetricsConfigurations":
            _metrics(stack, of, value)
            continue
        if not isinstance(value, Mapping):
            if value is not None:
                stack.lose(of.subject, key)
            continue
        further = stack.resource(of, type_)
        further.attributes["bucket"] = Expr(f"{stack.values.address(of.id)}.id")
        if key == "VersioningConfiguration":
            further.add("versioning_configuration", {"status": stack.coerced(value.get("Status", "Enabled"), "s")})
        elif key == "NotificationConfiguration":
            _notification(stack, of, further, value)
        else:
            stack.fill(further, schema(type_), value, rename, of.subject)
        if key == "ReplicationConfiguration":  # only what keeps versions can be copied
            further.depends_on.append(f"aws_s3_bucket_versioning.{stack.values.names[of.id]}")
        if key == "LifecycleConfiguration":
            _whole_bucket(further)


def _metrics(stack: Stack, of: Resource, given: Any) -> None:
    for metric in given if isinstance(given, (list, tuple)) else ():
        further = stack.resource(of, "aws_s3_bucket_metric")
        further.attributes = {
            "bucket": Expr(f"{stack.values.address(of.id)}.id"),
            "name": stack.coerced(metric.get("Id"), "s"),
        }


def _whole_bucket(block: Block) -> None:
    """A rule without a filter is about everything; the provider wants that said."""
    for rule in block.blocks:
        if rule.type == "rule" and not any(b.type == "filter" for b in rule.blocks):
            rule.blocks.insert(0, Block("filter"))


_RECEIVERS = {
    "LambdaConfigurations": ("lambda_function", "Function", "lambda_function_arn"),
    "QueueConfigurations": ("queue", "Queue", "queue_arn"),
    "TopicConfigurations": ("topic", "Topic", "topic_arn"),
}


def _notification(stack: Stack, of: Resource, block: Block, given: Mapping[str, Any]) -> None:
    """A bucket has one notification; it asks its receivers at once whether it may, so their policies come first."""
    events = given.get("EventBridgeConfiguration")
    if isinstance(events, Mapping) and events.get("EventBridgeEnabled", True):
        block.attributes["eventbridge"] = True
    for key, (name, word, argument) in _RECEIVERS.items():
        for item in given.get(key, ()):
            inner = block.add(name, {argument: stack.values.value(item[word])})
            inner.attributes["events"] = stack.coerced(item.get("Event"), "[s")
            rules = item.get("Filter", {}).get("S3Key", {}).get("Rules", ())
            for rule in rules:
                side = str(rule.get("Name", "")).lower()
                if side in ("prefix", "suffix"):
                    inner.attributes[f"filter_{side}"] = stack.coerced(rule.get("Value"), "s")
    block.depends_on = [stack.values.address(id_) for id_ in of.depends_on]


@shape("AWS::S3::BucketPolicy")
def bucket_policy(stack: Stack, of: Resource) -> None:
    target = of.properties.get("Bucket")
    bucket = Expr(f"{stack.values.address(target.resource)}.id") if isinstance(target, Ref) else target
    resource_policy(stack, of, "bucket", stack.values.value(bucket))
