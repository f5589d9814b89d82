"""What a template says once its parameters, mappings, conditions and globals have been put in.

Values are resolved as far as they can be known without deploying: a parameter with a default is its default, a
condition that follows from defaults decides, `Fn::Sub` and `Fn::Join` become one text.  What only CloudFormation knows
stays an intrinsic.  `text` writes any value as one text with `${…}` for what is not known, which is all that is needed
to see whom it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from designer.importers.base import Place
from designer.importers.cloudformation.document import Document
from designer.storage.errors import FileError

_PLACE = re.compile(r"\$\{([^!}][^}]*)\}")
_LONGEST = 64 * 1024  # of a text that parameters are put into
_MOST_PUT_IN = 16 * 1024 * 1024  # characters, all texts together
MOST_RESOURCES = 2000  # CloudFormation takes 500
_NOTHING = object()  # AWS::NoValue
_NO_VALUE = "AWS::NoValue"
_GLOBALS: Mapping[str, str] = {
    "AWS::Serverless::Function": "Function",
    "AWS::Serverless::Api": "Api",
    "AWS::Serverless::HttpApi": "HttpApi",
    "AWS::Serverless::WebSocketApi": "WebSocketApi",
    "AWS::Serverless::SimpleTable": "SimpleTable",
    "AWS::Serverless::StateMachine": "StateMachine",
    "AWS::Serverless::LayerVersion": "LayerVersion",
    "AWS::Serverless::CapacityProvider": "CapacityProvider",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with its globals put in and its values resolved."""

    id: str
    type: str
    properties: dict[str, Any]
    place: Place
    condition: str = ""
    connectors: Mapping[str, Any] | None = None  # SAM's connectors that stand within a resource

    def get(self, path: str) -> Any:
        """The value at a dotted path, None where there is none."""
        return get(self.properties, path)


def get(value: Any, path: str) -> Any:
    """The value at a dotted path of maps; None where there is none."""
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def each(value: Any, path: str) -> Iterator[Any]:
    """All values at a dotted path in which `[]` stands for each item of a list: "Targets[].Arn"."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    inner = value.get(name) if isinstance(value, Mapping) else None
    items = inner if head.endswith("[]") and isinstance(inner, list) else () if head.endswith("[]") else (inner,)
    for item in items:
        if item is None:
            continue
        if rest:
            yield from each(item, rest)
        else:
            yield item


def as_list(value: Any) -> list[Any]:
    """A value that may stand alone or as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


class Template:
    """The resources of a document, in its order.  Raises FileError when it is no template."""

    def __init__(self, document: Document) -> None:
        self.document = document
        data = document.data
        if not isinstance(data, dict) or not isinstance(data.get("Resources"), dict):
            raise FileError(
                document.path, "this is no CloudFormation or SAM template: it has no Resources", _line(document)
            )
        raw = data["Resources"]
        if len(raw) > MOST_RESOURCES:
            raise FileError(document.path, f"the template has {len(raw)} resources; at most {MOST_RESOURCES} are read")
        self.data: dict[str, Any] = data
        self.is_sam = "Transform" in data or any(
            isinstance(r, dict) and str(r.get("Type", "")).startswith("AWS::Serverless::") for r in raw.values()
        )
        self._parameters = as_map(data.get("Parameters"))
        self._mappings = as_map(data.get("Mappings"))
        self._conditions = as_map(data.get("Conditions"))
        self._known: dict[str, bool | None] = {}
        self._put_in = 0
        self._globals = as_map(data.get("Globals"))
        self.resources: dict[str, Resource] = {}
        self.malformed: dict[str, Place] = {}
        for id_, resource in raw.items():
            place = document.place("Resources", id_)
            if isinstance(resource, dict) and isinstance(resource.get("Type"), str):
                self.resources[id_] = self._resource(id_, resource, place)
            else:
                self.malformed[id_] = place

    def _resource(self, id_: str, raw: dict[str, Any], place: Place) -> Resource:
        properties = self.resolve(raw.get("Properties") or {})
        section = _GLOBALS.get(raw["Type"])
        if section and section in self._globals:
            properties = _merged(self.resolve(self._globals[section]), properties)
        connectors = self.resolve(raw["Connectors"]) if isinstance(raw.get("Connectors"), dict) else None
        return Resource(
            id_, raw["Type"], properties if isinstance(properties, dict) else {}, place,
            str(raw.get("Condition") or ""), connectors,
        )  # fmt: skip

    # -- values

    def resolve(self, value: Any) -> Any:
        """A value as far as it can be known; never shares what it changes with the document."""
        found = self._resolve(value)
        return None if found is _NOTHING else found

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, dict):
            if len(value) == 1:
                ((key, inner),) = value.items()
                if key == "Ref" or key.startswith("Fn::"):
                    return self._intrinsic(key, inner)
            pairs = ((str(k), self._resolve(v)) for k, v in value.items())
            return {k: v for k, v in pairs if v is not _NOTHING}
        if isinstance(value, list):
            return [v for v in (self._resolve(item) for item in value) if v is not _NOTHING]
        return value

    def _intrinsic(self, key: str, inner: Any) -> Any:
        if key == "Ref":
            if inner == _NO_VALUE:
                return _NOTHING
            default = self.default(inner) if isinstance(inner, str) else None
            return {"Ref": inner} if default in (None, "") else default
        if key == "Fn::GetAtt":
            parts = inner.split(".", 1) if isinstance(inner, str) else inner
            return {key: self._resolve(parts)}
        if key == "Fn::If" and isinstance(inner, list) and len(inner) == 3:
            holds = self.holds(str(inner[0]))
            if holds is None:
                first = self._resolve(inner[1])
                return self._resolve(inner[2]) if first is _NOTHING else first
            return self._resolve(inner[1 if holds else 2])
        if key == "Fn::Sub":
            return self._substitute(inner)
        resolved = self._resolve(inner)
        if key == "Fn::Join":
            return _join(resolved)
        if key == "Fn::FindInMap":
            found = self._find(resolved)
            return {key: resolved} if found is None else found
        if key == "Fn::Select":
            return _select(resolved)
        if key == "Fn::Split" and isinstance(resolved, list) and len(resolved) == 2:
            by, whole = resolved
            if isinstance(by, str) and by and isinstance(whole, str) and "${" not in whole:
                return whole.split(by)
        return {key: resolved}

    def default(self, name: str) -> Any:
        """A parameter's default as a value of its type; None where there is none, or where it is secret."""
        parameter = self._parameters.get(name)
        if not isinstance(parameter, Mapping) or "Default" not in parameter or parameter.get("NoEcho") is True:
            return None
        kind, value = str(parameter.get("Type", "String")), parameter["Default"]
        if kind.startswith("AWS::SSM::"):
            return None
        if kind == "Number" and isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                return value
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            return [part.strip() for part in value.split(",")] if isinstance(value, str) and value else None
        return value if isinstance(value, (str, int, float, bool)) else None

    def _substitute(self, inner: Any) -> Any:
        template, variables = (inner, {}) if isinstance(inner, str) else (
            (inner[0], as_map(inner[1])) if isinstance(inner, list) and len(inner) == 2 else ("", {})
        )  # fmt: skip
        if not isinstance(template, str) or not template:
            return {"Fn::Sub": inner}

        known: dict[str, Any] = {}

        def put(found: re.Match[str]) -> Any:
            name = found[1].strip()
            if name not in known:
                known[name] = self.resolve(variables.get(name, {"Ref": name}))
            value = known[name]
            if name not in variables and isinstance(value, Mapping):
                return f"${{{name}}}"
            if _is_chosen(value):
                return value
            written = text(value)
            if written is None or self._put_in + len(written) > _MOST_PUT_IN or len(written) > _LONGEST:
                return found[0]
            self._put_in += len(written)
            return written

        parts: list[Any] = []
        at = 0
        for found in _PLACE.finditer(template):
            parts += [template[at : found.start()], put(found)]
            at = found.end()
        return _together([*parts, template[at:]])

    def _find(self, keys: Any) -> Any:
        value: Any = self._mappings
        for key in keys if isinstance(keys, list) and len(keys) == 3 else ("",):
            value = value.get(str(key)) if isinstance(value, Mapping) and not isinstance(key, (dict, list)) else None
        return value

    # -- conditions

    def holds(self, name: str) -> bool | None:
        """Whether a condition holds with the parameters' defaults; None when that is not known."""
        if name not in self._known:
            self._known[name] = None  # a circle is not known
            self._known[name] = self._decide(self._conditions.get(name))
        return self._known[name]

    def _decide(self, value: Any) -> bool | None:
        if not isinstance(value, Mapping) or len(value) != 1:
            return None
        ((key, inner),) = value.items()
        if key == "Condition":
            return self.holds(str(inner))
        if key == "Fn::Equals" and isinstance(inner, list) and len(inner) == 2:
            left, right = (self._compared(side) for side in inner)
            return None if left is None or right is None else left == right
        parts = [self._decide(part) for part in as_list(inner)]
        if key == "Fn::Not" and len(parts) == 1:
            return None if parts[0] is None else not parts[0]
        if key == "Fn::And":
            return False if False in parts else None if None in parts else True
        if key == "Fn::Or":
            return True if True in parts else None if None in parts else False
        return None

    def _compared(self, value: Any) -> str | None:
        if isinstance(value, dict) and isinstance(value.get("Ref"), str):
            value = self.default(value["Ref"])
        else:
            value = self.resolve(value)
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, (str, int, float)) and "${" not in str(value) else None


def text(value: Any) -> str | None:
    """Any value as one text with `${…}` for what is not known; None for what is no text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    ((key, inner),) = value.items()
    if key == "Ref":
        return f"${{{inner}}}"
    if key == "Fn::GetAtt" and isinstance(inner, list):
        return f"${{{'.'.join(str(part) for part in inner)}}}"
    if key == "Fn::Sub":
        return inner if isinstance(inner, str) else None
    if key == "Fn::ImportValue":
        return f"${{{text(inner) or 'import'}}}"
    if key == "Fn::Select" and isinstance(inner, list) and len(inner) == 2:
        return text(inner[1])
    if key == "Fn::Split" and isinstance(inner, list) and len(inner) == 2:
        return text(inner[1])
    if key == "Fn::Join" and isinstance(inner, list) and len(inner) == 2 and isinstance(inner[1], list):
        parts = [text(part) for part in inner[1]]
        return None if None in parts else str(inner[0]).join(part for part in parts if part is not None)
    return None


def arn(value: Any) -> list[str]:
    """The parts of an ARN (at least six, the last one whole), with `*` where only CloudFormation knows; [] for what
    is no ARN."""
    written = text(value) or ""
    if not written.startswith("arn:"):
        return []
    parts = _PSEUDO.sub("*", written).split(":", 5)
    return parts if len(parts) == 6 else []


_PSEUDO = re.compile(r"\$\{AWS::[A-Za-z]+\}")


def _join(inner: Any) -> Any:
    """One text where all parts are known or references; else the intrinsic as it is."""
    if not isinstance(inner, list) or len(inner) != 2 or not isinstance(inner[1], list) or not inner[1]:
        return {"Fn::Join": inner}
    whole = text({"Fn::Join": inner})
    plain = all(isinstance(p, (str, int, float)) or (isinstance(p, Mapping) and _is_reference(p)) for p in inner[1])
    if whole is None or not plain or len(whole) > _LONGEST:
        sign, parts = inner
        between = [part for each_ in parts for part in (sign, each_)][1:] if sign else list(parts)
        return {"Fn::Join": ["", between]}
    return as_value(whole)


def _is_chosen(value: Any) -> bool:
    """Whether a value is a part of another, which stands in no text."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in ("Fn::Select", "Fn::Split")


def _together(parts: list[Any]) -> Any:
    """Texts with `${…}` as one, and around what stands in no text as a Fn::Join."""
    made: list[Any] = []
    for is_text, run in groupby(parts, lambda part: isinstance(part, str)):
        items = list(run)
        made += ["".join(items)] if is_text else items
    made = [part for part in made if part != ""]
    if all(isinstance(part, str) for part in made):
        return as_value("".join(made))
    return {"Fn::Join": ["", [as_value(part) if isinstance(part, str) else part for part in made]]}


def as_value(written: str) -> Any:
    """A text with `${…}` as the simplest value: itself, a reference where it is nothing else, or Fn::Sub."""
    if "${" not in written:
        return written
    whole = _PLACE.fullmatch(written)
    if whole is None:
        return {"Fn::Sub": written}
    name, _, attribute = whole[1].strip().partition(".")
    return {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}


def _is_reference(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)) in ("Ref", "Fn::GetAtt", "Fn::Sub")


def _select(inner: Any) -> Any:
    if isinstance(inner, list) and len(inner) == 2 and isinstance(inner[1], list):
        try:
            return inner[1][int(inner[0])]
        except (ValueError, TypeError, IndexError):
            pass
    return {"Fn::Select": inner}


def _merged(base: Any, own: Any) -> Any:
    """SAM's merge of globals: maps by key, lists one after the other, else the resource's own."""
    if isinstance(base, dict) and isinstance(own, dict):
        merged = dict(base)
        for key, value in own.items():
            merged[key] = _merged(base[key], value) if key in base else value
        return merged
    if isinstance(base, list) and isinstance(own, list):
        return [*base, *own]
    return own


def _line(document: Document) -> str:
    place = document.place()
    return f"{place.line}:{place.column}"


def with_path(value: Mapping[str, Any], path: str, new: Any) -> dict[str, Any]:
    """A copy with the value at a dotted path; None removes it, and the maps that this leaves empty."""
    head, _, rest = path.partition(".")
    inner = with_path(as_map(value.get(head)), rest, new) or None if rest else new
    copy = {k: v for k, v in value.items() if k != head or inner is not None}
    if inner is not None:
        copy[head] = inner
    return copy
