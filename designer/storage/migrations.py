"""Brings documents of older formats up to the present one, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.model.design import FORMAT

Document = dict[str, Any]
Migration = Callable[[Document], Document]

# From a format to the function that makes the next one of it, "format" included.  The first format has none before.
MIGRATIONS: Mapping[str, Migration] = {}


class FormatError(Exception):
    """The document's format is not one of ours; `str()` says what to do."""


def migrate(document: Document, migrations: Mapping[str, Migration] = MIGRATIONS, goal: str = FORMAT) -> Document:
    """The document in the present format.  One that names no format is taken for the present one."""
    seen = set()
    while (format_ := document.get("format", goal)) != goal:
        step = migrations.get(format_) if isinstance(format_, str) else None
        if step is None or format_ in seen:
            raise FormatError(_remedy(format_, goal))
        seen.add(format_)
        document = step(document)
    return document


def _remedy(format_: object, goal: str) -> str:
    family, _, number = str(format_).partition("/")
    ours, _, present = goal.partition("/")
    if isinstance(format_, str) and family == ours and number.isdigit() and int(number) > int(present):
        return f"this is {format_}, from a newer Skydraft; this one reads {goal}: update Skydraft"
    return f"{format_!r:.60} is not a format of Skydraft; a design says {goal!r}"
