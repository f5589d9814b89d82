"""What two graphs do not have in common, without what is declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exporters.equivalence.declared import declared
from exporters.equivalence.graph import Graph, Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is in the one graph `more` times than in the other (fewer times where negative)."""

    kind: str  # "resource", "connection", "permission"
    what: str
    more: int


def differences(one: Graph, other: Graph) -> tuple[Difference, ...]:
    """Every difference that no row of the table of declared differences explains."""
    return tuple(d for d in _all(one, other) if declared(d.kind, d.what) is None)


def _all(one: Graph, other: Graph) -> Iterator[Difference]:
    yield from _counted("resource", one.resources, other.resources)
    yield from _counted("connection", one.connections, other.connections)
    left, right = ({statement_text(s) for s in _visible(graph.statements)} for graph in (one, other))
    for text in sorted(left ^ right):
        yield Difference("permission", text, 1 if text in left else -1)


def _counted(kind: str, one: Counter[Any], other: Counter[Any]) -> Iterator[Difference]:
    for key in sorted({*one, *other}, key=str):
        more = one[key] - other[key]
        if more:
            yield Difference(kind, " ".join(key) if isinstance(key, tuple) else str(key), more)


def _visible(statements: set[Statement]) -> Iterator[Statement]:
    """Without what a plan of terraform cannot show: an ARN put together that stands beside one of the stack."""
    named = {(s.principal, s.action.lower()) for s in statements if s.resource != "computed"}
    return (s for s in statements if s.resource != "computed" or (s.principal, s.action.lower()) not in named)


def statement_text(statement: Statement) -> str:
    limits = f" if {', '.join(sorted(statement.limits))}" if statement.limits else ""
    return f"{statement.principal} {statement.action.lower()} {statement.resource}{limits}"
