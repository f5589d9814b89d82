"""The ways in which a CloudFormation value becomes a construct's: durations, sizes, enums, other constructs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from exporters.cdk.idiom import Convert
from exporters.cdk.tree import Call, Data, Expr, Items, Lit, Struct, Symbol
from exporters.plan import Param, Ref

if TYPE_CHECKING:
    from exporters.cdk.builder import Builder

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def plain(builder: Builder, value: Any) -> Expr | None:
    return builder.value(value)


def flag(_builder: Builder, value: Any) -> Expr | None:
    """A truth value, which CloudFormation also takes as a text."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    return Lit(value) if isinstance(value, bool) else None


def texts(builder: Builder, value: Any) -> Expr | None:
    """A map of texts: numbers and truth values become what CloudFormation would make of them."""
    if not isinstance(value, Mapping):
        return None
    return Data({key: _text(builder, item) for key, item in value.items()})


def _text(builder: Builder, value: Any) -> Expr:
    if isinstance(value, bool):
        return Lit("true" if value else "false")
    return Lit(str(value)) if isinstance(value, int | float) else builder.text(value)


def duration(seconds: int) -> Expr:
    """Seconds in the unit in which a person would say them."""
    for size, word in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
        if seconds >= size and seconds % size == 0:
            return Call(Symbol("", f"Duration.{word}"), (Lit(seconds // size),))
    return Call(Symbol("", "Duration.seconds"), (Lit(seconds),))


def unit(symbol: str) -> Convert:
    """A number as one of the core's measures: "Duration.days", "Size.mebibytes"."""

    def convert(builder: Builder, value: Any) -> Expr | None:
        if symbol == "Duration.seconds" and isinstance(value, int) and not isinstance(value, bool):
            return duration(value)
        number = isinstance(value, int | float | Param) and not isinstance(value, bool)
        return Call(Symbol("", symbol), (builder.value(value),)) if number else None

    return convert


seconds = unit("Duration.seconds")
minutes = unit("Duration.minutes")
hours = unit("Duration.hours")
days = unit("Duration.days")
mebibytes = unit("Size.mebibytes")


def one_of(true: str, false: str) -> Convert:
    """A word that stands for true and one that stands for false, as a truth value."""

    def convert(_builder: Builder, value: Any) -> Expr | None:
        return Lit(value == true) if value in (true, false) else None

    return convert


def choice(module: str, enum: str, names: Mapping[Any, str] | None = None, **more: str) -> Convert:
    """A member of an enum, by CloudFormation's word for it; words that are members already need no entry."""
    known = {**(names or {}), **more}

    def convert(_builder: Builder, value: Any) -> Expr | None:
        if isinstance(value, bool | str | int) and value in known:
            return Symbol(module, f"{enum}.{known[value]}")
        return None

    return convert


def members(module: str, enum: str, *names: str) -> Convert:
    """A member of an enum whose members are CloudFormation's own words."""
    return choice(module, enum, {name: name for name in names})


def construct(*types: str) -> Convert:
    """The construct that a reference names; None for an ARN of something outside the stack."""

    def convert(builder: Builder, value: Any) -> Expr | None:
        if isinstance(value, Ref) and builder.type_of(value.resource) in types and builder.is_level2(value.resource):
            return builder.local(value.resource)
        return None

    return convert


def when(condition: Any, convert: Convert) -> Convert:
    """`convert`, for one value only."""

    def only(builder: Builder, value: Any) -> Expr | None:
        return convert(builder, value) if value == condition else None

    return only


def constant(expr: Expr) -> Convert:
    def convert(_builder: Builder, _value: Any) -> Expr | None:
        return expr

    return convert


def each(convert: Convert) -> Convert:
    """A list, item by item; no counterpart unless all items have one."""

    def all_items(builder: Builder, value: Any) -> Expr | None:
        if not isinstance(value, list | tuple):
            return None
        items = [convert(builder, item) for item in value]
        return None if any(item is None for item in items) else Items(tuple(i for i in items if i is not None))

    return all_items


def cors(type_: Symbol, methods: Convert, **names: str) -> Convert:
    """Which pages may call, as a struct; `names` are its own words for what other structs call after CloudFormation."""
    fields: dict[str, tuple[str, Convert]] = {
        names.get("AllowOrigins", "allowOrigins"): ("AllowOrigins", plain),
        names.get("AllowMethods", "allowMethods"): ("AllowMethods", each(methods)),
        names.get("AllowHeaders", "allowHeaders"): ("AllowHeaders", plain),
        names.get("ExposeHeaders", "exposeHeaders"): ("ExposeHeaders", plain),
        "allowCredentials": ("AllowCredentials", flag),
        "maxAge": ("MaxAge", seconds),
    }
    return struct(type_, **fields)


def struct(type_: Symbol, **fields: tuple[str, Convert]) -> Convert:
    """An object as a props struct, `prop=(CloudFormation's key, convert)`; no counterpart unless every key has one."""

    def convert(builder: Builder, value: Any) -> Expr | None:
        if not isinstance(value, Mapping) or value.keys() - {key for key, _ in fields.values()}:
            return None
        props: dict[str, Expr] = {}
        for prop, (key, convert_field) in fields.items():
            if key in value:
                expr = convert_field(builder, value[key])
                if expr is None:
                    return None
                props[prop] = expr
        return Struct(type_, props)

    return convert
