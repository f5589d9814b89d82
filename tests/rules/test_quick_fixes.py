"""Every quick fix removes its finding, adds no error, gives a sound design and is undone exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.catalogue.loader import load
from designer.editing.editor import Command, Editor
from designer.model.design import Design
from designer.model.finding import Finding
from designer.rules import check

FIXTURES = Path(__file__).parents[1] / "fixtures"
BAD = sorted(FIXTURES.glob("*/bad_*.json"))


def errors(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.rule, str(f.subject)) for f in findings if f.severity == "error"}


@pytest.mark.parametrize("path", [pytest.param(p, id=f"{p.parent.name}/{p.stem}") for p in BAD])
def test_quick_fixes(path: Path) -> None:
    design = Design.model_validate_json(path.read_text(encoding="utf-8"))
    before = check(design, load())
    for finding in before:
        for fix in finding.fixes:
            editor = Editor(design)
            assert editor.execute(Command(fix.label, fix.apply)), f"{finding.rule}: {fix.label} changes nothing"
            after = check(editor.design, load())
            place = f"{finding.rule}: {fix.label}"
            assert finding.message not in {f.message for f in after if f.rule == finding.rule}, place
            assert errors(after) <= errors(before), place
            assert Design.model_validate_json(editor.design.model_dump_json(by_alias=True)) == editor.design, place
            assert editor.undo()
            assert editor.design is design


@pytest.mark.parametrize("path", [pytest.param(p, id=f"{p.parent.name}/{p.stem}") for p in BAD])
def test_a_fix_that_comes_too_late_changes_nothing(path: Path) -> None:
    """The window may apply a fix to a newer design, from which everything has been deleted."""
    design = Design.model_validate_json(path.read_text(encoding="utf-8"))
    empty = design.remove(subject for subject, _ in design.records()).replace(settings={}, accepted={})
    for finding in check(design, load()):
        for fix in finding.fixes:
            assert fix.apply(empty) is empty, f"{finding.rule}: {fix.label}"
