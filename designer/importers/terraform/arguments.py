"""A resource's arguments as CloudFormation's properties: the exporter's conversion backwards, led by the schema.

CloudFormation's property in snake case is the argument or block, unless the tables say that it has another name.
What refers to another resource becomes `Ref` or `Fn::GetAtt`, a text with references `Fn::Join`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.importers.terraform.values import MOST_VALUES, Json, Pseudo, Reference, Text, Unknown, known
from designer.schemas import Shape
from exporters.cfn import pascal
from exporters.terraform.names import snake
from exporters.terraform.table import renamed

MOST_LEVELS = 40
_HELD = "\ue000{}\ue001"  # stands for a part that is not known, while the text around it is read as JSON
_HOLE = re.compile("\ue000(\\d{1,6})\ue001")
_TRUE = frozenset({"true", "enabled", "1", "yes"})


class TooLargeError(Exception):
    """A value that a few lines have blown up."""


@dataclass(slots=True)
class Arguments:
    """Converts values; `refer` gives the intrinsic function for a reference."""

    refer: Callable[[Reference], Any]
    left: int = 3 * MOST_VALUES

    # -- values without a shape

    def plain(self, value: Any, level: int = 0) -> Any:
        """A value as CloudFormation writes it, with intrinsic functions for what is not known."""
        self.left -= 1
        if self.left < 0 or level > MOST_LEVELS:
            raise TooLargeError
        if isinstance(value, Reference):
            return self.refer(value)
        if isinstance(value, Pseudo):
            return {"Ref": f"AWS::{'URLSuffix' if value.name == 'UrlSuffix' else value.name}"}
        if isinstance(value, Unknown):
            return {"Ref": parameter(value.name)}
        if isinstance(value, Text):
            return {"Fn::Join": ["", [self.text(part, level + 1) for part in value.parts]]}
        if isinstance(value, Json):
            return json.dumps(value.value) if known(value.value) else self.plain(self._encoded(value), level + 1)
        if isinstance(value, Mapping):
            return {str(k): self.plain(v, level + 1) for k, v in value.items() if v is not None}
        if isinstance(value, (list, tuple)):
            return [self.plain(v, level + 1) for v in value]
        return value

    def text(self, value: Any, level: int) -> Any:
        made = self.plain(value, level)
        return made if isinstance(made, (str, Mapping)) else json.dumps(made)

    def _encoded(self, value: Json) -> Text:
        """JSON with holes as a text with parts."""
        holes: list[Any] = []
        text = json.dumps(self._with_holes(value.value, holes), ensure_ascii=False)
        return Text(tuple(_pieces(text, holes)))

    def _with_holes(self, value: Any, holes: list[Any], level: int = 0) -> Any:
        self.left -= 1
        if self.left < 0 or level > MOST_LEVELS:
            raise TooLargeError
        if isinstance(value, Text):
            return "".join(p if isinstance(p, str) else self._hole(p, holes) for p in value.parts)
        if isinstance(value, (Reference, Pseudo, Unknown)):
            return self._hole(value, holes)
        if isinstance(value, Json):
            return json.dumps(self._with_holes(value.value, holes, level + 1), ensure_ascii=False)
        if isinstance(value, Mapping):
            return {str(k): self._with_holes(v, holes, level + 1) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._with_holes(v, holes, level + 1) for v in value]
        return value

    @staticmethod
    def _hole(value: Any, holes: list[Any]) -> str:
        holes.append(value)
        return _HELD.format(len(holes) - 1)

    def document(self, value: Any) -> Any:
        """A value that is JSON, however it was written, as the object that it is; what is none stays as it is."""
        return self.plain(self._read(value))

    def _read(self, value: Any) -> Any:
        """The same before its references are written as CloudFormation's."""
        if isinstance(value, Json):
            return value.value
        parts = value.parts if isinstance(value, Text) else (value,)
        if isinstance(value, (Reference, Unknown, Mapping, list)) or not any(isinstance(p, str) for p in parts):
            return value
        holes: list[Any] = []
        text = "".join(p if isinstance(p, str) else self._hole(p, holes) for p in parts)
        for attempt in (text, re.sub(f'(?<!")({_HOLE.pattern})(?!")', r'"\1"', text)):
            try:
                found = json.loads(attempt, strict=False)
            except (ValueError, RecursionError):
                continue
            return self._filled(found, holes) if isinstance(found, (dict, list)) else value
        return value

    def _filled(self, value: Any, holes: list[Any], level: int = 0) -> Any:
        if level > MOST_LEVELS:
            raise TooLargeError
        if isinstance(value, str):
            parts = _pieces(value, holes)
            return "" if not parts else parts[0] if len(parts) == 1 else Text(tuple(parts))
        if isinstance(value, dict):
            return {str(self._filled(k, holes, level + 1)): self._filled(v, holes, level + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self._filled(v, holes, level + 1) for v in value]
        return value

    # -- values led by a shape

    def properties(
        self,
        shape: Shape,
        rename: Mapping[str, str],
        values: Mapping[str, Any],
        path: str = "",
        level: int = 0,
        taken: Collection[str] = (),
    ) -> dict[str, Any]:
        """The properties of an object from a block's arguments, but for what is `taken` by the object around it."""
        if level > MOST_LEVELS:
            raise TooLargeError
        made: dict[str, Any] = {}
        for key, part in shape.properties.items():
            where = f"{path}.{key}" if path else key
            target = renamed(rename, where, key)
            if target == "" or (target is None and key in taken):
                continue
            if target == ".":
                item = part.item if part.kind == "list" else part
                inner = self.properties(item, rename, values, where, level + 1, shape.properties.keys())
                if inner:
                    made[key] = [inner] if part.kind == "list" else inner
                continue
            value = _argument(values, key, target)
            if value is not None and value != []:
                made[key] = self.fit(part, rename, value, where, level + 1)
        return made

    def fit(self, shape: Shape, rename: Mapping[str, str], value: Any, where: str = "", level: int = 0) -> Any:
        """A value in the shape that CloudFormation gives it."""
        if shape.kind == "list":
            return self._list(shape, rename, value, where, level)
        if shape.kind == "any" or (shape.kind == "object" and not shape.properties):
            return self.document(_worded(value) if isinstance(value, list) else value)
        if shape.kind == "object":
            value = value.value if isinstance(value, Json) else value
            block = value[0] if isinstance(value, list) and value else value
            if isinstance(block, Mapping):
                found = self.properties(shape, rename, block, where, level)
                return found or self.plain(block)
            return self.document(value)
        if shape.kind == "map":
            return self.document(value[0] if isinstance(value, list) and len(value) == 1 else value)
        made = self.plain(value)
        if shape.kind == "boolean" and isinstance(made, str):
            return made.lower() in _TRUE
        if shape.kind in ("integer", "number") and isinstance(made, str):
            return _number(made)
        if shape.kind == "string" and isinstance(made, (bool, int, float)):
            return str(made).lower() if isinstance(made, bool) else str(made)
        return made

    def _list(self, shape: Shape, rename: Mapping[str, str], value: Any, where: str, level: int) -> Any:
        if isinstance(value, Json):
            value = value.value
        first = value.parts[0] if isinstance(value, Text) and value.parts else value
        if isinstance(first, str) and first.lstrip().startswith("["):
            value = self._read(value)
        if isinstance(value, Mapping) and (names := {"Key", "Name"} & set(shape.item.properties)):
            key = min(names)
            return [{key: k, "Value": self.plain(v)} for k, v in value.items()]
        items = value if isinstance(value, list) else [value]
        return [self.fit(shape.item, rename, item, where, level + 1) for item in items if item is not None]


def _argument(values: Mapping[str, Any], key: str, target: str | None) -> Any:
    if target and "." in target:
        outer, _, inner = target.partition(".")
        block = values.get(outer)
        block = block[0] if isinstance(block, list) and block else block
        return block.get(inner) if isinstance(block, Mapping) else None
    names = [target] if target else list(_candidates(key))
    return next((values[name] for name in names if values.get(name) is not None), None)


def _candidates(key: str) -> Iterator[str]:
    """What Terraform may call a property: the same, in the singular where it is a block, or as containers write it."""
    name = snake(key)
    yield name
    yield f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    yield key[:1].lower() + key[1:]
    yield key


def _worded(value: Any, level: int = 0) -> Any:
    """Blocks where CloudFormation tells no shape (a document is no block, but a text): its words, led by theirs."""
    if level > MOST_LEVELS:
        raise TooLargeError
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping):
        return {pascal(str(k)): _worded(v, level + 1) for k, v in value[0].items() if v is not None}
    return value


def _pieces(text: str, holes: list[Any]) -> list[Any]:
    """A text cut at its holes, with what belongs there."""
    found: list[Any] = []
    for index, piece in enumerate(_HOLE.split(text)):
        if index % 2:
            found.append(holes[int(piece)] if int(piece) < len(holes) else "")
        elif piece:
            found.append(piece)
    return found


def parameter(name: str) -> str:
    """The name of the parameter that stands for what is not known."""
    return re.sub(r"[^A-Za-z0-9]+", " ", name).title().replace(" ", "")[:80] or "Unknown"


def _number(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
