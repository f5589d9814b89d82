"""What every rule must have: a file of its name, words, a source, documentation; and the examples are clean."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design
from designer.model.finding import SEVERITIES
from designer.rules import Rule, check, docs, registry, rules

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_words(rule: Rule) -> None:
    module = sys.modules[type(rule).__module__]
    assert module.__name__.rpartition(".")[2] == rule.id.replace("-", "_")
    assert rule.severity in SEVERITIES
    assert rule.doc.startswith("https://")
    assert date(int(rule.read[:4]), 1, 1) <= date(2100, 1, 1)
    for sentence in (rule.why, rule.fix):
        assert sentence.endswith((".", ".)"))
        assert sentence[0].isupper() or sentence.startswith("“")
    assert not rule.title.endswith(".")
    parts = docs.documentation(rule)
    assert all(parts)


def test_documentation_is_up_to_date() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == docs.index(), "run: make docs"
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert pages == {rule.id for rule in docs.ours()}, "run: make docs"


@pytest.mark.parametrize("rule", list(docs.ours()), ids=lambda rule: rule.id)
def test_page_and_pictures_are_up_to_date(rule: Rule) -> None:
    """A picture's bytes depend on the fonts of the machine that drew it; the design that it shows does not."""
    folder = ROOT / "docs" / "rules"
    assert (folder / f"{rule.id}.md").read_text(encoding="utf-8") == docs.page(rule), "run: make docs"
    for shown in docs.pictured(rule):
        picture = (folder / "images" / shown.picture).read_text(encoding="utf-8")
        assert f"<!-- design {shown.digest} -->" in picture, "run: make docs"
        assert len(picture) < 60_000


def test_two_rules_of_one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    one = rules()[0]
    monkeypatch.setattr(registry, "_own", lambda: iter([type(one), type(one)]))
    registry.rules.cache_clear()
    with pytest.raises(ValueError, match=one.id):
        registry.rules()
    monkeypatch.undo()
    registry.rules.cache_clear()
    assert one.id in {rule.id for rule in registry.rules()}


def test_a_file_is_a_rule() -> None:
    module = ModuleType("designer.rules.checks.made_up")
    made = type("MadeUp", (type(rules()[0]),), {"__module__": module.__name__, "id": "made-up"})
    module.MadeUp = made  # type: ignore[attr-defined]
    module.Other = type(rules()[0])  # type: ignore[attr-defined]
    assert list(registry.rules_in(module)) == [made]


@pytest.mark.parametrize("path", sorted((ROOT / "resources" / "examples").glob("*.json")), ids=lambda p: p.stem)
def test_examples_are_clean(path: Path) -> None:
    found = check(Design.model_validate_json(path.read_text(encoding="utf-8")), load())
    assert [(f.rule, str(f.subject)) for f in found if f.severity != "info"] == []
