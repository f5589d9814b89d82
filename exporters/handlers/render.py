"""The template environment, made once; every value goes through a filter that quotes it for its language."""

from __future__ import annotations

import json
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
    environment.filters |= {"py": python_literal, "js": javascript_literal, "words": words}
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
