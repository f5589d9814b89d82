"""Deeply immutable JSON values, so that a Design can be shared between threads, history and caches.

pydantic's `frozen=True` protects a record's attributes but not a dict inside them.  `FrozenDict` is a dict
that refuses to change, so `json.dumps`, `==` and pydantic treat it as the dict that it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NoReturn, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V], Generic[K, V]):
    """A dict that cannot be changed; `set` and `without` return changed copies."""

    __slots__ = ()

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be changed; use set() or without()")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __copy__(self) -> FrozenDict[K, V]:
        return self

    def __deepcopy__(self, _memo: object) -> FrozenDict[K, V]:
        return self

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as the dict that it is, then freeze."""
        as_dict: Any = dict.__class_getitem__(get_args(source) or (Any, Any))
        return core_schema.no_info_after_validator_function(freeze, handler.generate_schema(as_dict))

    def set(self, key: K, value: V) -> FrozenDict[K, V]:
        """A copy with `key` set; a new key comes last, a known one keeps its place."""
        changed: FrozenDict[K, V] = FrozenDict(self)
        dict.__setitem__(changed, key, value)
        return changed

    def merged(self, other: Mapping[K, V]) -> FrozenDict[K, V]:
        """A copy with all of `other` set."""
        changed: FrozenDict[K, V] = FrozenDict(self)
        dict.update(changed, other)
        return changed

    def without(self, *keys: K) -> FrozenDict[K, V]:
        """A copy without `keys`; keys that are not there are ignored."""
        gone = set(keys)
        return FrozenDict((k, v) for k, v in self.items() if k not in gone)


def freeze(value: Any) -> Any:
    """A JSON value as an immutable one: dicts become FrozenDict, lists tuples."""
    if isinstance(value, Mapping):
        return FrozenDict((key, freeze(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    return value


def thaw(value: Any) -> Any:
    """The plain, mutable twin of a frozen value."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(item) for item in value]
    return value
