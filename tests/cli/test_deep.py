"""`check --deep`: cfn-lint's word about the exported template, said of what was drawn."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.model.design import Design
from exporters.base import ExportError, File
from exporters.registry import export
from tests.cli.conftest import EXAMPLES, Run, Write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cfn-lint's own affair
    import cfnlint.api  # noqa: F401
from exporters.sam.lint import lint

REFUSED = {
    "nodes": {
        "fine": {"service": "sqs", "properties": {"MessageRetentionPeriod": 1_209_600}},
        "odd": {"service": "sqs", "properties": {"NoSuchProperty": 3}},
    }
}


def test_stands_on_the_node(run: Run, write: Write) -> None:
    path = write("odd", REFUSED)
    plain = run("check", path, "--format", "json").json["findings"]
    assert not any(finding["rule"].startswith("cfn-lint") for finding in plain)
    ran = run("check", path, "--deep", "--format", "json")
    assert ran.status == 1
    found = [f for f in ran.json["findings"] if f["rule"].startswith("cfn-lint:")]
    (error,) = [f for f in found if f["severity"] == "error"]
    assert error["rule"] == "cfn-lint:E3002"
    assert error["subject"] == "node:odd"
    assert "NoSuchProperty" in error["message"]
    assert error["doc"].startswith("https://")
    assert all(f["severity"] == {"E": "error", "W": "warning", "I": "info"}[f["rule"][9]] for f in found)


def test_an_example_has_nothing(run: Run) -> None:
    ran = run("check", EXAMPLES / "choreography.skydraft.json", "--deep")
    assert ran.status == 0
    assert "cfn-lint" not in ran.out
    assert "  warning " not in ran.out


def test_a_region_that_is_none(run: Run, write: Write) -> None:
    path = write("far", {**REFUSED, "settings": {"region": "mars-1"}})
    ran = run("check", path, "--deep")
    assert ran.status == 2
    assert f"{path}: cfn-lint knows no region 'mars-1'" in ran.err


def test_settings_of_the_folder_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = export(Design.model_validate(REFUSED), load(), ["sam"])["sam"]
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E3002]\n")
    monkeypatch.chdir(tmp_path)
    assert "cfn-lint:E3002" in {finding.rule for finding in lint(files, "eu-west-1")}


def test_without_a_template() -> None:
    with pytest.raises(ExportError, match=r"no template\.yaml"):
        lint([File.of("README.md", "")], "eu-west-1")
