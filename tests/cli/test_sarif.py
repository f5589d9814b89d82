"""The SARIF log: what version 2.1.0 requires, and the line of each record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from designer.model.design import Subject
from designer.sarif import lines_of
from tests.cli.conftest import BAD, EXAMPLES, Run, Write


def test_log(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fields that the standard requires, or that code scanning does."""
    write("a b%ü", json.dumps(BAD, indent=2).encode())
    (tmp_path / "broken").write_bytes(b"{")
    monkeypatch.chdir(tmp_path)
    ran = run("check", "a b%ü.skydraft.json", "broken", "--format", "sarif")
    assert ran.status == 2
    log = ran.json
    assert log["version"] == "2.1.0"
    assert log["$schema"].startswith("https://")
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert driver["name"] == "Skydraft"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    assert only["results"]
    for result in only["results"]:
        assert result["ruleId"] in ids
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%25%C3%BC.skydraft.json"
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert location["logicalLocations"][0]["fullyQualifiedName"]
        assert result["partialFingerprints"]
    edge = next(
        r for r in only["results"] if r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "edge:up-q"
    )
    line = edge["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert '"up-q"' in (tmp_path / "a b%ü.skydraft.json").read_text().splitlines()[line - 1]
    (invocation,) = only["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert "not JSON" in notification["message"]["text"]


def test_an_absolute_path_is_a_file_uri(run: Run, write: Write) -> None:
    (only,) = run("check", write("a", BAD), "--format", "sarif").json["runs"]
    assert only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")
    assert only["invocations"][0]["executionSuccessful"] is True


def test_lines() -> None:
    """Ids that are also keys, values that look like keys, everything on one line: each is told apart."""
    text = """{
  "name": "nodes", "x": [{"nodes": {"a": 1}}, "b"],
  "nodes": {
    "nodes": {"service": "sqs", "properties": {
      "edge": {"nodes": 1}}},
    "b": {"service": "sqs", "title": "\\"edges\\": {"}, "c":
      {"service": "sqs"}
  },
  "edges": {
    "edge": {"from": "b", "to": "c"}}}"""
    json.loads(text)
    assert lines_of(text) == {
        Subject("node", "nodes"): 4, Subject("node", "b"): 6, Subject("node", "c"): 6, Subject("edge", "edge"): 10,
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.skydraft.json")), ids=lambda p: p.name.split(".")[0])
def test_lines_of_examples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows, document = text.splitlines(), json.loads(text)
    lines = lines_of(text)
    assert {s.id for s in lines} == {i for t in ("nodes", "edges", "groups", "notes") for i in document.get(t, {})}
    assert all(rows[line - 1].strip().startswith(f'"{subject.id}": ') for subject, line in lines.items())
