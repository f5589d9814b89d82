"""Which parameters stand for a list: a reference to something outside the stack does not say so itself.

CloudFormation's names do: `SubnetIds`, `SecurityGroups`, `TargetGroupARNs` are lists wherever they occur, and
`Fn::Select` takes from one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from exporters.plan import Param
from exporters.planner.builder import Builder

_LISTS = re.compile(r"(?:.*(?:Ids|IDs|Arns|ARNs|Zones|Subnets|SecurityGroups)|SubnetMapping)$")


def type_parameters(b: Builder) -> None:
    """Make lists of the parameters that are used as such."""
    for draft in b.drafts.values():
        for name in _lists(draft.properties):
            found = b.parameters[name]
            if found.type == "String" and found.default is None and not found.pattern:
                b.parameters[name] = replace(found, type="CommaDelimitedList")


def _lists(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Param):
                if _LISTS.match(str(key)):
                    yield inner.name
            elif key in ("Fn::Select", "Fn::Join") and isinstance(inner, (list, tuple)) and len(inner) == 2:
                if isinstance(inner[1], Param):
                    yield inner[1].name
                else:
                    yield from _lists(inner[1])
            else:
                yield from _lists(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _lists(inner)
