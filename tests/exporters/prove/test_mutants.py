"""The table of faults fits the code: each can be planted, and changes something.  `make mutants` judges the tests."""

from __future__ import annotations

import pytest

from tests.exporters.prove.mutation import ROOT, Mutant, mutants

pytestmark = pytest.mark.prove


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.what)
def test_a_fault_can_be_planted(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.planted(text) != text
