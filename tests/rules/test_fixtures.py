"""Each rule against designs that break it and designs that do not: by rule id and subject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design
from designer.rules import check, rules

FIXTURES = Path(__file__).parents[1] / "fixtures"
RULES = {rule.id for rule in rules()}


def fixtures(pattern: str) -> list[Any]:
    return [pytest.param(p, id=f"{p.parent.name}/{p.stem}") for p in sorted(FIXTURES.glob(f"*/{pattern}.json"))]


def read(path: Path) -> Design:
    return Design.model_validate_json(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", fixtures("bad_*"))
def test_bad(path: Path) -> None:
    design = read(path)
    expected = sorted(design.model_extra["expect"])  # type: ignore[index]
    found = sorted({str(f.subject) for f in check(design, load()) if f.rule == path.parent.name})
    assert found == expected


@pytest.mark.parametrize("path", fixtures("good_*"))
def test_good(path: Path) -> None:
    assert [f for f in check(read(path), load()) if f.rule == path.parent.name] == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_fixtures(rule: str) -> None:
    assert list((FIXTURES / rule).glob("bad_*.json")), "a bad fixture is missing"
    assert list((FIXTURES / rule).glob("good_*.json")), "a good fixture is missing"


def test_every_fixture_belongs_to_a_rule() -> None:
    assert {path.name for path in FIXTURES.iterdir() if path.is_dir()} == RULES
