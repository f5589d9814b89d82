"""What guards: web ACLs and the scan of uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exporters.plan import Resource
from exporters.terraform.hcl import Call
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack

_WITHIN = frozenset({"AndStatement", "OrStatement", "NotStatement", "ScopeDownStatement"})


@shape("AWS::WAFv2::WebACL")
def web_acl(stack: Stack, of: Resource) -> None:
    """Rules are blocks; where statements stand within statements they are JSON, which the provider takes as deep as
    WAF does, while its blocks end at three levels."""
    rules = of.properties.get("Rules", ())
    if _WITHIN.isdisjoint(_keys(rules)):
        block = stack.regular(of)
    else:
        block = stack.regular(of, rule_json=Call("jsonencode", (stack.values.value(rules),)))
        block.blocks = [b for b in block.blocks if b.type != "rule"]
    bodies = of.properties.get("CustomResponseBodies")
    for key, body in bodies.items() if isinstance(bodies, Mapping) else ():
        attributes = {"key": key, "content": body.get("Content"), "content_type": body.get("ContentType")}
        block.add("custom_response_body", stack.values.value(attributes))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (str(key) for key in value)
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _keys(item)


@shape("AWS::GuardDuty::MalwareProtectionPlan")
def malware_protection(stack: Stack, of: Resource) -> None:
    """The provider has actions as a list of objects, where CloudFormation has one object."""
    status = of.properties.get("Actions", {}).get("Tagging", {}).get("Status")
    actions = {"actions": [{"tagging": [{"status": stack.coerced(status, "s")}]}]} if status else {}
    block = stack.regular(of, **actions)
    block.depends_on += stack.policy_of(of.id)
