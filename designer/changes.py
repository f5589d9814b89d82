"""What changed between two designs, for people and programs: by subject, each property with both values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from designer.model.design import Design, Subject
from designer.model.diff import diff
from designer.model.frozen import thaw
from designer.report import name, printable
from designer.storage.canonical import record_json


def between(old: Design, new: Design) -> dict[str, Any]:
    """What changed, as JSON: subjects added and removed, and each changed property with both values."""
    found = diff(old, new)
    record: dict[str, Any] = {
        "added": [str(s) for s in found.added],
        "removed": [str(s) for s in found.removed],
        "changed": [
            {"subject": str(s), "changes": _differences(_plain(old, s), _plain(new, s))} for s in found.changed
        ],
    }
    document = _differences(_document(old), _document(new))
    return {**record, "design": document}


def as_text(old: Design, new: Design, found: Mapping[str, Any]) -> str:
    """The same for a person: + what came, - what went, ~ what changed."""
    lines = [click.style(f"+ {name(new, Subject.parse(s))}", fg="green") for s in found["added"]]
    lines += [click.style(f"- {name(old, Subject.parse(s))}", fg="red") for s in found["removed"]]
    for changed in found["changed"]:
        lines.append(click.style(f"~ {name(new, Subject.parse(changed['subject']))}", fg="yellow"))
        lines += [_change_line(change) for change in changed["changes"]]
    if found["design"]:
        lines.append(click.style("~ the design", fg="yellow"))
        lines += [_change_line(change) for change in found["design"]]
    return "\n".join(lines) or "No difference."


def _change_line(change: Mapping[str, Any]) -> str:
    def text(key: str) -> str:
        return json.dumps(change[key], ensure_ascii=False) if key in change else "—"

    return printable(f"    {change['path']}: {text('old')} → {text('new')}")


def _plain(design: Design, subject: Subject) -> dict[str, Any]:
    return record_json(design.get(subject))


def _document(design: Design) -> dict[str, Any]:
    """What belongs to no subject: name, settings, accepted findings, and keys of other programs."""
    accepted = {i: record_json(a) for i, a in design.accepted.items()}
    own = {"name": design.name, "settings": design.settings, "accepted": accepted}
    return {**own, **(design.model_extra or {})}


def _differences(old: Any, new: Any, path: str = "") -> list[dict[str, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = [*old, *(key for key in new if key not in old)]
        missing = object()
        found: list[dict[str, Any]] = []
        for key in keys:
            a, b = old.get(key, missing), new.get(key, missing)
            place = f"{path}.{key}" if path else str(key)
            if a is missing:
                found.append({"path": place, "new": thaw(b)})
            elif b is missing:
                found.append({"path": place, "old": thaw(a)})
            else:
                found += _differences(a, b, place)
        return found
    return [] if old == new else [{"path": path, "old": thaw(old), "new": thaw(new)}]
