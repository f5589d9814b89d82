"""A plan's permissions as entries of the Permissions tab.  Runs on a worker, which also loads the exporters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from designer.gui.panels.permissions.entries import Entry, Party, Snapshot
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from exporters.permissions import Permission, cause, name_of, permissions, reason, unlimited
from exporters.plan import Plan
from exporters.planner import plan

_PART = r"(?:\$\{AWS::\w+\}|[^:$]*):"
_ARN = re.compile(rf"arn:{_PART}{_PART}{_PART}{_PART}(.+)")
_REFERENCE = re.compile(r"\$\{([^{}:.]+)(?:\.[^{}]*)?\}")
_SIGNS = {"ArnEquals": "=", "StringEquals": "=", "Bool": "=", "ArnLike": "like", "StringLike": "like"}
_WORDS = {"managed": "policy of aws", "trust": "trust assume role", "resource": "resource policy", "identity": "role"}


def snapshot(design: Design, catalogue: Catalogue) -> Snapshot:
    """Plan a design and list what its policies say.  About 0.4 ms a node."""
    made = plan(design, catalogue)
    entries = _Entries(design, catalogue, made)
    return Snapshot(design, made, tuple(entries.of(permission) for permission in permissions(made)))


class _Entries:
    def __init__(self, design: Design, catalogue: Catalogue, made: Plan) -> None:
        self._design, self._catalogue, self._plan = design, catalogue, made
        self._seen: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def of(self, permission: Permission) -> Entry:
        who, whom = self._who(permission), self._whom(permission)
        resources = tuple(self._short(text) for text in permission.resources)
        if permission.kind == "managed":
            resources = ("as AWS's policy says",)
        conditions = tuple(self._conditions(permission))
        why, wide = cause(self._plan, permission), unlimited(permission)
        actions, subject = permission.actions, permission.subject
        own = reason(self._plan, permission) if subject.kind == "node" else ""
        if permission.effect == "Deny":
            actions = tuple(f"never {action}" for action in actions)
        subjects = frozenset(self._subjects(permission, who, whom))
        words = (
            who.title, whom.title, permission.principal, *permission.actions, *permission.resources, *resources,
            *conditions, why, str(permission.subject), _WORDS[permission.kind], *self._services(subjects),
            "denied" if permission.effect == "Deny" else "allowed", "wildcard any resource" if wide else "",
        )  # fmt: skip
        return Entry(
            permission,
            self._key(permission, who, whom),
            who,
            whom,
            actions,
            resources,
            conditions,
            why,
            own,
            wide,
            "design itself" in wide,
            subjects,
            "\n".join(words).casefold(),
        )

    def _key(self, permission: Permission, who: Party, whom: Party) -> str:
        key = (
            f"{permission.kind} {who.key} {whom.key} {permission.actions[:1]} {permission.subject} {permission.because}"
        )
        self._seen[key] = number = self._seen.get(key, 0) + 1
        return f"{key} {number}"

    # -- who, on what

    def _who(self, permission: Permission) -> Party:
        subject = self._subject_of(permission.principal)
        return Party(permission.principal, permission.principal_title, subject)

    def _whom(self, permission: Permission) -> Party:
        if permission.kind == "managed":
            return Party("managed", "Whatever a policy of AWS names")
        if permission.target:
            subject = self._subject_of(permission.target)
            if subject is not None and subject.kind == "node":  # what belongs to a node stands with it
                return Party(subject.id, self._plan.titles.get(subject.id, subject.id), subject)
            return Party(permission.target, self._name(permission.target), subject)
        if "*" in permission.resources:
            return Party("*", "Any resource")
        first = self._short(permission.resources[0])
        return Party(first, first)

    def _subject_of(self, id_: str) -> Subject | None:
        """The node or edge that an actor or a resource of the plan stands for."""
        if id_ in self._plan.titles:
            return Subject("node" if id_ in self._design.nodes else "group", id_)
        made = self._plan.resources.get(self._plan.roles.get(id_, id_))
        return made.subject if made is not None and made.subject.id in self._design else None

    def _subjects(self, permission: Permission, who: Party, whom: Party) -> Iterator[Subject]:
        yield permission.subject
        for party in (who, whom):
            if party.subject is not None and party.subject.kind != "edge":
                yield party.subject
        link = self._plan.links.get(permission.subject.id)
        if link is not None:
            yield Subject("node", link.source)
            yield Subject("node", link.target)

    def _services(self, subjects: frozenset[Subject]) -> Iterator[str]:
        for subject in subjects:
            node = self._design.nodes.get(subject.id)
            spec = self._catalogue.service(node) if node is not None else None
            if spec is not None:
                yield spec.title
                yield spec.short

    # -- shorter words

    def _name(self, id_: str) -> str:
        if id_ not in self._names:
            self._names[id_] = name_of(self._plan, id_)
        return self._names[id_]

    def _short(self, text: str) -> str:
        """An ARN without what every ARN of the stack has, and with the titles of nodes."""
        if text == "*":
            return "any resource"
        arn = _ARN.fullmatch(text)
        return _REFERENCE.sub(self._title(), arn[1] if arn else text)

    def _title(self) -> Callable[[re.Match[str]], str]:
        resources = self._plan.resources
        return lambda match: self._name(match[1]) if match[1] in resources else match[0]

    def _conditions(self, permission: Permission) -> Iterator[str]:
        for test, keys in permission.conditions.items():
            sign = _SIGNS.get(test, test)
            for key, value in keys.items():
                yield f"{key} {sign} {self._short(str(value))}"
