"""`fix` writes what `check` would have asked for: in a template the lines concerned, in a linked design both files."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEMPLATES = Path(__file__).parents[1] / "linked" / "templates"
ADDED = {
    "-        maxReceiveCount: 3",
    "+        maxReceiveCount: 5",
    "+            FunctionResponseTypes: [ReportBatchItemFailures]",
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template in a repository, as its team has it."""
    path = tmp_path / "orders.yaml"
    shutil.copy(TEMPLATES / path.name, path)
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.email=a@b", "-c", "user.name=a", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return path


def difference(template: Path) -> set[str]:
    found = subprocess.run(
        ["git", "diff", "-U0", template.name], cwd=template.parent, check=True, capture_output=True, text=True
    ).stdout
    return {line for line in found.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))}


def test_a_template_gets_a_clean_difference_and_nothing_else_is_written(template: Path, run: Run) -> None:
    ran = run("fix", template)
    assert ran.status == 0
    assert "2 fixes" in ran.out
    assert difference(template) == ADDED
    assert sorted(p.name for p in template.parent.iterdir()) == [".git", "orders.yaml"]
    again = run("fix", template)
    assert "nothing to fix" in again.out


def test_a_dry_run_shows_the_difference(template: Path, run: Run) -> None:
    ran = run("fix", template, "--dry-run")
    assert ran.status == 0
    assert all(line in ran.out for line in ADDED)
    assert difference(template) == set()


def test_one_rule_as_json(template: Path, run: Run) -> None:
    ran = run("fix", template, "--rule", "sqs-maxreceivecount-too-low", "--format", "json")
    assert [f["rule"] for f in ran.json["fixed"]] == ["sqs-maxreceivecount-too-low"]
    assert ran.json["unwritten"] == []
    assert len(difference(template)) == 2


def test_a_linked_design_keeps_in_step_with_its_template(template: Path, run: Run) -> None:
    design = template.with_name("orders.skydraft.json")
    assert run("import", template, "--link", "--out", design).status == 0
    assert run("fix", template).status == 0
    assert difference(template) == ADDED
    edges = json.loads(design.read_text())["edges"]
    assert edges["OrdersQueue-WorkOff"]["properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    template.write_text(template.read_text().replace("VisibilityTimeout: 60", "VisibilityTimeout: 10"))
    ran = run("check", design, "--format", "json")
    assert "VisibilityTimeout of Orders queue is 10" in ran.err
    assert "sqs-visibility-below-6x" in ran.out


def test_a_design_is_fixed_in_its_file(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.skydraft.json"
    path.write_text(
        json.dumps(
            {
                "format": "skydraft/1",
                "nodes": {
                    "jobs": {"service": "sqs", "at": [0, 0], "properties": {"VisibilityTimeout": 1}},
                    "work": {"service": "lambda", "at": [9, 0], "properties": {"Timeout": 60}},
                },
                "edges": {"e": {"from": "jobs", "to": "work"}},
            }
        )
    )
    before = path.read_bytes()
    assert run("fix", path, "--dry-run").status == 0
    assert path.read_bytes() == before
    assert run("fix", path).status == 0
    document = json.loads(path.read_text())
    assert document["nodes"]["jobs"]["properties"]["VisibilityTimeout"] >= 60
    assert list(document["nodes"]) == ["jobs", "work"], "redrawing needs --all"
    run("fix", path, "--all")
    assert len(json.loads(path.read_text())["nodes"]) > 2


def test_a_file_at_fault_is_one_line_and_does_not_stop_the_others(template: Path, tmp_path: Path, run: Run) -> None:
    broken = tmp_path / "b.yaml"
    broken.write_text("Resources: [")
    ran = run("fix", broken, template)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert difference(template) == ADDED


def test_linking_needs_a_template_and_a_place(template: Path, run: Run, tmp_path: Path) -> None:
    assert run("import", template, "--link").status == 2
    (tmp_path / "sub").mkdir()
    ran = run("import", template, "--link", "--out", tmp_path / "sub" / "a.skydraft.json")
    assert ran.status == 2
    assert "folder of its template" in ran.err
