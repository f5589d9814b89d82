"""Dialogs, the log, and the parts of the window that need no mouse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from designer.editing import commands
from designer.gui import logs
from designer.gui.actions import ACTIONS, shortcuts
from designer.gui.dialogs import AboutDialog, PreferencesDialog, ShortcutsDialog
from designer.gui.export_dialog import ExportDialog
from designer.gui.finder import Entries
from designer.gui.main_window import MainWindow
from designer.gui.panels.code_view import pieces
from designer.gui.panels.palette_model import matching
from designer.gui.picker import Picker
from designer.gui.preferences import Preferences, Settings
from designer.gui.start_page import ago
from designer.gui.theme import theme
from designer.gui.widgets import Button, keys_of
from designer.model.design import Subject
from designer.model.finding import Finding


def test_preferences_are_seen_at_once_and_cancel_takes_them_back(window: MainWindow, settings: Settings) -> None:
    dialog = PreferencesDialog(settings, window)
    dialog._size.setValue(16)
    assert theme().px(13) == 16
    assert QApplication.font().pixelSize() == 16
    dialog.reject()
    assert theme().px(13) == 13
    assert settings.preferences == Preferences(theme="light", reduce_motion=True)


def test_an_icon_folder_that_is_none_is_said(window: MainWindow, settings: Settings) -> None:
    dialog = PreferencesDialog(settings, window)
    dialog._folder.setText("/nowhere/at/all")
    dialog._take()
    assert "is no folder" in dialog._wrong.text()
    assert settings.preferences.icon_folder == ""
    dialog.reject()


def test_the_shortcuts_help_has_every_key(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {text for _menu, text, _keys in shortcuts()} <= shown
    assert len(list(shortcuts())) == sum(bool(row.shortcut) for row in ACTIONS)


def test_about_names_the_licences(window: MainWindow) -> None:
    from PySide6.QtWidgets import QPlainTextEdit

    texts = [edit.toPlainText() for edit in AboutDialog(window).findChildren(QPlainTextEdit)]
    assert any("Lesser General Public License" in text for text in texts)
    assert any("MIT License" in text for text in texts)


def test_export_writes_and_asks_before_it_overwrites(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    (out / "sam").mkdir(parents=True)
    foreign = out / "sam" / "template.yaml"
    foreign.write_text("mine")
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.informativeText()))
    dialog = ExportDialog(window, ("sam",))
    dialog._folder.setText(str(out))
    dialog._start(force=False)
    qtbot.waitUntil(lambda: bool(asked), timeout=15_000)
    assert str(foreign) in asked[0]
    assert foreign.read_text() == "mine", "nothing was written"
    foreign.unlink()
    dialog._start(force=False)
    qtbot.waitUntil(foreign.exists, timeout=15_000)
    qtbot.waitUntil(lambda: dialog._close.text() == "Done", timeout=5_000)
    assert "AWS::Serverless" in foreign.read_text()
    dialog.reject()


def test_an_export_again_is_looked_at_before_it_is_written(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    template = out / "sam" / "template.yaml"
    dialog = ExportDialog(window, ("sam",))
    dialog._folder.setText(str(out))
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._close.text() == "Done", timeout=15_000)
    generated = template.read_text()
    template.write_text("# Our own line.\n" + generated)
    window.edit.place("sns", (0.0, 2000.0))

    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._review is not None, timeout=15_000)
    assert dialog._review is not None
    assert template.read_text() == "# Our own line.\n" + generated, "nothing is written before the look"
    assert "AWS::SNS::Topic" in dialog._review.diff.toPlainText()
    assert dialog._review.files.topLevelItem(0).child(0).text(1) == "Merged"
    dialog._back.click()
    assert dialog._review is None
    assert not dialog._form.isHidden()

    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._review is not None, timeout=15_000)
    dialog._go.click()
    qtbot.waitUntil(lambda: "AWS::SNS::Topic" in template.read_text(), timeout=15_000)
    assert template.read_text().startswith("# Our own line.\n")
    qtbot.waitUntil(lambda: dialog._review is None, timeout=5_000)
    dialog.reject()


def test_documents_are_taken_home_from_the_window(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(window, ("markdown", "drawio"))
    dialog._folder.setText(str(tmp_path / "out"))
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._close.text() == "Done", timeout=15_000)
    assert sorted(p.name for p in (tmp_path / "out").rglob("[!.]*.*")) == [
        "ARCHITECTURE.md",
        "architecture.drawio",
        "architecture.svg",
    ]
    dialog.reject()


def test_what_a_target_cannot_do_is_said_before_the_export(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.edit.place("sqs", (0.0, 2000.0))
    (jobs,) = window.document.editor.selection
    window.document.editor.execute(commands.set_property(jobs, "NoSuchProperty", 3))
    dialog = ExportDialog(window, ("sam", "terraform"))
    dialog._folder.setText(str(tmp_path / "out"))
    told = dialog._left
    qtbot.waitUntil(lambda: bool(told.findings), timeout=15_000)
    assert [(f.rule, f.subject) for f in told.findings] == [("export:terraform", jobs)]
    assert not told.isHidden()
    assert not (tmp_path / "out").exists(), "nothing is written before it is asked for"
    dialog._boxes["terraform"].setChecked(False)
    qtbot.waitUntil(lambda: not told.findings, timeout=15_000)
    assert told.isHidden()
    dialog._boxes["terraform"].setChecked(True)
    qtbot.waitUntil(lambda: bool(told.findings), timeout=15_000)
    window.document.editor.select(())
    (show,) = [b for b in told.findChildren(Button) if b.accessibleName() == f"Show {jobs.id}"]
    show.click()
    assert window.document.editor.selection == frozenset({jobs})


def test_an_export_is_proven_and_a_fault_leads_to_its_node(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporters.sam import lint

    node = next(iter(window.document.design.nodes))
    finding = Finding("cfn-lint:E1", "error", Subject("node", node), "It is wrong.", "", "", "")
    monkeypatch.setattr(lint, "lint", lambda _files, _region: [finding])
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog = ExportDialog(window, ("sam",))
    dialog._folder.setText(str(tmp_path / "out"))
    assert dialog._prove.isHidden()
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._close.text() == "Done", timeout=15_000)
    dialog._prove.click()
    assert dialog._prove.text() == "Stop"
    qtbot.waitUntil(lambda: dialog._prove.text() == "Verify", timeout=15_000)
    assert [(result.step, result.status) for result in dialog._proof.results] == [
        ("cfn-lint", "failed"),
        ("sam validate", "missing"),
    ]
    next(button for button in dialog._proof.findChildren(Button) if button.text() == "Show").click()
    assert window.document.editor.selection == {Subject("node", node)}


def test_the_picture_goes_to_the_clipboard(window: MainWindow) -> None:
    window.dialogs.copy_picture()
    image = QApplication.clipboard().image()
    assert image.width() > 400
    assert image.pixelColor(2, 2) == theme().color("canvas")


def test_an_error_of_ours_is_logged_shown_and_survived(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[str] = []
    rescued: list[bool] = []
    monkeypatch.setattr(logs, "_show", shown.append)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    logs.catch_crashes(lambda: rescued.append(True))
    sys.excepthook(ValueError, ValueError("broken"), None)
    assert rescued == [True]
    assert shown == ["ValueError: broken"]
    assert logs.log_file().is_relative_to(tmp_path)


def test_the_search_finds_by_name_keyword_and_type(window: MainWindow) -> None:
    services = window.document.catalogue.services.values()
    assert matching(services, "lambda")[0].id == "lambda"
    assert "sqs" in {s.id for s in matching(services, "dead letter")}
    assert "sqs" in {s.id for s in matching(services, "AWS::SQS::Queue")}
    assert matching(services, "no such thing at all") == []


def test_the_palette_finds_and_places_every_type(window: MainWindow, qtbot: QtBot) -> None:
    search, rows = window.services.search, window.services.list.model()
    window.services.focus_search()
    QTest.keyClicks(search, "transfer server")
    qtbot.waitUntil(lambda: rows.rowCount() > 0)
    assert [rows.index(row, 0).data() for row in range(rows.rowCount())] == ["CloudFormation types", "Transfer Server"]
    QTest.keyClick(search, Qt.Key.Key_Return)
    node = window.document.design.nodes["server"]
    assert (node.service, node.type) == ("cfn", "AWS::Transfer::Server")


def test_a_type_of_a_service_is_that_service(window: MainWindow) -> None:
    window.edit.place("AWS::SQS::Queue")
    assert [n.service for n in window.document.design.nodes.values()].count("sqs") == 2


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(
    ("typed", "expected"), [("fsx file system", "AWS::FSx::FileSystem"), ("Custom::Migration", "Custom::Migration")]
)
def test_any_type_can_be_picked_or_typed(window: MainWindow, typed: str, expected: str) -> None:
    window.edit.place_generic()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    QTest.keyClicks(picker.search, typed)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert [*window.document.design.nodes.values()][-1].type == expected


def test_the_command_palette_finds_types(window: MainWindow) -> None:
    found = Entries(window).find("fsx filesystem")
    assert [entry.text for entry in found if entry.text] == ["AWS::FSx::FileSystem"]


def test_the_inspector_answers_while_a_connection_is_made(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([Subject("node", "jobs")])
    window.canvas.setFocus()
    tool = window.canvas.tool
    assert tool is not None
    from designer.tools.base import Modifier

    assert tool.key("C", Modifier.NONE)
    window.canvas.tool_acted()
    page = window.inspector.page
    assert page is not None
    assert page.key == ("connect", "jobs")
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert "Can be reached directly" in texts
    assert window.status.currentMessage().startswith("Connecting from Jobs: 1 of 1")
    tool.cancel()
    window.canvas.tool_acted()
    assert window.inspector.page is not None
    assert window.inspector.page.key != ("connect", "jobs")


@pytest.mark.parametrize(
    ("file", "text", "part", "token"),
    [
        ("template.yaml", "Queue:\n  Type: AWS::SQS::Queue\n", "AWS::SQS::Queue", "c_type"),
        ("template.yaml", "Timeout: 30\n", "30", "c_num"),
        ("template.yaml", "Arn: !GetAtt Queue.Arn\n", "!GetAtt", "c_fn"),
        ("app.py", "# a comment\n", "# a comment", "c_com"),
        ("main.tf", 'name = "orders"\n', "orders", "c_str"),
    ],
)
def test_code_is_coloured(file: str, text: str, part: str, token: str) -> None:
    found = {
        line[start : start + length]: colour
        for line, row in zip(text.split("\n"), pieces(file, text), strict=True)
        for start, length, colour in row
    }
    assert any(part in piece and colour == token for piece, colour in found.items()), found


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(10, "Just now"), (60, "1 minute ago"), (720, "12 minutes ago"), (3 * 3600, "3 hours ago")],
)
def test_times_as_people_say_them(seconds: float, expected: str) -> None:
    noon = 1_760_000_000.0 - 1_760_000_000.0 % 86400 + 43200
    assert ago(noon - seconds, noon) == expected


def test_keys_are_parted_into_caps() -> None:
    assert keys_of("Ctrl+Shift+L") == ["Ctrl", "Shift", "L"]
    assert keys_of("Ctrl++") == ["Ctrl", "+"]
    assert keys_of("/") == ["/"]
