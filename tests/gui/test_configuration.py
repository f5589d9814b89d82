"""The window checks by the configuration of the project that a design lies in."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from designer.catalogue.loader import load
from designer.gui.document import Document
from designer.model.design import Design, Node
from designer.model.finding import Finding
from designer.model.frozen import FrozenDict

DESIGN = Design(nodes=FrozenDict(archive=Node(service="s3"), wrong=Node(service="no-such-service")))


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(load())


def findings(document: Document, qtbot: QtBot) -> dict[str, Finding]:
    qtbot.waitUntil(lambda: not document.checking)
    return {f.rule: f for f in document.findings}


def test_weights(document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "skydraft.toml").write_text('[rules]\ndangling-node = "off"\nunknown-service = "warning"\n')
    document.start(DESIGN, tmp_path / "shop.skydraft.json")
    assert {rule: f.severity for rule, f in findings(document, qtbot).items()} == {"unknown-service": "warning"}
    assert document.counts.errors == 0


def test_saved_into_another_project(document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "skydraft.toml").write_text('[rules]\nall = "off"\n')
    document.start(DESIGN, None)
    assert set(findings(document, qtbot)) == {"dangling-node", "unknown-service"}
    document.saved(tmp_path / "shop.skydraft.json")
    assert findings(document, qtbot) == {}


def test_a_fault_is_a_finding(document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "skydraft.toml").write_text('[rules]\ndangling-nodes = "off"\n')
    document.start(DESIGN, tmp_path / "shop.skydraft.json")
    found = findings(document, qtbot)
    assert set(found) == {"configuration", "dangling-node", "unknown-service"}
    assert "did you mean “dangling-node”" in found["configuration"].message
    assert str(found["configuration"].subject) == "design"
