"""Which CloudFormation type a Terraform type is: the exporter's table read backwards, and a table of what it lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from designer.schemas import schemas
from exporters.terraform.table import idioms

UNKNOWN = "AWS::Terraform::"  # the beginning of a type that CloudFormation does not have


@cache
def table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("types.toml").read_text(encoding="utf-8"))


@cache
def _exported() -> Mapping[str, str]:
    """Terraform's types that the exporter writes; of two that it writes alike the main one."""
    secondary = {"AWS::AppSync::GraphQLSchema", "AWS::Lambda::Version"}
    found = {idiom.type: type_.partition(" ")[0] for type_, idiom in idioms().items() if type_ not in secondary}
    return {**found, "aws_cloudcontrolapi_resource": ""}


@cache
def _by_words() -> Mapping[str, str]:
    """CloudFormation's types by service and thing without separators: "sqs queue"."""
    return {" ".join(type_.lower().split("::")[1:3]): type_ for type_ in schemas().types if type_.startswith("AWS::")}


@cache
def cloudformation_type(type_: str) -> str | None:
    """The CloudFormation type of `aws_sqs_queue`; None where CloudFormation has none."""
    found = table()["types"].get(type_) or _exported().get(type_)
    if found is not None or not type_.startswith("aws_"):
        return found or None
    words = type_.removeprefix("aws_").split("_")
    prefixes: Mapping[str, str] = table()["prefixes"]
    for size in range(len(words) - 1, -1, -1):
        thing = "".join(words[size:])
        for service in (prefixes.get("_".join(words[:size])), "".join(words[:size])):
            if service and (known := _by_words().get(f"{service.lower()} {thing}")):
                return known
    return None


def owner_argument(type_: str) -> str | None:
    """The argument that names what a resource without a CloudFormation type of its own belongs to."""
    found: str | None = table()["owners"].get(type_)
    return found


@cache
def renamed(type_: str) -> Mapping[str, str]:
    """CloudFormation's dotted paths -> Terraform's arguments, where the words differ."""
    exported = idioms().get(type_)
    return {**(exported.properties if exported else {}), **table()["properties"].get(type_, {})}


@cache
def attributes(type_: str) -> Mapping[str, str]:
    """Terraform's attributes -> the words of the exporters' vocabulary, where they differ."""
    exported = idioms().get(type_)
    found = {name: word for word, name in exported.attributes.items()} if exported else {}
    if exported and exported.name:
        found.setdefault(exported.name, "Name")
    return found
