"""Import in the window: in a thread, with progress and cancel, and a report afterwards."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from designer.gui import import_dialog
from designer.gui.import_dialog import ImportDialog
from designer.gui.main_window import MainWindow

TERRAFORM = """
resource "aws_sqs_queue" "jobs" {}
resource "aws_lambda_function" "work" { function_name = "work" }
resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.work.arn
}
resource "aws_newest_thing" "odd" {}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "infra"
    made.mkdir()
    (made / "main.tf").write_text(TERRAFORM)
    return made


def _dialog(window: MainWindow) -> ImportDialog:
    (dialog,) = window.findChildren(ImportDialog)
    return dialog


def _texts(dialog: ImportDialog) -> str:
    return "\n".join(found.text() for found in dialog.findChildren(QLabel) if not found.isHidden())


def test_a_folder_that_was_dropped(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    assert window.files.take_dropped(folder)
    dialog = _dialog(window)
    with qtbot.waitSignal(dialog.imported, timeout=10_000):
        pass
    design = window.document.design
    assert {(e.source, e.target) for e in design.edges.values()} == {("Jobs", "Work")}
    assert all(node.at is not None for node in design.nodes.values())
    assert window.document.path is None
    assert window.document.editor.dirty
    said = _texts(dialog)
    assert "Terraform directory imported" in said
    assert "3 nodes and 1 connection." in said
    assert "Kept, but not understood (1)" in said
    assert "aws_newest_thing.odd" in said
    assert "\ninfra/main.tf:8" in said
    dialog.reject()


def test_a_fault_is_told_in_the_dialog(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "broken.drawio"
    path.write_text("<mxfile>")
    before = window.document.design
    import_dialog.import_path(window, path)
    dialog = _dialog(window)
    qtbot.waitUntil(lambda: "was not imported" in _texts(dialog), timeout=10_000)
    assert "this is not XML" in _texts(dialog)
    assert window.document.design is before
    dialog.reject()


def test_cancel(window: MainWindow, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a cancelled import arrives, and its thread ends."""
    reached, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_source: Any, _catalogue: Any, progress: Any) -> Any:
        try:
            reached.set()
            go_on.wait(10)
            progress("Reading", 1, 2)
        finally:
            ended.set()

    monkeypatch.setattr(import_dialog, "read", slow)
    before = window.document.design
    import_dialog.import_path(window, folder)
    dialog = _dialog(window)
    assert reached.wait(10)
    dialog.reject()
    go_on.set()
    assert ended.wait(10)
    qtbot.wait(50)
    assert window.document.design is before
