"""Permissions taken back where an edge is changed to ask for less.

Only what speaks of the other end of that edge is touched, and only where no other edge needs it.  What cannot be
told apart (a wildcard resource, a policy of AWS's own, a role that others share) is seen when the template is read
again, and refused by whoever asked (transfer.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from designer.importers.cloudformation.policies import TEMPLATES, access_of
from designer.importers.cloudformation.template import as_list
from designer.linked.references import references
from designer.linked.render import is_intrinsic
from designer.linked.rights import (
    Owner,
    Right,
    Statement,
    policies_of,
    right,
    rights,
    spelt,
    statements_at,
    without_rights,
)
from designer.linked.template import TemplateText
from designer.linked.tree import Path

_FAMILY = re.compile(r"(\w+?)(?:Crud|FullAccess|Read|Write)Policy")
_WORD = {"read": "Read", "read-write": "Crud"}  # SAM's policies for writing lack the right to delete


@dataclass(frozen=True, slots=True)
class Asked:
    """What an edge asked for an actor to be allowed, and what it asks for now, as statements.

    `other` are the logical ids of what the far end is made of, `shared` what other edges to it need, and `access`
    the new Access, None where that was not changed.
    """

    before: list[Any]
    now: list[Any]
    other: Collection[str]
    shared: list[Any]
    access: str | None = None

    @property
    def missing(self) -> list[dict[str, Any]]:
        """What was not asked for before."""
        known = rights(self.before)
        parts = [part for statement in self.now for part in _less(statement, known)]
        return [
            {key: item[0] if isinstance(item, list) and len(item) == 1 else item for key, item in part.items()}
            for part in parts
        ]

    @property
    def needed(self) -> list[Any]:
        return [*self.now, *self.shared]


def _less(statement: Statement, known: Collection[Right]) -> list[dict[str, Any]]:
    return without_rights(statement, lambda action, resource: right(action, resource, statement) in known)


def narrowed(
    template: TemplateText, owner: Owner, actor: str, asked: Asked, left: list[str]
) -> tuple[TemplateText, list[Any]]:
    """The template without what an actor needs no longer, and what is still to be allowed.

    `left` gets in words what gives it still; more or less access shows when the template is read again.
    """
    missing = asked.missing
    lost = rights(asked.before) - rights(asked.needed)
    if not lost and not (missing and asked.access):
        return template, missing
    template, connected = _with_connectors(template, actor, asked)
    if connected:
        return template, []
    for policy in reversed(list(policies_of(template, owner))):
        found = template.get(policy)
        at = statements_at(template, policy)
        if at is not None:
            template, missing = _with_statements(template, at, asked, lost, missing)
        elif isinstance(found, Mapping) and len(found) == 1:
            template, missing = _with_template(template, policy, asked, missing)
    if lost and asked.access is None and _gives_still(template, owner, asked, lost):
        left.append(f"a policy of {actor} gives more on {', '.join(sorted(asked.other))} than can be told apart")
    return template, missing


def _gives_still(template: TemplateText, owner: Owner, asked: Asked, lost: Collection[Right]) -> bool:
    """Whether a policy goes on to allow, in words of its own, what is no longer asked for."""
    needed = {(action, resource) for action, resource, _ in rights(asked.needed)}
    spoken = {action.split(":")[0] for action, _, _ in lost}
    for policy in policies_of(template, owner):
        at, found = statements_at(template, policy), template.get(policy)
        if at is None and isinstance(found, Mapping) and len(found) == 1:
            ((name, parameters),) = found.items()
            if TEMPLATES.get(name, ("",))[0] in spoken and _mentions(template, parameters, asked.other):
                return True
        for statement in as_list(template.get(at)) if at is not None else ():
            allows = isinstance(statement, Mapping) and statement.get("Effect", "Allow") == "Allow"
            pairs = (
                [
                    (str(a).lower(), r)
                    for a in as_list(statement.get("Action"))
                    for r in as_list(statement.get("Resource"))
                ]
                if allows
                else []
            )
            for action, resource in pairs:
                about = resource == "*" or _mentions(template, resource, asked.other)
                if (
                    about
                    and (action, spelt(resource)) not in needed
                    and any(fnmatchcase(a, action) for a, _, _ in lost)
                ):
                    return True
    return False


# -- SAM's connectors and policy templates


def _with_connectors(template: TemplateText, actor: str, asked: Asked) -> tuple[TemplateText, bool]:
    """With the new access in the connectors between the two ends, and whether there are any."""
    if asked.access is None:
        return template, False
    wanted = [word.capitalize() for word in asked.access.split("-")]
    found = False
    for place, source in _connectors(template):
        destination = template.get((*place, "Destination"))
        ends = {str(name) for one in as_list(destination) for name in _ids(one)}
        if source == actor and ends & set(asked.other):
            template = template.set((*place, "Permissions"), wanted)
            found = True
    return template, found


def _connectors(template: TemplateText) -> Iterator[tuple[Path, str]]:
    for name, resource in template.section("Resources").items():
        if not isinstance(resource, dict):
            continue
        if resource.get("Type") == "AWS::Serverless::Connector":
            place: Path = ("Resources", name, "Properties")
            source = template.get((*place, "Source"))
            yield from ((place, id_) for id_ in _ids(source))
        for inner in template.section("Resources", name, "Connectors"):
            yield ("Resources", name, "Connectors", inner, "Properties"), name


def _ids(end: Any) -> list[str]:
    """The logical ids that an end of a connector names, by its Id or its Arn."""
    if not isinstance(end, Mapping):
        return []
    named = [end["Id"]] if isinstance(end.get("Id"), str) else []
    return named or re.findall(r"\$\{([A-Za-z0-9]+)", spelt(end.get("Arn")))


def _with_template(
    template: TemplateText, place: Path, asked: Asked, missing: list[Any]
) -> tuple[TemplateText, list[Any]]:
    """With another policy template of its family, with statements in its place, or without it."""
    ((name, parameters),) = template.get(place).items()
    namespace, gives, parameter = TEMPLATES.get(name, ("", "", ""))
    spoken = {action.split(":")[0] for action, _, _ in rights([*asked.before, *asked.now])}
    named = parameters.get(parameter) if isinstance(parameters, Mapping) else None
    family = _FAMILY.fullmatch(name)
    if asked.access is None or namespace not in spoken or not _mentions(template, named, asked.other) or not family:
        return template, missing
    again = f"{family[1]}{_WORD.get(asked.access, '')}Policy"
    fitting = again in TEMPLATES and TEMPLATES[again][1:] == (asked.access, parameter) and not asked.shared
    if gives == asked.access or (asked.access == "read-write" and not fitting):
        return template, missing
    if fitting and not (gives == "write" and not missing):
        return template.rename((*place, name), again), []
    if gives != "read-write" and not asked.shared:  # it gave only what goes; the rest is allowed elsewhere
        return template.remove(place), missing
    return template.set(place, {"Statement": asked.needed}), []


# -- statements


def _with_statements(
    template: TemplateText, place: Path, asked: Asked, lost: Collection[Right], missing: list[Any]
) -> tuple[TemplateText, list[Any]]:
    """With the statements of a policy less what goes; what is missing takes the place of one that goes whole."""
    found = template.get(place)
    changed: list[Any] = []
    for statement in as_list(found):
        kept = _kept(template, statement, asked, lost)
        if not kept and missing:
            kept, missing = missing, []
        changed += kept
    if changed == as_list(found):
        return template, missing
    if changed:
        return template.set(place, changed if isinstance(found, list) or len(changed) > 1 else changed[0]), missing
    policy = place[: -2 if place[-2] == "PolicyDocument" else -1]
    if policy[-1] == "Properties":  # a policy that is a resource of its own
        return template.remove(policy[:2]), missing
    if isinstance(policy[-1], int) and len(template.get(policy[:-1])) == 1:
        policy = policy[:-1]
    return template.remove(policy), missing


def _kept(template: TemplateText, statement: Any, asked: Asked, lost: Collection[Right]) -> list[Any]:
    """What stays of a statement, in one or several."""
    if not isinstance(statement, Mapping) or not {"Action", "Resource"} <= set(statement):
        return [statement]
    if statement.get("Effect", "Allow") != "Allow":
        return [statement]
    needed = {action for action, _, _ in rights(asked.needed)}
    spoken = {action.split(":")[0] for action, _, _ in rights([*asked.before, *asked.now])}
    gone = {(action, resource) for action, resource, _ in lost}

    def goes(action: Any, resource: Any) -> bool:
        verb = str(action).lower()
        if verb.split(":")[0] not in spoken or not _mentions(template, resource, asked.other):
            return False
        given = access_of([verb.partition(":")[2]])
        more = asked.access is not None and given not in (asked.access, "read-write") and asked.access != "read-write"
        return (more and verb not in needed) or (verb, spelt(resource)) in gone

    if asked.access in ("read", "write"):
        statement = _spelt_out(template, statement, asked, spoken)
    parts = without_rights(statement, goes)
    return [statement] if len(parts) == 1 and _said_same(parts[0], statement) else list(parts)


def _spelt_out(template: TemplateText, statement: Mapping[str, Any], asked: Asked, spoken: set[str]) -> Any:
    """A statement in which `s3:*` on what the edge is about is the list of what is needed."""
    actions = as_list(statement["Action"])
    wide = [a for a in actions if str(a).lower().split(":")[0] in spoken and str(a).partition(":")[2][:1] == "*"]
    if not wide or not all(_mentions(template, r, asked.other) for r in as_list(statement["Resource"])):
        return statement
    named = [action for s in asked.needed for action in as_list(s["Action"])]
    kept = [action for action in actions if action not in wide]
    return {**statement, "Action": [*kept, *(a for a in dict.fromkeys(named) if a not in kept)]}


def _said_same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return all(as_list(a.get(key)) == as_list(b.get(key)) for key in {*a, *b})


def _mentions(template: TemplateText, resource: Any, ids: Collection[str]) -> bool:
    """Whether a resource of a statement names one of these, by reference or by the name that it is given."""
    if any(True for _ in references(resource, ids)):
        return True
    values = resource.values() if isinstance(resource, Mapping) and not is_intrinsic(resource) else [resource]
    written = {part for value in values for part in (spelt(value), *re.split(r"[:/]", spelt(value)))}
    for id_ in ids:
        for key, name in template.section("Resources", id_, "Properties").items():
            if key.endswith("Name") and name is not None and spelt(name) in written:
                return True
    return False
