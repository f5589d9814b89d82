"""Values as a design writes them: CloudFormation takes "300" for a number and 5.18 for a text, a design does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.importers.cloudformation.template import get, with_path
from designer.model.specs import PropertySpec

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_TRUTH = {"true": True, "false": False}


def fitted(properties: Mapping[str, Any], specs: Mapping[str, PropertySpec]) -> dict[str, Any]:
    """The properties with plain values in the type that the catalogue says; what is of another kind stays.

    A word that only the designer has (an `own` one) leaves out a value that it does not know.
    """
    found = dict(properties)
    for path, spec in specs.items():
        value = get(found, path)
        if value is None:
            continue
        fits = _fit(value, spec)
        if spec.own and spec.type == "enum" and fits not in spec.values and isinstance(fits, (str, int)):
            found = with_path(found, path, None)
        elif fits is not value:
            found = with_path(found, path, fits)
    return found


def _fit(value: Any, spec: PropertySpec) -> Any:
    kinds = {type(v) for v in spec.values}
    kind = {frozenset({str}): "string", frozenset({int}): "integer"}.get(frozenset(kinds), "") if (
        spec.type == "enum"
    ) else spec.type  # fmt: skip
    if kind == "integer" and isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    if kind == "number" and isinstance(value, str):
        try:
            return int(value) if _WHOLE.fullmatch(value) else float(value)
        except ValueError:
            return value
    if kind == "boolean" and isinstance(value, str):
        return _TRUTH.get(value.lower(), value)
    if kind == "string" and isinstance(value, (int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value
