"""What a level-2 construct makes of a CloudFormation resource, as tables.

An Idiom names the construct and says, property by property, how CloudFormation's value becomes the construct's.
What no row takes is set by property override, so that nothing of a design is lost; a type without an idiom becomes
a level-1 construct.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from exporters.cdk.tree import Expr, Statement, Symbol
from exporters.plan import Resource

if TYPE_CHECKING:
    from exporters.cdk.builder import Builder

Convert = Callable[["Builder", Any], Expr | None]  # None: this value has no counterpart
Props = dict[str, Expr]


@dataclass(frozen=True, slots=True)
class Row:
    """A property's dotted path in CloudFormation, the construct's prop, and how the value changes on the way."""

    cfn: str
    prop: str
    convert: Convert


@dataclass(frozen=True, slots=True)
class Idiom:
    """`noun` parts a variable from others of its name; `attributes` are the plan's words for Ref and the CDK's.

    `grants` are the construct's grant methods with exactly the actions that each allows.  `grant` is its method that
    takes any actions, where there is one.  `more` adds the props that take several properties, or none; `after` adds
    statements behind the construct's own.  `first` are the props that a person would write before the others.
    """

    construct: Symbol
    noun: str
    rows: tuple[Row, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[Builder, Resource, Bag], Props] | None = None
    first: tuple[str, ...] = ()
    after: Callable[[Builder, Resource, Bag], Sequence[Statement]] | None = None
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    grant: str = ""
    applies: Callable[[Builder, Resource], bool] | None = None  # None: to every resource of the type
    grantable: bool = False  # has a role of its own, and grants can be made to it
    own_grants: bool = False  # sees to its logs and traces itself
    resource_policy: bool = False  # has addToResourcePolicy
    removal: bool = False  # has the prop removalPolicy


class Bag:
    """The properties of a resource that no prop has taken yet."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self._left: dict[str, Any] = {name: value for name, value in properties.items() if value is not None}

    def peek(self, path: str) -> Any:
        """The value at a dotted path, None where there is none."""
        value: Any = self._left
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value

    def take(self, path: str) -> Any:
        """`peek`, and the value is gone, with every mapping that it leaves empty."""
        value = self.peek(path)
        if value is not None:
            self._left = _without(self._left, path.split("."))
        return value

    def left(self) -> Mapping[str, Any]:
        return self._left


def _without(mapping: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    head, *rest = path
    copy = dict(mapping)
    inner = _without(copy[head], rest) if rest else None
    if inner:
        copy[head] = inner
    else:
        del copy[head]
    return copy
