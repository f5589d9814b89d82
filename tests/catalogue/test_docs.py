"""The integration matrix is what the catalogue says."""

from __future__ import annotations

import re
from pathlib import Path

from designer.catalogue import docs, load

WRITTEN = (Path(__file__).parents[2] / "docs" / "integrations.md").read_text(encoding="utf-8")


def test_the_matrix_is_up_to_date() -> None:
    assert docs.markdown(load()) == WRITTEN, "run: python -m designer.catalogue.docs"


def test_every_integration_has_a_row_and_every_link_an_end() -> None:
    ends = set(re.findall(r'<a id="([^"]+)"></a>', WRITTEN))
    assert set(load().integrations) <= ends
    assert set(re.findall(r"\]\(#([\w-]+)", WRITTEN)) <= ends


def test_every_row_has_all_its_cells() -> None:
    rows = [line for line in WRITTEN.splitlines() if line.startswith("| ")]
    assert len(rows) > len(load().integrations)
    assert {line.count(" | ") for line in rows} == {7}
