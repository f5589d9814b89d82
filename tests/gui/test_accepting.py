"""Accepting findings in the window: the dialog, and the places that lead to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from designer.editing import commands
from designer.gui import accept_dialog
from designer.gui.accept_dialog import AcceptDialog
from designer.gui.canvas.popovers import WhyBox
from designer.gui.export_dialog import ExportDialog
from designer.gui.main_window import MainWindow
from designer.gui.panels.inspector.findings import AcceptedBox
from designer.gui.widgets import Button
from designer.model.design import Accepted
from designer.model.finding import Finding
from tests.gui.conftest import EDGE, settle


def finding(window: MainWindow) -> Finding:
    return next(f for f in window.document.findings if f.rule.startswith("sqs-visibility"))


def accept(qtbot: QtBot, window: MainWindow, until: str | None = None) -> Finding:
    found = finding(window)
    window.document.execute(commands.accept(found.rule, found.subject, "It answers in two seconds", until))
    settle(qtbot, window)
    return finding(window)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """The findings that the dialog was opened for."""
    heard: list[Finding] = []
    monkeypatch.setattr(accept_dialog.AcceptDialog, "exec", lambda dialog: heard.append(dialog.finding))
    return heard


def test_a_reason_is_needed_and_the_day_must_be_one_to_come(window: MainWindow, qtbot: QtBot) -> None:
    found = finding(window)
    dialog = AcceptDialog(window.document, found, window)
    assert not dialog.go.isEnabled()
    dialog.reason.setPlainText("It answers in two seconds")
    assert dialog.go.isEnabled()
    for text in ("2027-02-30", "soon", "2020-01-01"):
        dialog.until.setText(text)
        assert not dialog.go.isEnabled()
        assert dialog.wrong.text()
    tomorrow = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011
    dialog.until.setText(tomorrow)
    dialog.go.click()
    [record] = window.document.design.accepted.values()
    assert record == Accepted(
        rule=found.rule, subject=str(found.subject), reason="It answers in two seconds", until=tomorrow
    )
    settle(qtbot, window)
    assert finding(window).accepted
    window.document.editor.undo()
    settle(qtbot, window)
    assert not finding(window).accepted


def test_spans_fill_the_day_in(window: MainWindow) -> None:
    dialog = AcceptDialog(window.document, finding(window), window)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "A year").click()
    assert date.fromisoformat(dialog.until.text()) > date.today() + timedelta(days=360)  # noqa: DTZ011


def test_an_acceptance_is_changed_and_withdrawn(window: MainWindow, qtbot: QtBot) -> None:
    found = accept(qtbot, window)
    dialog = AcceptDialog(window.document, found, window)
    assert dialog.reason.toPlainText() == "It answers in two seconds"
    dialog.reason.setPlainText("Measured")
    dialog.go.click()
    assert [a.reason for a in window.document.design.accepted.values()] == ["Measured"]
    dialog = AcceptDialog(window.document, found, window)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Withdraw").click()
    assert not window.document.design.accepted


def test_problems_offer_it(window: MainWindow, qtbot: QtBot, asked: list[Finding]) -> None:
    found = finding(window)
    actions = {a.text(): a for a in window.problems.menu_of(found).actions()}
    actions["Accept…"].trigger()
    window.problems.make_current(found)
    window.actions_.refresh()
    window.actions_["accept"].trigger()
    assert asked == [found, found]
    found = accept(qtbot, window)
    actions = {a.text(): a for a in window.problems.menu_of(found).actions()}
    assert "Set to 360 s" not in actions
    actions["Withdraw the Acceptance"].trigger()
    assert not window.document.design.accepted


def test_the_inspector_and_the_canvas_offer_it(window: MainWindow, qtbot: QtBot, asked: list[Finding]) -> None:
    found = finding(window)
    window.document.editor.select([found.subject])
    window.inspector.refresh()
    page = window.inspector.page
    assert page is not None
    next(b for b in page.findChildren(Button) if b.text() == "Accept…" and found.message in b.accessibleName()).click()
    window.canvas.explain(found.subject)
    box = window.canvas.dialogue.box
    assert isinstance(box, WhyBox)
    next(link for link in box.findChildren(QLabel) if "Accept…" in link.text()).linkActivated.emit("#")
    assert len(asked) == 2
    assert window.canvas.dialogue.box is None


def test_what_is_accepted_is_shown_and_counted(window: MainWindow, qtbot: QtBot) -> None:
    before = window.document.counts
    found = accept(qtbot, window, "2099-12-31")
    assert window.document.counts.accepted == 1
    assert window.document.counts.errors + window.document.counts.warnings == before.errors + before.warnings - 1
    assert "1 accepted" in {label.text() for label in window.status.findChildren(QLabel)}
    export = ExportDialog(window)
    assert "1 finding is accepted and not counted." in {label.text() for label in export.findChildren(QLabel)}
    window.document.editor.select([found.subject])
    window.inspector.refresh()
    assert window.inspector.page is not None
    [shown] = window.inspector.page.findChildren(AcceptedBox)
    words = [label.text() for label in shown.findChildren(QLabel)]
    assert "Accepted until 2099-12-31: It answers in two seconds." in words
    assert EDGE in {f.subject for f in window.document.findings}


def test_what_has_expired_counts(window: MainWindow, qtbot: QtBot) -> None:
    found = accept(qtbot, window, "2020-01-01")
    assert not found.accepted
    assert window.document.counts.accepted == 0
    dialog = AcceptDialog(window.document, found, window)
    assert dialog.until.text() == "2020-01-01"
    assert not dialog.go.isEnabled()


def test_no_dialog_for_what_cannot_be_accepted(window: MainWindow, asked: list[Finding]) -> None:
    accept_dialog.ask(window.document, None, window)
    assert asked == []
    assert QApplication.activeModalWidget() is None
