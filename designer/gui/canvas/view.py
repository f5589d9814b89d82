"""The canvas as a widget: hands what people do to the tool in hand, and shows the design through `Display`.

It is the tools' Host and never changes the design itself.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from designer.editing.editor import Editor
from designer.editing.geometry import CARD, Rect
from designer.gui.canvas import hit as hits
from designer.gui.canvas import input as inputs
from designer.gui.canvas.controls import Legend, ZoomControl
from designer.gui.canvas.dialogue import Dialogue
from designer.gui.canvas.display import Display
from designer.gui.canvas.hints import Hints
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.marks import Marks
from designer.gui.canvas.minimap import MiniMap
from designer.gui.tokens import ThemeName
from designer.model.catalogue import Catalogue, Verdict
from designer.model.design import Subject
from designer.model.specs import IntegrationSpec
from designer.tools.base import EMPTY, Connection, Hit, Preview, Tool

SERVICE_MIME = "application/x-skydraft-service"


class CanvasView(Display):
    """The canvas.  It is the tools' Host; `set_tool` puts one in hand."""

    activated = Signal(Subject)  # double click or Enter
    badge_clicked = Signal(Subject, QPoint)  # with the place on the screen; the why-box is open by then
    context_requested = Signal(object, QPoint, QPointF)  # Subject or None, on the screen, in the scene
    service_dropped = Signal(str, QPointF)  # service id, the card's top left corner in the scene
    pointer_moved = Signal(QPointF)
    connecting = Signal(object)  # Connecting while a connection is being made, else None

    def __init__(
        self, editor: Editor, catalogue: Catalogue, theme: ThemeName = "light", icons: Icons | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(editor, catalogue, theme, icons, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self._tool: Tool | None = None
        self._space = False
        self._panning: QPointF | None = None
        self.dialogue = Dialogue(self)
        self.hints = Hints(self)
        self.show_legend = self.show_minimap = True
        self.legend, self.zoom_control, self.minimap = Legend(self), ZoomControl(self), MiniMap(self)

    # -- controls above the canvas

    def set_theme(self, theme: ThemeName, icons: Icons | None = None) -> None:
        """Another theme, or another folder of icons: every picture is made anew."""
        super().set_theme(theme, icons)
        self.dialogue.close()
        self.hints.close()
        self.zoom_control.restyle()

    def drop_caches(self) -> None:
        super().drop_caches()
        self.legend.restyle()
        self.minimap.refresh()

    def set_marks(self, marks: Marks | None) -> None:
        super().set_marks(marks)
        self.legend.restyle()
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def covered_below(self) -> float:
        shown = [w.height() for w in (self.legend, self.minimap, self.zoom_control) if not w.isHidden()]
        return max(shown, default=0) + 8.0 if self.height() > 360 else 0.0

    def arrange(self) -> None:
        """Put legend, zoom control and minimap into their corners; what finds no room gives way."""
        space, bottom = 24, self.height() - 24
        legend, zoom, minimap = self.legend, self.zoom_control, self.minimap
        for widget in (legend, zoom, minimap):
            widget.resize(widget.sizeHint())
        roomy = self.height() > 360
        wide = legend.width() + zoom.width() + minimap.width() + 4 * space
        high = self.height() > max(480, legend.height() * 2)  # in a low canvas it would hide cards
        told = self.show_legend and high and self.width() >= wide
        legend.setVisible(told)
        minimap.setVisible(self.show_minimap and roomy and self.width() >= zoom.width() + minimap.width() + 3 * space)
        legend.move(space, bottom - legend.height())
        zoom.move(
            space + (legend.width() + 12 if told else 0),
            bottom - zoom.height(),
        )
        minimap.move(self.width() - space - minimap.width(), bottom - minimap.height())

    # -- tools

    @property
    def tool(self) -> Tool | None:
        return self._tool

    def current_preview(self) -> Preview:
        return self._tool.preview if self._tool is not None else EMPTY

    def preview_changed(self, preview: Preview) -> None:
        self.dialogue.follow(preview.connecting)
        self.connecting.emit(preview.connecting)

    def set_tool(self, tool: Tool) -> None:
        """Put a tool in hand; what the other one was doing is given back."""
        if self._tool is not None:
            self._tool.cancel()
        self._tool = tool
        self.tool_acted()

    def tool_acted(self) -> None:
        """The tool has done something (of its own, or by a call from outside): show it."""
        self._overlay_changed()
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self._panning is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._tool is not None:
            self.setCursor(inputs.CURSORS[self._tool.cursor])

    def hit(self, x: float, y: float) -> Hit:
        return hits.hit(self._painter, self.scene, self.state, x, y, self.zoom, self.hovered_subject)

    def subjects_in(self, rect: Rect) -> frozenset[Subject]:
        return hits.subjects_in(self.scene, rect)

    def frame(self, group: str) -> Rect:
        return next(f.rect for f in self.scene.frames if f.id == group)

    def choose_integration(self, pair: Connection, options: tuple[IntegrationSpec, ...]) -> None:
        self.dialogue.choose_integration(pair, options)

    def choose_service(self, pair: Connection) -> None:
        self.dialogue.choose_service(pair)

    def offer(self, pair: Connection, verdict: Verdict) -> None:
        self.dialogue.offer(pair, verdict)

    def explain(self, subject: Subject, at: QPoint | None = None) -> None:
        """Open the why-box of a subject's badge."""
        box = self.scene.box_of(subject)
        if at is None and box is not None:
            at = self.to_view(box.right, box.y).toPoint()
        order = {"error": 0, "warning": 1, "info": 2}
        found = sorted(self.findings.get(subject, []), key=lambda f: (f.accepted, order[f.severity]))
        self.dialogue.explain(subject, found, at or self.rect().center())

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.stop()
        self.dialogue.close()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton or (
            self._space and event.button() == Qt.MouseButton.LeftButton
        ):
            self._panning = event.position()
            self._show_cursor()
            return
        pointer = inputs.pointer(event, self._camera, self.ratio)
        if event.button() == Qt.MouseButton.LeftButton:
            self.focus_node = None
            found = self.hit(pointer.x, pointer.y)
            if found.part == "badge" and found.subject is not None:
                self.editor.select([found.subject])
                self.explain(found.subject, event.position().toPoint())
                self.badge_clicked.emit(found.subject, event.globalPosition().toPoint())
                return
        if self._tool is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._tool.press(pointer)
            self.tool_acted()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._panning is not None:
            step = self._panning - event.position()
            self._panning = event.position()
            self.pan_by(step.x(), step.y())
            return
        pointer = inputs.pointer(event, self._camera, self.ratio)
        self.pointer_moved.emit(QPointF(pointer.x, pointer.y))
        if event.buttons() == Qt.MouseButton.NoButton:
            self._set_hovered(self.hit(pointer.x, pointer.y).subject)
        if self._tool is not None:
            self._tool.move(pointer)
            self.tool_acted()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panning is not None and event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton):
            self._panning = None
            self._show_cursor()
            return
        if self._tool is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._tool.release(inputs.pointer(event, self._camera, self.ratio))
            self.tool_acted()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pointer = inputs.pointer(event, self._camera, self.ratio, clicks=2)
        if self._tool is not None:
            self._tool.double_click(pointer)
            self.tool_acted()
        subject = self.hit(pointer.x, pointer.y).subject
        if subject is not None:
            self.activated.emit(subject)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            nodes = [box for s in self.state.selection if (box := self.scene.box_of(s)) is not None]
            x, y = nodes[0].center if nodes else self.visible_rect().center
            subject = next(iter(self.state.selection), None)
        else:
            x, y = self.to_scene(QPointF(event.pos()))
            subject = self.hit(x, y).subject
        self.context_requested.emit(subject, self.mapToGlobal(self.to_view(x, y).toPoint()), QPointF(x, y))

    # -- keyboard

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.NativeGesture and self.pinch(event):
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.ratio_changed()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._preview:
            event.accept()  # a running gesture takes Tab, Esc and the arrows before any shortcut
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = inputs.key_name(event)
        if name == "Space" and not event.isAutoRepeat():
            self._space = True
            self._show_cursor()
        elif self._tool is not None and self._tool.key(name, inputs.modifiers(event.modifiers())):
            self.tool_acted()
        elif name == "Esc" and self.dialogue.close():
            pass
        elif name == "Esc" and self._tool is not None and self._preview:
            self._tool.cancel()
            self.tool_acted()
        elif name in _ARROWS and not event.modifiers():
            dx, dy = _ARROWS[name]
            self.pan_by(dx * 64, dy * 64)
        elif name == "Enter" and (subject := self._one_subject()) is not None:
            self.activated.emit(subject)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks the nodes in reading order and leaves the canvas after the last."""
        if not self.hasFocus():  # on behalf of a control above the canvas
            return super().focusNextPrevChild(forward)
        if self._preview:
            return False  # the gesture's own key
        order = self._reading_order()
        if not order:
            return super().focusNextPrevChild(forward)
        if self.focus_node in order:
            at = order.index(self.focus_node) + (1 if forward else -1)
        else:
            at = 0 if forward else len(order) - 1
        if not 0 <= at < len(order):
            self.focus_node = None
            self._overlay_changed()
            return super().focusNextPrevChild(forward)
        self.focus_on(order[at])
        return True

    def focus_on(self, node: str) -> None:
        """Give a node the keyboard's focus, select it and bring it into view."""
        self.focus_node = node
        self.editor.select([Subject("node", node)])
        box = self.scene.box_of(Subject("node", node))
        if box is not None:
            self.reveal(box)
        self._describe()
        self._overlay_changed()

    def _reading_order(self) -> list[str]:
        rows = np.flatnonzero(~self.scene.hidden)
        order = np.lexsort((self.scene.at[rows, 0], np.floor(self.scene.at[rows, 1] / 48)))
        return [self.scene.node_ids[row] for row in rows[order].tolist()]

    def _one_subject(self) -> Subject | None:
        return next(iter(self.state.selection)) if len(self.state.selection) == 1 else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._overlay_changed()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False
        self._overlay_changed()

    # -- services dropped from the palette

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(SERVICE_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(SERVICE_MIME):
            service = bytes(event.mimeData().data(SERVICE_MIME).data()).decode(errors="replace")
            self._dropping = service, self._card_at(event.position())
            event.acceptProposedAction()
            self._overlay_changed()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._dropping = None
        self._overlay_changed()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._dropping is None:
            return
        (service, at), self._dropping = self._dropping, None
        event.acceptProposedAction()
        self._overlay_changed()
        self.service_dropped.emit(service, QPointF(*at))

    def _card_at(self, point: QPointF) -> tuple[float, float]:
        """The snapped top left corner of a card under the pointer."""
        x, y = self.to_scene(point)
        return round((x - CARD[0] / 2) / 16) * 16.0, round((y - CARD[1] / 2) / 16) * 16.0


_ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
