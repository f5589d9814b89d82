"""What the catalogue says of a record's properties, and whether a value is of a type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.model.design import Edge, Node, Subject, get_path
from designer.model.references import is_intrinsic
from designer.model.specs import PropertySpec
from designer.rules.view import View

Given = tuple[str, PropertySpec, Any]  # path, spec, value


def given(view: View, subject: Subject, record: Node | Edge) -> Iterator[Given]:
    """The properties of a deployed node or edge that are given as plain values and known to the catalogue."""
    if isinstance(record, Node):
        node = view.node(subject.id)
        specs = node.service.properties if node and node.service else None
    else:
        edge = view.edge(subject.id)
        specs = edge.integration.properties if edge and edge.integration else None
    if not specs:
        return
    by_head = view.specs_by_head(specs)
    for head in record.properties:
        for path, spec in by_head.get(head, ()):
            value = get_path(record.properties, path)
            if value is not None and not is_intrinsic(value) and _holds(spec, record.properties):
                yield path, spec, value


def has_type(value: Any, type_: str) -> bool:
    """Whether a value is of a type of the catalogue's; `integer` takes 30.0, too."""
    if type_ in ("integer", "number") and isinstance(value, bool):
        return False
    if type_ == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, _CLASSES[type_])


_CLASSES: dict[str, Any] = {
    "string": str, "number": (int, float), "boolean": bool, "list": (list, tuple), "object": dict,
    "json": object, "reference": (str, dict),
}  # fmt: skip


def _holds(spec: PropertySpec, properties: Mapping[str, Any]) -> bool:
    return all(properties.get(name, False) == value for name, value in spec.when.items())
