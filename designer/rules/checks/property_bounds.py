"""A property beyond the limits that CloudFormation or the service sets.

Bounds are of a number, of the length of a text or list, or of an object's JSON; patterns must match in full.

Example: `"Timeout": 1200` on a function: Lambda ends every invocation after 900 s.
Instead: `"Timeout": 900`, or a service that may work longer.
"""

from __future__ import annotations

import json
import re
from typing import Any

from designer.model.design import Edge, Group, Node, Note, Subject
from designer.model.specs import PropertySpec
from designer.rules.base import Found, Record, RecordRule
from designer.rules.fixes import set_property
from designer.rules.values import given, has_type
from designer.rules.view import View

MANAGED = {"Timeout": 5400, "MemorySize": 32768}  # of functions with a CapacityProviderConfig; s and MB


class PropertyBounds(RecordRule):
    id = "property-bounds"
    severity = "error"
    category = "limits"
    title = "Property beyond its limits"
    why = "The service refuses the value, so the deployment fails."
    fix = "Stay within the limits."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-23"
    kinds = ("node", "edge")

    def check(self, view: View, subject: Subject, record: Record) -> Found:
        if isinstance(record, (Group, Note)) or not record.properties:
            return
        for path, common, value in given(view, subject, record):
            spec = _of_managed(record, path, common)
            if spec.type == "enum" or not has_type(value, spec.type):
                continue
            size = _size(value)
            if size is None or isinstance(value, bool) or spec.max == 0:
                continue  # where nothing is allowed, a rule of its own says why
            beyond = _beyond(size, spec)
            if beyond:
                words, bound = beyond
                verb = "is" if size is value else "has the length"
                yield self.finding(
                    subject,
                    f"{path} of {_name(subject, record)} {verb} {_with_unit(size, spec)}, "
                    f"{words} of {_with_unit(bound, spec)}.",
                    fix=f"Set it to {_with_unit(bound, spec)} or a value within the limits.",
                    doc=spec.doc,
                    fixes=[set_property(subject, path, *_mended(value, bound, spec))],
                    property_=path,
                )
            elif spec.pattern and isinstance(value, str) and not re.fullmatch(spec.pattern, value):
                message = f"{path} of {_name(subject, record)}, “{value[:40]}”, must match {spec.pattern}."
                fixes = [set_property(subject, path, None, f"Remove {path}")]
                yield self.finding(subject, message, doc=spec.doc, fixes=fixes, property_=path)


def _of_managed(record: Record, path: str, spec: PropertySpec) -> PropertySpec:
    """The bounds of a function that runs on managed instances, which are wider."""
    if path not in MANAGED or not isinstance(record, Node) or record.service != "lambda":
        return spec
    managed = record.properties.get("CapacityProviderConfig")
    return spec.model_copy(update={"max": MANAGED[path]}) if managed else spec


def _name(subject: Subject, record: Node | Edge) -> str:
    return (record.title or subject.id) if isinstance(record, Node) else f"{record.source} → {record.target}"


def _size(value: Any) -> float | None:
    """What a bound is of: a number, the length of a text or list, or that of an object's JSON."""
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, dict):
        return len(json.dumps(value, separators=(",", ":")))
    return len(value) if isinstance(value, (str, list, tuple)) else None


def _beyond(size: float, spec: PropertySpec) -> tuple[str, float] | None:
    """Which bound a size is beyond; None when it is within.  The default is always allowed."""
    if spec.max is not None and size > spec.max:
        return "above the maximum", spec.max
    if spec.min is not None and size < spec.min and not (size == spec.default is not None):
        return "below the minimum", spec.min
    return None


def _mended(value: Any, bound: float, spec: PropertySpec) -> tuple[Any, str]:
    """The value to set and the fix's label."""
    if isinstance(value, (int, float)):
        return (int(bound) if float(bound).is_integer() else bound), f"Set to {_with_unit(bound, spec)}"
    if not isinstance(value, dict) and len(value) > bound:
        return value[: int(bound)], f"Shorten to {bound:.10g}"
    return None, "Remove it"


def _with_unit(value: float, spec: PropertySpec) -> str:
    return f"{value:,.10g} {spec.unit}".strip()
