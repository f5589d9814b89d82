"""The template environment, made once; every value goes through a filter that quotes it for its language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


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
        "words": words,
        "of": lambda key, table: _entry(table, key),
        "sort_names": sort_names,
    }
    environment.globals["wrap"] = wrap
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


def words(value: str) -> str:
    """A text inside a comment or docstring: letters, digits and harmless signs of one line."""
    kept = "".join(c if c.isalnum() or c in " .,:;()?!&+=@/-_'{}" else " " for c in str(value))
    return " ".join(kept.replace("*/", "* /").split())[:200]


def _simple(value: str) -> bool:
    return all(ord(c) <= 0xFFFF for c in str(value))


_WIDTH = 88  # of a line of Python, as formatters have it by themselves


def wrap(head: str, items: Iterable[str], tail: str, *, parentheses: bool = False) -> str:
    """`head`, items with commas between, `tail`: on one line if it fits, else one item a line.

    `parentheses` are put round the items only where they are broken into lines, as in an import.
    """
    parts = list(items)
    line = f"{head}{', '.join(parts)}{tail}"
    if len(line) <= _WIDTH or not parts:
        return line
    margin = " " * (len(head) - len(head.lstrip()))
    opened, closed = ("(", ")") if parentheses else ("", "")
    inner = "".join(f"{margin}    {part},\n" for part in parts)
    return f"{head}{opened}\n{inner}{margin}{closed}{tail}"


def sort_names(names: Iterable[str]) -> list[str]:
    """Names in the order of ruff's isort: constants, classes, functions."""
    return sorted(names, key=lambda n: (0 if n.isupper() else 1 if n[:1].isupper() else 2, n))


def _entry(table: Mapping[str, str], key: str) -> str:
    return table[key]
