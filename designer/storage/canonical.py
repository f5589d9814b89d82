"""The canonical form of a design file: what version control can merge line by line.

Two spaces, one property a line, an array of numbers on one line, keys in the records' order, ids in the file's order.
A key stands there when the file or an edit set it; what merely has its default is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from designer.model.design import Design, Record


def dump(design: Design) -> str:
    """The text of a design, ending in a newline."""
    return f"{dump_json(_document(design))}\n"


def dump_json(value: Any) -> str:
    """A JSON value in the canonical form, without the newline at the end."""
    return "".join(_lines(value, 0))


def record_json(record: Record) -> dict[str, Any]:
    """The keys of a record that are set or differ from their default, in the fixed order, unknown ones last."""
    found: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if name in record.model_fields_set and value is not None:
            pass  # the file says it, or an edit did
        elif value == field.default:
            continue
        found[field.alias or name] = tuple(map(_whole, value)) if name in ("at", "size") else value
    return {**found, **(record.model_extra or {})}


def _document(design: Design) -> dict[str, Any]:
    document = record_json(design)
    document = {"format": design.format, **document}
    for table in ("groups", "nodes", "edges", "notes", "accepted"):
        if table in document:
            document[table] = {id_: record_json(record) for id_, record in document[table].items()}
    return document


def _lines(value: Any, depth: int) -> Iterator[str]:
    inner = "  " * (depth + 1)
    if isinstance(value, Mapping):
        if not value:
            yield "{}"
            return
        yield "{\n"
        for number, (key, item) in enumerate(value.items()):
            yield ",\n" if number else ""
            yield f"{inner}{_text(key)}: "
            yield from _lines(item, depth + 1)
        yield f"\n{'  ' * depth}}}"
    elif isinstance(value, (list, tuple)):
        if all(_is_number(item) for item in value):
            yield f"[{', '.join(_text(item) for item in value)}]"
            return
        yield "[\n"
        for number, item in enumerate(value):
            yield ",\n" if number else ""
            yield inner
            yield from _lines(item, depth + 1)
        yield f"\n{'  ' * depth}]"
    else:
        yield _text(value)


def _whole(number: float) -> float:
    """A coordinate without a needless ".0"."""
    return int(number) if number == int(number) else number


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
