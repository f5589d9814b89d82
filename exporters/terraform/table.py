"""The table of resource types (types.toml) and the provider's schema (schema.json), read once a process."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from exporters.plan import Resource


@dataclass(frozen=True, slots=True)
class Idiom:
    """How a CloudFormation type is written in Terraform; types.toml says what each field means."""

    type: str
    file: str
    suffix: str = ""
    name: str = ""
    limit: int = 0
    required: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()


# AWS's Cloud Control API makes what has no idiom, as CloudFormation would.
CLOUD_CONTROL = Idiom("aws_cloudcontrolapi_resource", "main")

# A block's arguments and attributes as words ("s", "[n", "=s" only read, "!s" required), its blocks as objects of the
# same kind.
Schema = Mapping[str, Any]


@cache
def idioms() -> Mapping[str, Idiom]:
    """The idioms by CloudFormation type."""
    text = files(__package__).joinpath("types.toml").read_text(encoding="utf-8")
    return {type_: Idiom(**record) for type_, record in tomllib.loads(text).items()}


def idiom_of(resource: Resource) -> Idiom:
    """The idiom of a resource, or CLOUD_CONTROL.  A member of a database cluster is a type of its own."""
    member = resource.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" in resource.properties
    idiom = idioms().get(f"{resource.type} in a cluster" if member else resource.type, CLOUD_CONTROL)
    said = any(_has(resource.properties, path.split(".")) for path in idiom.without)
    return CLOUD_CONTROL if said else idiom


def _has(value: Any, path: list[str]) -> bool:
    """Whether properties have a value at a path, in lists in any of their items."""
    if isinstance(value, (list, tuple)):
        return any(_has(item, path) for item in value)
    return not path or (isinstance(value, Mapping) and path[0] in value and _has(value[path[0]], path[1:]))


def renamed(names: Mapping[str, str], where: str, key: str) -> str | None:
    """What types.toml calls the property `key` at the dotted path `where`; None where it has no name of its own."""
    found = names.get(where)
    return names.get(f"*.{key}") if found is None else found


@cache
def _schemas() -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = json.loads(files(__package__).joinpath("schema.json").read_text(encoding="utf-8"))
    return found


def schema(type_: str) -> Schema:
    """The schema of a Terraform resource type that this package names."""
    return _schemas()[type_]


@cache
def kinds() -> Mapping[str, str]:
    """Terraform's types -> the CloudFormation type that each says; the main one, where a type says several."""
    further = ("AWS::Lambda::Version", "AWS::AppSync::GraphQLSchema")
    return {idiom.type: t.removesuffix(" in a cluster") for t, idiom in idioms().items() if t not in further}
