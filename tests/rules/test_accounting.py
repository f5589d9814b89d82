"""Every known limit and review rule is a bound of the catalogue, a rule, or left out for a reason that is said.

`limits.csv` and `reviews.csv` list them.  A bound is `SERVICE-OR-INTEGRATION PROPERTY <= VALUE`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from designer.catalogue.loader import load
from designer.model.specs import PropertySpec
from designer.rules import rules

HERE = Path(__file__).parent
RULES = {rule.id for rule in rules()}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LIMITS, REVIEWS = rows("limits.csv"), rows("reviews.csv")
ROWS = [pytest.param(row, id=row["id"]) for row in (*LIMITS, *REVIEWS)]


def test_complete() -> None:
    assert [row["id"] for row in LIMITS] == [f"lim-{n:03}" for n in range(1, 176)]
    assert len(REVIEWS) == 109
    ids = [row["id"] for row in (*LIMITS, *REVIEWS)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", ROWS)
def test_row(row: Row) -> None:
    assert None not in row, "a comma too many"
    named = row["rules"].split()
    assert set(named) <= RULES
    assert bool(named) != bool(row["reason"]), "either a rule or a reason why there is none"
    assert not row["reason"] or row["reason"].endswith(".")
    assert row["what"]
    if row.get("bounds"):
        for bound in row["bounds"].split("; "):
            owner, path, sign, value = bound.split()
            spec = property_of(owner, path)
            assert (spec.max if sign == "<=" else spec.min) == float(value), bound


def property_of(owner: str, path: str) -> PropertySpec:
    catalogue = load()
    if owner in catalogue.services:
        return catalogue.services[owner].properties[path]
    return next(i for i in catalogue.integrations.values() if i.id == owner).properties[path]
