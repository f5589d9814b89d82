"""An attachment that may be drawn from either end makes the same resources both ways."""

from __future__ import annotations

import pytest

from designer.catalogue import load
from designer.model.design import Subject
from exporters.planner import plan
from tests.exporters.legal import smallest

CATALOGUE = load()
EITHER_WAY = [pytest.param(i.id, id=i.id) for i in CATALOGUE.integrations.values() if i.either_way]


@pytest.mark.parametrize("id_", EITHER_WAY)
def test_it_makes_the_same(id_: str) -> None:
    design, id_of_edge = smallest(CATALOGUE, CATALOGUE.integrations[id_])
    edge = design.edges[id_of_edge]
    turned = design.change(Subject("edge", id_of_edge), source=edge.target, target=edge.source)
    assert turned != design
    one, other = (plan(d, CATALOGUE) for d in (design, turned))
    assert dict(one.resources) == dict(other.resources)  # in whatever order
