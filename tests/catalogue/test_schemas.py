"""Every property of a service or an integration stands in CloudFormation's own schema, as cfn-lint carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.specs import IntegrationSpec, PropertySpec

CATALOGUE = load()
JSON_TYPES = {
    "string": {"string"},
    "reference": {"string"},
    "enum": {"string", "integer"},
    "integer": {"integer", "number"},
    "number": {"integer", "number"},
    "boolean": {"boolean"},
    "list": {"array"},
    "object": {"object"},
}
WRITTEN_AS_TEXT = {("rds", "AllocatedStorage"), ("rds", "Port")}  # numbers that the schema calls strings


@cache
def schema(cfn_type: str) -> dict[str, Any]:
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    return dict(PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", cfn_type).schema)


def resolve(root: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def below(root: dict[str, Any], node: dict[str, Any], key: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The schemas of a property of this node, through its alternatives and list items."""
    node = resolve(root, node)
    if key in node.get("properties", {}):
        yield resolve(root, node["properties"][key])
    if depth < 6:
        parts = [part for word in ("oneOf", "anyOf", "allOf") for part in node.get(word, ())]
        for part in [*parts, *([node["items"]] if "items" in node else [])]:
            yield from below(root, part, key, depth + 1)


def find(cfn_type: str, path: str) -> list[dict[str, Any]]:
    root = schema(cfn_type)
    nodes = [root]
    for key in path.split("."):
        nodes = [found for node in nodes for found in below(root, node, key)]
    return nodes


PROPERTIES = [
    pytest.param(service.id, service.cfn_type, path, spec, id=f"{service.id}-{path}")
    for service in CATALOGUE.services.values()
    if service.cfn_type
    for path, spec in service.properties.items()
    if not spec.own
]


@pytest.mark.parametrize(("service", "cfn_type", "path", "spec"), PROPERTIES)
def test_property(service: str, cfn_type: str, path: str, spec: PropertySpec) -> None:
    nodes = find(cfn_type, path)
    assert nodes, f"{cfn_type} has no {path}"
    node = nodes[0]
    types = node.get("type", [])
    allowed = JSON_TYPES.get(spec.type)
    if allowed and types and (service, path) not in WRITTEN_AS_TEXT:
        assert allowed & ({types} if isinstance(types, str) else set(types))
    values = node.get("enum")
    if values and spec.type == "enum":
        assert set(spec.values) <= set(values)
    if spec.type in ("integer", "number"):
        assert spec.min is None or spec.min >= node.get("minimum", spec.min)
        assert spec.max is None or spec.max <= node.get("maximum", spec.max)
    if spec.type == "string" and spec.max is not None:
        assert spec.max <= node.get("maxLength", spec.max)


# Words of an edge that are no property of a resource, but of what stands inside one.
ELSEWHERE = {
    ("notification", "Events"): "SAM's word for the Event of each notification",
    ("trigger", "Trigger"): "SAM's word for the key of LambdaConfig",
    ("task", "TimeoutSeconds"): "of the state's definition",
    ("task", "HeartbeatSeconds"): "of the state's definition",
    ("redrive", "maxReceiveCount"): "of the JSON in RedrivePolicy",
    ("subscription", "RedrivePolicy.deadLetterTargetArn"): "of the JSON in RedrivePolicy",
    ("sdk-call", "InvocationType"): "of Lambda's Invoke",
}


def stands_in(root: dict[str, Any], node: dict[str, Any], keys: list[str]) -> bool:
    return not keys or any(stands_in(root, found, keys[1:]) for found in below(root, node, keys[0]))


@pytest.mark.parametrize("integration", [pytest.param(i, id=i.id) for i in CATALOGUE.integrations.values()])
def test_integration(integration: IntegrationSpec) -> None:
    """What realises it exists, and its properties stand somewhere in there, relative to the part that they set."""
    types = [part.split(" ")[0] for part in integration.cfn.split(", ") if part]
    roots = [schema(cfn_type) for cfn_type in types]
    for path, spec in integration.properties.items():
        if spec.own or (integration.mechanism, path) in ELSEWHERE:
            continue
        places = [(root, node) for root in roots for node in (root, *root.get("definitions", {}).values())]
        assert any(stands_in(root, node, path.split(".")) for root, node in places), path


def test_property_paths_of_integrations_exist() -> None:
    """Where `cfn` names a property of the type, that property exists."""
    for integration in CATALOGUE.integrations.values():
        for part in integration.cfn.split(", "):
            cfn_type, _, path = part.partition(" ")
            assert not path or find(cfn_type, path), (integration.id, part)
        for resource in integration.terraform:
            assert re.fullmatch(r"aws_[a-z0-9_]+", resource), (integration.id, resource)


def test_types_exist() -> None:
    """The further types of a service exist too; SAM's own are CloudFormation's only after its transform."""
    for service in CATALOGUE.services.values():
        for cfn_type in (*((service.cfn_type,) if service.cfn_type else ()), *service.cfn_types):
            if not cfn_type.startswith("AWS::Serverless::"):
                assert schema(cfn_type), cfn_type
