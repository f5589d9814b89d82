"""How projects and designs weigh the rules, and what becomes of accepted findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.config import config_of
from designer.model.design import Accepted, Design, Node
from designer.model.finding import Finding
from designer.model.frozen import FrozenDict
from designer.rules import Validator, check
from designer.rules.policy import Policy, faults
from designer.storage.errors import FileError

LONELY = Design(nodes=FrozenDict(a=Node(service="s3"), b=Node(service="no-such-service")))


def found(rules: Any = None, project: dict[str, str] | None = None) -> dict[str, str]:
    """Severity by rule for a design with one forgotten bucket and one unknown service."""
    settings = FrozenDict() if rules is None else FrozenDict(rules=FrozenDict(rules))
    return {f.rule: f.severity for f in check(LONELY.replace(settings=settings), load(), project=project)}


def test_rules_weigh_what_they_say_themselves() -> None:
    assert found() == {"dangling-node": "info", "unknown-service": "error"}


@pytest.mark.parametrize(
    ("rules", "project", "expected"),
    [
        ({"dangling-node": "off"}, None, {"unknown-service": "error"}),
        ({"dangling-node": "error"}, None, {"dangling-node": "error", "unknown-service": "error"}),
        (None, {"dangling-node": "warning"}, {"dangling-node": "warning", "unknown-service": "error"}),
        ({"dangling-node": "error"}, {"dangling-node": "off"}, {"dangling-node": "error", "unknown-service": "error"}),
        ({"design": "off"}, None, {"unknown-service": "error"}),
        ({"design": "off", "dangling-node": "info"}, None, {"dangling-node": "info", "unknown-service": "error"}),
        ({"all": "off"}, None, {}),
        ({"all": "off", "integration": "warning"}, None, {"unknown-service": "warning"}),
        ({"all": "off"}, {"dangling-node": "error"}, {"dangling-node": "error"}),
    ],
)
def test_the_most_exact_word_counts(rules: Any, project: Any, expected: dict[str, str]) -> None:
    assert found(rules, project) == expected


def test_a_typo_is_a_finding() -> None:
    design = LONELY.replace(settings=FrozenDict(rules=FrozenDict({"dangling-nodes": "off"})))
    (finding,) = (f for f in check(design, load()) if f.rule == "rule-setting-unknown")
    assert "did you mean “dangling-node”" in finding.message
    mended = finding.fixes[0].apply(design)
    assert mended.settings["rules"] == {}
    assert finding.rule not in {f.rule for f in check(mended, load())}


@pytest.mark.parametrize("table", ["off", 3, ["dangling-node"], {"dangling-node": ["off"]}, {"dangling-node": None}])
def test_nonsense_is_a_fault_and_weighs_nothing(table: Any) -> None:
    assert faults(table)
    assert Policy.of(table) == Policy()
    design = LONELY.replace(settings=FrozenDict(rules=table))
    assert {f.rule for f in check(design, load())} == {"dangling-node", "unknown-service", "rule-setting-unknown"}


def test_settings_are_followed_from_edit_to_edit() -> None:
    validator = Validator(load())
    steps = [{}, {"all": "off"}, {"dangling-node": "error"}, {"design": "off"}, {}]
    for rules in steps:
        design = LONELY.replace(settings=FrozenDict(rules=FrozenDict(rules)))
        assert validator.update(design) == check(design, load())


# -- accepted findings


def accepted(**record: Any) -> tuple[Finding, ...]:
    design = LONELY.replace(accepted=FrozenDict(x=Accepted(**record)))
    return Validator(load(), today=date(2026, 5, 1)).update(design)


def test_an_expired_acceptance_counts_again_and_says_so() -> None:
    findings = accepted(rule="dangling-node", subject="node:a", reason="to come", until="2026-04-30")
    assert not any(f.accepted for f in findings)
    (expired,) = (f for f in findings if f.rule == "accepted-expired")
    assert str(expired.subject) == "node:a"
    assert "2026-04-30" in expired.message
    assert "to come" in expired.message


def test_the_last_day_still_holds() -> None:
    findings = accepted(rule="dangling-node", subject="node:a", until="2026-05-01")
    assert [f.rule for f in findings if f.accepted] == ["dangling-node"]
    assert not [f for f in findings if f.rule.startswith("accepted-")]


@pytest.mark.parametrize(
    ("rule", "subject"), [("dangling-node", "node:gone"), ("dangling-node", "edge:a"), ("no-such-rule", "node:a")]
)
def test_an_acceptance_of_nothing_is_noted(rule: str, subject: str) -> None:
    (stale,) = (f for f in accepted(rule=rule, subject=subject) if f.rule == "accepted-stale")
    assert (stale.severity, str(stale.subject)) == ("info", "design")


# -- the project's configuration


def config(folder: Path, text: str, name: str = "skydraft.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "designs" / "deep").mkdir(parents=True, exist_ok=True)
    return folder / "designs" / "deep" / "shop.skydraft.json"


def test_found_upward(tmp_path: Path) -> None:
    design = config(tmp_path, '[rules]\ndangling-node = "off"\n')
    assert config_of(design).rules == {"dangling-node": "off"}
    assert config_of(design).path == tmp_path / "skydraft.toml"
    config(tmp_path / "designs", '[tool.skydraft.rules]\ncost = "off"\n', "pyproject.toml")
    assert config_of(design).rules == {"cost": "off"}  # the nearest counts, alone


def test_a_pyproject_of_others_is_passed_by(tmp_path: Path) -> None:
    design = config(tmp_path, '[rules]\nall = "info"\n')
    config(tmp_path / "designs", '[project]\nname = "shop"\n[tool.ruff]\n', "pyproject.toml")
    assert config_of(design).rules == {"all": "info"}


def test_none(tmp_path: Path) -> None:
    assert config_of(tmp_path / "shop.skydraft.json").rules == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[rules]\ndangling-nodes = "off"\n',
            "rules.dangling-nodes: there is no rule or category “dangling-nodes”; did",
        ),
        ('[rules]\ndangling-node = "of"\n', "must be one of off, error, warning, info"),
        ('rules = "off"\n', "rules must be a table"),
        ('[rulez]\ncost = "off"\n', "did you mean “rules”"),
        ("[rules\n", "this is not TOML"),
        ('[rules]\ncost = "' + "x" * 2_000_000 + '"\n', "too large"),
    ],
)
def test_faults_of_a_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FileError) as raised:
        config_of(config(tmp_path, text))
    assert words in raised.value.line
    assert raised.value.line.startswith(str(tmp_path / "skydraft.toml"))
