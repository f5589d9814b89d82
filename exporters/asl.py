"""A state machine's definition as a file with placeholders, for targets that keep it beside the template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exporters.cfn import pascal
from exporters.plan import Join, Param, Pseudo, Ref, Value


def as_file(definition: Value) -> tuple[str, dict[str, Value]]:
    """The JSON text with `${Name}` where the plan has values, and those values by name.

    A `${` that stands in a text of the design is written as an escape of JSON, so that nobody takes it for a place.
    """
    names: dict[str, Value] = {}

    def place(value: Value) -> str:
        for name, known in names.items():
            if known == value:
                return name
        base = _name(value)
        name, number = base, 2
        while name in names:
            name, number = f"{base}{number}", number + 1
        names[name] = value
        return name

    def walk(value: Value) -> Any:
        if isinstance(value, (Ref, Param, Pseudo)):
            return f"\x00{place(value)}\x01"
        if isinstance(value, Join):
            if all(isinstance(p, str) or p == Pseudo("Partition") for p in value.parts):
                return "".join(p if isinstance(p, str) else f"\x00{place(p)}\x01" for p in value.parts)
            return f"\x00{place(value)}\x01"
        if isinstance(value, Mapping):
            return {str(k): walk(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [walk(v) for v in value]
        if isinstance(value, str):
            return value.replace("\x00", "").replace("\x01", "")
        return value

    text = json.dumps(walk(definition), indent=2, ensure_ascii=True)
    text = text.replace("${", "$\\u007b").replace("\\u0000", "${").replace("\\u0001", "}")
    return f"{text}\n", names


def _name(value: Value) -> str:
    if isinstance(value, Ref):
        return f"{pascal(value.resource)}{pascal(value.attribute) if value.attribute else 'Ref'}"
    if isinstance(value, Param):
        return value.name
    if isinstance(value, Pseudo):
        return value.name
    inner = next((p for p in value.parts if isinstance(p, Ref)), None) if isinstance(value, Join) else None
    return f"{pascal(inner.resource)}Address" if inner else "Value"
