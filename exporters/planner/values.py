"""Properties of a design as values of a plan: the references that CloudFormation writes become Refs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Ref, Value

if TYPE_CHECKING:
    from exporters.planner.builder import Builder

_PSEUDO: Mapping[str, Pseudo] = {
    "AWS::Region": Pseudo("Region"),
    "AWS::AccountId": Pseudo("AccountId"),
    "AWS::Partition": Pseudo("Partition"),
    "AWS::StackName": Pseudo("StackName"),
    "AWS::StackId": Pseudo("StackId"),
    "AWS::URLSuffix": Pseudo("UrlSuffix"),
}
_PLACE = re.compile(r"\$\{(!?)([^}]*)\}")


def resolve(builder: Builder, value: Any, subject: Subject) -> Any:
    """A frozen property as a plain value; a reference to a node that is not deployed is an omission."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key == "Ref" or (isinstance(key, str) and key.startswith("Fn::")):
                return _intrinsic(builder, key, inner, subject)
        return {str(k): resolve(builder, v, subject) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolve(builder, item, subject) for item in value]
    return value


def _intrinsic(builder: Builder, key: str, inner: Any, subject: Subject) -> Value:
    if key == "Ref" and isinstance(inner, str):
        id_, _, word = inner.partition(".")  # SAM's own: `Ref: Api.Stage`
        return _PSEUDO.get(inner) or _reference(builder, id_, word, subject)
    if key == "Fn::GetAtt":
        parts = (
            inner.split(".", 1) if isinstance(inner, str) else list(inner) if isinstance(inner, (list, tuple)) else []
        )
        if len(parts) == 2 and all(isinstance(part, str) for part in parts):
            return _reference(builder, parts[0], parts[1], subject)
    if key == "Fn::Sub" and isinstance(inner, str):
        return _substitute(builder, inner, subject)
    if (
        key == "Fn::Join"
        and isinstance(inner, (list, tuple))
        and len(inner) == 2
        and isinstance(inner[1], (list, tuple))
    ):
        between = str(inner[0])
        parts = [resolve(builder, part, subject) for part in inner[1]]
        return Join(
            tuple(x for part in parts for x in ((between, part) if between else (part,)))[1 if between else 0 :]
        )
    builder.omit(subject, f"{key} is passed on as it stands: only CloudFormation knows it.", "terraform")
    return {key: resolve(builder, inner, subject)}


def _reference(builder: Builder, id_: str, attribute: str, subject: Subject) -> Value:
    if builder.deployed(id_) and not builder.is_actor(id_):
        if attribute == "Stage" and builder.service(id_) in _STAGED:
            return builder.stage if builder.service(id_) == "apigw-rest" else "$default"
        if attribute == "Alias" and builder.service(id_) in _ALIASED:
            return builder.arn(id_)  # a design has no alias of its own
        return builder.arn(id_) if attribute == "Arn" else Ref(id_, attribute)
    builder.omit(subject, f"It refers to {id_!r}, which is not deployed by this design; a parameter stands for it.")
    name = re.sub(r"[^A-Za-z0-9]", "", f"{id_}{attribute}")[:200] or "External"
    description = f"{attribute or 'Name'} of {id_}, from outside this stack"
    return builder.parameter(name, "String", description, pattern=pattern_of(attribute))


_STAGED = ("apigw-http", "apigw-rest")  # a stage of theirs is SAM's, and named with them
_ALIASED = ("lambda", "stepfunctions")  # SAM's `Ref: Function.Alias` is the alias that it publishes
SECRET_ARN = "^arn:[a-z-]+:secretsmanager:.+$"  # noqa: S105 - a pattern


def pattern_of(attribute: str) -> str:
    """What a parameter must look like that stands for an attribute of something outside."""
    return "^arn:[a-z-]+:.+$" if attribute.endswith("Arn") else ""


def _substitute(builder: Builder, text: str, subject: Subject) -> Value:
    parts: list[Value] = []
    at = 0
    for found in _PLACE.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        if found[1]:
            parts.append(f"${{{found[2]}}}")
        elif found[2] in _PSEUDO:
            parts.append(_PSEUDO[found[2]])
        else:
            id_, _, attribute = found[2].partition(".")
            parts.append(_reference(builder, id_, attribute, subject))
    parts.append(text[at:])
    return Join(tuple(part for part in parts if part != ""))
