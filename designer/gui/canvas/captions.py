"""The words on the drawing: a card's title and its one fact, an edge's label or rule.  No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import Edge, Node, get_path
from designer.model.specs import IntegrationSpec, PropertySpec

RULES = ("EventPattern", "FilterCriteria", "FilterPolicy", "Filter.S3Key.Rules", "Choice")  # drawn as a pill
_LONGEST = 28


class Caption(NamedTuple):
    """What stands on an edge; a `rule` is drawn as a pill."""

    text: str
    rule: bool = False


def title(catalogue: Catalogue, node: Node) -> str:
    if node.title:
        return node.title
    if node.service == GENERIC and node.type:
        return node.type.rpartition("::")[2]
    service = catalogue.service(node)
    return service.title if service else node.service


def subtitle(catalogue: Catalogue, node: Node) -> str:
    """*kind · one fact*, never two facts."""
    service = catalogue.service(node)
    if service is None:
        return (node.type or node.service).removeprefix("AWS::").replace("::", " ")
    variant = catalogue.variant(node)
    if short := next((v.short for v in service.variants if v.id == variant), ""):
        return f"{service.short} · {short}"
    for path in service.subtitle:
        value = get_path(node.properties, path)
        if value is not None and (text := fact(value, service.properties.get(path))):
            return f"{service.short} · {text}"
    return service.short


def fact(value: Any, spec: PropertySpec | None) -> str:
    """A value in a few characters: `60 s`, `FIFO`, `2 keys`; nothing for what cannot be said shortly."""
    unit = spec.unit if spec else ""
    if isinstance(value, bool):
        return (spec.title.lower() if spec else "") if value else ""
    if spec and value in spec.values and len(spec.value_titles) == len(spec.values):
        return spec.value_titles[spec.values.index(value)]
    if isinstance(value, (int, float)):
        return f"{value:g} {unit}".rstrip()
    if isinstance(value, str):
        return _short(f"{value} {unit}".rstrip())
    if isinstance(value, Sequence) and unit:
        return f"{len(value)} {unit}" if len(value) == 1 else f"{len(value)} {unit}s"
    return ""


def caption(edge: Edge, integration: IntegrationSpec | None) -> Caption:
    """The rule of an edge if it has one, else what its properties say, else the integration's word."""
    properties = edge.properties
    rule = next((get_path(properties, path) for path in RULES if get_path(properties, path)), None)
    if rule is not None:
        return Caption(_short(str(properties.get("Rule") or _pattern(rule))), rule=True)
    for name in ("DetailType", "RouteKey", "Access", "State", "Trigger"):
        value = properties.get(name)
        if isinstance(value, str) and value:
            return Caption(_short(value))
    method, path = properties.get("Method"), properties.get("Path")
    if isinstance(path, str) and path:
        return Caption(_short(f"{method} {path}" if isinstance(method, str) and method else path))
    batch = properties.get("BatchSize")
    if isinstance(batch, int) and not isinstance(batch, bool):
        return Caption(f"batch {batch}")
    return Caption(integration.label if integration else "")


def event_names(edge: Edge) -> tuple[str, ...]:
    """The names of the events that an edge carries, as far as the design says them."""
    name, types = edge.properties.get("DetailType"), get_path(edge.properties, "EventPattern.detail-type", ())
    names = [name, *(types if isinstance(types, Sequence) and not isinstance(types, str) else ())]
    return tuple(n for n in names if isinstance(n, str) and n)


def _pattern(value: Any) -> str:
    """What a filter lets through, by its innermost words: `{"detail": {"status": ["paid"]}}` -> `paid`."""
    if isinstance(value, Mapping):
        if isinstance(inner := value.get("detail"), Mapping) and inner:
            return _pattern(inner)
        for key in ("detail-type", "Filters", "Pattern", "Value"):
            if key in value:
                return _pattern(value[key])
        words = [_operator(key, item) for key, item in value.items() if key not in ("source", "account")]
        return ", ".join(word for word in words if word) or ", ".join(_pattern(v) for v in value.values())
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(word for word in (_pattern(item) for item in value[:3]) if word)
    return str(value)


def _operator(key: str, value: Any) -> str:
    """One condition: EventBridge's operators by their signs."""
    if key == "numeric" and isinstance(value, Sequence):
        return " ".join({">=": "≥", "<=": "≤"}.get(str(part), str(part)) for part in value)
    if key in ("prefix", "suffix") and isinstance(value, str):
        return f"{value}…" if key == "prefix" else f"…{value}"
    if key == "anything-but":
        return f"not {_pattern(value)}"
    if key == "exists":
        return "present" if value else "absent"
    if isinstance(value, Sequence) and len(value) == 1 and isinstance(value[0], bool):
        return f"{'' if value[0] else 'not '}{key.replace('_', ' ').replace('-', ' ')}"
    return _pattern(value)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
