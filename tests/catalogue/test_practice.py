"""Connections that real templates make are legal, by the mechanism by which the templates make them.

`practice.csv` was counted in a public collection of serverless templates: who is connected with whom and how, in the
catalogue's words.  Left out are a build-time reference of a parameter to an API and a probe's leave to manage itself,
which are no connections, and what is no service of the catalogue: EC2 instances and nested stacks, services that
take no new customers any more (QLDB, Pinpoint, S3 Object Lambda, Q Business), and an API destination, which is
not a node but how a rule reaches an address.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from designer.catalogue import load

CATALOGUE = load()
ROWS = list(csv.DictReader(Path(__file__).with_name("practice.csv").read_text(encoding="utf-8").splitlines()))


def kinds(id_: str) -> tuple[str, ...]:
    service = CATALOGUE.services.get(id_)
    return tuple(v.id for v in service.variants) if service and service.variants else (id_,)


@pytest.mark.parametrize("row", [pytest.param(r, id="-".join(r.values())) for r in ROWS])
def test_it_is_legal(row: dict[str, str]) -> None:
    pairs = [(a, b) for a in kinds(row["source"]) for b in kinds(row["target"])]
    assert row["mechanism"] in {i.mechanism for pair in pairs for i in CATALOGUE.between(*pair)}


def test_the_table_is_whole() -> None:
    assert len(ROWS) > 160
    assert len({tuple(row.values()) for row in ROWS}) == len(ROWS)
