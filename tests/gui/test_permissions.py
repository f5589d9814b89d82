"""The Permissions tab in a real window: what it lists, what leads where, what is copied, when it works."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from designer.catalogue.loader import load
from designer.cli import run
from designer.editing import commands
from designer.gui.main_window import MainWindow
from designer.gui.panels.inspector.form import PropertyForm
from designer.gui.panels.permissions.entries import COLUMNS, KINDS, Detail, Entry, Group, chosen, grouped
from designer.gui.panels.permissions.panel import PermissionsPanel
from designer.gui.panels.permissions.rows import snapshot
from designer.gui.widgets import Button
from designer.model.design import Design, Subject
from exporters.permissions import permissions
from tests.exporters.legal import at_random
from tests.gui.conftest import EXAMPLES, Open

ORDER = Subject("node", "order_flow")
SHOP = """{
  "format": "skydraft/1", "name": "Shop",
  "nodes": {
    "api": {"service": "apigw-http", "title": "API", "at": [0, 0]},
    "work": {"service": "lambda", "title": "Work", "at": [256, 0], "properties": {"Timeout": 20}},
    "files": {"service": "s3", "title": "Files", "at": [512, 0]},
    "table": {"service": "dynamodb", "title": "Table", "at": [512, 256]},
    "jobs": {"service": "sqs", "title": "Jobs", "at": [512, 128]},
    "page": {"service": "external-client", "title": "Page", "at": [-256, 0]}
  },
  "edges": {
    "call": {"from": "api", "to": "work", "properties": {"Method": "GET", "Path": "/x"}},
    "write": {"from": "work", "to": "files"},
    "keep": {"from": "work", "to": "table"},
    "ask": {"from": "page", "to": "api"}
  }
}"""


@pytest.fixture
def shop(open_window: Open, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    path = tmp_path / "shop.skydraft.json"
    path.write_text(SHOP, encoding="utf-8")
    window = open_window(path)
    window.actions_["show-permissions"].trigger()
    listed(window, qtbot)
    return window


def listed(window: MainWindow, qtbot: QtBot) -> PermissionsPanel:
    panel = window.permissions
    qtbot.waitUntil(lambda: not panel.busy and panel.design is window.document.design, timeout=10_000)
    return panel


def place(window: MainWindow, word: str) -> QPoint:
    """The middle of the row of the first statement that holds a word."""
    tree = window.permissions.tree
    index = next(i for i, entry in tree._rows() if word in entry.words)
    tree.scrollTo(index)
    return tree.visualRect(index).center()


# -- what there is to list


def test_each_statement_of_a_plan_stands_once_and_its_cause_is_in_the_drawing() -> None:
    """Random legal designs, in which every integration stands: under heads, and by selection."""
    catalogue = load()
    for design in at_random(catalogue, 71, 1, 40):
        found = snapshot(design, catalogue)
        assert [entry.permission for entry in found.entries] == list(permissions(found.plan))
        assert len({entry.key for entry in found.entries}) == len(found.entries)
        for grouping in COLUMNS:
            below = [entry for group in grouped(found.entries, grouping) for entry in group.entries]
            assert sorted(entry.key for entry in below) == sorted(entry.key for entry in found.entries)
            for entry in below:
                assert len(entry.cells(grouping)) == len(COLUMNS[grouping])
                assert entry.depth(grouping) == len(entry.details(grouping))
        for entry in found.entries:
            subject = entry.permission.subject
            assert subject in entry.subjects
            assert subject.kind == "design" or subject.id in design, entry
            if subject.kind == "edge":
                assert entry in chosen(found.entries, frozenset({subject}))
        for edge in design.edges:
            own = chosen(found.entries, frozenset({Subject("edge", edge)}))
            assert all(entry.permission.subject.id == edge for entry in own)


def test_what_words_leave_out_stands_below(shop: MainWindow) -> None:
    entry = next(e for e in shop.permissions.shown if e.permission.subject == Subject("edge", "keep"))
    actions, more = entry.permission.actions, len(entry.permission.actions) - 1
    assert entry.cells("principal")[0] == f"{actions[0]} +{more}"
    assert [d.cells[0] for d in entry.details("principal")] == [*actions[1:]]
    assert all(action in entry.tip for action in actions)


# -- following


def test_an_edit_is_followed_while_the_tab_is_seen_only(shop: MainWindow, qtbot: QtBot) -> None:
    panel, edge = shop.permissions, Subject("edge", "keep")
    reads = [e for e in panel.shown if e.permission.subject == edge]
    shop.document.execute(commands.set_property(edge, "Access", "read"))
    listed(shop, qtbot)
    assert {a for e in panel.shown if e.permission.subject == edge for a in e.permission.actions} < {
        a for e in reads for a in e.permission.actions
    }
    shop.show_tab("problems")
    before = panel.design
    shop.document.editor.undo()
    assert not panel.busy
    assert panel.design is before
    shop.show_tab("permissions")
    listed(shop, qtbot)
    assert [e.key for e in panel.shown if e.permission.subject == edge] == [e.key for e in reads]


def test_an_edit_that_changes_no_permission_leaves_the_list_alone(shop: MainWindow, qtbot: QtBot) -> None:
    panel = shop.permissions
    before = panel.shown
    shop.document.execute(commands.set_property(Subject("node", "work"), "Timeout", 21))
    listed(shop, qtbot)
    assert panel.shown is before


def test_a_selected_node_shows_what_it_may_do_and_what_may_be_done_to_it(shop: MainWindow) -> None:
    panel = shop.permissions
    every = len(panel.shown)
    shop.document.editor.select([Subject("node", "files")])
    assert 0 < len(panel.shown) < every
    assert {e.who.title for e in panel.shown} == {"Work", "Anybody"}
    shop.document.editor.select([Subject("node", "work")])
    assert {"Work", "apigateway.amazonaws.com", "lambda.amazonaws.com"} == {e.who.title for e in panel.shown}
    panel._follow.click()
    assert len(panel.shown) == every


def test_a_selected_edge_shows_what_it_asks_for_or_why_nothing(shop: MainWindow) -> None:
    panel = shop.permissions
    shop.document.editor.select([Subject("edge", "call")])
    assert [e.permission.actions for e in panel.shown] == [("lambda:InvokeFunction",)]
    assert panel.message == ""
    shop.document.editor.select([Subject("edge", "ask")])
    assert panel.shown == []
    assert panel.message.startswith("Page → API asks for no permission\n")
    assert "API decides who may call" in panel.message
    panel._empty.link.click()
    assert panel.message == ""
    assert len(panel.shown) > 5


def test_an_edge_that_was_just_drawn_is_waited_for(shop: MainWindow, qtbot: QtBot) -> None:
    design, catalogue, panel = shop.document.design, shop.document.catalogue, shop.permissions
    (way, *_) = catalogue.between("lambda", "sqs-standard")
    shop.document.execute(commands.connect(catalogue, design, "work", "jobs", way))
    (drawn,) = set(shop.document.design.edges) - set(design.edges)
    shop.document.editor.select([Subject("edge", drawn)])
    assert panel.message == "Working out who may do what…"
    listed(shop, qtbot)
    assert [e.permission.actions[0] for e in panel.shown] == ["sqs:SendMessage"]


def test_a_group_stands_for_what_is_in_it(shop: MainWindow, qtbot: QtBot) -> None:
    shop.document.editor.select([Subject("node", "work"), Subject("node", "files")])
    several = {e.key for e in shop.permissions.shown}
    shop.actions_["group"].trigger()
    listed(shop, qtbot)
    (group,) = shop.document.design.groups
    shop.document.editor.select([Subject("group", group)])
    assert {e.key for e in shop.permissions.shown} == several


# -- rows lead to the canvas


def test_a_click_selects_the_cause_and_the_list_stays(shop: MainWindow) -> None:
    tree = shop.permissions.tree
    before = [e.key for e in shop.permissions.shown]
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place(shop, "write"))
    assert shop.document.editor.selection == {Subject("edge", "write")}
    assert [e.key for e in shop.permissions.shown] == before
    assert tree.current is not None
    shop.document.editor.select([Subject("node", "jobs")])
    assert [e.key for e in shop.permissions.shown] != before


def test_a_double_click_or_enter_goes_to_the_property(shop: MainWindow, qtbot: QtBot) -> None:
    shop.activateWindow()
    tree = shop.permissions.tree
    where = place(shop, "tracingconfig")
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert shop.document.editor.selection == {Subject("node", "work")}
    page = shop.inspector.page
    assert page is not None
    assert isinstance(page.form, PropertyForm)
    tracing = page.form.field("TracingConfig.Mode")
    assert tracing is not None
    qtbot.waitUntil(tracing.control.hasFocus)
    tree.setFocus()
    tree.setCurrentIndex(next(i for i, e in tree._rows() if e.permission.subject.id == "call"))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert shop.document.editor.selection == {Subject("edge", "call")}


def test_a_head_selects_its_node(shop: MainWindow) -> None:
    tree = shop.permissions.tree
    where = tree.visualRect(tree.model().index(0, 0)).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert shop.document.editor.selection == {Subject("node", "work")}


def test_rows_fold_by_keyboard_and_stay_so(shop: MainWindow, qtbot: QtBot) -> None:
    tree = shop.permissions.tree
    index, entry = next((i, e) for i, e in tree._rows() if e.depth("principal"))
    tree.setFocus()
    tree.setCurrentIndex(index)
    QTest.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(index)
    tree.collapse(tree.model().index(1, 0))
    shop.document.execute(commands.set_property(Subject("edge", "call"), "Path", "/y"))
    listed(shop, qtbot)
    again = next(i for i, e in tree._rows() if e.key == entry.key)
    assert tree.isExpanded(again)
    assert tree.current is not None
    assert tree.current.key == entry.key
    assert not tree.isExpanded(tree.model().index(1, 0))
    assert tree.isExpanded(tree.model().index(0, 0))


def test_the_model_answers_for_every_row(shop: MainWindow) -> None:
    """Parents, texts, tooltips and pictures, at all depths and in both groupings."""
    panel = shop.permissions
    model = panel.tree.model()
    kinds = set()
    for grouping in COLUMNS:
        panel.set_grouping(grouping)
        for row in range(model.rowCount()):
            head = model.index(row, 0)
            assert not model.parent(head).isValid()
            for below in range(model.rowCount(head)):
                for column in range(4):
                    index = model.index(below, column, head)
                    assert model.parent(index) == head
                    assert isinstance(index.data(), str)
                    index.data(Qt.ItemDataRole.DecorationRole)
                    assert index.data(Qt.ItemDataRole.ToolTipRole)
                    assert isinstance(index.data(Qt.ItemDataRole.AccessibleTextRole), str)
                entry = model.index(below, 0, head)
                for line in range(model.rowCount(entry)):
                    deepest = model.index(line, 0, entry)
                    assert model.parent(deepest) == entry
                    assert model.rowCount(deepest) == 0
                    kinds.add(type(panel._model.item(deepest)))
            kinds |= {type(panel._model.item(head)), type(panel._model.item(model.index(0, 0, head)))}
        panel.tree.expandAll()
        panel.grab()
    assert kinds == {Group, Entry, Detail}


# -- filter, kinds, order


def test_the_filter_takes_words_of_actions_nodes_and_services(shop: MainWindow) -> None:
    panel = shop.permissions
    for words, expected in (("s3:put", "files"), ("FILES work", "files"), ("s3 bucket", "files"), ("tracing", "work")):
        panel.filter.setText(words)
        assert panel.shown, words
        assert all(any(s.id == expected for s in entry.subjects) for entry in panel.shown), words
    panel.filter.setText("no such thing")
    assert panel.message == "No permission matches “no such thing”"
    panel.filter.setFocus()
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.message == ""
    QTest.keyClick(panel.filter, Qt.Key.Key_Down)
    assert panel.tree.currentIndex().isValid()


def test_kinds_part_the_statements(shop: MainWindow) -> None:
    panel = shop.permissions
    every, parts = len(panel.shown), 0
    for kind, _text in KINDS:
        panel.set_kind(kind)
        if kind not in ("", "unlimited"):
            parts += len(panel.shown)
    assert parts == every


def test_columns_sort_below_their_heads(shop: MainWindow) -> None:
    panel, header = shop.permissions, shop.permissions.tree.header()
    natural = [e.key for _, e in panel.tree._rows()]
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        header.setSortIndicator(0, order)
        for group in panel._model.groups:
            cells = [e.cells("principal")[0].casefold() for e in group.entries]
            assert cells == sorted(cells, reverse=order == Qt.SortOrder.DescendingOrder)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert [e.key for _, e in panel.tree._rows()] == natural


def test_any_resource_is_marked_with_its_reason(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "order.skydraft.json"
    shutil.copy(EXAMPLES / "order-flow.skydraft.json", path)
    window = open_window(path)
    window.show_tab("permissions")
    panel = listed(window, qtbot)
    window.document.editor.select([ORDER])
    index, entry = next((i, e) for i, e in panel.tree._rows() if e.unlimited)
    assert entry.details("principal")[0] == Detail((f"Any resource: {entry.unlimited}.", "", "", ""), remark=True)
    assert "AWS knows no resource" in entry.tip
    sign = index.siblingAtColumn(1).data(Qt.ItemDataRole.DecorationRole)
    assert sign is not None
    assert "2 on any resource" in panel._said.text()
    assert "LoggingConfiguration (default)" in entry.cells("principal")[3]


# -- copies


def test_what_is_listed_is_copied_as_the_command_line_writes_it(
    shop: MainWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.document.path is not None
    assert run(["permissions", str(shop.document.path)]) == 0
    assert shop.permissions.report() == capsys.readouterr().out
    menu = shop.permissions._copy.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text() == "Copy as Markdown").trigger()
    assert QGuiApplication.clipboard().text().startswith("### Work\n")
    next(a for a in menu.actions() if a.text() == "Copy as Text").trigger()
    assert QGuiApplication.clipboard().text() == shop.permissions.report()


def test_a_policy_is_copied_whole_whatever_is_filtered(shop: MainWindow) -> None:
    panel = shop.permissions
    panel.filter.setText("s3:put")
    panel.tree.setCurrentIndex(next(i for i, e in panel.tree._rows() if e.who.title == "Work"))
    actions = {a.text(): a for a in panel.menu().actions()}
    assert {"Show on the Canvas", "Copy This Permission", "Copy Policy of Work"} <= set(actions)
    actions["Copy Policy of Work"].trigger()
    statements = json.loads(QGuiApplication.clipboard().text())["Statement"]
    own = [e for e in panel._of_party("work") if e.permission.kind == "identity"]
    assert len(statements) == len(own)
    actions["Copy This Permission"].trigger()
    assert QGuiApplication.clipboard().text().startswith("Work may\n")


# -- nothing to list, and faults


def test_an_empty_design_says_what_would_come(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "empty.skydraft.json"
    path.write_text('{"format": "skydraft/1", "name": "Empty"}', encoding="utf-8")
    window = open_window(path)
    window.show_tab("permissions")
    panel = listed(window, qtbot)
    assert panel.message.startswith("Nothing needs a permission yet")
    assert panel.report() == ""


def test_a_design_that_cannot_be_planned_says_so(shop: MainWindow, qtbot: QtBot) -> None:
    panel = shop.permissions
    with qtbot.captureExceptions() as raised:
        panel._worker.failed.emit(ZeroDivisionError("x"))
        panel._worker.failed.emit(ZeroDivisionError("x"))
    assert len(raised) == 1
    assert "cannot be worked out" in panel.message
    assert panel.shown == []
    shop.document.editor.select([Subject("node", "work")])
    assert "cannot be worked out" in panel.message
    shop.document.execute(commands.set_property(Subject("node", "work"), "Timeout", 5))
    listed(shop, qtbot)
    assert panel.message == ""


def test_another_design_takes_the_place_of_the_last(shop: MainWindow, qtbot: QtBot) -> None:
    shop.document.editor.select([Subject("edge", "write")])
    shop.document.start(Design.model_validate({"nodes": {"q": {"service": "sqs"}}}), None)
    panel = listed(shop, qtbot)
    assert "q" in {e.whom.title for e in panel.shown}
    assert "Work" not in {e.who.title for e in panel.shown}
    shop.document.stop()
    assert not panel.busy


def test_the_inspector_of_an_edge_leads_here(shop: MainWindow) -> None:
    shop.show_tab("problems")
    shop.document.editor.select([Subject("edge", "call")])
    shop.inspector.refresh()
    page = shop.inspector.page
    assert page is not None
    next(b for b in page.findChildren(Button) if b.text() == "Show in Permissions").click()
    assert shop.bottom.tab == "permissions"
    assert [e.permission.subject.id for e in shop.permissions.shown] == ["call"]
