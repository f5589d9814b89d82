"""The states of a workflow's definition (Amazon States Language), wherever they are nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def states(definition: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All (name, state) of a definition, of its branches and maps too; nothing of what is no definition."""
    waiting = [definition]
    while waiting:
        machine = waiting.pop()
        found = machine.get("States") if isinstance(machine, Mapping) else None
        for name, state in found.items() if isinstance(found, Mapping) else ():
            if not isinstance(state, Mapping):
                continue
            yield str(name), state
            branches = state.get("Branches")
            waiting += branches if isinstance(branches, (list, tuple)) else ()
            waiting += [state.get("Iterator"), state.get("ItemProcessor")]
