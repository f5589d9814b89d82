"""Renaming an id, with everything that names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.editing.editor import Command
from designer.model.design import ID_PATTERN, Accepted, Design, Edge, Group, Node, Note, Record, Subject
from designer.model.frozen import FrozenDict


class EditError(ValueError):
    """What a person asked for cannot be done; `str()` says why."""


def check_id(design: Design, old: str, new: str) -> None:
    """Raises EditError where `new` is no id, or is taken by another record."""
    if not re.fullmatch(ID_PATTERN, new):
        raise EditError("An id begins with a letter and has up to 255 letters, digits, - and _")
    if new != old and new in design:
        raise EditError(f"There is another {new}")


def rename(subject: Subject, new: str) -> Command:
    """Another id for a record; edges, groups, references in properties and accepted findings follow.

    Raises EditError (when applied) where the id is none or is taken.
    """
    old = subject.id

    def apply(design: Design) -> Design:
        if old not in design or new == old:
            return design
        check_id(design, old, new)
        changed: dict[str, Any] = {}
        for field in ("groups", "nodes", "edges", "notes", "accepted"):
            rows = getattr(design, field)
            own = field == f"{subject.kind}s"
            followed = FrozenDict(
                (new if own and id_ == old else id_, _follow(record, subject, new)) for id_, record in rows.items()
            )
            if followed != rows:
                changed[field] = followed
        return design.model_copy(update=changed)

    return Command(f"Rename {old} to {new}", apply, select=lambda _a, _b: [Subject(subject.kind, new)])


def _follow(record: Record, subject: Subject, new: str) -> Record:
    """A record with everything in it that names `subject` changed to name the new id."""
    old, changes = subject.id, dict[str, Any]()
    if isinstance(record, Accepted):
        if record.subject == str(subject):
            changes["subject"] = str(Subject(subject.kind, new))
    elif isinstance(record, Edge):
        if subject.kind == "node":
            changes |= {end: new for end in ("source", "target") if getattr(record, end) == old}
    elif isinstance(record, (Group, Node, Note)) and subject.kind == "group" and record.group == old:
        changes["group"] = new
    if isinstance(record, (Edge, Group, Node)) and subject.kind == "node":
        followed = follow_references(record.properties, {old: new})
        if followed != record.properties:
            changes["properties"] = followed
    return record.replace(**changes) if changes else record


def follow_references(value: Any, new: Mapping[str, str]) -> Any:
    """A value in which {"Fn::GetAtt": [id, attribute]} and {"Ref": id}, at any depth, name `new[id]` instead."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            get_att, ref = value.get("Fn::GetAtt"), value.get("Ref")
            if isinstance(get_att, (tuple, list)) and get_att and isinstance(get_att[0], str) and get_att[0] in new:
                return FrozenDict({"Fn::GetAtt": (new[get_att[0]], *get_att[1:])})
            if isinstance(ref, str) and ref in new:
                return FrozenDict({"Ref": new[ref]})
        return FrozenDict((key, follow_references(item, new)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(follow_references(item, new) for item in value)
    return value
