"""Permissions that an edge needs, written where the template keeps those of the one who acts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from designer.linked.generate import Generated
from designer.linked.references import references
from designer.linked.template import TemplateText
from designer.linked.tree import Path


def allowed(
    text: TemplateText, old: Generated, made: Generated, edge: str, fresh: Collection[str], left: list[str]
) -> TemplateText:
    """With the permissions that an edge needs now and did not before; `left` gets what only a person can grant.

    Resources that are `fresh` came with all their permissions.
    """
    for principal in made.plan.roles:
        before = old.statements(edge, principal)
        found = [statement for statement in made.statements(edge, principal) if statement not in before]
        name = made.logical.get(principal, "")
        resource = text.get(("Resources", name))
        if not found or not isinstance(resource, dict):
            continue
        properties = text.section("Resources", name, "Properties")
        role = properties.get("Role", properties.get("RoleArn"))
        serverless = str(resource.get("Type", "")).startswith("AWS::Serverless::")
        if serverless and role is None:
            policy: dict[str, Any] = {"Statement": found}
            owner = name
        else:
            named = next((id_ for _, id_ in references(role, text.value["Resources"])), None)
            if named is None or text.get(("Resources", named, "Type")) != "AWS::IAM::Role":
                actions = ", ".join(str(s["Action"]) for s in found)
                left.append(f"the role of {name} comes from outside the template; it needs {actions}")
                continue
            document = {"Version": "2012-10-17", "Statement": found}
            there = text.get(("Resources", named, "Properties", "Policies"))
            taken = [p.get("PolicyName") for p in there if isinstance(p, dict)] if isinstance(there, list) else []
            policy = {"PolicyName": _free(f"{name}Connections", taken), "PolicyDocument": document}
            owner = named
        if owner in fresh:
            continue
        text = _with_policy(text, ("Resources", owner, "Properties", "Policies"), policy)
    return text


def _with_policy(text: TemplateText, path: Path, policy: dict[str, Any]) -> TemplateText:
    there = text.get(path)
    if there is None:
        return (
            text.add(path[:-1], path[-1], [policy]) if path[:-1] in text else text.set(path[:-1], {path[-1]: [policy]})
        )
    if isinstance(there, list):
        return text.add(path, len(there), policy)
    return text.set(path, [there, policy])


def _free(name: str, taken: list[Any]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}{number}", number + 1
    return found
