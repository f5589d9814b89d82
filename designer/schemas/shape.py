"""What a CloudFormation type takes, told from its schema as a graph of Shapes.

A Shape tells its parts when asked, and parts that refer to one definition share its Shape.  So a schema that refers to
itself (a WAF statement within a statement) is a cycle of a few Shapes, and a large one costs what is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["string", "integer", "number", "boolean", "object", "map", "list", "any"]
SCALARS: frozenset[Kind] = frozenset({"string", "integer", "number", "boolean"})
SAM = "AWS::Serverless::"  # the transform takes as properties what its schemas call attributes
MOST_HOPS = 32  # $refs that lead to $refs
REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
Schema = Mapping[str, Any]


class Resource:
    """A resource type: its name, what it takes, and what it gives once it is there."""

    def __init__(self, type_: str, schema: Schema) -> None:
        self.type = type_
        self._schema = schema
        self._shapes: dict[int, Shape] = {}
        hidden = _paths(schema, "readOnlyProperties") - _paths(schema, "writeOnlyProperties")
        self._hidden = frozenset() if type_.startswith(SAM) else hidden

    def __repr__(self) -> str:
        return f"Resource({self.type!r})"

    @cached_property
    def shape(self) -> Shape:
        """The object of the type's properties, without those that only CloudFormation sets."""
        return Shape(self, self._schema, ("properties",), "object")

    @property
    def description(self) -> str:
        """What the type is for; empty where the schema only repeats its name."""
        text = _text(self._schema.get("description"))
        return "" if re.search(r"(?i)definition (of|for)|resource type|schema for", text[:60]) else text

    @cached_property
    def doc(self) -> str:
        """The type's page in CloudFormation's reference."""
        words = self.type.lower().split("::")
        return f"{REFERENCE}aws-resource-{'-'.join(words[1:])}.html"

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """What `Fn::GetAtt` may name, dotted: what CloudFormation sets itself."""
        found = (".".join(path[1:]) for path in _paths(self._schema, "readOnlyProperties") if "*" not in path)
        return tuple(sorted(found))

    def is_read_only(self, name: str) -> bool:
        """Whether a top-level property is set by CloudFormation alone."""
        return ("properties", name) in self._hidden

    def shows(self, place: tuple[str, ...]) -> bool:
        """Whether a part may be set, by its place from the schema's root."""
        return place not in self._hidden

    def resolve(self, schema: Any, hops: int = MOST_HOPS) -> Schema:
        """A schema with its `$ref` followed; what stands beside the `$ref` comes first.

        One that says nothing of its own but `allOf` is all of them together.
        """
        found: dict[str, Any] = {}
        while isinstance(schema, Mapping) and hops:
            hops -= 1
            for key, value in schema.items():
                found.setdefault(key, value)
            pointer = found.pop("$ref", None)
            schema = self._at(pointer) if isinstance(pointer, str) and pointer.startswith("#/") else None
        parts = found.get("allOf")
        if isinstance(parts, list) and hops and not {"type", "properties", "oneOf", "anyOf"} & found.keys():
            for part in parts[:hops]:
                for key, value in self.resolve(part, hops // 2).items():
                    found.setdefault(key, value)
        return found

    def _at(self, pointer: str) -> Any:
        value: Any = self._schema
        for part in pointer[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value

    def part(self, schema: Any, place: tuple[str, ...]) -> Shape:
        """The Shape of a part: one for each place in the schema, except around what is hidden only here."""
        if not isinstance(schema, Mapping):
            return Shape(self, {}, (), "any")
        if self._hides_below(place):
            resolved = self.resolve(schema)
            return Shape(self, resolved, place, kind_of(resolved))
        if set(schema) == {"$ref"} and isinstance(schema["$ref"], str):
            schema = self._at(schema["$ref"]) or schema
        known = self._shapes.get(id(schema))
        if known is None:
            resolved = self.resolve(schema)
            known = self._shapes[id(schema)] = Shape(self, resolved, (), kind_of(resolved))
        return known

    def _hides_below(self, place: tuple[str, ...]) -> bool:
        return bool(place) and any(path[: len(place)] == place for path in self._hidden)


@dataclass(frozen=True, eq=False)
class Shape:
    """One value that a type takes, or a part of one.

    `kind` is what it is: a scalar, an "object" of named parts, a "map" of parts under names of one's own, a "list",
    or "any": what may be of several kinds, or of which nothing is known.
    """

    resource: Resource = field(repr=False)
    schema: Schema = field(repr=False)
    place: tuple[str, ...] = field(repr=False)  # from the schema's root, where something there may be hidden
    kind: Kind

    @property
    def description(self) -> str:
        return _text(self.schema.get("description"))

    @cached_property
    def properties(self) -> Mapping[str, Shape]:
        """The parts of an object by name, required ones first."""
        parts = self.schema.get("properties")
        if self.kind != "object" or not isinstance(parts, Mapping):
            return MappingProxyType({})
        names = sorted(parts, key=lambda name: name not in self.required)
        return MappingProxyType(
            {
                name: self.resource.part(parts[name], self._below(name))
                for name in names
                if self.resource.shows(self._below(name)) or name in self.required
            }
        )

    def without(self, names: Collection[str]) -> Shape:
        """The same object without some of its parts, and none of the others required."""
        kept = {name: part for name, part in self.schema.get("properties", {}).items() if name not in names}
        return Shape(self.resource, {**self.schema, "properties": kept, "required": []}, self.place, self.kind)

    def _below(self, name: str) -> tuple[str, ...]:
        return (*self.place, name) if self.place else ()

    @cached_property
    def required(self) -> frozenset[str]:
        names = self.schema.get("required")
        return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()

    @property
    def closed(self) -> bool:
        """Whether an object takes no other names than those of `properties`."""
        return self.schema.get("additionalProperties") is False and not self.schema.get("patternProperties")

    @cached_property
    def item(self) -> Shape:
        """What a list holds, or a map under each name."""
        if self.kind == "list":
            return self.resource.part(self.schema.get("items"), self._below("*"))
        patterns = self.schema.get("patternProperties")
        inner = next(iter(patterns.values()), None) if isinstance(patterns, Mapping) else None
        if inner is None:
            inner = self.schema.get("additionalProperties")
        return self.resource.part(inner, self._below("*"))

    @cached_property
    def key_pattern(self) -> str | None:
        """What the names in a map must match; None where it does not matter."""
        patterns = self.schema.get("patternProperties")
        names = list(patterns) if isinstance(patterns, Mapping) else []
        return names[0] if len(names) == 1 and self.schema.get("additionalProperties") is False else None

    @cached_property
    def values(self) -> tuple[str | int | float | bool, ...]:
        """The allowed values; empty where any will do."""
        found = self.schema.get("enum", [self.schema["const"]] if "const" in self.schema else self._cases())
        plain = found if isinstance(found, list) else []
        return tuple(v for v in plain if isinstance(v, (str, int, float))) if self.kind in SCALARS else ()

    def _cases(self) -> list[Any]:
        found = self.schema.get("enumCaseInsensitive")
        return found if isinstance(found, list) else []

    @property
    def any_case(self) -> bool:
        """Whether the allowed values may be written in capitals or not."""
        return "enumCaseInsensitive" in self.schema

    @cached_property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the most: of a number, or of the length of a text, list, map or object."""
        words = {"string": "Length", "list": "Items", "map": "Properties", "object": "Properties"}
        if self.kind in ("integer", "number"):
            return _number(self.schema.get("minimum")), _number(self.schema.get("maximum"))
        if self.kind not in words:
            return None, None
        return _number(self.schema.get(f"min{words[self.kind]}")), _number(self.schema.get(f"max{words[self.kind]}"))

    @property
    def pattern(self) -> str | None:
        """What a text must match somewhere: an ECMA regular expression."""
        pattern = self.schema.get("pattern")
        return pattern if isinstance(pattern, str) and self.kind == "string" else None

    @property
    def format(self) -> str:
        """The kind of a text: "date-time", "uri", or AWS's own such as "AWS::EC2::Subnet.Id"."""
        return _text(self.schema.get("format"))

    @property
    def default(self) -> Any:
        return self.schema.get("default") if self.kind in SCALARS else None


def kind_of(schema: Schema) -> Kind:
    """What a resolved schema describes."""
    type_ = schema.get("type")
    if isinstance(type_, list):
        others = [kind for kind in type_ if kind != "null"]
        type_ = others[0] if len(others) == 1 else None
    if type_ in ("string", "integer", "number", "boolean"):
        return type_  # type: ignore[no-any-return]
    if type_ == "array":
        return "list"
    if isinstance(schema.get("properties"), Mapping) and schema["properties"]:
        return "object"
    if type_ in ("object", None) and isinstance(schema.get("patternProperties"), Mapping):
        return "map"
    if type_ == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return "map"
    if type_ == "object" and schema.get("additionalProperties") is False and not {"oneOf", "anyOf"} & schema.keys():
        return "object"  # there or not is all that it says, as in {"Allow": {}}
    return "any"


def walk(shape: Shape, depth: int = 64) -> Iterator[Shape]:
    """Every Shape that can be reached, each once."""
    seen: set[int] = set()
    waiting = [(shape, depth)]
    while waiting:
        found, left = waiting.pop()
        if id(found) in seen or left == 0:
            continue
        seen.add(id(found))
        yield found
        inner = [*found.properties.values()] if found.kind == "object" else []
        inner += [found.item] if found.kind in ("list", "map") else []
        waiting += [(part, left - 1) for part in inner]


def _paths(schema: Schema, key: str) -> frozenset[tuple[str, ...]]:
    """The places that a list of JSON pointers such as `/properties/Endpoint/Port` names."""
    pointers = schema.get(key)
    found = (p for p in pointers if isinstance(p, str) and p.startswith("/")) if isinstance(pointers, list) else ()
    return frozenset(tuple(pointer[1:].replace("/items/", "/*/").split("/")) for pointer in found)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
