"""The template environment, made once; every value goes through a filter that quotes it for its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from exporters.handlers.model import Handler, camel
from exporters.handlers.routes import Registration, registration
from exporters.handlers.samples import CALLER
from exporters.handlers.sdk import clients_of


@cache
def _environment() -> Environment:
    # What is written is source code, not HTML: the filters below do the quoting.
    environment = Environment(  # noqa: S701
        loader=PackageLoader("exporters.handlers"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "py": python_literal,
        "js": javascript_literal,
        "key": javascript_key,
        "member": javascript_member,
        "in_template": in_template_literal,
        "camel": camel,
        "pascal": lambda shape: camel(f"_{shape.replace('-', '_')}"),
        "sort_caseless": lambda found: sorted(set(found), key=str.lower),
        "words": words,
        "of": lambda key, table: _entry(table, key),
        "sort_names": sort_names,
    }
    environment.globals |= {
        "wrap": wrap,
        "wrap_ts": partial(wrap, indent=2, width=_TYPESCRIPT_WIDTH),
        "clients_of": clients_of,
        "routes_of": registrations,
        "sample_caller": CALLER,
    }
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(name: str, **values: Any) -> str:
    """A template's text."""
    return _template(name).render(**values)


def python_literal(value: str) -> str:
    """A text as a Python string literal in double quotes, in ASCII."""
    return json.dumps(str(value), ensure_ascii=True) if _simple(value) else ascii(str(value))


def javascript_literal(value: str) -> str:
    """A text as a JavaScript string literal: JSON in ASCII is one."""
    return json.dumps(str(value), ensure_ascii=True)


_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def javascript_key(value: str) -> str:
    """A text as a key of an object literal."""
    if value == "__proto__":  # as a plain key it would set the prototype
        return f"[{javascript_literal(value)}]"
    return value if _NAME.fullmatch(value) else javascript_literal(value)


def javascript_member(value: str) -> str:
    """What reads the property of that name."""
    return f".{value}" if _NAME.fullmatch(value) else f"[{javascript_literal(value)}]"


def in_template_literal(value: str) -> str:
    """A text between the backticks of a template."""
    inner = javascript_literal(value)[1:-1].replace('\\"', '"')
    return inner.replace("`", "\\`").replace("${", "\\${")


def words(value: str) -> str:
    """A text inside a comment or docstring: letters, digits and harmless signs of one line."""
    kept = "".join(c if c.isalnum() or c in " .,:;()?!&+=@/-_'{}" else " " for c in str(value))
    return " ".join(kept.replace("*/", "* /").split())[:200]


def _simple(value: str) -> bool:
    return all(ord(c) <= 0xFFFF for c in str(value))


_WIDTH, _TYPESCRIPT_WIDTH = 88, 80  # of a line, as the formatters of the two languages have it by themselves


def wrap(
    head: str, items: Iterable[str], tail: str, *, parentheses: bool = False, indent: int = 4, width: int = _WIDTH
) -> str:
    """`head`, items with commas between, `tail`: on one line if it fits, else one item a line.

    `parentheses` are put round the items only where they are broken into lines, as in an import.
    """
    parts = list(items)
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= width or not parts:
        return line
    head, tail = head.rstrip(" ") if head.endswith("{ ") else head, tail.removeprefix(" ")
    margin = " " * (len(head) - len(head.lstrip()))
    opened, closed = ("(", ")") if parentheses else ("", "")
    inner = "".join(f"{margin}{' ' * indent}{part},\n" for part in parts)
    return f"{head}{opened}\n{inner}{margin}{closed}{tail}"


def sort_names(names: Iterable[str]) -> list[str]:
    """Names in the order of ruff's isort: constants, classes, functions."""
    return sorted(names, key=lambda n: (0 if n.isupper() else 1 if n[:1].isupper() else 2, n))


def registrations(handler: Handler) -> tuple[Registration, ...]:
    """The routes of all APIs of a function: one router of TypeScript's takes the events of both kinds."""
    return tuple(dict.fromkeys(registration(route) for event in handler.events for route in event.routes))


def _entry(table: Mapping[str, str], key: str) -> str:
    return table[key]
