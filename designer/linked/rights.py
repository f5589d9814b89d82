"""Policy statements as sets of rights (an action on a resource), and where a template keeps those of one who acts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.importers.cloudformation.template import as_list, text
from designer.linked.references import references
from designer.linked.template import TemplateText
from designer.linked.tree import Path

# An action in small letters, a resource in one spelling, and the condition under which both go together.
Right = tuple[str, str, str]
Statement = Mapping[str, Any]

_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")


def spelt(resource: Any) -> str:
    """A resource in one spelling: `!GetAtt A.Arn`, `!Sub ${A.Arn}` and their long forms are the same."""
    return text(resource) or json.dumps(resource, sort_keys=True)


def right(action: Any, resource: Any, statement: Statement) -> Right:
    """One right of a statement."""
    return str(action).lower(), spelt(resource), json.dumps(statement.get("Condition"), sort_keys=True)


def rights(statements: list[Any]) -> set[Right]:
    """All that statements allow."""
    return {
        right(action, resource, statement)
        for statement in statements
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }


def without_rights(statement: Statement, gone: Callable[[Any, Any], bool]) -> list[dict[str, Any]]:
    """A statement less the actions that are gone on a resource; resources that keep different actions part."""
    parts: list[tuple[list[Any], list[Any]]] = []
    for resource in as_list(statement["Resource"]):
        kept = [action for action in as_list(statement["Action"]) if not gone(action, resource)]
        same = next((resources for actions, resources in parts if actions == kept), None)
        if same is not None:
            same.append(resource)
        elif kept:
            parts.append((kept, [resource]))
    return [
        {
            **{key: item for key, item in statement.items() if key != "Sid" or not number},  # a Sid is there once
            "Action": _like(statement["Action"], actions),
            "Resource": _like(statement["Resource"], resources),
        }
        for number, (actions, resources) in enumerate(parts)
    ]


def _like(old: Any, new: list[Any]) -> Any:
    """A list stays one, a single value too."""
    return new if isinstance(old, list) or len(new) != 1 else new[0]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose policies an actor's are: its own in SAM, else its role's; None where that stands outside the template."""

    name: str | None
    is_role: bool


def owner_of(template: TemplateText, name: str) -> Owner | None:
    """Where the permissions of a resource belong; None where the template has no such resource."""
    resource = template.get(("Resources", name))
    if not isinstance(resource, dict):
        return None
    properties = template.section("Resources", name, "Properties")
    role = properties.get("Role", properties.get("RoleArn"))
    if role is None and str(resource.get("Type", "")).startswith("AWS::Serverless::"):
        return Owner(name, is_role=False)
    named = next((id_ for _, id_ in references(role, template.value["Resources"])), None)
    known = named is not None and template.get(("Resources", named, "Type")) == "AWS::IAM::Role"
    return Owner(named if known else None, is_role=True)


def policies_of(template: TemplateText, owner: Owner) -> Iterator[Path]:
    """The places of all policies that an owner has: items of Policies, and policies that name its role."""
    if owner.name is None:
        return
    base: Path = ("Resources", owner.name, "Properties", "Policies")
    own = template.get(base)
    if isinstance(own, list):
        yield from ((*base, number) for number in range(len(own)))
    elif own is not None:
        yield base
    if owner.is_role:
        for name, resource in template.section("Resources").items():
            if isinstance(resource, dict) and resource.get("Type") in _ATTACHED:
                properties = template.section("Resources", name, "Properties")
                roles = [properties.get("Roles"), properties.get("RoleName")]
                if any(True for _ in references(roles, [owner.name])):
                    yield "Resources", name, "Properties"


def statements_at(template: TemplateText, policy: Path) -> Path | None:
    """Where the statements of a policy stand: a list, or one alone; None where it is no document."""
    for inner in (("PolicyDocument", "Statement"), ("Statement",)):
        if isinstance(template.get((*policy, *inner)), (list, dict)):
            return (*policy, *inner)
    return None
