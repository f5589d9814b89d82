"""The command palette (Ctrl+K): fixes, commands, services and nodes, found by a few letters.

`>` looks among commands only, `@` among nodes, `#` among problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.gui.icons import ui_pixmap
from designer.gui.theme import theme
from designer.gui.widgets import hbox, key_caps, keys_of, label, rule, vbox

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

from designer.gui.finder import Entries, Entry

WIDTH = 640
Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.query = ""

    def show(self, entries: list[Entry], query: str) -> None:
        self.beginResetModel()
        self.entries, self.query = entries, query
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text or entry.section
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.text}, {entry.second}" if entry.text else entry.section
        return entry if role == ENTRY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usable = bool(self.entries[index.row()].text)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if usable else Qt.ItemFlag.NoItemFlags


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().px(36 if index.data(ENTRY).text else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme()
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        inner = rect.adjusted(16, 0, -16, 0)
        if not entry.text:
            painter.setFont(t.font("small", bold=True))
            painter.setPen(t.color("text2"))
            painter.drawText(inner.adjusted(0, 0, 0, -4), Qt.AlignmentFlag.AlignBottom, entry.section)
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, t.color("accentweak"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, t.color("panel2"))
        sign = entry.sign() if entry.sign else QPixmap()
        if not sign.isNull():
            size = sign.deviceIndependentSize().toSize()
            middle = inner.left() + t.px(9)
            painter.drawPixmap(QPoint(middle - size.width() // 2, inner.center().y() - size.height() // 2 + 1), sign)
        right = self._keys(painter, inner, entry.keys)
        text = QRect(inner.left() + t.px(32), inner.top(), right - inner.left() - t.px(32) - 8, inner.height())
        end = self._highlighted(painter, text, entry.text, index.model().query)  # type: ignore[attr-defined]
        room = QRect(end + 12, text.top(), text.right() - end - 12, text.height())
        if entry.second and room.width() > 40:
            font = t.font("small")
            painter.setFont(font)
            painter.setPen(t.color("text2"))
            cut = QFontMetrics(font).elidedText(entry.second, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _highlighted(self, painter: QPainter, rect: QRect, text: str, query: str) -> int:
        """The text with what was typed in bold; returns where it ends."""
        t = theme()
        plain, bold = t.font(), t.font(bold=True)
        folded, word = text.casefold(), query.casefold()
        at = folded.find(word) if word and len(folded) == len(text) else -1
        pieces = [(text, plain)] if at < 0 else [
            (text[:at], plain), (text[at : at + len(word)], bold), (text[at + len(word) :], plain)
        ]  # fmt: skip
        painter.setPen(t.color("text"))
        x = rect.left()
        for piece, font in pieces:
            metrics = QFontMetrics(font)
            room = rect.right() - x
            if not piece or room < 12:
                continue
            cut = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.drawText(QRect(x, rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, cut)
            x += metrics.horizontalAdvance(cut)
        return x

    def _keys(self, painter: QPainter, rect: QRect, shortcut: str) -> int:
        """Key caps from the right; returns where they begin."""
        t = theme()
        font = t.font("caption")
        metrics = QFontMetrics(font)
        right = rect.right()
        for key in reversed(keys_of(shortcut)):
            width = max(metrics.horizontalAdvance(key) + 12, t.px(18))
            height = t.px(18)
            box = QRect(right - width + 1, rect.center().y() - height // 2, width, height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(t.color("line"))
            painter.setBrush(t.color("panel2"))
            painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(t.color("text2"))
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
            right -= width + 4
        return right


class CommandPalette(QWidget):
    """A veil over the window with the palette on it; it closes by Esc, a click beside it, or when something ran."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._entries = Entries(window)
        self._model = _Model(self)
        self._before: QWidget | None = None
        self.setAccessibleName("Command palette")
        self._box = QFrame(self)
        self._box.setProperty("popover", True)
        self.field = QLineEdit()
        self.field.setProperty("bare", True)
        self.field.setAccessibleName("Search commands, services and nodes")
        self.field.setPlaceholderText("Search commands, services, nodes")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("What was found")
        self.list.clicked.connect(self._run)
        top = hbox(margins=(16, 8, 16, 8), spacing=12)
        self._glass = QLabel()
        top.addWidget(self._glass)
        top.addWidget(self.field, 1)
        top.addWidget(key_caps("Esc"))
        self._nothing = label("Nothing is called that.", "", "text2")
        self._nothing.setContentsMargins(16, 12, 16, 12)
        layout = vbox(self._box, margins=(1, 1, 1, 1))
        layout.addLayout(top)
        layout.addWidget(rule())
        layout.addWidget(self._nothing)
        layout.addWidget(self.list, 1)
        layout.addWidget(rule())
        layout.addWidget(self._foot())
        self.hide()
        window.installEventFilter(self)

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = hbox(foot, margins=(16, 6, 16, 6), spacing=6)
        for keys, text in (("Up", "choose"), ("Return", "run")):
            row.addWidget(key_caps(keys) if keys != "Up" else _cap("↑ ↓"))
            row.addWidget(label(text, "small", "text2"))
            row.addSpacing(8)
        row.addStretch(1)
        for sign, text in ((">", "commands"), ("@", "nodes"), ("#", "problems")):
            row.addWidget(_cap(sign))
            row.addWidget(label(text, "small", "text2"))
        return foot

    # -- opening and closing

    def open(self, text: str = "") -> None:
        if not self.isVisible():
            self._before = self._window.focusWidget()
        self._glass.setPixmap(ui_pixmap("search", "text"))
        self._place()
        self.show()
        self.raise_()
        self.field.setText(text)
        self._search(text)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.setCursorPosition(len(text))

    def close_palette(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        t = theme()
        width = min(t.px(WIDTH), self.width() - 48)
        rows = sum(t.px(36 if entry.text else 32) for entry in self._model.entries) or t.px(44)
        height = min(rows + t.px(96), t.px(440), self.height() - t.px(112) - 48)
        self._box.setGeometry((self.width() - width) // 2, min(t.px(112), self.height() // 8), width, height)

    def _search(self, text: str) -> None:
        self._window.actions_.refresh()
        entries = self._entries.find(text)
        self._model.show(entries, text.lstrip(">@#").strip())
        self.list.setVisible(bool(entries))
        self._nothing.setVisible(not entries)
        self._place()
        first = next((row for row, entry in enumerate(entries) if entry.text), None)
        if first is not None:
            self.list.setCurrentIndex(self._model.index(first))
            self.list.scrollToTop()

    def _move(self, step: int) -> None:
        rows = [row for row, entry in enumerate(self._model.entries) if entry.text]
        if not rows:
            return
        row = self.list.currentIndex().row()
        at = rows.index(row) if row in rows else -1
        index = self._model.index(rows[(at + step) % len(rows)])
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if isinstance(entry, Entry) and entry.run is not None:
            self.close_palette()
            entry.run()

    # -- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in steps:
                self._move(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = theme().color("text" if theme().name == "light" else "canvas", 0.22 if theme().name == "light" else 0.6)
        painter.fillRect(event.rect(), veil)
        painter.end()


def _cap(text: str) -> QLabel:
    cap = QLabel(text)
    cap.setProperty("keycap", True)
    cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return cap
