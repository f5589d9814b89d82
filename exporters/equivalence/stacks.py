"""Several stacks' templates as one: what one stack exports and another imports becomes a plain reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Template = Mapping[str, Any]
_PLACE = re.compile(r"\$\{(?!!)([A-Za-z0-9]+)")


def joined(templates: Iterable[Template]) -> Template:
    """One template with all resources; an id that another stack has too gets a number.  ValueError for an import of
    what no stack exports."""
    resources: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    exports: dict[str, Any] = {}
    for number, template in enumerate(templates):
        own = template.get("Resources", {})
        names = {id_: f"{id_}{number}" if id_ in resources else id_ for id_ in own}
        resources |= {names[id_]: _renamed(resource, names) for id_, resource in own.items()}
        parameters |= template.get("Parameters", {})
        for output in template.get("Outputs", {}).values():
            if "Export" in output:
                exports[_text(output["Export"]["Name"])] = _renamed(output["Value"], names)
    return {"Parameters": parameters, "Resources": _resolved(resources, exports)}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A value in which resources have other ids."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, Mapping):
        return value
    match value:
        case {"Ref": str() as id_, **more} if not more:
            return {"Ref": names.get(id_, id_)}
        case {"Fn::GetAtt": [str() as id_, word], **more} if not more:
            return {"Fn::GetAtt": [names.get(id_, id_), word]}
        case {"Fn::Sub": str() as text, **more} if not more:
            return {"Fn::Sub": _PLACE.sub(lambda found: f"${{{names.get(found[1], found[1])}", text)}
        case {"DependsOn": str() | list() as others, **more}:
            needed = [others] if isinstance(others, str) else others
            return {**_renamed(more, names), "DependsOn": [names.get(id_, id_) for id_ in needed]}
    return {key: _renamed(item, names) for key, item in value.items()}


def _resolved(value: Any, exports: Mapping[str, Any]) -> Any:
    """A value in which an import stands for what is exported."""
    if isinstance(value, list):
        return [_resolved(item, exports) for item in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {"Fn::ImportValue"}:
        name = _text(value["Fn::ImportValue"])
        if name not in exports:
            raise ValueError(f"no stack exports {name!r}")
        return exports[name]
    return {key: _resolved(item, exports) for key, item in value.items()}


def _text(name: Any) -> str:
    return name if isinstance(name, str) else repr(name)
