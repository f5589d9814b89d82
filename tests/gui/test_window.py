"""The window as a person uses it: open, select, edit, undo, fix, look at the code, save."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from designer import storage
from designer.editing import commands
from designer.gui.actions import ACTIONS
from designer.gui.main_window import MainWindow
from designer.gui.preferences import Settings
from designer.gui.theme import theme
from designer.model.design import Design
from tests.gui.conftest import EDGE, EXAMPLES, JOBS, WORK, Open, flawed, settle


def field(window: MainWindow, path: str) -> QLineEdit:
    window.inspector.refresh()
    page = window.inspector.page
    assert page is not None
    assert page.form is not None
    found = page.form.field(path)
    assert found is not None
    assert isinstance(found.control, QLineEdit)
    return found.control


def answer(monkeypatch: pytest.MonkeyPatch, choice: QMessageBox.StandardButton) -> list[str]:
    """Let every question be answered so; what was asked is collected."""
    asked: list[str] = []

    def execute(box: QMessageBox) -> int:
        asked.append(box.text())
        return choice.value

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return asked


@pytest.mark.parametrize("name", ["web-application", "bounded-contexts", "order-flow"])
def test_an_example_opens_without_a_problem(open_window: Open, name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.skydraft.json"
    path.write_bytes((EXAMPLES / path.name).read_bytes())
    window = open_window(path)
    assert window.document.counts.errors == 0
    assert not window.document.editor.dirty, "opening is no edit"
    assert window.windowTitle().startswith(window.document.design.name)
    assert window.canvas.isVisible()


def test_typing_into_one_field_is_one_step(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([JOBS])
    line = field(window, "VisibilityTimeout")
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "360")
    assert window.document.design.nodes["jobs"].properties["VisibilityTimeout"] == 360
    assert window.document.editor.undo_name == "Change Visibility timeout"
    window.actions_["undo"].trigger()
    assert window.document.design.nodes["jobs"].properties["VisibilityTimeout"] == 30
    assert field(window, "VisibilityTimeout").text() == "30"
    assert not window.document.editor.dirty
    window.actions_["redo"].trigger()
    assert window.document.design.nodes["jobs"].properties["VisibilityTimeout"] == 360


def test_a_value_out_of_bounds_is_refused_below_its_field(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([JOBS])
    line = field(window, "VisibilityTimeout")
    line.selectAll()
    qtbot.keyClicks(line, "99999")
    assert line.property("invalid") is True
    assert window.document.design.nodes["jobs"].properties["VisibilityTimeout"] == 9999, "the last that was legal"
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert line.property("invalid") is False
    assert "VisibilityTimeout" not in window.document.design.nodes["jobs"].properties
    assert line.placeholderText() == "30", "the default shows"


def test_renaming_an_id_follows_its_references(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([JOBS])
    window.inspector.refresh()
    line = next(w for w in window.inspector.findChildren(QLineEdit) if w.property("ident"))
    line.setText("tasks")
    line.editingFinished.emit()
    design = window.document.design
    assert "tasks" in design.nodes
    assert design.edges["jobs-work"].source == "tasks"
    assert [s.id for s in window.document.editor.selection] == ["tasks"]


def test_a_problem_leads_to_its_subject_and_its_fix_is_one_step(window: MainWindow, qtbot: QtBot) -> None:
    finding = next(f for f in window.document.findings if f.rule == "sqs-visibility-below-function-timeout")
    view, model = window.problems.view, window.problems.model
    index = model.index(model.findings.index(finding))
    rect = view.visualRect(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(60, 14))
    assert window.document.editor.selection == {finding.subject}
    before = window.document.design
    window.actions_["apply-fix"].trigger()
    settle(qtbot, window)
    assert window.document.design.nodes["jobs"].properties["VisibilityTimeout"] == 360
    assert finding.rule not in {f.rule for f in window.document.findings}
    window.actions_["undo"].trigger()
    assert window.document.design is before


def test_enter_on_a_problem_puts_the_cursor_into_its_field(window: MainWindow, qtbot: QtBot) -> None:
    window.document.execute(commands.set_property(JOBS, "VisibilityTimeout", 99_999))
    settle(qtbot, window)
    window.problems.make_current(next(f for f in window.document.findings if f.property == "VisibilityTimeout"))
    qtbot.keyClick(window.problems.view, Qt.Key.Key_Return)
    assert window.document.editor.selection == {JOBS}
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.text() == "99999"


def test_the_button_of_a_row_applies_its_fix(window: MainWindow, qtbot: QtBot) -> None:
    model, view = window.problems.model, window.problems.view
    row = next(n for n, f in enumerate(model.findings) if f.rule == "sqs-no-redrive-policy")
    view.scrollTo(model.index(row))
    rect = view.visualRect(model.index(row))
    button = view._delegate.button_rect(model.findings[row], rect)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    settle(qtbot, window)
    assert "sqs-no-redrive-policy" not in {f.rule for f in window.document.findings}


def test_fix_all_is_one_step(window: MainWindow, qtbot: QtBot) -> None:
    fixable = len(window.problems.fixable)
    assert fixable > 1
    before = window.document.design
    window.document.fix_all(window.problems.fixable)
    settle(qtbot, window)
    assert len(window.problems.fixable) < fixable
    window.document.editor.undo()
    assert window.document.design is before


def test_next_problem_walks_around(window: MainWindow) -> None:
    seen = []
    for _ in range(len(window.problems.model.findings) + 1):
        window.actions_["next-problem"].trigger()
        seen.append(window.problems.current)
    assert seen[0] == seen[-1]
    assert len(set(seen[:-1])) == len(seen) - 1


def test_the_code_follows_the_selection(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([WORK])
    window.show_tab("code")
    settle(qtbot, window)
    made = window.code.made
    assert made is not None
    assert "AWS::Serverless::Function" in window.code.view.toPlainText()
    marks = window.code.view._marks
    assert any(mark.color == "accent" for mark in marks)
    for target in ("cdk-python", "cdk-typescript", "terraform"):
        window.code.set_target(target)
        settle(qtbot, window)
        assert window.code.made is not None
        assert window.code.made.target == target
        assert window.code.view.toPlainText()


def test_a_stale_export_is_dropped(window: MainWindow, qtbot: QtBot) -> None:
    window.show_tab("code")
    settle(qtbot, window)
    for timeout in range(10, 20):
        window.document.editor.select([WORK])
        line = field(window, "Timeout")
        line.selectAll()
        qtbot.keyClicks(line, str(timeout))
    settle(qtbot, window)
    assert window.code.made is not None
    assert window.code.made.design is window.document.design


def test_save_writes_the_file_and_clears_the_mark(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.document.editor.select([JOBS])
    qtbot.keyClicks(field(window, "VisibilityTimeout"), "0")
    assert window.isWindowModified()
    window.actions_["save"].trigger()
    assert not window.isWindowModified()
    saved = json.loads((tmp_path / "orders.skydraft.json").read_text())
    assert saved["nodes"]["jobs"]["properties"]["VisibilityTimeout"] == 300


def test_save_as_and_recent(
    window: MainWindow, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.skydraft.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    assert window.files.save_as()
    assert window.document.path == target
    assert storage.read(target).design == window.document.design
    assert settings.recent[0].path == str(target)
    assert settings.recent[0].errors == window.document.counts.errors


def test_a_new_design_is_named_after_its_file(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    assert window.files.new()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "order-intake"), ""))
    assert window.files.save_as()
    assert window.document.design.name == "Order intake"
    assert storage.read(tmp_path / "order-intake.skydraft.json").design.name == "Order intake"


def test_unsaved_work_is_asked_about(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.document.editor.select([JOBS])
    qtbot.keyClicks(field(window, "VisibilityTimeout"), "0")
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert not window.files.new()
    assert len(asked) == 2
    assert window.isVisible()
    answer(monkeypatch, QMessageBox.StandardButton.Save)
    assert window.files.new()
    assert storage.read(tmp_path / "orders.skydraft.json").design.nodes["jobs"].properties["VisibilityTimeout"] == 300


def test_two_windows_never_write_one_file(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = flawed(tmp_path)
    open_window(path)
    second = open_window()
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not second.files.open(path)
    assert "another window" in asked[0]


def test_a_change_outside_is_noticed_and_reload_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    path = window.document.path
    assert path is not None
    path.write_text(path.read_text().replace('"Jobs"', '"Tasks"'))
    qtbot.waitUntil(window.banner.isVisible, timeout=5_000)
    window.banner.reload.click()
    assert window.document.design.nodes["jobs"].title == "Tasks"
    assert not window.banner.isVisible()
    assert not window.document.editor.dirty
    window.document.editor.undo()
    assert window.document.design.nodes["jobs"].title == "Jobs"


def test_keeping_mine_leaves_unsaved_work(window: MainWindow, qtbot: QtBot) -> None:
    path = window.document.path
    assert path is not None
    path.write_text(path.read_text().replace('"Jobs"', '"Tasks"'))
    qtbot.waitUntil(window.banner.isVisible, timeout=5_000)
    window.banner.keep.click()
    assert window.document.design.nodes["jobs"].title == "Jobs"
    assert window.document.editor.dirty
    assert window.files.save(), "no second question"
    assert '"Jobs"' in path.read_text()


def test_recovery_after_a_crash(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(flawed(tmp_path))
    window.document.editor.select([JOBS])
    qtbot.keyClicks(field(window, "VisibilityTimeout"), "0")
    window.files.autosave()
    work = window.document.design
    window.files._autosave._lock.release()  # the process dies: its locks go, its copy stays
    window.files._hold(None)
    (left,) = storage.leftovers()
    assert left.design == work
    second = open_window()
    second.files.recover(left)
    assert second.document.design == work
    assert second.document.editor.dirty
    assert storage.leftovers() == []


def test_a_faulty_file_is_said_in_one_line(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.skydraft.json"
    path.write_text('{"format": "skydraft/1", "nodes": {')
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    window = open_window()
    assert not window.files.open(path)
    assert len(said) == 1
    assert str(path) in said[0]
    assert "\n" not in said[0]
    assert not window.document.active


def test_a_dropped_design_opens(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(flawed(tmp_path)))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.document.active)
    assert window.document.design.name == "Orders"


def test_a_service_is_placed_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.focus_services()
    search = window.services.search
    qtbot.keyClicks(search, "dynamo")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert "dynamodb" in {node.service for node in window.document.design.nodes.values()}
    (subject,) = window.document.editor.selection
    assert window.document.design.nodes[subject.id].service == "dynamodb"


def test_the_command_palette_runs_what_it_finds(window: MainWindow, qtbot: QtBot) -> None:
    popup = window._popup
    window.actions_["search"].trigger()
    assert popup.isVisible()
    qtbot.keyClicks(popup.field, "@work")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert window.document.editor.selection == {WORK}
    popup.open(">select all")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert window.document.editor.selection >= {JOBS, WORK, EDGE}
    popup.open("nothing is called like this")
    assert not popup.list.isVisible()
    qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_every_theme_is_complete(window: MainWindow, name: str) -> None:
    window.actions_[f"theme-{name}"].trigger()
    assert theme().name == name
    assert window.canvas.tokens.name == name
    assert "{" not in window.application.styleSheet().replace(" {", "")
    image = window.grab().toImage()
    assert image.pixelColor(2, image.height() // 2) == theme().color("panel")


def test_the_start_page_offers_templates_and_recent_files(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    page = window.start_page
    qtbot.waitUntil(lambda: len(page._cards) == len(list(EXAMPLES.glob("*.skydraft.json"))))
    assert not window.tool_bar.isVisible()
    page._cards[0].clicked.emit()
    assert window.document.active
    assert window.document.path is None
    assert not window.document.editor.dirty
    assert window.tool_bar.isVisible()
    window.actions_["close"].trigger()
    assert page.isVisible()


def test_copy_goes_to_another_window(open_window: Open, tmp_path: Path) -> None:
    first, second = open_window(flawed(tmp_path)), open_window()
    second.files.new()
    first.document.editor.select([JOBS, WORK])
    first.actions_["copy"].trigger()
    second.actions_["paste"].trigger()
    pasted: Design = second.document.design
    assert set(pasted.nodes) == {"jobs", "work"}
    assert set(pasted.edges) == {"jobs-work"}


def test_every_action_has_a_name_of_its_own_and_no_key_means_two_things() -> None:
    ids = [row.id for row in ACTIONS]
    assert len(ids) == len(set(ids))
    keys = [key for row in ACTIONS for key in row.shortcut.split("; ") if key]
    assert len(keys) == len(set(keys))


def test_every_control_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    """What a screen reader says of a control that can take the focus is never empty."""
    for subject in (JOBS, EDGE):
        window.document.editor.select([subject])
        window.inspector.refresh()
        controls = [
            w for w in window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        nameless = [
            w for w in controls
            if not w.accessibleName() and not (isinstance(w, QAbstractButton) and w.text().strip())
            and type(w).__name__ not in ("QScrollArea", "QTabBar", "QSplitter")
        ]  # fmt: skip
        assert not nameless


def test_a_node_of_a_type_without_schema_has_its_properties_as_json(window: MainWindow, qtbot: QtBot) -> None:
    window.edit.place("Custom::Migration")
    (subject,) = window.document.editor.selection
    assert window.document.design.nodes[subject.id].type == "Custom::Migration"
    window.inspector.refresh()
    text = next(w for w in window.inspector.findChildren(QPlainTextEdit) if w.accessibleName() == "Properties")
    text.setPlainText('{"Protocols": ["SFTP"')
    qtbot.waitUntil(lambda: text.property("invalid") is True)
    text.setPlainText('{"Protocols": ["SFTP"]}')
    qtbot.waitUntil(lambda: bool(window.document.design.nodes[subject.id].properties))
    assert window.document.design.nodes[subject.id].properties == {"Protocols": ("SFTP",)}
    assert text.property("invalid") is False


def test_the_layout_is_remembered(open_window: Open, tmp_path: Path) -> None:
    path = flawed(tmp_path)
    window = open_window(path)
    window.actions_["view-palette"].trigger()
    window.actions_["view-legend"].trigger()
    assert not window.docks["palette"].isVisible()
    window.resize(900, 640)
    window.close()
    again = open_window(path)
    assert not again.docks["palette"].isVisible()
    assert again.docks["inspector"].isVisible()
    assert not again.canvas.show_legend
    assert again.height() == 640


def test_recent_files_stand_in_the_menu(window: MainWindow, settings: Settings, tmp_path: Path) -> None:
    menu = next(m for m in window.bar.menus["File"].findChildren(QMenu) if m.title() == "Open Recent")
    menu.aboutToShow.emit()
    assert menu.actions()[0].text().startswith("Orders")
    menu.actions()[-1].trigger()
    assert settings.recent == ()
