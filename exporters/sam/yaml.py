"""Writes CloudFormation's YAML as a person would: short tags, plain words where they are safe, quotes where not.

A small emitter instead of a library, because the text of each resource has to be known apart (the code preview
highlights it) and because everything that comes from a design must be quoted beyond doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a short tag: Tagged("!Ref", "Orders")."""

    tag: str
    value: Any


# What YAML 1.1 reads as a text and as nothing else.
_PLAIN = re.compile(r"[A-Za-z_/$.][A-Za-z0-9_/$.+@-]*(?::{1,2}[A-Za-z0-9_/$.+@*-]+)*(?: [A-Za-z0-9_/$.+@()-]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", ".nan", ".inf"})
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9.]|0[xo]")


def scalar(value: Any) -> str:
    """A number, truth value, nothing or text on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return text(str(value))


def text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not _NUMBER_LIKE.match(value) and len(value) <= 200:
        return value
    if '"' in value and value.isprintable() and "\\" not in value and len(value) < 2000:
        return "'" + value.replace("'", "''") + "'"  # JSON and the like: readable only so
    return quoted(value)


def quoted(value: str) -> str:
    """A double-quoted scalar in which nothing but letters, digits and harmless signs stands as itself."""
    return '"' + "".join(_escape(c) for c in value) + '"'


def _escape(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(c)
    if short:
        return short
    if c.isprintable() and c not in "\u2028\u2029\ufeff":
        return c
    return f"\\u{ord(c):04x}" if ord(c) <= 0xFFFF else f"\\U{ord(c):08x}"


def _is_block_text(value: Any) -> bool:
    """A text of several clean lines, which reads better as a literal block."""
    if not isinstance(value, str) or "\n" not in value.rstrip("\n") or value != value.lstrip():
        return False
    lines = value.split("\n")
    return all(line == line.rstrip() and (line.isprintable() or not line) for line in lines)


def _flow(value: Any) -> str | None:
    """Short lists of scalars stay on one line."""
    if isinstance(value, (list, tuple)) and value and all(isinstance(v, (str, int, float)) for v in value):
        line = "[" + ", ".join(_flow_scalar(v) for v in value) + "]"
        numbers = all(isinstance(v, int) for v in value)
        return line if numbers or (len(line) <= 60 and len(value) <= 2) else None
    return None


def _flow_scalar(value: Any) -> str:
    rendered = scalar(value)
    return (
        quoted(value)
        if isinstance(value, str) and rendered[0] != '"' and re.search(r"[,\[\]{}:#]", rendered)
        else rendered
    )


def dump(value: Any, indent: int = 0) -> str:
    """A mapping or list as lines, each ending with a newline, `indent` spaces deep."""
    return "".join(f"{line}\n" if line else "\n" for line in _lines(value, indent))


def _lines(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        if not value:
            return [f"{pad}{{}}"]
        lines: list[str] = []
        for key, item in value.items():
            name = text(str(key))
            if len(name) > 120:  # a key on one line has at most 1,024 characters; a long one is easier to read so
                lines.append(f"{pad}? {name}")
                name = ""
            lines.extend(_entry(f"{pad}{name}:", item, indent))
        return lines
    if isinstance(value, (list, tuple)):
        lines = []
        for item in value:
            lines.extend(_item(item, indent))
        return lines
    return [f"{pad}{_inline(value, indent)}"]


def _entry(head: str, item: Any, indent: int) -> list[str]:
    if isinstance(item, Tagged) and isinstance(item.value, (Mapping, list, tuple)):
        return [f"{head} {item.tag}", *_lines(item.value, indent + 2)]
    if isinstance(item, Mapping) and item:
        return [head, *_lines(item, indent + 2)]
    if isinstance(item, (list, tuple)) and item:
        flow = _flow(item)
        return [f"{head} {flow}"] if flow else [head, *_lines(item, indent + 2)]
    if _is_block_text(item):
        keep = "|" if item.endswith("\n") and not item.endswith("\n\n") else "|-"
        if item.endswith("\n\n"):
            return [f"{head} {quoted(item)}"]
        return [f"{head} {keep}", *(f"{' ' * (indent + 2)}{x}" if x else "" for x in item.rstrip("\n").split("\n"))]
    return [f"{head} {_inline(item, indent)}"]


def _item(item: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(item, (Mapping, list, tuple)) and item and not (isinstance(item, (list, tuple)) and _flow(item)):
        inner = _lines(item, indent + 2)
        return [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
    if isinstance(item, (list, tuple)) and item:
        return [f"{pad}- {_flow(item)}"]
    if isinstance(item, Tagged) and isinstance(item.value, (Mapping, list, tuple)):
        return [f"{pad}- {item.tag}", *_lines(item.value, indent + 2)]
    return [f"{pad}- {_inline(item, indent)}"]


def _inline(item: Any, indent: int) -> str:
    if isinstance(item, Tagged):
        return f"{item.tag} {scalar(item.value)}"
    if isinstance(item, Mapping):
        return "{}"
    if isinstance(item, (list, tuple)):
        return "[]"
    return scalar(item)
