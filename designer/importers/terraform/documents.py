"""The data source `aws_iam_policy_document` as the policy that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.importers.terraform.values import Json

_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def policy_document(values: Mapping[str, Any]) -> dict[str, Any]:
    """An IAM policy from the arguments of the data source, with those that it takes over."""
    statements: list[Any] = []
    for key in ("source_policy_documents", "override_policy_documents"):
        for document in _list(values.get(key)):
            inner = document.value if isinstance(document, Json) else None
            if isinstance(inner, Mapping):
                statements += _list(inner.get("Statement"))
    statements += [_statement(s) for s in _list(values.get("statement")) if isinstance(s, Mapping)]
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(block: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"Effect": block.get("effect", "Allow")}
    if "sid" in block:
        made["Sid"] = block["sid"]
    for name, word in _LISTS.items():
        if name in block:
            made[word] = block[name]
    for name, word in _PRINCIPALS.items():
        for principal in _list(block.get(name)):
            if isinstance(principal, Mapping):
                type_ = str(principal.get("type", "AWS"))
                made.setdefault(word, {}).setdefault(type_, []).extend(_list(principal.get("identifiers")))
    for test, variable, wanted in _conditions(block):
        made.setdefault("Condition", {}).setdefault(test, {})[variable] = wanted
    return made


def _conditions(block: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for condition in _list(block.get("condition")):
        if isinstance(condition, Mapping):
            yield str(condition.get("test", "")), str(condition.get("variable", "")), condition.get("values", [])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
