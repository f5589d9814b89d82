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
    return idioms().get(f"{resource.type} in a cluster" if member else resource.type, CLOUD_CONTROL)


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
