"""The palette: every service by category, found by name, dragged onto the canvas or placed by keyboard.

A search finds every CloudFormation type too; their names are read when the search is first used.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)

from designer.gui.icons import ui_icon
from designer.gui.panels.palette_model import HEAD, WORD, Head, PaletteDelegate, PaletteModel
from designer.gui.theme import theme
from designer.gui.widgets import key_caps, rule, vbox
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.schemas import schemas


class PaletteList(QListView):
    """The list; a head folds at a click, Enter or the arrows, a service is placed or dragged."""

    placed = Signal(str)

    def __init__(self, model: PaletteModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._model = model
        self.setItemDelegate(PaletteDelegate(self))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Services")
        self.setAccessibleDescription("Enter places the service on the canvas")

    def startDrag(self, actions: Qt.DropAction) -> None:
        indexes = [index for index in self.selectedIndexes() if index.data(WORD)]
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        # The canvas shows the card itself under the pointer.
        empty = QPixmap(1, 1)
        empty.fill(Qt.GlobalColor.transparent)
        drag.setPixmap(empty)
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        head = self.indexAt(event.position().toPoint()).data(HEAD)
        if head is not None and head.category and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(head)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        word = self.indexAt(event.position().toPoint()).data(WORD)
        if word is not None:
            self.placed.emit(word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        head, word = index.data(HEAD), index.data(WORD)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if head is not None:
                self._toggle(head)
            elif word is not None:
                self.placed.emit(word)
        elif head is not None and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if head.folded == (event.key() == Qt.Key.Key_Right):
                self._toggle(head)
        else:
            super().keyPressEvent(event)

    def _toggle(self, head: Head) -> None:
        if head.category is None:
            return
        place = self.verticalScrollBar().value()
        self._model.toggle(head.category)
        self.verticalScrollBar().setValue(place)
        for row in range(self._model.rowCount()):
            index = self._model.index(row)
            if isinstance(index.data(HEAD), Head) and index.data(HEAD).category == head.category:
                self.setCurrentIndex(index)


class SearchField(QLineEdit):
    """The search; its key is shown until something is typed, arrows go on to the list."""

    used = Signal()  # it has the cursor

    def __init__(self, target: PaletteList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self.setPlaceholderText("Service or type")
        self.setAccessibleName("Find a service or CloudFormation type")
        self.setClearButtonEnabled(False)
        self._glass = self.addAction(ui_icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._cap = key_caps("/")
        self._cap.setParent(self)
        self.textChanged.connect(lambda text: self._cap.setVisible(not text))
        theme().changed.connect(lambda: self._glass.setIcon(ui_icon("search")))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.used.emit()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        size = self._cap.sizeHint()
        self._cap.setGeometry(
            self.width() - size.width() - 6, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self._target.model()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and model.rowCount():
            self._target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._target.setCurrentIndex(model.index(0, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text() and model.rowCount():
            rows = (model.index(row, 0).data(WORD) for row in range(model.rowCount()))
            if (word := next((word for word in rows if word is not None), None)) is not None:
                self._target.placed.emit(word)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class Palette(QWidget):
    """The left dock's content.  `placed` names the service or CloudFormation type that is wanted on the canvas."""

    placed = Signal(str)
    generic_wanted = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self.setMinimumWidth(184)
        self._model = PaletteModel(catalogue, self)
        self.list = PaletteList(self._model)
        self.search = SearchField(self.list)
        self.search.textChanged.connect(self._model.search)
        self._types = Latest(0, self)  # 2,000 names are too long for a key's frame
        self._types.done.connect(lambda _names: self._model.take_types(partial(schemas().find, most=500)))
        self.search.used.connect(self._read_types)
        self.list.placed.connect(self.placed)
        top = QWidget()
        vbox(top, margins=(12, 12, 12, 8)).addWidget(self.search)
        self._generic = QPushButton("  Any CloudFormation type")
        self._generic.setProperty("foot", True)
        self._generic.setAccessibleName("Any CloudFormation type")
        self._generic.clicked.connect(self.generic_wanted)
        layout = vbox(self)
        layout.addWidget(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(rule())
        layout.addWidget(self._generic)
        theme().changed.connect(self._tint)
        self._tint()
        theme().changed.connect(self.list.doItemsLayout)

    def _read_types(self) -> None:
        self.search.used.disconnect(self._read_types)
        self._types.ask(lambda: len(schemas().types), now=True)

    def close_down(self) -> None:
        """Wait for what is being read."""
        self._types.close()

    def sizeHint(self) -> QSize:
        return QSize(216, 600)

    def _tint(self) -> None:
        self._generic.setIcon(ui_icon("plus"))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
