"""Log groups."""

from __future__ import annotations

from exporters.plan import Resource
from exporters.terraform.iam import resource_policy
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack


@shape("AWS::Logs::LogGroup")
def log_group(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    if of.deletion == "Retain":
        block.last.clear()
        block.attributes["skip_destroy"] = True  # it stays when the project goes


@shape("AWS::Logs::ResourcePolicy")
def log_policy(stack: Stack, of: Resource) -> None:
    name = stack.coerced(of.properties.get("PolicyName", of.id), "s")
    resource_policy(stack, of, "policy_name", name, "policy_document")
