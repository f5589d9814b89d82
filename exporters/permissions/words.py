"""What a person calls the parts of a permission: who acts, on what, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from designer.model.design import Subject
from exporters.permissions.records import Permission
from exporters.permissions.wildcards import unlimited
from exporters.plan import Join, Param, Plan, Pseudo, Ref, Value

_KNOWN = {"*": "Anybody", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root": "This account"}


def title_of(plan: Plan, id_: str) -> str:
    """What a person calls who acts: the node, or the node or edge that a role was made for; else `id_` itself."""
    if id_ in plan.titles:
        return plan.titles[id_]
    if id_ in _KNOWN:
        return _KNOWN[id_]
    made = plan.resources.get(plan.roles.get(id_, id_))
    return id_ if made is None else _title_of_subject(plan, made.subject) or name_of(plan, made.id)


def name_of(plan: Plan, resource: str) -> str:
    """What a person calls a resource of the plan: its node's title, its own, or whose it is and what for."""
    if resource in plan.titles:
        return plan.titles[resource]
    made = plan.resources.get(resource)
    if made is None:
        return resource
    whose = _title_of_subject(plan, made.subject)
    if whose:
        return f"{whose} ({made.title or made.role.replace('-', ' ')})"
    return made.title or made.id.replace("_", " ").capitalize()


def _title_of_subject(plan: Plan, subject: Subject) -> str:
    if subject.kind == "edge" and subject.id in plan.links:
        link = plan.links[subject.id]
        return f"{plan.titles.get(link.source, link.source)} → {plan.titles.get(link.target, link.target)}"
    return plan.titles.get(subject.id, subject.id)


_PSEUDO = {"UrlSuffix": "URLSuffix"}


def text(value: Value) -> str:
    """A value of a plan as one line: `${orders.Arn}/*`."""
    match value:
        case Ref():
            return f"${{{value.resource}.{value.attribute}}}" if value.attribute else f"${{{value.resource}}}"
        case Join():
            return "".join(text(part) for part in value.parts)
        case Pseudo():
            return f"${{AWS::{_PSEUDO.get(value.name, value.name)}}}"
        case Param():
            return f"${{{value.name}}}"
        case str():
            return value
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else text(value)


def cause(plan: Plan, permission: Permission) -> str:
    """Why it is there, in words: "Orders → Table", "Orders: TracingConfig (default)", "Jobs: nothing passes …"."""
    subject = permission.subject
    whose, why = _title_of_subject(plan, subject), reason(plan, permission)
    if subject.kind == "edge" and subject.id in plan.links:
        return f"{whose} ({why})" if why else whose
    if subject.kind != "design":
        return f"{whose}: {why}" if why else whose
    return f"the stack: {why or name_of(plan, permission.target or permission.principal)}"


def reason(plan: Plan, permission: Permission) -> str:
    """The part of a cause that says why its subject asks: the property, or what the statement is there for."""
    why, said = permission.note or permission.because, plan.said.get(permission.subject.id)
    given = said is None or any(path.startswith(permission.because) for path in said)
    return why if given or not permission.because else f"{why} (default)"


def record(plan: Plan, permission: Permission) -> dict[str, Any]:
    """A statement as JSON."""
    return {
        "kind": permission.kind,
        "effect": permission.effect,
        "principal": permission.principal,
        "principal_title": permission.principal_title,
        "actions": list(permission.actions),
        "resources": list(permission.resources),
        "conditions": dict(permission.conditions),
        "any_resource": unlimited(permission),
        "because": {
            "subject": str(permission.subject),
            "integration": plan.links[permission.subject.id].integration
            if permission.subject.kind == "edge" and permission.subject.id in plan.links
            else "",
            "property": permission.because,
            "note": permission.note,
            "text": cause(plan, permission),
        },
    }
