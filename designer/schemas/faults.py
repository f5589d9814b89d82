"""What is wrong with a value, by its Shape: the one judge of rules and forms.

It follows what CloudFormation does: "10" will do for a number and 10 for a text, and what CloudFormation computes
(`Ref`, `Fn::Sub`, `{{resolve:…}}`) is not known here and passes.  Where a schema allows several kinds, none is judged.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from designer.model.references import is_intrinsic
from designer.schemas.shape import Shape

Sort = Literal["unknown", "read-only", "type", "value", "bound", "pattern", "missing"]
Path = tuple[str | int, ...]
KINDS = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "list": "a list", "object": "an object", "map": "an object",
}  # fmt: skip
DEEPEST = 48  # levels that are looked at
LONGEST = 4096  # letters of a text that are matched
PATIENCE = 0.05  # seconds for one match


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at `path`.  `words` go on from the property's name.

    `meant` is the value that mends it, None where the property is best removed.
    """

    sort: Sort
    path: Path
    words: str
    meant: Any = None
    rename: str = ""  # the name that was meant, of an unknown property

    @property
    def where(self) -> str:
        """The path as CloudFormation's documentation writes it: `EndpointDetails.SubnetIds[0]`."""
        text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.path)
        return text.removeprefix(".")

    @property
    def name(self) -> str:
        """The last of the path: `SubnetIds[0]`."""
        names = [number for number, key in enumerate(self.path) if isinstance(key, str)]
        return Fault(self.sort, self.path[names[-1] if names else 0 :], "").where


def faults(shape: Shape, value: Any, path: Path = ()) -> Iterator[Fault]:
    """Everything wrong with a value and its parts, outer ones first."""
    if len(path) > DEEPEST or is_computed(value) or shape.kind == "any":
        return
    if not _is_a(shape.kind, value):
        yield Fault("type", path, f"is {_short(value)}, but must be {KINDS[shape.kind]}")
    elif shape.kind in ("object", "map"):
        yield from _of_object(shape, value, path)
    elif shape.kind == "list":
        yield from _of_length(shape, len(value), path, "item")
        for number, item in enumerate(value):
            yield from faults(shape.item, item, (*path, number))
    else:
        yield from _of_scalar(shape, value, path)


def is_computed(value: Any) -> bool:
    """Whether the value is made at deployment: by an intrinsic function, a dynamic reference, another tool's `${…}`."""
    return is_intrinsic(value) or (isinstance(value, str) and ("{{resolve:" in value or "${" in value))


def _of_object(shape: Shape, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    if shape.kind == "map":
        yield from _of_length(shape, len(value), path, "name")
    root = shape is shape.resource.shape
    for name, part in value.items():
        known = shape.item if shape.kind == "map" else shape.properties.get(name)
        if name.startswith("Fn::"):
            continue  # Fn::Transform, which may bring anything
        if known is not None:
            yield from faults(known, part, (*path, name))
        elif root and shape.resource.is_read_only(name):
            yield Fault("read-only", (*path, name), "is set by CloudFormation itself")
        elif shape.closed:
            near = difflib.get_close_matches(name, shape.properties, n=1, cutoff=0.75)
            meant = f"; {near[0]} may be meant" if near else ""
            rename = near[0] if near and near[0] not in value else ""
            yield Fault("unknown", (*path, name), f"is no property of {_owner(shape, path)}{meant}", rename=rename)
    if not any(name.startswith("Fn::") for name in value):
        for name in shape.properties:
            if name in shape.required and name not in value:
                yield Fault("missing", (*path, name), f"is required by {_owner(shape, path)} and not set")


def _of_scalar(shape: Shape, value: Any, path: Path) -> Iterator[Fault]:
    if shape.values:
        if not _among(shape, value):
            near = _nearest(shape, value)
            yield Fault("value", path, f"is {_short(value)}, but must be {one_of(shape)}", near)
        return
    if shape.kind == "string":
        text = _as_text(value)
        yield from _of_length(shape, len(text), path, "character")
        if shape.pattern and not matches(shape.pattern, text):
            yield Fault("pattern", path, f"is {_short(value)}, but must match {shape.pattern}")
    elif shape.kind in ("integer", "number"):
        yield from _of_bounds(shape, float(value), path)


def _of_bounds(shape: Shape, number: float, path: Path) -> Iterator[Fault]:
    least, most = shape.bounds
    if least is not None and number < least:
        yield Fault("bound", path, f"is {plain(number)}, below the minimum of {plain(least)}", _exact(least))
    elif most is not None and number > most:
        yield Fault("bound", path, f"is {plain(number)}, above the maximum of {plain(most)}", _exact(most))


def _of_length(shape: Shape, length: int, path: Path, unit: str) -> Iterator[Fault]:
    least, most = shape.bounds
    bound, word = (least, "at least") if least is not None and length < least else (most, "at most")
    if bound is not None and (length > bound if word == "at most" else length < bound):
        yield Fault("bound", path, f"has {count(length, unit)}, but must have {word} {plain(bound)}")


def one_of(shape: Shape) -> str:
    """The allowed values in words; the first eight of many."""
    values = [_as_text(value) for value in shape.values]
    more = f" or one of {len(values) - 8} more" if len(values) > 8 else ""
    return values[0] if len(values) == 1 else f"one of {', '.join(values[:8])}{more}"


def matches(pattern: str, text: str) -> bool:
    """Whether a text matches; True too where the pattern cannot be read or takes too long."""
    compiled = _compiled(pattern)
    if compiled is None or len(text) > LONGEST:
        return True
    try:
        return compiled.search(text, timeout=PATIENCE) is not None
    except TimeoutError:
        return True


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    import regex  # it knows \\p{L} and a time limit, and loads only when a pattern is to be matched

    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError):
        return None


def _is_a(kind: str, value: Any) -> bool:
    if kind in ("object", "map"):
        return isinstance(value, Mapping)
    if kind == "list":
        return isinstance(value, (list, tuple))
    if kind == "string":
        return isinstance(value, (str, int, float))
    if kind == "boolean":
        return isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("true", "false"))
    return _is_number(value, whole=kind == "integer")


def _is_number(value: Any, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return False
    return number == number and abs(number) != float("inf") and (not whole or number.is_integer())


def _among(shape: Shape, value: Any) -> bool:
    text, allowed = _as_text(value), [_as_text(v) for v in shape.values]
    return text in allowed or (shape.any_case and text.casefold() in [v.casefold() for v in allowed])


def _nearest(shape: Shape, value: Any) -> Any:
    by_text = {_as_text(v).casefold(): v for v in shape.values}
    near = difflib.get_close_matches(_as_text(value).casefold(), by_text, n=1)
    return by_text[near[0]] if near else None


def _owner(shape: Shape, path: Path) -> str:
    return shape.resource.type if not path else Fault("type", path, "").where


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = f"“{value}”" if isinstance(value, str) else "null" if value is None else _as_text(value)
    return text if len(text) <= 40 else f"{text[:38]}…”"


def _exact(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def plain(number: float) -> str:
    return f"{number:,.15g}"


def count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
