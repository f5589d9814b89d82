"""Terraform's functions that give the same answer every time and touch nothing outside.

Each takes evaluated arguments.  One that cannot work with them (they are not known yet, or not of the right kind)
raises, and the call's value is then unknown.  What is computed is bounded.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from designer.importers.terraform.values import MOST_ITEMS, MOST_TEXT, Json, Reference, Text, Unknown, join, known, text


def _plain(value: Any) -> str:
    found = text(value)
    if found is None:
        raise ValueError(value)
    return found


def _flat(value: Any) -> list[Any]:
    todo, made = [value], []
    while todo:
        item = todo.pop()
        if isinstance(item, list):
            todo.extend(reversed(item))
        else:
            made.append(item)
        if len(made) > MOST_ITEMS:
            raise ValueError("too many")
    return made


def _merge(*maps: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in maps:
        if isinstance(item, Mapping):
            made |= item
    return made


def _distinct(items: Sequence[Any]) -> list[Any]:
    made: list[Any] = []
    for item in items[:MOST_ITEMS]:
        if item not in made:
            made.append(item)
    return made


def _range(*numbers: float) -> list[int]:
    found = range(*(int(n) for n in numbers))
    if len(found) > MOST_ITEMS:
        raise ValueError("too many")
    return list(found)


def _lookup(table: Any, key: Any, *default: Any) -> Any:
    if not isinstance(table, Mapping):
        raise TypeError(table)
    if key in table:
        return table[key]
    return default[0] if default else Unknown(f"lookup of {key}")


def _element(items: Any, index: Any) -> Any:
    if isinstance(items, Reference):
        return items.get(int(index))
    return items[int(index) % len(items)]


def _jsondecode(value: Any) -> Any:
    if isinstance(value, Json):
        return value.value
    return json.loads(_plain(value))


def _format(pattern: Any, *values: Any) -> Any:
    parts: list[Any] = []
    rest = iter(values)
    for piece in re.split(r"(%[-+ 0#]*\d*(?:\.\d+)?[sdvqtfx]|%%)", _plain(pattern)):
        if piece == "%%":
            parts.append("%")
        elif not re.fullmatch(r"%.*[a-z]", piece):
            parts += [piece] if piece else []
        else:
            value = next(rest)
            plain = text(value)
            if piece[-1] in "dfx" and plain is not None and re.fullmatch(r"%0?\d{0,3}d", piece):
                parts.append(piece % int(float(plain)))
            else:
                parts.append(f'"{plain}"' if piece[-1] == "q" else value)
    return join(parts)


def _join(separator: Any, *lists: Any) -> Any:
    parts: list[Any] = []
    for item in _flat(list(lists)):
        parts += [item] if not parts else [separator, item]
    return join(parts)


def _replace(value: Any, old: Any, new: Any) -> Any:
    if isinstance(value, Text):
        return join(_replace(part, old, new) if isinstance(part, str) else part for part in value.parts)
    pattern, whole = _plain(old), _plain(value)
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        raise ValueError("a pattern from a stranger is not run")
    made = whole.replace(pattern, _plain(new)) if len(whole) < 10_000 else whole
    if len(made) > MOST_TEXT:
        raise ValueError("too long")
    return made


def _keys(table: Any) -> list[Any]:
    if not isinstance(table, Mapping):
        raise TypeError(table)
    return sorted(table)


def _set(items: Any) -> list[Any]:
    if isinstance(items, Mapping):
        return sorted(items)
    return _distinct(list(items))


def _coalesce(*values: Any) -> Any:
    return next(value for value in values if value not in (None, "", []))


def _try(*values: Any) -> Any:
    return next((value for value in values if not isinstance(value, Unknown)), Unknown("try"))


def _substr(value: Any, start: Any, length: Any) -> str:
    whole = _plain(value)
    return whole[int(start) :] if length < 0 else whole[int(start) : int(start) + int(length)]


def _title(value: Any) -> str:
    return re.sub(r"\b\w", lambda m: m[0].upper(), _plain(value))


def _digest(name: str) -> Callable[[Any], str]:
    return lambda value: hashlib.new(name, _plain(value).encode(), usedforsecurity=False).hexdigest()


def _product(*lists: Sequence[Any]) -> list[list[Any]]:
    size = 1
    for items in lists:
        size *= len(items)
        if size > MOST_ITEMS:
            raise ValueError("too many")
    made: list[list[Any]] = [[]]
    for items in lists:
        made = [[*row, item] for row in made for item in items]
    return made


def _zipmap(keys: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(keys, values, strict=False))


def _length(value: Any) -> int:
    if not isinstance(value, (str, list, Mapping)):
        raise TypeError(value)
    return len(value)


def _known_only(value: Any) -> Any:
    if not known(value):
        raise ValueError(value)
    return value


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "base64encode": lambda v: base64.b64encode(_plain(v).encode()).decode(),
    "base64decode": lambda v: base64.b64decode(_plain(v)).decode(),
    "can": lambda v: not isinstance(v, Unknown),
    "ceil": lambda v: int(-(-v // 1)),
    "chomp": lambda v: _plain(v).rstrip("\r\n"),
    "coalesce": _coalesce,
    "coalescelist": _coalesce,
    "compact": lambda items: [i for i in items if i not in (None, "")],
    "concat": lambda *lists: [i for items in lists for i in items][:MOST_ITEMS],
    "contains": lambda items, value: _known_only(value) in _known_only(items),
    "distinct": _distinct,
    "element": _element,
    "endswith": lambda v, end: _plain(v).endswith(_plain(end)),
    "flatten": _flat,
    "floor": lambda v: int(v // 1),
    "format": _format,
    "index": lambda items, value: list(items).index(value),
    "indent": lambda n, v: _plain(v).replace("\n", "\n" + " " * min(int(n), 100)),
    "join": _join,
    "jsondecode": _jsondecode,
    "jsonencode": Json,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": lambda v: _plain(v).lower(),
    "max": max,
    "md5": _digest("md5"),
    "merge": _merge,
    "min": min,
    "nonsensitive": lambda v: v,
    "one": lambda items: items[0] if items else None,
    "range": _range,
    "replace": _replace,
    "reverse": lambda items: list(reversed(items)),
    "sensitive": lambda v: v,
    "setproduct": _product,
    "setunion": lambda *sets: _distinct([i for items in sets for i in items]),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "slice": lambda items, start, end: items[int(start) : int(end)],
    "sort": lambda items: sorted(_known_only(items)),
    "split": lambda mark, v: _plain(v).split(_plain(mark))[:MOST_ITEMS],
    "startswith": lambda v, start: _plain(v).startswith(_plain(start)),
    "strcontains": lambda v, part: _plain(part) in _plain(v),
    "substr": _substr,
    "title": _title,
    "tobool": lambda v: {"true": True, "false": False}[_plain(v)],
    "tolist": list,
    "tomap": lambda v: v if isinstance(v, Reference) else dict(v),
    "tonumber": lambda v: float(_plain(v)) if "." in _plain(v) else int(_plain(v)),
    "toset": _set,
    "tostring": lambda v: join([v]),
    "trim": lambda v, signs: _plain(v).strip(_plain(signs)),
    "trimprefix": lambda v, start: _plain(v).removeprefix(_plain(start)),
    "trimspace": lambda v: _plain(v).strip(),
    "trimsuffix": lambda v, end: _plain(v).removesuffix(_plain(end)),
    "try": _try,
    "upper": lambda v: _plain(v).upper(),
    "values": lambda table: [table[key] for key in _keys(table)],
    "zipmap": _zipmap,
}
