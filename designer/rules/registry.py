"""Which rules there are: every module in `checks/`, and what installed packages add.

A rule is registered by the presence of its file.  A package adds rules of its own through entry points of the group
`skydraft.rules`, each naming a Rule class.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

from designer.rules import checks
from designer.rules.base import Rule

GROUP = "skydraft.rules"


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by id.  ValueError when two have the same id."""
    found: dict[str, Rule] = {}
    for class_ in (*_own(), *(point.load() for point in entry_points(group=GROUP))):
        rule = class_()
        if rule.id in found:
            raise ValueError(f"two rules have the id {rule.id!r}")
        found[rule.id] = rule
    return tuple(found[id_] for id_ in sorted(found))


def _own() -> Iterator[type[Rule]]:
    for info in pkgutil.iter_modules(checks.__path__):
        yield from rules_in(importlib.import_module(f"{checks.__name__}.{info.name}"))


def rules_in(module: ModuleType) -> Iterator[type[Rule]]:
    """The Rule classes that a module defines."""
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
            and not inspect.isabstract(value)
        ):
            yield value
