"""Templates in the window: opened, drawn on, saved with only the lines concerned, and merged when changed by hand."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from designer import storage
from designer.editing import commands
from designer.editing.editor import Command
from designer.gui.main_window import MainWindow
from designer.model.design import Design, Edge, Node, Subject
from tests.gui.conftest import Open, settle

TEMPLATES = Path(__file__).parents[1] / "linked" / "templates"
QUEUE = Subject("node", "OrdersQueue")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "orders.yaml"
    shutil.copy(TEMPLATES / path.name, path)
    return path


@pytest.fixture
def linked(open_window: Open, template: Path) -> MainWindow:
    return open_window(template)


def told(window: MainWindow) -> str:
    return window.banner._text.text() if window.banner.isVisible() else ""


def added(template: Path) -> list[str]:
    old = (TEMPLATES / template.name).read_text().splitlines()
    found = difflib.unified_diff(old, template.read_text().splitlines(), lineterm="", n=0)
    return [line for line in list(found)[2:] if not line.startswith("@@")]


def test_a_template_opens_laid_out_and_is_not_touched(linked: MainWindow, template: Path) -> None:
    document = linked.document
    assert document.path == template.with_name("orders.skydraft.json")
    assert all(node.at is not None for node in document.design.nodes.values())
    assert not document.editor.dirty
    assert linked.files.save()
    assert template.read_bytes() == (TEMPLATES / template.name).read_bytes()
    opened = storage.read(document.path)
    assert opened.design.settings["template"] == "orders.yaml"
    assert all(node.at is not None for node in opened.design.nodes.values()), "the layout is kept"
    assert not document.editor.dirty


def test_saving_writes_only_the_lines_concerned(linked: MainWindow, template: Path) -> None:
    linked.document.execute(Command("x", lambda d: d.set_property(QUEUE, "VisibilityTimeout", 90)))
    assert linked.files.save()
    assert added(template) == ["-      VisibilityTimeout: 60", "+      VisibilityTimeout: 90"]
    assert not linked.document.editor.dirty
    linked.actions_["undo"].trigger()
    assert linked.files.save()
    assert template.read_bytes() == (TEMPLATES / template.name).read_bytes()


def test_what_is_drawn_is_written_and_stays_itself(linked: MainWindow, template: Path) -> None:
    def draw(design: Design) -> Design:
        new, id_ = design.add_node(Node(service="sns", title="Order placed", at=(0, 0)))
        return new.add_edge(Edge(source="CreateOrder", target=id_))[0]

    linked.document.execute(Command("Draw", draw))
    assert linked.files.save()
    assert "+  OrderPlaced:" in added(template)
    assert "order_placed" in linked.document.design.nodes
    before = template.read_bytes()
    linked.document.execute(Command("x", lambda d: d.set_property(Subject("node", "order_placed"), "DisplayName", "P")))
    assert linked.files.save()
    assert len(template.read_bytes().splitlines()) == len(before.splitlines()) + 1, "its id is remembered"


def test_a_change_by_hand_is_taken_over_with_the_layout(linked: MainWindow, template: Path, qtbot: QtBot) -> None:
    document = linked.document
    assert linked.files.save()
    place = document.design.nodes["OrdersQueue"].at
    text = template.read_text().replace("VisibilityTimeout: 60", "VisibilityTimeout: 75")
    template.write_text(text + "  More:\n    Value: x\n")
    qtbot.waitUntil(lambda: bool(told(linked)))
    assert "VisibilityTimeout of Orders queue is 75" in told(linked).replace("OrdersQueue", "Orders queue")
    assert document.design.nodes["OrdersQueue"].properties["VisibilityTimeout"] == 75
    assert document.design.nodes["OrdersQueue"].at == place
    assert not linked.banner.reload.isVisible()
    linked.banner.close_.click()
    assert not linked.banner.isVisible()
    assert linked.files.save()
    assert template.read_text() == text + "  More:\n    Value: x\n"


def test_a_template_that_is_half_written_is_told_and_waited_for(
    linked: MainWindow, template: Path, qtbot: QtBot
) -> None:
    design = linked.document.design
    template.write_text("Resources: {")
    qtbot.waitUntil(lambda: bool(told(linked)))
    assert "cannot be read" in told(linked)
    assert linked.document.design is design


def test_a_design_whose_template_was_changed_meanwhile_opens_merged(
    open_window: Open, template: Path, qtbot: QtBot
) -> None:
    first = open_window(template)
    first.files.save()
    place = first.document.design.nodes["OrdersQueue"].at
    first.files.close_design()
    text = template.read_text()
    template.write_text(
        text.replace("  # Takes an order", "  Alerts:\n    Type: AWS::SNS::Topic\n\n  # Takes an order")
    )
    second = open_window(template.with_name("orders.skydraft.json"))
    assert "Alerts is new" in told(second)
    assert second.document.design.nodes["Alerts"].at is not None
    assert second.document.design.nodes["OrdersQueue"].at == place
    assert second.document.editor.dirty
    settle(qtbot, second)


def test_a_design_whose_template_is_gone_opens_without_it(open_window: Open, template: Path) -> None:
    first = open_window(template)
    first.files.save()
    first.files.close_design()
    template.unlink()
    second = open_window(template.with_name("orders.skydraft.json"))
    assert "without its template" in told(second)
    second.document.execute(commands.set_name("Other"))
    assert second.files.save()
    assert not template.exists()


def test_what_cannot_be_written_is_told(linked: MainWindow, template: Path) -> None:
    linked.document.execute(
        Command("x", lambda d: d.put(Subject("node", "bus"), Node(service="eventbridge-bus", at=(0, 0))))
    )
    assert linked.files.save()
    assert "One change is not in orders.yaml" in told(linked)


def test_a_file_that_is_no_template_is_said_in_one_line(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    path = tmp_path / "notes.yaml"
    path.write_text("- just\n- a list\n")
    window = open_window()
    assert not window.files.open(path)
    assert said
    assert "\n" not in said[0]


def test_a_design_file_that_was_changed_outside_is_told_and_unsaved(open_window: Open, template: Path) -> None:
    first = open_window(template)
    assert first.files.save()
    path = first.document.path
    assert path is not None
    design = storage.read(path).design.set_property(QUEUE, "VisibilityTimeout", 90)
    assert first.files.close_design()
    storage.save(design, path)
    window = open_window(path)
    assert "VisibilityTimeout of Orders queue is 90" in told(window)
    assert window.document.editor.dirty
    assert window.files.save()
    assert added(template) == ["-      VisibilityTimeout: 60", "+      VisibilityTimeout: 90"]
    assert not window.document.editor.dirty
