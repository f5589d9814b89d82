"""How much each rule weighs: which are switched off, and how bad a finding of the others is.

The words come from a project's configuration and from a design's `settings.rules`, where the design wins:
`{"sns-single-subscriber": "off", "cost": "info", "all": "warning"}`.  A key is a rule's id, a category or `all`; the
most exact one counts.  A rule that is not spoken of keeps the severity that it gives itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from designer.model.finding import SEVERITIES, Severity
from designer.rules.base import Category
from designer.rules.registry import rules

ALL: Final = "all"
OFF: Final = "off"
Weight = Severity | Literal["off"]
WEIGHTS: tuple[Weight, ...] = (OFF, *SEVERITIES)


class Fault(NamedTuple):
    """One entry that means nothing: its key, what is wrong with it, and the key or value that was probably meant."""

    key: str
    message: str
    meant: str | None = None


class Policy(NamedTuple):
    """The weights by rule id, category or `all`.  What means nothing has been left out (see `faults`)."""

    weights: tuple[tuple[str, Weight], ...] = ()

    @classmethod
    def of(cls, *layers: Any) -> Policy:
        """The policy that several tables make together, the last one that speaks of a key winning."""
        merged: dict[str, Weight] = {}
        for layer in layers:
            if isinstance(layer, Mapping):
                merged.update({str(key): value for key, value in layer.items() if value in WEIGHTS})
        return cls(tuple(sorted(merged.items())))

    def of_rule(self, rule: str, category: str) -> Weight | None:
        """What has been said of a rule; None where nothing was."""
        said = dict(self.weights)
        return next((said[key] for key in (rule, category, ALL) if key in said), None)


def faults(table: Any) -> list[Fault]:
    """What means nothing in a table of weights, by key."""
    if not isinstance(table, Mapping):
        return [Fault("rules", "rules must be a table of rule = severity")]
    known = {rule.id for rule in rules()} | set(get_args(Category)) | {ALL}
    found = []
    for key, value in sorted(table.items()):
        if key not in known:
            meant = next(iter(difflib.get_close_matches(str(key), known, 1)), None)
            hint = f"; did you mean “{meant}”?" if meant else ""
            found.append(Fault(str(key), f"there is no rule or category “{key}”{hint}", meant))
        elif value not in WEIGHTS:
            meant = next(iter(difflib.get_close_matches(str(value), WEIGHTS, 1)), None)
            message = f"the severity of “{key}” is “{value}”; it must be one of {', '.join(WEIGHTS)}"
            found.append(Fault(str(key), message, meant))
    return found
