"""`skydraft permissions`: each statement, and because of what it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.cli import run


@pytest.fixture
def design(tmp_path: Path) -> Path:
    nodes = {
        "work": {"service": "lambda", "title": "Work"},
        "orders": {"service": "dynamodb"},
        "jobs": {"service": "sqs"},
    }
    edges = {
        "keep": {"from": "work", "to": "orders", "properties": {"Access": "read"}},
        "poll": {"from": "jobs", "to": "work"},
    }
    file = tmp_path / "a.skydraft.json"
    file.write_text(json.dumps({"format": "skydraft/1", "name": "A", "nodes": nodes, "edges": edges}), encoding="utf-8")
    return file


def test_for_programs(design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["permissions", str(design), "--format", "json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    (reads,) = [p for p in found if p["resources"] == ["${orders.Arn}"]]
    assert reads["principal"] == "work"
    assert "dynamodb:GetItem" in reads["actions"]
    assert reads["because"] == {
        "subject": "edge:keep",
        "integration": "lambda-accesses-dynamodb",
        "property": "",
        "note": "",
        "text": "Work → orders",
    }
    managed = {(p["actions"][0], p["because"]["property"]) for p in found if p["kind"] == "managed"}
    assert ("AWSLambdaBasicExecutionRole", "LoggingConfig") in managed
    assert not any("PutItem" in action for action in reads["actions"])
    (once,) = [p for p in found if "dynamodb:PutItem" in p["actions"]]
    assert once["because"]["text"] == "Work: Idempotent (default)"


def test_for_people(design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["permissions", str(design)]) == 0
    said = capsys.readouterr().out
    assert "sqs:ReceiveMessage" in said
    assert "    on ${jobs.Arn}" in said
    assert "    because of jobs → Work" in said


def test_an_empty_design_needs_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.skydraft.json"
    file.write_text('{"format": "skydraft/1", "name": "A"}', encoding="utf-8")
    assert run(["permissions", str(file)]) == 0
    assert capsys.readouterr().out == "This design needs no permissions.\n"


def test_what_is_no_design_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["permissions", str(tmp_path / "none.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
