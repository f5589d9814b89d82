"""SAM's names for CloudFormation's properties, where a design's node stands in the template as AWS::Serverless::*.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.linked.tree import Path

_RENAMED: Mapping[str, Mapping[str, str]] = {
    "AWS::Serverless::Function": {
        "TracingConfig.Mode": "Tracing",
        "DeadLetterConfig.TargetArn": "DeadLetterQueue.TargetArn",
        "Code.ImageUri": "ImageUri",
        "Code.ZipFile": "InlineCode",
    },
    "AWS::Serverless::StateMachine": {
        "StateMachineName": "Name",
        "StateMachineType": "Type",
        "LoggingConfiguration": "Logging",
        "TracingConfiguration": "Tracing",
        "RoleArn": "Role",
    },
}

# What SAM decides itself or says in another shape: there is no property to write it to.
_ABSENT: Mapping[str, tuple[str, ...]] = {
    "AWS::Serverless::SimpleTable": (
        "BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "StreamSpecification",
    ),
    "AWS::Serverless::HttpApi": ("ProtocolType",),
}  # fmt: skip


def in_template(type_: str, path: tuple[str, ...], value: Any) -> tuple[Path, Any] | None:
    """Where a node's property stands in a resource of this type, and its value there; None where SAM has no such."""
    if not type_.startswith("AWS::Serverless::"):
        return path, value
    if path[0] in _ABSENT.get(type_, ()):
        return None
    for name, word in _RENAMED.get(type_, {}).items():
        known = tuple(name.split("."))
        if path[: len(known)] == known:
            return (*word.split("."), *path[len(known) :]), value
    if path == ("Tags",) and isinstance(value, (list, tuple)):
        return path, {tag["Key"]: tag["Value"] for tag in value if "Key" in tag and "Value" in tag}
    if path == ("EndpointConfiguration",) and isinstance(value, Mapping) and value.get("Types"):
        return path, {"Type": value["Types"][0], **{k: v for k, v in value.items() if k != "Types"}}
    if path == ("EndpointConfiguration", "Types") and value:
        return ("EndpointConfiguration", "Type"), value[0]
    return path, value
