"""What the canvas says when the pointer rests: the whole of a text that is cut short, and what an edge does.

An edge's hint is a box that can be entered, since it has a link; it closes when the pointer has left both.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolTip, QWidget

from designer.gui.canvas.look import MODEL_TITLE, TITLE_WIDTH
from designer.gui.canvas.popover import NARROW, Popover, sample_icon, separator
from designer.gui.canvas.texts import SUBTITLE, TITLE
from designer.model.design import Subject
from designer.model.sentences import Explained, explained
from designer.model.specs import IntegrationSpec

if TYPE_CHECKING:
    from designer.gui.canvas.view import CanvasView

CLOSING = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.NativeGesture,
        QEvent.Type.Resize,
        QEvent.Type.Hide,
    }
)
BRIDGE = 28  # px between the pointer and the box that it may cross
MOST_PERMISSIONS = 3


class EdgeHint(Popover):
    """What a connection does, what happens when it fails, who may do what."""

    def __init__(self, view: CanvasView, edge: Subject, integration: IntegrationSpec, told: Explained) -> None:
        super().__init__(view, NARROW)
        self.edge = edge
        row = QHBoxLayout()
        row.setSpacing(10)
        sample = QLabel()
        sample.setPixmap(sample_icon(view, integration.model).pixmap(44, 20))
        row.addWidget(sample, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words(integration.title, bold=True, size=13, ink="text"), 1)
        row.addWidget(self._still(MODEL_TITLE[integration.model]), 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self.column.addWidget(self.words(told.what, ink="text"))
        if told.failure:
            self._part("When it fails", (told.failure,))
        if told.permissions:
            more = len(told.permissions) - MOST_PERMISSIONS
            rest = (f"{more} more in the inspector.",) if more > 0 else ()
            self._part("Permissions", (*told.permissions[:MOST_PERMISSIONS], *rest))
        self.column.addWidget(self.link("AWS documentation", integration.doc))
        self.setAccessibleName(f"{integration.title}. {told.what}")

    def _part(self, title: str, sentences: tuple[str, ...]) -> None:
        self.column.addWidget(separator(self.view))
        self.column.addWidget(self._still(title))
        for text in sentences:
            self.column.addWidget(self.words(text))

    def _still(self, text: str) -> QLabel:
        label = self.words(text, size=11, ink="text2", bold=True)
        label.setWordWrap(False)
        return label


class Hints(QObject):
    """Watches the canvas and shows at most one hint."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._box: EdgeHint | None = None
        view.installEventFilter(self)

    @property
    def box(self) -> EdgeHint | None:
        """The edge's hint that is shown."""
        return self._box

    def close(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            box.close()
            box.deleteLater()

    def text(self, subject: Subject) -> str:
        """What a node's tooltip says: its texts where they are cut short on the drawing."""
        view = self._view
        if subject.kind != "node" or subject.id not in view.scene.node_index:
            return ""
        laid = view.painter.texts(1.0)
        words = view.scene.text[view.scene.node_index[subject.id]]
        roles = ((words.title, TITLE), (words.subtitle, SUBTITLE))
        cut = not all(laid.lay(text, role, TITLE_WIDTH).whole for text, role in roles)
        return f"{words.title}\n{words.subtitle}" if cut or view.camera.level != "near" else ""

    def show(self, subject: Subject | None, at: QPoint) -> None:
        """Say what there is to say of what lies at a place of the canvas."""
        if self._box is not None and subject == self._box.edge:
            return
        self.close()
        text = self.text(subject) if subject is not None else ""
        if text:  # plain: titles are the user's
            QToolTip.showText(
                self._view.mapToGlobal(at), f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>", self._view
            )
            return
        QToolTip.hideText()
        if subject is not None and subject.kind == "edge":
            self._show_edge(subject, at)

    def _show_edge(self, subject: Subject, at: QPoint) -> None:
        view, design = self._view, self._view.editor.design
        edge = design.edges.get(subject.id)
        integration = view.catalogue.integration(design, edge) if edge else None
        told = explained(view.catalogue, design, edge) if edge else None
        if integration is not None and told is not None:
            self._box = EdgeHint(view, subject, integration, told)
            self._box.pop(at)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            view = self._view
            quiet = not view.current_preview() and view.dialogue.box is None
            self.show(view.hit(*view.to_scene(QPointF(event.pos()))).subject if quiet else None, event.pos())
            return True
        if self._box is None:
            return False
        if kind in CLOSING:
            self.close()
        elif kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(self._box, event.position())
        elif kind == QEvent.Type.Leave and not self._near(self._box, self._view.mapFromGlobal(QCursor.pos())):
            self.close()
        return False

    def _follow(self, box: EdgeHint, at: QPointF) -> None:
        over = self._view.hit(*self._view.to_scene(at)).subject
        if over != box.edge and not self._near(box, at.toPoint()):
            self.close()

    @staticmethod
    def _near(box: QWidget, at: QPoint) -> bool:
        return box.geometry().adjusted(-BRIDGE, -BRIDGE, BRIDGE, BRIDGE).contains(at)
