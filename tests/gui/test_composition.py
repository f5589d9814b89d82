"""The Composition tab, its overlay on the canvas, and Help me choose, in a real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from designer.choosing import guides
from designer.composition import analyse
from designer.gui.main_window import MainWindow
from designer.gui.panels.choosing import ChoosingDialog
from designer.gui.panels.composition.overlay import marks_of
from designer.gui.panels.composition.panel import VIEWS, ViewName
from designer.gui.widgets import Button
from designer.model.design import Subject
from tests.gui.conftest import Open

SHOP = Path(__file__).parents[1] / "composition" / "shop.skydraft.json"


@pytest.fixture
def shop(open_window: Open, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on three contexts, with the Composition tab open."""
    path = tmp_path / "shop.skydraft.json"
    path.write_bytes(SHOP.read_bytes())
    window = open_window(path)
    window.show_tab("composition")
    analysed(window, qtbot)
    return window


def analysed(window: MainWindow, qtbot: QtBot) -> None:
    analysis = window.bottom.analysis
    qtbot.waitUntil(lambda: not analysis.busy and analysis.design is window.document.design, timeout=10_000)


@pytest.mark.parametrize("view", [name for name, _ in VIEWS])
def test_each_view_has_rows_that_lead_to_the_canvas(shop: MainWindow, qtbot: QtBot, view: ViewName) -> None:
    shop.composition.show_view(view)
    table = shop.composition.tables[view]
    assert table.rows.rows
    number = len(table.rows.rows) - 1
    table.scrollTo(table.rows.index(number, 0))
    place = table.visualRect(table.rows.index(number, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shop.document.editor.selection == frozenset(table.rows.rows[number].subjects)
    shop.document.editor.select(())
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert shop.document.editor.selection == frozenset(table.rows.rows[number].subjects)


def test_rows_say_what_the_analysis_found(shop: MainWindow) -> None:
    tables = shop.composition.tables
    assert [row.cells[:2] for row in tables["overview"].rows.rows] == [
        ("Whole design", "Mixed"), ("Ordering", "Direct"), ("Stock", "Choreography"), ("Billing", "Direct"),
    ]  # fmt: skip
    first = tables["chains"].rows.rows[0]
    assert first.cells == ("Orders API → Create order → Price order → Work out tax", "3", "37 of 30 s")
    assert first.ink == "error"
    assert tables["events"].rows.rows[0].cells[:3] == ("OrderPlaced", "2", "Order events (bus)")


def test_edits_are_followed_while_the_tab_is_open(shop: MainWindow, qtbot: QtBot) -> None:
    from designer.editing import commands

    shop.document.execute(commands.set_property(Subject("node", "tax"), "Timeout", 1))
    analysed(shop, qtbot)
    assert shop.composition.tables["chains"].rows.rows[1].cells[2] == "28 of 30 s"
    shop.show_tab("problems")
    before = shop.bottom.analysis.design
    shop.document.editor.undo()
    assert not shop.bottom.analysis.busy
    assert shop.bottom.analysis.design is before


def test_the_chart_comes_with_the_chains(shop: MainWindow, qtbot: QtBot) -> None:
    panel = shop.composition
    panel.show_view("chains")
    chart = panel._chart
    assert chart is not None
    assert chart._pieces()["over"] == [(30.0, 37.0, 0), (20.0, 30.0, 1)]
    panel.tables["chains"].make_current(1)
    assert chart._current == 1
    chart.picked.emit(0)
    assert Subject("node", "price") in shop.document.editor.selection
    shop.grab()


@pytest.mark.parametrize("zoom", [0.1, 0.4, 1.0])
def test_the_overlay_is_drawn_and_gone_again(shop: MainWindow, qtbot: QtBot, zoom: float) -> None:
    """At every level of detail."""
    shop.canvas.center_on(900.0, 250.0, zoom, animated=False)
    plain = picture(shop, qtbot)
    shop.actions_["view-composition"].trigger()
    analysed(shop, qtbot)
    assert shop.composition.overlay.isChecked()
    assert shop.canvas.state.marks is not None
    marked = picture(shop, qtbot)
    assert marked != plain
    shop.composition.overlay.click()
    assert shop.canvas.state.marks is None
    assert not shop.overlay.shown
    assert picture(shop, qtbot) == plain


def picture(window: MainWindow, qtbot: QtBot) -> QImage:
    """The canvas without what floats above it."""
    for widget in (window.canvas.legend, window.canvas.minimap, window.canvas.zoom_control):
        widget.hide()
    qtbot.waitUntil(lambda: not window.canvas.pending)
    return window.canvas.grab().toImage()


def test_marks_of_the_shop(shop: MainWindow) -> None:
    design = shop.document.design
    marks = marks_of(analyse(design, shop.document.catalogue), design, groups=True)
    assert marks.lines["e2"] == {"chain"}
    assert marks.lines["e3"] == {"broken", "crossing"}
    assert marks.lines["e17"] == {"crossing"}
    assert marks.signs == {"e9": "waits", "e10": "lost", "e11": "waits", "e14": "lost"}
    assert "bus" not in marks.groups
    assert marks.groups["api"] == ("sky", False)


def test_the_suggestion_is_previewed_applied_and_undone(shop: MainWindow, qtbot: QtBot) -> None:
    panel = shop.composition
    panel.show_view("contexts")
    box = panel._suggestion
    box.preview.click()
    analysed(shop, qtbot)
    assert shop.canvas.state.marks is not None
    assert shop.canvas.state.marks.groups
    before = shop.document.design
    box.apply.click()
    assert shop.document.design.context_of("refund") == "stock"
    assert shop.document.editor.undo_name == "Group as suggested"
    assert shop.canvas.state.marks is None
    shop.document.editor.undo()
    assert shop.document.design is before


def dialog_of(window: MainWindow) -> ChoosingDialog:
    found = window.findChild(ChoosingDialog)
    assert isinstance(found, ChoosingDialog)
    return found


def test_help_me_choose_opens_on_what_is_selected(shop: MainWindow) -> None:
    shop.document.editor.select([Subject("edge", "e3")])
    menu = shop.actions_.context_menu(shop)
    next(action for action in menu.actions() if action.text() == "Help Me Choose…").trigger()
    dialog = dialog_of(shop)
    assert ("lambda", "lambda") in dialog.guide.pairs
    shop.help_me_choose("http-or-rest")
    assert dialog.guide.id == "http-or-rest"


def test_answers_lead_to_an_insertion(shop: MainWindow, qtbot: QtBot) -> None:
    """A call from function to function becomes a queue, with a click for each answer and one for the insertion."""
    shop.document.editor.select([Subject("edge", "e3")])
    shop.help_me_choose("sqs-or-sns")
    dialog = dialog_of(shop)
    for text in ("One receiver", "Yes, it may fall behind", "No"):
        button = next(b for b in dialog.findChildren(QRadioButton) if b.text() == text)
        button.click()
    assert dialog.recommendation.best.candidate.id == "queue"
    assert dialog._connects.text() == "Between Create order and Price order."
    before = shop.document.design
    dialog._insert.click()
    after = shop.document.design
    assert "e3" not in after.edges
    assert {(e.source, e.target) for e in after.edges.values()} >= {("create", "work"), ("work", "price")}
    assert shop.document.editor.undo_name == "Insert SQS standard queue"
    shop.document.editor.undo()
    assert shop.document.design is before


def test_answers_are_kept_and_cleared(shop: MainWindow) -> None:
    shop.help_me_choose("lambda-or-fargate")
    dialog = dialog_of(shop)
    dialog.answer("duration", "long")
    assert dialog.recommendation.best.candidate.id == "fargate"
    shop.help_me_choose("sqs-or-sns")
    shop.help_me_choose("lambda-or-fargate")
    assert dialog.recommendation.best.candidate.id == "fargate"
    dialog._clear()
    assert dialog.recommendation.best.candidate.id == "lambda"
    dialog.answer("duration", "long")
    dialog.answer("duration", None)
    assert dialog.recommendation.best.candidate.id == "lambda"


def test_every_guide_is_shown(shop: MainWindow) -> None:
    for guide in guides():
        shop.help_me_choose(guide.id)
        dialog = dialog_of(shop)
        for question in guide.questions:
            dialog.answer(question.id, question.answers[-1].id)
        dialog.grab()
        assert not dialog.recommendation.open


def test_the_inspector_offers_the_guides_of_a_pair(shop: MainWindow) -> None:
    shop.document.editor.select([Subject("edge", "e3")])
    shop.inspector.refresh()
    links = {b.text(): b for b in shop.inspector.findChildren(Button) if b.text().startswith("Help me choose")}
    links["Help me choose: Synchronous or asynchronous"].click()
    assert dialog_of(shop).guide.id == "sync-or-async"
    shop.document.editor.select([Subject("edge", "e13")])
    shop.inspector.refresh()
    page = shop.inspector.page
    assert page is not None
    assert not [b for b in page.findChildren(Button) if b.text().startswith("Help me choose")]


def test_while_connecting_the_guides_of_the_source_are_offered(shop: MainWindow) -> None:
    shop.document.editor.select([Subject("node", "create")])
    shop.canvas.setFocus()
    shop.tools.use("select")
    QTest.keyClick(shop.canvas, Qt.Key.Key_C)
    page = shop.inspector.page
    assert page is not None
    assert [b for b in page.findChildren(Button) if b.text().startswith("Help me choose")]


def test_the_dialog_leaves_the_canvas_to_be_seen(shop: MainWindow) -> None:
    """It stands over the inspector; widened, its parts stand side by side."""
    shop.resize(1280, 800)
    shop.help_me_choose("sqs-or-sns")
    dialog, canvas = dialog_of(shop), shop.canvas
    seen = QRect(canvas.mapToGlobal(QPoint(0, 0)), canvas.size())
    hidden = seen.intersected(dialog.geometry())
    assert hidden.width() * hidden.height() < 0.2 * seen.width() * seen.height()
    assert not dialog._list.isVisible()
    dialog._combo.setCurrentIndex(0)
    dialog._combo.activated.emit(1)
    assert dialog.guide is guides()[1]
    dialog.resize(1040, 660)
    assert dialog._list.isVisible()
    assert dialog._list.currentRow() == 1
