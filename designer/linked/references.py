"""Who names whom in a template, and what has to go when a name goes: the smallest part that means something alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from designer.linked.template import TemplateText
from designer.linked.tree import Path

_PLACE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")

# Maps whose every entry stands for one thing: an entry goes as a whole.
_ENTRIES = (
    "Authorizers",
    "Connectors",
    "DefinitionSubstitutions",
    "DestinationConfig",
    "Events",
    "Outputs",
    "Variables",
    "paths",
)
# Properties that make a connection by themselves, without naming anybody.
_CONNECTING = ("FunctionUrlConfig",)


def references(value: Any, ids: Collection[str], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """(path, id) of each place in a value that names one of these logical ids."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            inner = (*path, key)
            if key == "Ref" and item in ids:
                yield inner, item
            elif key == "Fn::GetAtt":
                name = (
                    item.split(".")[0] if isinstance(item, str) else item[0] if isinstance(item, list) and item else ""
                )
                if name in ids:
                    yield inner, str(name)
                elif isinstance(item, list):
                    yield from references(item[1:], ids, inner)
            elif key == "Fn::Sub":
                yield from _substituted(item, ids, inner)
            elif key == "DependsOn" and isinstance(item, str) and item in ids:
                yield inner, item
            elif key == "DependsOn" and isinstance(item, list):
                yield from (((*inner, n), name) for n, name in enumerate(item) if name in ids)
            else:
                yield from references(item, ids, inner)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from references(item, ids, (*path, number))


def _substituted(value: Any, ids: Collection[str], path: Path) -> Iterator[tuple[Path, str]]:
    text, own = (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (value, {})
    own = own if isinstance(own, Mapping) else {}
    for found in _PLACE.finditer(text if isinstance(text, str) else ""):
        if found[1] in ids and found[1] not in own:
            yield path, found[1]
    yield from references(own, ids, (*path, 1))


def unit(template: TemplateText, path: Path) -> Path:
    """The smallest part around a reference that can go: an output, an event, a variable, a statement, a property."""
    if path[:1] == ("Outputs",):
        return path[:2]
    if path[2:3] == ("DependsOn",):
        return path
    for at in range(len(path) - 1, 2, -1):
        if path[at - 1] in _ENTRIES and isinstance(path[at], str):
            # The operations of a path of an OpenAPI document go one by one.
            return path[: at + 2] if path[at - 1] == "paths" else path[: at + 1]
    statement = _after(path, "Statement")
    if statement is not None:
        return _statement(template, path, statement)
    policy = _after(path, "Policies")
    if policy is not None:
        return path[: policy + 1]
    for at in range(len(path) - 1, 3, -1):
        inside = isinstance(path[at], int) and not str(path[at - 1]).startswith("Fn::")
        if inside and not (isinstance(path[at - 1], int) and str(path[at - 2]).startswith("Fn::")):
            return path[: at + 1]
    return path[:4]


def units(template: TemplateText, resource: str) -> Iterator[Path]:
    """All parts of a resource that can go alone, the smallest first."""
    found: list[Path] = []
    todo: list[tuple[Path, Any]] = [
        (("Resources", resource, "Properties"), template.get(("Resources", resource, "Properties")))
    ]
    while todo:
        path, value = todo.pop()
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            inner = (*path, key)
            argument = any(str(step).startswith("Fn::") for step in path)
            operation = len(path) > 4 and path[-2] == "paths"
            if not argument and (isinstance(key, int) or path[-1] in _ENTRIES or key in _CONNECTING or operation):
                found.append(inner)
            todo.append((inner, item))
    yield from sorted(dict.fromkeys(found), key=len, reverse=True)


def _after(path: Path, key: str) -> int | None:
    """Where the index behind the last such key stands; the key itself where its value is no list."""
    places = [at for at, step in enumerate(path) if step == key and at > 2]
    if not places:
        return None
    at = places[-1] + 1
    return at if at < len(path) and isinstance(path[at], int) else places[-1]


def _statement(template: TemplateText, path: Path, at: int) -> Path:
    """One of several resources of a statement, the statement, or the policy that has no other."""
    resource = next((i for i in range(at + 1, len(path)) if path[i] == "Resource"), None)
    if resource is not None:
        items = template.get(path[: resource + 1])
        if isinstance(items, list) and len(items) > 1 and resource + 1 < len(path):
            return path[: resource + 2]
    statements = template.get(path[:at] if isinstance(path[at], int) else path[: at + 1])
    if isinstance(statements, list) and len(statements) > 1:
        return path[: at + 1]
    policy = _after(path[:at], "Policies")
    return path[: policy + 1] if policy is not None else path[:4]


def without(template: TemplateText, path: Path) -> TemplateText:
    """Without a part, and without what it leaves empty around itself, up to its resource."""
    while len(path) > 3:
        around = template.get(path[:-1])
        if not isinstance(around, (dict, list)) or len(around) > 1:
            break
        path = path[:-1]
    if len(path) == 2 and path[0] == "Outputs" and len(template.section("Outputs")) == 1:
        path = path[:1]
    return template.remove(path)


def without_references(template: TemplateText, ids: Collection[str], within: Collection[str] = ()) -> TemplateText:
    """Without everything that names these ids, in all resources and outputs or only in the resources `within`."""
    for _ in range(1000):
        found = next(_all(template, ids, within), None)
        if found is None:
            return template
        template = without(template, unit(template, found[0]))
    return template


def _all(template: TemplateText, ids: Collection[str], within: Collection[str]) -> Iterator[tuple[Path, str]]:
    for name, resource in template.section("Resources").items():
        if not within or name in within:
            yield from references(resource, ids, ("Resources", name))
    if not within:
        yield from references(template.section("Outputs"), ids, ("Outputs",))
        for section in ("Globals", "Conditions"):
            yield from references(template.section(section), ids, (section,))
