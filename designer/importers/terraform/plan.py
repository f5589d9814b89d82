"""A plan as `terraform show -json` prints it: the values that are known, and from the configuration who refers to whom.

The format is described at https://developer.hashicorp.com/terraform/internals/json-format (version 1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.importers.base import Place, Progress, no_progress
from designer.importers.terraform.documents import policy_document
from designer.importers.terraform.module import MOST_MODULES, MOST_RESOURCES, Resource
from designer.importers.terraform.values import Json, Reference, Unknown
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError

MOST_BYTES = 64 * 1024 * 1024
MOST_LEVELS = 40
_ROOTS = frozenset({"var", "local", "each", "count", "path", "terraform", "self", "data", "module"})


@dataclass(slots=True)
class _Scope:
    """A module of the configuration: what its expressions refer to."""

    module: Mapping[str, Any]
    prefix: str = ""
    parent: _Scope | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    level: int = 0

    def resources(self) -> Iterator[Mapping[str, Any]]:
        return (r for r in _list(self.module.get("resources")) if isinstance(r, Mapping))

    def call(self, name: str) -> _Scope | None:
        called = _map(_map(self.module.get("module_calls")).get(name))
        inner = called.get("module")
        if not isinstance(inner, Mapping) or self.level >= MOST_MODULES:
            return None
        return _Scope(inner, f"{self.prefix}module.{name}.", self, _map(called.get("expressions")), self.level + 1)

    def follow(self, words: str, level: int = 0) -> Any:
        """What a reference such as `aws_sqs_queue.q.arn`, `module.m.out` or `var.x` stands for."""
        parts = re.sub(r"\[[^\]]*\]", "", words).split(".")
        if level > MOST_LEVELS or len(parts) < 2:
            return Unknown(words)
        if parts[0] == "module" and len(parts) > 2 and (inner := self.call(parts[1])) is not None:
            output = _map(_map(inner.module.get("outputs")).get(parts[2]))
            return inner.value(output.get("expression"), level + 1)
        if parts[0] == "var" and self.parent is not None and parts[1] in self.inputs:
            return self.parent.value(self.inputs[parts[1]], level + 1)
        if parts[0] == "data" and len(parts) > 2 and parts[1] == "aws_iam_policy_document":
            return self._document(parts[2], level)
        if parts[0] in _ROOTS:
            return Unknown(words)
        return Reference(f"{self.prefix}{parts[0]}.{parts[1]}", tuple(parts[2:]))

    def _document(self, name: str, level: int) -> Any:
        for resource in self.resources():
            if resource.get("type") == "aws_iam_policy_document" and resource.get("name") == name:
                return Json(policy_document(self.value(resource.get("expressions"), level + 1)))
        return Unknown(f"data.aws_iam_policy_document.{name}")

    def value(self, expression: Any, level: int = 0) -> Any:
        """The value of an expression: a constant, blocks, or what it refers to (the first that leads somewhere)."""
        if level > MOST_LEVELS:
            return Unknown("")
        if isinstance(expression, list):
            return [self.value(item, level + 1) for item in expression]
        if not isinstance(expression, Mapping):
            return expression
        if "constant_value" in expression:
            return expression["constant_value"]
        if "references" not in expression:
            return {str(key): self.value(inner, level + 1) for key, inner in expression.items()}
        found = [self.follow(str(words), level + 1) for words in _list(expression["references"])[:200]]
        known = [value for value in found if not isinstance(value, Unknown)]
        # Terraform lists each reference with its beginnings after it: `q.arn`, `q`.
        whole = [v for v in known if not (isinstance(v, Reference) and not v.path and _has_longer(v, known))]
        if not whole:
            return found[0] if found else Unknown("")
        return whole[0] if len(whole) == 1 else whole


def _has_longer(short: Reference, values: list[Any]) -> bool:
    return any(isinstance(v, Reference) and v.address == short.address and v.path for v in values)


def read_plan_file(path: Path, progress: Progress = no_progress) -> list[Resource]:
    """The resources of a plan.  Raises FileError."""
    document = _document(path)
    state = document.get("planned_values") or document.get("values")
    root = _map(_map(state).get("root_module"))
    scope = _Scope(_map(_map(document.get("configuration")).get("root_module")))
    found: list[Resource] = []
    for resource in _resources(root, scope, path, (), 0):
        found.append(resource)
        progress(f"Reading {resource.address}", len(found), 0)
        if len(found) > MOST_RESOURCES:
            raise FileError(path, f"more than {MOST_RESOURCES:,} resources; plan a part of them")
    if not found:
        raise FileError(path, "this plan has no resources; print it with `terraform show -json PLANFILE`")
    return found


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(read_bytes(path, MOST_BYTES).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise FileError(path, f"this is not JSON: {error.msg.lower()}", f"{error.lineno}:{error.colno}") from None
    except (RecursionError, ValueError):
        raise FileError(path, "nested too deeply, or with numbers that are too long") from None
    if not isinstance(document, dict):
        raise FileError(path, "a plan is a JSON object; print it with `terraform show -json PLANFILE`")
    return document


def _resources(
    module: Mapping[str, Any], scope: _Scope, path: Path, modules: tuple[str, ...], level: int
) -> Iterator[Resource]:
    written = {(str(r.get("type")), str(r.get("name"))): _map(r.get("expressions")) for r in scope.resources()}
    for resource in _list(module.get("resources")):
        if not isinstance(resource, Mapping) or resource.get("mode", "managed") != "managed":
            continue
        type_, name = str(resource.get("type", "")), str(resource.get("name", ""))
        expressions = written.get((type_, name), {})
        values = _merged(_map(resource.get("values")), scope.value(expressions))
        yield Resource(str(resource.get("address") or f"{type_}.{name}"), type_, name, values, Place(path), modules)
    for child in _list(module.get("child_modules")):
        address = str(_map(child).get("address", ""))
        call = re.sub(r"\[[^\]]*\]", "", address).rpartition("module.")[2]
        inner = scope.call(call)
        if level < MOST_MODULES:
            own = (*modules, address.removeprefix("".join(f"{m}." for m in modules)))
            yield from _resources(_map(child), inner or _Scope({}), path, own, level + 1)


def _merged(known: Any, written: Any, level: int = 0) -> Any:
    """The known values, completed by what the configuration refers to: a reference says more than its value."""
    if level > MOST_LEVELS or written is None:
        return known
    if isinstance(known, Mapping) and isinstance(written, Mapping):
        keys = [*known, *(key for key in written if key not in known)]
        return {key: _merged(known.get(key), written.get(key), level + 1) for key in keys}
    if isinstance(known, list) and isinstance(written, list) and len(known) == len(written):
        return [_merged(a, b, level + 1) for a, b in zip(known, written, strict=True)]
    if isinstance(written, (Reference, Json)) or known is None:
        return written
    return known


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
