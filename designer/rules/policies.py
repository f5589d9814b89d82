"""Policy documents that are written out in a design: of IAM resources, and of what others may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.rules.parts import NodeView

DOCUMENTS = ("Policy", "PolicyDocument", "AccessPolicies", "AssumeRolePolicyDocument", "ResourcePolicy", "KeyPolicy")


def statements(node: NodeView) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The statements of a node's policy documents, each with the property that it stands in."""
    properties = node.node.properties
    if not properties:
        return
    for path in DOCUMENTS:
        for statement in _statements(properties.get(path)):
            yield path, statement
    inline = properties.get("Policies")
    for policy in inline if isinstance(inline, (list, tuple)) else ():
        if isinstance(policy, Mapping):
            for statement in _statements(policy.get("PolicyDocument")):
                yield "Policies", statement


def _statements(document: Any) -> Iterator[Mapping[str, Any]]:
    found = document.get("Statement") if isinstance(document, Mapping) else None
    for statement in found if isinstance(found, (list, tuple)) else (found,):
        if isinstance(statement, Mapping):
            yield statement
