"""Permissions to read elsewhere: as text, as Markdown, as an IAM policy; and what a list of them leaves open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.sentences import explained
from exporters.documents.page import markdown
from exporters.permissions.records import Kind, Permission
from exporters.permissions.wildcards import unlimited
from exporters.permissions.words import cause
from exporters.plan import Plan

_HEADS: Mapping[Kind, str] = {
    "identity": "",
    "managed": " (a policy of AWS)",
    "trust": " (acts in a role)",
    "resource": " (let in by a resource)",
}


def nothing_asked(design: Design, catalogue: Catalogue, plan: Plan, edge: str) -> str:
    """Why a drawn edge asks for no permission, in a sentence or two."""
    record = design.edges[edge]
    omitted = next((o.reason for o in plan.omissions if o.subject == Subject("edge", edge)), "")
    if omitted:
        return omitted
    if edge not in plan.links:
        return "It is not deployed, so nobody needs a permission."
    told = explained(catalogue, design, record)
    integration = catalogue.integration(design, record)
    if told is None or integration is None:
        return ""
    said = " ".join(told.permissions)
    if integration.permissions:  # an action that comes with a node, not with this edge
        return f"It adds no statement of its own to a policy. What it needs comes with its ends: {said}"
    return said or f"{told.what} This needs no permission."


def as_text(plan: Plan, found: Iterable[Permission]) -> list[str]:
    """The lines that `skydraft permissions` prints: who, then what, on what, under which condition and why."""
    lines: list[str] = []
    for head, some in _by_principal(found).items():
        lines.append(head)
        for permission in some:
            lines.append(f"  {_never(permission)}{', '.join(permission.actions)}")
            if permission.kind != "managed":
                lines.extend(f"    on {resource}" for resource in permission.resources)
            lines.extend(f"    if {condition}" for condition in conditions(permission))
            lines.append(f"    because of {cause(plan, permission)}")
            if reason := unlimited(permission):
                lines.append(f"    any resource, since {reason}")
    return lines


def as_markdown(plan: Plan, found: Iterable[Permission]) -> str:
    """The same as tables, one for each who acts."""
    parts: list[str] = []
    for head, some in _by_principal(found).items():
        rows = [f"### {markdown(head)}", "", "| may | on | if | because of |", "|---|---|---|---|"]
        for permission in some:
            on = () if permission.kind == "managed" else permission.resources
            may = _never(permission) + ", ".join(_code(action) for action in permission.actions)
            why = markdown(cause(plan, permission))
            if reason := unlimited(permission):
                why += f"; any resource, since {markdown(reason)}"
            cells = (may, "<br>".join(map(_code, on)), "<br>".join(map(_code, conditions(permission))), why)
            rows.append(f"| {' | '.join(cells)} |")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def as_policy(found: Iterable[Permission]) -> str:
    """IAM's JSON of some statements, of one principal or on one resource.

    `${orders.Arn}` stands for a resource of the stack, as in CloudFormation's `Fn::Sub`.  What AWS's managed policies
    give is not in it: a role takes those by their ARN.
    """
    statements = [_statement(permission) for permission in found if permission.kind != "managed"]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2, ensure_ascii=False) + "\n"


def conditions(permission: Permission) -> list[str]:
    """The conditions of a statement, each as `aws:SourceArn ArnLike arn:…`."""
    return [f"{key} {test} {value}" for test, keys in permission.conditions.items() for key, value in keys.items()]


def _statement(permission: Permission) -> dict[str, Any]:
    made: dict[str, Any] = {"Effect": permission.effect}
    if permission.kind != "identity":
        who = permission.principal
        names = _one(tuple(who.split(", ")))
        kind = "AWS" if ":iam:" in who or ":sts:" in who else "Service"
        made["Principal"] = who if who == "*" else {kind: names}
    for key, words in (("Action", permission.actions), ("Resource", permission.resources)):
        negated = all(word.startswith("not ") for word in words)
        made[f"Not{key}" if negated else key] = _one(tuple(word.removeprefix("not ") for word in words))
    if permission.kind == "trust":
        del made["Resource"]  # the role that the document belongs to
    if permission.conditions:
        made["Condition"] = {test: dict(keys) for test, keys in permission.conditions.items()}
    return made


def _one(words: tuple[str, ...]) -> str | list[str]:
    return words[0] if len(words) == 1 else list(words)


def _by_principal(found: Iterable[Permission]) -> dict[str, list[Permission]]:
    """The statements by who acts, those of a kind together, each in the plan's order."""
    groups: dict[tuple[Kind, str], list[Permission]] = {}
    for permission in found:
        groups.setdefault((permission.kind, permission.principal_title), []).append(permission)
    order = [*_HEADS]
    keys = sorted(groups, key=lambda key: order.index(key[0]))
    return {f"{title}{_HEADS[kind]}": groups[kind, title] for kind, title in keys}


def _never(permission: Permission) -> str:
    return "never " if permission.effect == "Deny" else ""


def _code(said: str) -> str:
    """Text as code in a cell of a table, whatever stands in it."""
    fence = "`" * (1 + max((len(run) for run in said.replace("`", " ` ").split() if set(run) == {"`"}), default=0))
    pad = " " if "`" in said else ""
    return f"{fence}{pad}{' '.join(said.split())}{pad}{fence}".replace("|", "\\|")
