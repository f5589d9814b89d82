"""Level-1 constructs: CloudFormation's own resources, typed where the table knows them, verbatim elsewhere.

level1.json comes from the CDK's own description of itself (tests/tools/cdk/level1_table.py writes it anew): which
class stands for a type, and what its structs' properties are called and hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporters.cdk import tree as t
from exporters.plan import Join, Param, Pseudo, Ref, Resource

if TYPE_CHECKING:
    from exporters.cdk.builder import Builder


class _UnknownError(Exception):
    """A value that the typed class would not take."""


@cache
def _table() -> Mapping[str, Any]:
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "level1.json").read_text(encoding="utf-8"))
    return loaded


def construct_of(builder: Builder, resource: Resource) -> t.New:
    """The construct of a resource, with all its properties."""
    head = (t.This(), builder.id(resource))
    entry = _table().get(resource.type)
    if entry is not None:
        try:
            return _Typed(builder, entry).new(head, resource.properties)
        except _UnknownError:
            pass
    props: dict[str, t.Expr] = {"type": t.Lit(resource.type)}
    if resource.properties:
        props["properties"] = builder.value(resource.properties)
    return t.New(t.Symbol("", "CfnResource"), head, props)


def modules() -> frozenset[str]:
    """The modules of all typed classes."""
    return frozenset(entry["module"] for entry in _table().values())


def attribute(type_: str, word: str) -> str | None:
    """The class's property for an attribute of CloudFormation's; None where the class is not known to have it."""
    wanted = f"attr{word.replace('.', '')}".lower()
    return next((name for name in _table().get(type_, {}).get("attributes", ()) if name.lower() == wanted), None)


def conforms(resource: Resource) -> bool:
    """Whether the properties that are known have the shapes that CloudFormation gives them, as idioms expect."""
    entry = _table().get(resource.type)
    return entry is None or _fields_conform(entry["structs"], "", resource.properties)


def _fields_conform(structs: Mapping[str, Mapping[str, str]], struct: str, values: Mapping[str, Any]) -> bool:
    kinds = {name.lower(): kind for name, kind in structs.get(struct, {}).items()}
    return all(_value_conforms(structs, kinds.get(key.lower(), "*"), value) for key, value in values.items())


def _value_conforms(structs: Mapping[str, Mapping[str, str]], kind: str, value: Any) -> bool:
    if kind == "*":
        return True
    if kind in ("s", "n", "b") and (isinstance(value, Ref | Join | Pseudo | Param) or _is_intrinsic(value)):
        return True
    if kind[0] == "[":
        if isinstance(value, Param):
            return True
        return isinstance(value, list | tuple) and all(_value_conforms(structs, kind[1:], item) for item in value)
    if kind[0] == "{":
        return isinstance(value, Mapping) and all(_value_conforms(structs, kind[1:], v) for v in value.values())
    match kind:
        case "s":
            return isinstance(value, str | int | float)
        case "n":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "b":
            return isinstance(value, bool)
        case _:
            return isinstance(value, Mapping) and _fields_conform(structs, kind, value)


def _is_intrinsic(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


class _Typed:
    def __init__(self, builder: Builder, entry: Mapping[str, Any]) -> None:
        self._builder = builder
        self._entry = entry

    def new(self, head: tuple[t.Expr, ...], properties: Mapping[str, Any]) -> t.New:
        class_ = t.Symbol(self._entry["module"], self._entry["class"])
        return t.New(class_, head, self._fields("", properties))

    def _fields(self, struct: str, values: Mapping[str, Any]) -> dict[str, t.Expr]:
        fields: Mapping[str, str] = self._entry["structs"][struct]
        # CloudFormation's and the CDK's names differ in the case of letters only (`DBName`, `dbName`).
        by_name = {name.lower(): (name, kind) for name, kind in fields.items()}
        props: dict[str, t.Expr] = {}
        for key, value in values.items():
            if key.lower() not in by_name:
                raise _UnknownError(key)
            name, kind = by_name[key.lower()]
            if name in props:
                raise _UnknownError(key)
            props[name] = self._value(kind, value)
        return props

    def _value(self, kind: str, value: Any) -> t.Expr:
        if kind == "*":
            return self._builder.value(value)
        if kind[0] == "[":
            if isinstance(value, Param):
                return self._builder.value(value)
            if not isinstance(value, list | tuple):
                raise _UnknownError(kind)
            return t.Items(tuple(self._value(kind[1:], item) for item in value))
        if kind[0] == "{":
            if not isinstance(value, Mapping):
                raise _UnknownError(kind)
            return t.Data({key: self._value(kind[1:], item) for key, item in value.items()})
        if kind in ("s", "n", "b"):
            return self._scalar(kind, value)
        if not isinstance(value, Mapping):
            raise _UnknownError(kind)
        if kind == "CfnTag":
            return t.Struct(t.Symbol("", "CfnTag"), _tag(self._builder, value))
        struct = t.Symbol(self._entry["module"], f"{self._entry['class']}.{kind}Property")
        return t.Struct(struct, self._fields(kind, value))

    def _scalar(self, kind: str, value: Any) -> t.Expr:
        match kind, value:
            case "s", str() | Ref() | Join() | Pseudo():
                return self._builder.value(value)
            case "s", Param() if self._builder.plan.parameters[value.name].type == "String":
                return self._builder.value(value)
            case "s", bool():
                return t.Lit("true" if value else "false")
            case "s", int() | float():
                return t.Lit(str(value))
            case "b", bool():
                return t.Lit(value)
            case "b", "true" | "false":
                return t.Lit(value == "true")
            case "n", int() | float() if not isinstance(value, bool):
                return t.Lit(value)
            case "n", Param() if self._builder.plan.parameters[value.name].type == "Number":
                return self._builder.value(value)
            case "n", str() if value.isascii() and value.isdigit():
                return t.Lit(int(value))
        raise _UnknownError(kind)


def _tag(builder: Builder, value: Mapping[str, Any]) -> dict[str, t.Expr]:
    if value.keys() != {"Key", "Value"}:
        raise _UnknownError("CfnTag")
    return {"key": builder.value(value["Key"]), "value": builder.value(value["Value"])}
