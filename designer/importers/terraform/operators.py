"""HCL's operators on values that may not be known: one that cannot tell raises, and the operation is unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from designer.importers.terraform.values import Reference, Text, Unknown


def _compared(wanted: bool) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        for side in (left, right):
            if isinstance(side, (Unknown, Text)):
                raise TypeError(side)
        if isinstance(left, Reference) or isinstance(right, Reference):
            return (left == right) == wanted if None in (left, right) else wanted
        return bool(left == right) == wanted

    return compare


def _number_of(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e15:
        raise TypeError(value)
    return value


def _either(left: Any, right: Any) -> bool:
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    raise TypeError


def _both(left: Any, right: Any) -> bool:
    return not _either(_negated(left), _negated(right))


def _negated(value: Any) -> Any:
    return not value if isinstance(value, bool) else value


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": _compared(True),
    "!=": _compared(False),
    "+": lambda a, b: _number_of(a) + _number_of(b),
    "-": lambda a, b: _number_of(a) - _number_of(b),
    "*": lambda a, b: _number_of(a) * _number_of(b),
    "/": lambda a, b: _number_of(a) / _number_of(b),
    "%": lambda a, b: _number_of(a) % _number_of(b),
    "<": lambda a, b: _number_of(a) < _number_of(b),
    "<=": lambda a, b: _number_of(a) <= _number_of(b),
    ">": lambda a, b: _number_of(a) > _number_of(b),
    ">=": lambda a, b: _number_of(a) >= _number_of(b),
    "||": _either,
    "&&": _both,
}
