"""What changed between two designs, for people and programs: by subject, each property with both values."""

from __future__ import annotations

import json
import re
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


def as_markdown(old: Design, new: Design, found: Mapping[str, Any]) -> str:
    """The same for a pull request: what came, what went, and a table of what changed."""
    number = {key: len(found[key]) for key in ("added", "removed", "changed")}
    told = ", ".join(f"{count} {key}" for key, count in number.items() if count) or "no difference"
    lines = [f"### Architecture: {told}"]
    for key, design in (("added", new), ("removed", old)):
        if found[key]:
            lines += [
                "",
                f"**{key.capitalize()}**",
                *(f"- {_cell(name(design, Subject.parse(s)))}" for s in found[key]),
            ]
    rows = [
        (name(new, Subject.parse(changed["subject"])), change)
        for changed in found["changed"]
        for change in changed["changes"]
    ]
    rows += [("the design", change) for change in found["design"]]
    if rows:
        lines += ["", "| what | property | before | after |", "|---|---|---|---|"]
        for what, change in rows:
            values = (_value(change, key) for key in ("old", "new"))
            lines.append(f"| {_cell(what)} | {_cell(change['path'])} | {' | '.join(map(_cell, values))} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """A text from a design as text, not as Markdown."""
    escaped = re.sub(r"([\\`*_{}\[\]<>|#~!])", r"\\\1", printable(text))
    return escaped if len(escaped) <= 200 else f"{escaped[:199].rstrip(chr(92))}…"


def _value(change: Mapping[str, Any], key: str) -> str:
    return json.dumps(change[key], ensure_ascii=False) if key in change else "—"


def _change_line(change: Mapping[str, Any]) -> str:
    return printable(f"    {change['path']}: {_value(change, 'old')} → {_value(change, 'new')}")


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
