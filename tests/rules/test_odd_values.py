"""Values of any JSON type in any property: the rules say that they are wrong, and never fail over them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design, Edge, Node
from designer.model.frozen import FrozenDict
from designer.rules import check

CATALOGUE = load()
HEADS: tuple[Any, ...] = (-1, [[1]], {"a": [1]}, "x")
LEAVES: tuple[Any, ...] = (
    -1, 1e9, "arn:aws:sqs:eu-west-1:123456789012:x.fifo", [{"a": 1}], {"a": [1]}, {"Fn::GetAtt": ["nobody", "Arn"]},
)  # fmt: skip
# What the rules read besides what the catalogue names.
FURTHER = (
    "EventPattern.detail-type", "EventPattern.source", "Definition.States", "Definition.States.A", "Policies",
    "Policies.Statement", "RedrivePolicy.maxReceiveCount", "Filter.S3Key.Rules", "CapacityProviderConfig",
)  # fmt: skip


def filled(paths: Iterable[str], value: Any, heads: bool) -> dict[str, Any]:
    """Properties that all have a value: the first names of the paths, or what the paths lead to."""
    properties: dict[str, Any] = {}
    for path in (*paths, *FURTHER):
        *names, last = path.split(".")[:1] if heads else path.split(".")
        table = properties
        for name in names:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                break
        else:
            table.setdefault(last, deepcopy(value))
    return properties


def every_integration(value: Any, heads: bool) -> Design:
    """A pair of nodes and an edge for each integration, with every property set to the value."""
    nodes, edges = {}, {}
    for number, integration in enumerate(CATALOGUE.integrations.values()):
        for end in ("source", "target"):
            variant = getattr(integration, end)
            service = next(s for s in CATALOGUE.services.values() if variant in (s.id, *(k.id for k in s.kinds)))
            when = next((dict(v.when) for v in service.variants if v.id == variant), {})
            properties = filled(service.properties, value, heads) | when
            nodes[f"{end}{number}"] = Node(service=service.id, properties=properties)
        properties = filled(integration.properties, value, heads)
        source, target = f"source{number}", f"target{number}"
        edges[f"edge{number}"] = Edge(source=source, target=target, via=integration.id, properties=properties)
    return Design(nodes=FrozenDict(nodes), edges=FrozenDict(edges))


@pytest.mark.parametrize(("value", "heads"), [*((v, True) for v in HEADS), *((v, False) for v in LEAVES)], ids=repr)
def test_no_rule_fails_over_a_value(value: Any, heads: bool) -> None:
    """A rule that raises is raised on by `check`; something is always found, so the rules did run."""
    assert check(every_integration(value, heads), CATALOGUE)
