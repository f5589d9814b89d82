"""Changes within a value by a path of names and numbers, which the dotted paths of a design cannot express."""

from __future__ import annotations

from typing import Any

from designer.model.frozen import FrozenDict, freeze
from designer.schemas.faults import Path


def part_at(value: Any, path: Path) -> Any:
    """The part of a value at a path; None where there is none."""
    for key in path:
        if isinstance(key, int):
            value = value[key] if isinstance(value, (list, tuple)) and 0 <= key < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def with_part(value: Any, path: Path, new: Any) -> Any:
    """A frozen value with the part at `path` set; None removes it, and every object that it leaves empty.

    A path that leads nowhere in the value changes nothing.
    """
    if not path:
        return freeze(new)
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        if not isinstance(value, tuple) or not 0 <= key < len(value):
            return value
        changed = with_part(value[key], rest, new)
        kept = () if changed is None else (changed,)
        return (*value[:key], *kept, *value[key + 1 :])
    if not isinstance(value, FrozenDict):
        return value
    changed = with_part(value.get(key), rest, new)
    if changed is None or (new is None and changed == {}):
        return value.without(key)
    return value.set(key, changed)


def renamed(value: Any, path: Path, name: str) -> Any:
    """A frozen value with the part at `path` under another name, in the same place."""
    parent, old = path[:-1], path[-1]
    inner = part_at(value, parent)
    if not isinstance(inner, FrozenDict) or old not in inner or name in inner:
        return value
    return with_part(value, parent, {name if key == old else key: part for key, part in inner.items()})
