"""Gestures on the widget: what people do reaches the tool, and the picture is what a fresh one would be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from designer.editing.editor import Command, Editor
from designer.editing.geometry import Rect
from designer.gui.canvas.popovers import Chooser, RefusalBox, WhyBox
from designer.gui.canvas.view import SERVICE_MIME, CanvasView
from designer.gui.tokens import THEMES, ThemeName
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Subject
from designer.model.finding import Finding, QuickFix, Severity
from designer.tools.base import (
    EMPTY,
    Connecting,
    Connection,
    Cursor,
    Guide,
    Modifier,
    Placing,
    Pointer,
    Preview,
    ToolContext,
)  # fmt: skip
from designer.tools.select import SelectTool

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Recorder:
    """A tool that writes down what it is told, and shows the preview that it is given."""

    name = "recorder"

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.preview: Preview = EMPTY
        self.cursor: Cursor = "arrow"
        self.takes: set[str] = set()

    def press(self, pointer: Pointer) -> None:
        self.calls.append(("press", pointer))

    def move(self, pointer: Pointer) -> None:
        self.calls.append(("move", pointer))

    def release(self, pointer: Pointer) -> None:
        self.calls.append(("release", pointer))

    def double_click(self, pointer: Pointer) -> None:
        self.calls.append(("double", pointer))

    def key(self, key: str, modifiers: Modifier) -> bool:
        self.calls.append(("key", (key, modifiers)))
        return key in self.takes

    def cancel(self) -> None:
        self.calls.append(("cancel", None))
        self.preview = EMPTY

    def chosen(self, pair: Connection, answer: object) -> None:
        self.calls.append(("chosen", answer))


@pytest.fixture
def tool() -> Recorder:
    return Recorder()


@pytest.fixture
def view(qtbot: QtBot, catalogue: Catalogue, design: Design, tool: Recorder) -> CanvasView:
    view = CanvasView(Editor(design), catalogue)
    view.motion = False
    view.set_tool(tool)
    view.resize(1200, 800)
    qtbot.addWidget(view)
    view.show()
    view.setFocus()
    view.center_on(500, 250, 1.0)
    QApplication.processEvents()
    return view


def picture(view: CanvasView) -> QImage:
    QApplication.processEvents()
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def as_fresh(view: CanvasView) -> None:
    """The picture is the one that would be painted without any cache."""
    view.minimap.refresh()  # it follows a little later
    before = picture(view)
    view.drop_caches()
    view.update()
    after = picture(view)
    a, b = (np.frombuffer(image.constBits(), dtype=np.uint8).astype(int) for image in (before, after))
    assert np.abs(a - b).max() <= 2


def place(view: CanvasView, x: float, y: float) -> QPoint:
    return view.to_view(x, y).toPoint()


def test_a_click_reaches_the_tool_in_scene_coordinates(view: CanvasView, tool: Recorder) -> None:
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.ShiftModifier, place(view, 330, 10))
    (name, pointer), (last, _) = [call for call in tool.calls if call[0] in ("press", "release")]
    assert (name, last) == ("press", "release")
    assert (pointer.x, pointer.y, pointer.button, pointer.modifiers) == (330, 10, "left", Modifier.SHIFT)
    assert pointer.scale == 1.0


def test_the_wheel_zooms_around_the_pointer(view: CanvasView) -> None:
    at = QPointF(300, 200)
    before = view.to_scene(at)
    wheel = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert view.zoom == pytest.approx(1.2)
    assert view.to_scene(at) == pytest.approx(before, abs=1.0)


def test_two_fingers_pan(view: CanvasView) -> None:
    before = view.camera
    wheel = QWheelEvent(
        QPointF(300, 200), QPointF(300, 200), QPoint(-30, 12), QPoint(-30, 12), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.ScrollUpdate, False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert (view.camera.x - before.x, view.camera.y - before.y) == (30, -12)
    assert view.zoom == 1.0


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton])
def test_the_middle_button_and_space_pan(view: CanvasView, tool: Recorder, button: Qt.MouseButton) -> None:
    before = view.camera
    if button == LEFT:
        QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mousePress(view, button, NONE, QPoint(300, 300))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(340, 290), QPointF(340, 290), Qt.MouseButton.NoButton, button, NONE
    )
    QApplication.sendEvent(view, move)
    QTest.mouseRelease(view, button, NONE, QPoint(340, 290))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert (view.camera.x - before.x, view.camera.y - before.y) == (-40, 10)
    assert not [call for call in tool.calls if call[0] == "press"]
    as_fresh(view)


@pytest.mark.parametrize(("dx", "dy"), [(7, 4), (-300, 5), (2000, 0), (0, -61)])
def test_a_pan_scrolls_and_paints_the_strips(view: CanvasView, dx: int, dy: int) -> None:
    picture(view)
    view.pan_by(dx, dy)
    as_fresh(view)


def test_edits_and_undo_repaint_what_they_touch(view: CanvasView) -> None:
    editor = view.editor
    picture(view)
    for change in (
        lambda d: d.change(Subject("node", "odd"), at=(20.0, 440.0)),
        lambda d: d.change(Subject("node", "fn"), at=(656.0, 64.0), title="Another title"),
        lambda d: d.remove([Subject("node", "bus")]),
        lambda d: d.add_node(Node(service="s3", at=(330.0, 250.0)))[0],
        lambda d: d.change(Subject("group", "closed"), collapsed=False),
        lambda d: d.change(Subject("group", "shop"), title="Renamed"),
        lambda d: d.change(Subject("edge", "e3"), disabled=True),
    ):
        editor.execute(Command("Change", change))
        as_fresh(view)
    editor.select([Subject("node", "fn"), Subject("edge", "e1"), Subject("group", "shop")])
    as_fresh(view)
    while editor.undo():
        as_fresh(view)


def test_badges_beside_a_line_come_and_go_whole(view: CanvasView) -> None:
    """On a line that runs down, its words and badges reach far beyond it."""
    below = Node(service="sqs", title="Below", at=(0.0, 640.0)), Node(service="lambda", title="Lowest", at=(0.0, 800.0))
    edge = Edge.model_validate({"from": "below", "to": "lowest", "properties": {"BatchSize": 10}})

    def draw(design: Design) -> Design:
        for node in below:
            design, _ = design.add_node(node)
        return design.add_edge(edge)[0]

    view.editor.execute(Command("Draw", draw))
    view.center_on(100, 700, 1.0)
    subject = Subject("edge", "below-lowest")
    kinds: tuple[tuple[Severity, bool], ...] = (("error", False), ("warning", False), ("info", True))
    found = [
        Finding("r", kind, subject, "Message", "Why.", "Fix.", "https://example.com/", accepted=accepted)
        for kind, accepted in kinds
    ]
    as_fresh(view)
    for shown in (found, found[:1], []):
        view.set_findings(shown)
        as_fresh(view)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("zoom", [0.12, 0.4, 1.0])
def test_gestures_are_drawn_and_leave_nothing_behind(
    view: CanvasView, tool: Recorder, theme: ThemeName, zoom: float
) -> None:
    view.set_theme(theme)
    view.center_on(500, 250, zoom)
    QTest.qWait(60)
    rest = picture(view)
    node, note, group = Subject("node", "fn"), Subject("note", "note"), Subject("group", "empty")
    verdicts = {
        id_: view.catalogue.explain(view.catalogue.variant(view.editor.design.nodes["fn"]), view.catalogue.variant(n))
        for id_, n in view.editor.design.nodes.items()
    }
    detour = next((v.detours[0] for v in verdicts.values() if v.detours), None)
    for preview in (
        Preview(moved={node: (700.0, 90.0), note: (40.0, 600.0), group: (16.0, 820.0)}, drop_into="shop"),
        Preview(moved={Subject("node", id_): (700.0, 300.0) for id_ in ("api", "fn", "db")}),
        Preview(
            moved={node: (700.0, 90.0)},
            copying=True,
            guides=(Guide("x", 700.0, 0.0, 300.0), Guide("y", 90.0, 0.0, 900.0)),
        ),
        Preview(marquee=Rect(0, 0, 300, 200)),
        Preview(placing=Placing("sqs", (200.0, 300.0))),
        Preview(placing=Placing("external-client", (200.0, 300.0)), resized={group: Rect(0, 800, 400, 200)}),
        Preview(frame=Rect(0, 100, 300, 200)),
        Preview(connecting=Connecting("fn", (500.0, 300.0), verdicts, "web", detour)),
        Preview(connecting=Connecting("fn", (700.0, 250.0), verdicts, "queue")),
    ):
        tool.preview = preview
        view.tool_acted()
        assert picture(view) != rest, preview
        tool.preview = EMPTY
        view.tool_acted()
        view.dialogue.close()
        after = picture(view)
        a, b = (np.frombuffer(image.constBits(), dtype=np.uint8).astype(int) for image in (after, rest))
        assert np.abs(a - b).max() <= 2, preview


def test_hover_shows_ports_and_goes_again(view: CanvasView) -> None:
    rest = picture(view)
    seen: list[Subject | None] = []
    view.hovered.connect(seen.append)
    QTest.mouseMove(view, place(view, 700, 28))
    assert picture(view) != rest
    QTest.mouseMove(view, place(view, 240, 160))
    assert seen == [Subject("node", "fn"), None]
    assert picture(view) == rest


def test_tab_walks_the_nodes_in_reading_order(view: CanvasView) -> None:
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.focus_node == "web"
    assert view.editor.selection == {Subject("node", "web")}
    assert view.accessibleDescription() == "Web shop, Client"
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.focus_node == "api"
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert view.focus_node == "web"
    as_fresh(view)


def test_a_gesture_takes_tab_and_esc(view: CanvasView, tool: Recorder) -> None:
    view.setFocus()
    tool.preview = Preview(marquee=Rect(0, 0, 10, 10))
    view.tool_acted()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert ("key", ("Tab", Modifier.NONE)) in tool.calls
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert tool.calls[-1] == ("cancel", None)


def test_arrows_pan_when_no_tool_wants_them(view: CanvasView, tool: Recorder) -> None:
    view.setFocus()
    before = view.camera
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.x == before.x + 64
    tool.takes.add("Right")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.x == before.x + 64


def test_zoom_to_fit_shows_everything(view: CanvasView) -> None:
    view.zoom_to_fit(animated=False)
    bounds, seen = view.content(), view.visible_rect()
    assert bounds is not None
    assert seen.holds(bounds)
    assert view.zoom <= 1.0


def test_zoom_steps_pass_through_a_hundred_percent(view: CanvasView) -> None:
    view.zoom_in()
    assert view.zoom == pytest.approx(1.2)
    view.zoom_out()
    assert view.zoom == pytest.approx(1.0)
    for _ in range(60):
        view.zoom_out()
    assert view.zoom >= 0.01


def test_an_animated_move_ends_where_it_should(view: CanvasView, qtbot: QtBot) -> None:
    view.motion = True
    view.center_on(2000, 1000, 0.5, animated=True)
    qtbot.waitUntil(lambda: view.zoom == 0.5, timeout=2000)
    assert view.visible_rect().center == pytest.approx((2000, 1000), abs=2)
    QTest.qWait(80)
    as_fresh(view)


def findings(design: Design) -> list[Finding]:
    fix = QuickFix("Rename it", lambda d: d.change(Subject("node", "fn"), title="Fixed"))
    return [
        Finding(
            "r", "error", Subject("node", "fn"), "Broken", "It breaks.", "Mend it.", "https://example.com/", (fix,)
        ),
        Finding("r", "warning", Subject("edge", "e6"), "Slow", "It is slow.", "Hurry.", "https://example.com/"),
    ]


def test_findings_become_badges_and_go_again(view: CanvasView) -> None:
    rest = picture(view)
    view.set_findings(findings(view.editor.design))
    assert picture(view) != rest
    as_fresh(view)
    view.set_findings([])
    assert picture(view) == rest


def test_a_badge_opens_the_why_box_and_its_fix_is_one_step(view: CanvasView) -> None:
    view.set_findings(findings(view.editor.design))
    QTest.mouseClick(view, LEFT, NONE, place(view, 818, -2))
    box = view.dialogue.box
    assert isinstance(box, WhyBox)
    assert view.editor.selection == {Subject("node", "fn")}
    button = next(b for b in box.findChildren(QPushButton) if b.text() == "Rename it")
    QTest.mouseClick(button, LEFT)
    assert view.editor.design.nodes["fn"].title == "Fixed"
    assert view.editor.undo_name == "Fix: Rename it"
    assert view.dialogue.box is None


def test_a_refusal_stands_at_the_pointer_and_then_offers_buttons(view: CanvasView, tool: Recorder) -> None:
    catalogue, nodes = view.catalogue, view.editor.design.nodes
    verdict = catalogue.explain("s3", "sqs-fifo")
    assert not verdict.legal
    tool.preview = Preview(connecting=Connecting("fn", (500.0, 300.0), {"queue": verdict}, "queue", verdict.detours[0]))
    view.tool_acted()
    live = view.dialogue.box
    assert isinstance(live, RefusalBox)
    assert live.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    tool.preview = EMPTY
    view.tool_acted()
    assert view.dialogue.box is None
    view.offer(Connection("fn", "queue", (500.0, 300.0)), verdict)
    box = view.dialogue.box
    assert isinstance(box, RefusalBox)
    assert view.rect().contains(box.geometry())
    QTest.mouseClick(box.findChildren(QPushButton)[0], LEFT)
    assert tool.calls[-1] == ("chosen", verdict.detours[0])
    assert nodes is view.editor.design.nodes


def test_the_integration_is_chosen_by_keyboard(view: CanvasView, tool: Recorder) -> None:
    options = view.catalogue.between("lambda", "sqs-standard")
    assert len(options) > 1
    view.choose_integration(Connection("fn", "queue", (500.0, 300.0)), options)
    box = view.dialogue.box
    assert isinstance(box, Chooser)
    QTest.keyClick(box.list, Qt.Key.Key_Down)
    QTest.keyClick(box.list, Qt.Key.Key_Return)
    assert tool.calls[-1] == ("chosen", options[1])
    assert view.dialogue.box is None


def test_the_service_that_follows_is_found_by_its_name(view: CanvasView, tool: Recorder) -> None:
    view.choose_service(Connection("fn", None, (500.0, 300.0)))
    box = view.dialogue.box
    assert isinstance(box, Chooser)
    box._filter("sqs")
    QTest.keyClick(box.list, Qt.Key.Key_Return)
    assert tool.calls[-1] == ("chosen", "sqs")


def test_esc_closes_a_popover_and_gives_the_focus_back(view: CanvasView) -> None:
    view.set_findings(findings(view.editor.design))
    view.explain(Subject("node", "fn"))
    assert view.dialogue.box is not None
    QTest.keyClick(view.dialogue.box, Qt.Key.Key_Escape)
    assert view.dialogue.box is None
    assert view.editor.selection == frozenset()


def test_a_service_is_dropped_at_a_snapped_place(view: CanvasView) -> None:
    data = QMimeData()
    data.setData(SERVICE_MIME, b"sqs")
    dropped: list[tuple[str, QPointF]] = []
    view.service_dropped.connect(lambda service, at: dropped.append((service, at)))
    at = view.to_view(301, 133)
    actions, buttons = Qt.DropAction.CopyAction, LEFT
    enter = QDragEnterEvent(at.toPoint(), actions, data, buttons, NONE)
    QApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(view, QDragMoveEvent(at.toPoint(), actions, data, buttons, NONE))
    QApplication.sendEvent(view, QDropEvent(at, actions, data, buttons, NONE))
    assert dropped == [("sqs", QPointF(208.0, 112.0))]


def test_another_mime_type_is_not_taken(view: CanvasView) -> None:
    data = QMimeData()
    data.setText("hello")
    enter = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    assert not enter.isAccepted()


def test_the_minimap_moves_the_view(view: CanvasView) -> None:
    picture(view)
    before = view.visible_rect().center
    QTest.mouseClick(view.minimap, LEFT, NONE, QPoint(20, 20))
    assert view.visible_rect().center != before


def test_a_hint_tells_what_is_cut_short(view: CanvasView) -> None:
    assert view.hints.text(Subject("node", "db")) == ""
    assert view.hints.text(Subject("node", "work")).startswith("A function with a very long title\nLambda")
    assert view.hints.text(Subject("group", "shop")) == ""


def test_the_hint_of_an_edge_tells_what_it_does_and_goes_with_the_pointer(view: CanvasView) -> None:
    picture(view)
    edge = Subject("edge", "e6")
    view.hints.show(edge, QPoint(300, 200))
    box = view.hints.box
    assert box is not None
    words = " ".join(label.text() for label in box.findChildren(QLabel))
    assert "Fulfilment queue" in words
    assert "AWS documentation" in words
    assert box.geometry().adjusted(-30, -30, 30, 30).contains(300, 200), "the pointer must get there"
    view.hints.show(edge, QPoint(310, 200))
    assert view.hints.box is box
    move(view, box.geometry().center())
    assert view.hints.box is box
    move(view, QPoint(2, 2))
    assert view.hints.box is None
    view.hints.show(edge, QPoint(300, 200))
    QTest.keyClick(view, Qt.Key.Key_Shift)
    assert view.hints.box is None


def move(view: CanvasView, at: QPoint) -> None:
    place = QPointF(at)
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, place, view.mapToGlobal(place), none, none, NONE))


def test_detach_stops_following(view: CanvasView) -> None:
    view.detach()
    view.editor.execute(Command("Rename", lambda d: d.change(Subject("node", "fn"), title="Other")))
    assert view.scene.text[view.scene.node_index["fn"]].title == "Create order"


def test_controls_give_way_when_the_canvas_is_small(view: CanvasView) -> None:
    view.resize(300, 300)
    QApplication.processEvents()
    assert view.legend.isHidden()
    assert view.minimap.isHidden()
    assert not view.zoom_control.isHidden()


# -- with the program's own tools


@pytest.fixture
def own(view: CanvasView) -> CanvasView:
    view.set_tool(SelectTool(view.editor, ToolContext(view.catalogue, view)))
    return view


def drag(view: CanvasView, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """A drag in three moves, painted after each."""
    QTest.mousePress(view, button, NONE, start)
    for part in (0.3, 0.7, 1.0):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * part
        QApplication.sendEvent(
            view, QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, button, NONE)
        )
        QApplication.processEvents()
    QTest.mouseRelease(view, button, NONE, end)
    QApplication.processEvents()


def test_a_node_is_dragged_and_undone(own: CanvasView) -> None:
    QTest.qWait(150)  # the minimap follows a little later
    rest = picture(own)
    drag(own, place(own, 400, 260), place(own, 432, 324))
    assert own.editor.design.nodes["bus"].at == (352.0, 304.0)
    own.editor.select([])
    as_fresh(own)
    own.editor.undo()
    own.editor.select([])
    QTest.mouseMove(own, place(own, 200, 160))
    QTest.qWait(150)
    assert picture(own) == rest


def test_a_collapsed_group_is_dragged_with_what_is_inside(own: CanvasView) -> None:
    drag(own, place(own, 1000, 460), place(own, 1000, 524))
    assert own.editor.design.nodes["in1"].at == (960.0, 496.0)
    assert own.editor.design.nodes["in2"].at == (960.0, 592.0)
    as_fresh(own)


def test_a_connection_is_dragged_from_a_port(own: CanvasView) -> None:
    start = place(own, 504, 460)
    QTest.mouseMove(own, place(own, 400, 460))
    own.editor.execute(Command("Serve", lambda d: d.change(Subject("node", "any"), service="lambda", type=None)))
    QTest.mouseMove(own, place(own, 401, 461))
    before = set(own.editor.design.edges)
    drag(own, start, place(own, 100, 20))
    drag(own, start, place(own, 1000, 28))
    box = own.dialogue.box
    if isinstance(box, Chooser):
        QTest.keyClick(box.list, Qt.Key.Key_Return)
    (new,) = set(own.editor.design.edges) - before
    assert (own.editor.design.edges[new].source, own.editor.design.edges[new].target) == ("any", "db")
    own.editor.select([])
    as_fresh(own)


def test_a_marquee_selects(own: CanvasView) -> None:
    own.center_on(400, 200, 0.6)
    QTest.qWait(60)
    drag(own, place(own, -60, -70), place(own, 230, 80))
    assert own.editor.selection == {Subject("node", "web")}
