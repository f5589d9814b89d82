"""A list to pick one thing from, with a search: a property, another node's attribute, a resource type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.gui.theme import theme
from designer.gui.widgets import label, vbox

MOST = 200  # rows shown at a time; the search finds the others
CHOICE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: what it is called, what kind of thing it is, and what is picked."""

    text: str
    second: str
    value: Any
    help: str = ""


class Picker(QFrame):
    """A popup below a button; `picked` carries the value of the row that was chosen, and the popup closes.

    `free` may turn what was typed into a choice that is not in the list.
    """

    picked = Signal(object)

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice],
        parent: QWidget,
        free: Callable[[str], Choice | None] = lambda _text: None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._free = free
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("popover", True)
        self.setAccessibleName(name)
        self._choices = choices
        self.search = QLineEdit()
        self.search.setPlaceholderText(name)
        self.search.setAccessibleName(name)
        self.search.installEventFilter(self)
        self.search.textEdited.connect(self._fill)
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(_Delegate(self._list))
        self._list.itemClicked.connect(self._take)
        self._list.itemActivated.connect(self._take)
        self._none = label("", "small", "text2")
        layout = vbox(self, margins=(8, 8, 8, 8), spacing=6)
        layout.addWidget(self.search)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._none)
        self._fill("")

    def show_below(self, widget: QWidget) -> None:
        """Below a widget and as wide as it, within the screen; above it where there is no room below."""
        width = max(widget.width(), theme().px(260))
        height = self._height(9)
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        if place.y() + height > screen.bottom():
            place.setY(max(screen.top(), widget.mapToGlobal(QPoint(0, 0)).y() - height - 2))
        place.setX(max(screen.left(), min(place.x(), screen.right() - width)))
        self._open(place, QSize(width, height))

    def show_over(self, widget: QWidget) -> None:
        """In the upper middle of a window."""
        size = QSize(min(theme().px(460), widget.width()), self._height(12))
        left = (widget.width() - size.width()) // 2
        self._open(widget.mapToGlobal(QPoint(left, widget.height() // 6)), size)

    def _height(self, most: int) -> int:
        rows = min(max(self._list.count(), 1), most)
        return theme().px(28) * rows + theme().px(56) + (theme().px(20) if self._none.text() else 0)

    def _open(self, place: QPoint, size: QSize) -> None:
        self.resize(size)
        self.move(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, text: str) -> None:
        words = text.casefold().replace("::", " ").split()
        found = [c for c in self._choices if all(word in f"{c.text} {c.second}".casefold() for word in words)]
        if words:
            found.sort(key=lambda choice: not _begins(choice.text, words[0]))
        if (own := self._free(text.strip())) is not None and all(own.value != choice.value for choice in found):
            found.append(own)
        self._list.clear()
        for choice in found[:MOST]:
            item = QListWidgetItem(choice.text)
            item.setData(CHOICE, choice)
            item.setToolTip(choice.help)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{choice.text}, {choice.second}")
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        more = f"{len(found) - MOST} more" if len(found) > MOST else ""
        self._none.setText(more if found else "Nothing of that name")
        self._none.setVisible(bool(self._none.text()))

    def _take(self, item: QListWidgetItem) -> None:
        choice: Choice = item.data(CHOICE)
        self.close()
        self.picked.emit(choice.value)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the cursor stays in the search, Enter takes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in steps:
                row = self._list.currentRow() + steps[Qt.Key(event.key())]
                self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if (item := self._list.currentItem()) is not None:
                    self._take(item)
                return True
        return False


def _begins(text: str, word: str) -> bool:
    """Whether the text, or a part of a type's name, begins with a word."""
    return any(part.startswith(word) for part in text.casefold().split("::"))


class _Delegate(QStyledItemDelegate):
    """Name at the left, kind at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Any) -> QSize:
        return QSize(100, theme().px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        t = theme()
        choice: Choice = index.data(CHOICE)
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.color("accentweak" if chosen else "panel2"))
            painter.drawRoundedRect(rect, 6, 6)
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setFont(t.font("small"))
        painter.setPen(t.color("text2"))
        metrics = painter.fontMetrics()
        second = metrics.elidedText(choice.second, Qt.TextElideMode.ElideRight, inner.width() * 2 // 5)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, second)
        room = inner.width() - metrics.horizontalAdvance(second) - 10
        painter.setFont(t.font())
        painter.setPen(t.color("text"))
        text = painter.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
