"""What an expression of Terraform is worth before anything is deployed: plain values, and what is not known yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ITEMS = 2_000  # of a list or a map that is computed
MOST_TEXT = 1_000_000  # characters of a text that is computed
MOST_VALUES = 100_000  # in one value, counted through all levels: a few lines can nest lists to any size


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute of a resource: its address with the instance, and the path from there (`("arn",)`)."""

    address: str
    path: tuple[str | int, ...] = ()

    def get(self, step: str | int) -> Reference:
        return Reference(self.address, (*self.path, step))


@dataclass(frozen=True, slots=True)
class Pseudo:
    """What only the place of deployment knows, by CloudFormation's word: Region, AccountId, Partition, UrlSuffix."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What cannot be known from the files; `name` is the expression's text, for people."""

    name: str


@dataclass(frozen=True, slots=True)
class Unread(Unknown):
    """The text of a template that is not at hand, and what is put into it."""

    variables: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with parts that are not known yet."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Json:
    """A value that is encoded as JSON; kept as it is, so that what it refers to is not lost."""

    value: Any


def known(value: Any) -> bool:
    """Whether a value is plain through and through (and not so large that nobody would want to see it)."""
    todo, seen = [value], 0
    while todo:
        item = todo.pop()
        seen += 1
        if seen > MOST_VALUES or isinstance(item, (Reference, Pseudo, Unknown, Text)):
            return False
        if isinstance(item, Json):
            todo.append(item.value)
        elif isinstance(item, Mapping):
            todo.extend(item.values())
        elif isinstance(item, (list, tuple)):
            todo.extend(item)
    return True


def text(value: Any) -> str | None:
    """A plain value as Terraform writes it into a text; None where it is not known or no text."""
    if isinstance(value, Json) and known(value.value):
        return json.dumps(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (str, int, float)):
        return str(value)
    return None


def join(parts: Iterable[Any]) -> Any:
    """A text of parts: a `str` where all are known, else a Text; no longer than MOST_TEXT."""
    made: list[Any] = []
    length = 0
    for part in parts:
        for piece in part.parts if isinstance(part, Text) else (part,):
            plain = text(piece)
            length += len(plain or "")
            if length > MOST_TEXT or len(made) > MOST_ITEMS:
                return Unknown("a text that is too long")
            if plain is None:
                made.append(piece)
            elif made and isinstance(made[-1], str):
                made[-1] += plain
            else:
                made.append(plain)
    if not made:
        return ""
    if len(made) == 1:
        return made[0]
    return Text(tuple(made))
