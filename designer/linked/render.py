"""New values in the style of the template around them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from designer.linked.style import Style
from designer.linked.tree import meaning
from exporters.sam.yaml import quoted
from exporters.sam.yaml import text as safe_text

_SHORT = frozenset(
    {"Ref", "Condition"}
    | {
        f"Fn::{name}"
        for name in (
            "Base64", "Cidr", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue", "Join", "Select", "Split", "Sub",
            "Transform", "And", "Equals", "Not", "Or", "ForEach", "Length", "ToJsonString",
        )
    }
)  # fmt: skip
_IN_FLOW = re.compile(r"[,\[\]{}#&*!|>%@`]|: |:$")
_LONGEST_LINE = 100
_LONGEST_LIST = 60


def is_intrinsic(value: Any) -> bool:
    """Whether a value is one CloudFormation function and nothing else."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _SHORT


def tagged(value: Any, style: Style) -> tuple[str, Any] | None:
    """(short tag, its value) where a function is best written so; None where its long form is needed."""
    if not style.short or not is_intrinsic(value):
        return None
    ((name, inner),) = value.items()
    if name == "Condition" or is_intrinsic(inner):  # a function in a function needs the long form outside
        return None
    tag = "!Ref" if name == "Ref" else f"!{name[4:]}"
    if name == "Fn::GetAtt" and isinstance(inner, (list, tuple)):
        if all(isinstance(part, str) for part in inner) and len(inner) == 2 and "." not in inner[0]:
            inner = ".".join(inner)
        if meaning(tag, inner) != {name: list(value[name])}:
            return None
    if isinstance(inner, str) and name != "Fn::GetAtt" and meaning(tag, inner) != {name: inner}:
        return None
    if inner is None or isinstance(inner, (bool, int, float)):  # what follows a tag is read as a text
        return None
    return tag, inner


# -- YAML


def scalar(value: Any, style: Style, *, quote: str = "", flow: bool = False) -> str:
    """A scalar on one line; `quote` is that of the value it replaces."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # YAML reads 1e+30 as a text without a point, and so do we.
        return format(value, "f") if "e" in repr(value) else repr(value)
    if not isinstance(value, str):
        return str(value)
    if not value.isprintable() or (quote == "" and style.quote == '"'):
        plain = safe_text(value)
        needs = plain[:1] in ("'", '"') or (flow and _IN_FLOW.search(plain))
        return plain if not needs or plain[:1] in ("'", '"') else quoted(value)
    if not quote:
        plain = safe_text(value)
        if plain[:1] not in ("'", '"') and not (flow and _IN_FLOW.search(plain)):
            return plain
    wanted = quote or style.quote
    return quoted(value) if wanted == '"' else "'" + value.replace("'", "''") + "'"


def inline(value: Any, style: Style, *, quote: str = "", flow: bool = True) -> str:
    """A value on one line, as in flow style."""
    if (short := tagged(value, style)) is not None:
        tag, inner = short
        return f"{tag} {inline(inner, style, quote=quote, flow=flow)}"
    if isinstance(value, Mapping):
        pairs = (f"{_key(key, flow=True)}: {inline(item, style)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(item, style) for item in value) + "]"
    return scalar(value, style, quote=quote, flow=flow)


def fits_line(value: Any, style: Style) -> bool:
    """Whether a value of a block map stands on its key's line."""
    if (short := tagged(value, style)) is not None:
        inner = short[1]
        if isinstance(inner, (list, tuple)):
            return len(inline(value, style)) <= _LONGEST_LINE and not _has_map(inner)
        return not (isinstance(inner, str) and _is_literal(inner, style)) and not (isinstance(inner, Mapping) and inner)
    if isinstance(value, str):
        return not _is_literal(value, style)
    if style.inline and isinstance(value, (list, tuple)) and not any(isinstance(i, (Mapping, list)) for i in value):
        return len(inline(value, style)) <= _LONGEST_LIST
    return not (isinstance(value, (Mapping, list, tuple)) and value)


def _has_map(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not is_intrinsic(value)
    return isinstance(value, (list, tuple)) and any(map(_has_map, value))


def _is_literal(value: str, style: Style) -> bool:
    """Whether a text of several clean lines stands as a literal block."""
    if not style.literal:
        return False
    body = value[:-1] if value.endswith("\n") else value
    if "\n" not in body or body.endswith("\n") or value != value.lstrip():
        return False
    return all(line == line.rstrip() and (line.isprintable() or not line) for line in body.split("\n"))


def block_key(name: str) -> str:
    """A key with its colon, as it begins a line."""
    return f"{_key(name)}:"


def flow_key(name: str) -> str:
    """A key with colon and blank, as in a flow map."""
    return f"{_key(name, flow=True)}: "


def json_text(value: str) -> str:
    return _json(value)


def _key(name: str, *, flow: bool = False) -> str:
    plain = safe_text(name)
    return quoted(name) if flow and plain[:1] not in ("'", '"') and _IN_FLOW.search(plain) else plain


def block(value: Any, style: Style, indent: str, dash: int | None = None) -> list[str]:
    """The lines of a non-empty map or list (its dashes at `indent`), or of a literal text, each indented."""
    if isinstance(value, str):
        body = value[:-1] if value.endswith("\n") else value
        return [f"{indent}{line}" if line else "" for line in body.split("\n")]
    if isinstance(value, Mapping):
        return [line for key, item in value.items() for line in entry(_key(str(key)) + ":", item, style, indent)]
    return [line for item in value for line in element(item, style, indent)]


def entry(head: str, value: Any, style: Style, indent: str) -> list[str]:
    """The lines of `head value`, where head is `key:` and stands at `indent`."""
    if fits_line(value, style):
        return [f"{indent}{head} {inline(value, style, flow=isinstance(value, Mapping))}"]
    head, inner = _opened(head, value, style)
    deeper = indent + (" " * style.dash if isinstance(inner, (list, tuple)) else style.step)
    return [f"{indent}{head}", *block(inner, style, deeper)]


def element(value: Any, style: Style, indent: str) -> list[str]:
    """The lines of `- value`."""
    if fits_line(value, style):
        return [f"{indent}- {inline(value, style, flow=False)}"]
    head, inner = _opened("-", value, style)
    if head == "-":
        lines = block(inner, style, f"{indent}  ")
        return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]
    return [f"{indent}{head}", *block(inner, style, f"{indent}  ")]


def _opened(head: str, value: Any, style: Style) -> tuple[str, Any]:
    """The head with the tag or the sign of a literal block, and what stands in the lines below."""
    inner = value
    if (short := tagged(value, style)) is not None:
        head, inner = f"{head} {short[0]}", short[1]
    if isinstance(inner, str):
        head += " |" if inner.endswith("\n") else " |-"
    return head, inner


# -- JSON


def as_json(value: Any, style: Style, indent: str) -> str:
    """A value as JSON, its inner lines one step deeper than `indent`."""
    inner = indent + style.step
    if isinstance(value, Mapping) and value:
        pairs = [f"{inner}{_json(str(k))}{style.colon}{as_json(v, style, inner)}" for k, v in value.items()]
        return "{" + style.newline + f",{style.newline}".join(pairs) + f"{style.newline}{indent}}}"
    if isinstance(value, (list, tuple)) and value:
        scalars = not any(isinstance(item, (Mapping, list, tuple)) for item in value)
        if style.inline and scalars:
            return "[" + ", ".join(map(_json, value)) + "]"
        items = [f"{inner}{as_json(item, style, inner)}" for item in value]
        return "[" + style.newline + f",{style.newline}".join(items) + f"{style.newline}{indent}]"
    return _json(value)


def one_line_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
