"""A property whose value is of another type than CloudFormation takes, or none of the values that it allows.

Values that CloudFormation computes (`Ref`, `Fn::Sub` …) are not looked at.

Example: `"Timeout": "30 seconds"`.
Instead: `"Timeout": 30`.
"""

from __future__ import annotations

import difflib
from typing import Any

from designer.model.design import Edge, Group, Node, Note, Subject
from designer.model.finding import Finding, QuickFix
from designer.model.specs import PropertySpec
from designer.rules.base import Found, Record, RecordRule
from designer.rules.fixes import set_property
from designer.rules.values import given, has_type
from designer.rules.view import View

TYPES = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "list": "a list", "object": "an object", "reference": "a reference or an ARN",
}  # fmt: skip


class PropertyType(RecordRule):
    id = "property-type"
    severity = "error"
    category = "limits"
    title = "Property of the wrong type"
    why = "CloudFormation refuses the resource."
    fix = "Give the value that the property takes."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-23"
    kinds = ("node", "edge")

    def check(self, view: View, subject: Subject, record: Record) -> Found:
        if isinstance(record, (Group, Note)) or not record.properties:
            return
        for path, spec, value in given(view, subject, record):
            if spec.type == "enum" and (value in spec.values or _same_number(value, spec)):
                continue
            if spec.type == "list" and has_type(value, "list") and (wrong := _wrong_items(spec, value)):
                yield self._wrong_list(subject, record, path, spec, value, wrong)
                continue
            if spec.type != "enum" and (has_type(value, spec.type) or _same_number(value, spec)):
                continue
            allowed = TYPES.get(spec.type) or f"one of {', '.join(_json(v) for v in spec.values)}"
            yield self.finding(
                subject,
                f"{path} of {_name(subject, record)} is {_short(value)}, but must be {allowed}.",
                doc=spec.doc,
                fixes=_mend(subject, path, value, spec),
                property_=path,
            )

    def _wrong_list(
        self, subject: Subject, record: Node | Edge, path: str, spec: PropertySpec, value: Any, wrong: list[str]
    ) -> Finding:
        kept = [item for item in value if item not in wrong]
        label = f"Remove {_short(wrong[0])}" if len(wrong) == 1 else "Keep what is allowed"
        return self.finding(
            subject,
            f"{path} of {_name(subject, record)} has {_short(wrong[0])}, "
            f"but only {', '.join(str(v) for v in spec.values)} are allowed.",
            doc=spec.doc,
            fixes=[set_property(subject, path, kept or None, label)],
            property_=path,
        )


def _same_number(value: Any, spec: PropertySpec) -> bool:
    """Whether a number of ours is written as a text, or the other way round: CloudFormation's own types differ there.

    The CPU and memory of a task definition are texts to CloudFormation, though they are numbers.
    """
    if not spec.own or isinstance(value, bool):
        return False
    if spec.type == "enum":
        return isinstance(value, int) and str(value) in spec.values
    return spec.type == "integer" and isinstance(value, str) and value.isdecimal()


def _name(subject: Subject, record: Node | Edge) -> str:
    return (record.title or subject.id) if isinstance(record, Node) else f"{record.source} → {record.target}"


def _wrong_items(spec: PropertySpec, value: Any) -> list[str]:
    if spec.own or not spec.values:  # a list of ours is a choice of suggestions
        return []
    return [item for item in value if isinstance(item, str) and item not in spec.values]


def _mend(subject: Subject, path: str, value: Any, spec: PropertySpec) -> list[QuickFix]:
    """The value that was meant, where it can be told; else none at all."""
    fixes = []
    if spec.type in ("integer", "number") and isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if number == number and abs(number) < 1e15 and (spec.type == "number" or number.is_integer()):
            low, high = spec.min if spec.min is not None else number, spec.max if spec.max is not None else number
            if low <= number <= high:
                meant = int(number) if number.is_integer() else number
                fixes.append(set_property(subject, path, meant, f"Set to {meant}"))
    if spec.type == "boolean" and str(value).lower() in ("true", "false"):
        switch = str(value).lower() == "true"
        fixes.append(set_property(subject, path, switch, f"Set to {_json(switch)}"))
    if spec.type == "enum":
        near = difflib.get_close_matches(str(value).upper(), [str(v).upper() for v in spec.values], n=1)
        fixes += [set_property(subject, path, v, f"Set to {_json(v)}") for v in spec.values if str(v).upper() in near]
    fixes.append(set_property(subject, path, None, f"Remove {path}"))
    return fixes


def _json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) else _json(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
