"""Permissions that an edge needs, written where the template keeps those of the one who acts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from designer.importers.cloudformation.template import as_list
from designer.linked.generate import Generated
from designer.linked.narrow import Asked, narrowed
from designer.linked.references import references
from designer.linked.rights import owner_of
from designer.linked.template import TemplateText
from designer.linked.tree import Path


def allowed(
    text: TemplateText,
    old: Generated,
    made: Generated,
    edge: str,
    far: Collection[str],
    access: str | None,
    fresh: Collection[str],
    left: list[str],
) -> TemplateText:
    """With the permissions that an edge needs now and did not before, and without those that it needs no longer.

    `far` are the logical ids of what either end is made of, `access` the Access that was chosen anew (or None),
    resources that are `fresh` came with all their permissions, and `left` gets what only a person can grant.
    """
    for principal in made.plan.roles:
        name = made.logical.get(principal, "")
        others = [g.subject.id for g in made.plan.grants_of(principal) if g.subject.id != edge]
        ends = frozenset(far) - {name}
        needs = [s for other in dict.fromkeys(others) for s in made.statements(other, principal)]
        shared = [s for s in needs if any(references(s["Resource"], ends))]
        asked = Asked(old.statements(edge, principal), made.statements(edge, principal), ends, shared, access)
        owner = owner_of(text, name)
        if owner is None or (asked.before == asked.now):
            continue
        if owner.name is None:
            if asked.missing:
                actions = ", ".join(str(s["Action"]) for s in asked.missing)
                left.append(f"the role of {name} comes from outside the template; it needs {actions}")
            else:
                left.append(f"the role of {name} comes from outside the template; what it may do is said there")
            continue
        if owner.name in fresh:
            continue
        text, missing = narrowed(text, owner, name, asked, left)
        if not missing:
            continue
        policies: Path = ("Resources", owner.name, "Properties", "Policies")
        if owner.is_role:
            taken = [p.get("PolicyName") for p in as_list(text.get(policies)) if isinstance(p, dict)]
            document = {"Version": "2012-10-17", "Statement": missing}
            text = _with_policy(
                text, policies, {"PolicyName": _free(f"{name}Connections", taken), "PolicyDocument": document}
            )
        else:
            text = _with_policy(text, policies, {"Statement": missing})
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
