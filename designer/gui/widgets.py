"""The small controls that several panels share: labels, key caps, segmented switches, sections, boxes of findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.gui.icons import ui_icon
from designer.gui.theme import theme

LabelRole = Literal["", "display", "title", "heading", "strong", "small", "caption"]
Ink = Literal["", "text2", "text3", "accent", "error", "warning", "ok"]


def label(text: str = "", role: LabelRole = "", ink: Ink = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the look's roles and colours; its text is plain."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("ink", ink)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def key_caps(shortcut: str, ink: str = "") -> QWidget:
    """A shortcut as key caps, one a key."""
    row = QWidget()
    layout = hbox(row, spacing=4)
    for key in keys_of(shortcut):
        cap = QLabel(key)
        cap.setProperty("keycap", True)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
    row.setAccessibleName(native(shortcut))
    return row


def native(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def keys_of(shortcut: str) -> list[str]:
    """The keys of a shortcut, as this platform names them."""
    text = native(shortcut)
    if not text:
        return []
    return [*text[:-2].split("+"), "+"] if text.endswith("++") else text.split("+")


def hbox(
    parent: QWidget | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 8
) -> QHBoxLayout:
    layout = QHBoxLayout(parent) if parent else QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout


def vbox(
    parent: QWidget | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0
) -> QVBoxLayout:
    layout = QVBoxLayout(parent) if parent else QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go with the next turn of the event loop."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def rule(direction: Literal["h", "v"] = "h") -> QFrame:
    """A separator."""
    line = QFrame()
    line.setProperty("rule", direction)
    return line


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a changed property."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        repolish(widget)


class Button(QPushButton):
    """A push button: plain, or the one primary of its view, or a link."""

    def __init__(
        self, text: str, *, primary: bool = False, small: bool = False, link: bool = False, icon: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("", parent)
        self._icon = icon
        self.setText(text)
        self.setProperty("primary", primary)
        self.setProperty("small", small)
        self.setProperty("link", link)
        self.setAutoDefault(False)
        self._primary = primary
        if link:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if icon:
            theme().changed.connect(self._tint)
            self._tint()

    def setText(self, text: str) -> None:
        """Set the text; a style sheet leaves no gap between icon and text, so a space does."""
        self.setAccessibleName(text)
        super().setText((" " if self._icon else "") + text.replace("&", "&&"))

    def _tint(self) -> None:
        self.setIcon(ui_icon(self._icon, "onaccent" if self._primary else "text2"))


class ElidedLabel(QLabel):
    """A label that is cut with an ellipsis where it does not fit, with the whole text in the tooltip."""

    def __init__(
        self, text: str = "", role: LabelRole = "", ink: Ink = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("ink", ink)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)
        self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        rect = self.contentsRect()
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, flags, metrics.elidedText(self.text(), self._mode, rect.width()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def _tell(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")


class Segmented(QWidget):
    """A switch between a few values, side by side."""

    chosen = Signal(object)

    def __init__(self, name: str, values: Sequence[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in values]
        layout = hbox(self, spacing=0)
        for number, (_value, text) in enumerate(values):
            button = QToolButton()
            button.setText(text)
            button.setAccessibleName(f"{name}: {text}")
            button.setCheckable(True)
            button.setProperty("segment", True)
            place = "first" if number == 0 else "last" if number == len(values) - 1 else "middle"
            button.setProperty("place", place)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            layout.addWidget(button, max(len(text), 4))
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))
        self._reserve()
        theme().changed.connect(self._reserve)

    def _reserve(self) -> None:
        """As wide as the bold text of the chosen one, so that nothing moves."""
        for button in self._group.buttons():
            metrics_font = theme().font("body", bold=True)
            button.ensurePolished()
            button.setMinimumWidth(QFontMetrics(metrics_font).horizontalAdvance(button.text()) + 16)

    @property
    def value(self) -> object:
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: object) -> None:
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            return
        checked = self._group.checkedButton()
        if checked is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def buttons(self) -> Iterable[QAbstractButton]:
        return self._group.buttons()


class Section(QWidget):
    """A part of a form or page with a head that folds it."""

    toggled = Signal(bool)

    def __init__(self, title: str, *, folded: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = vbox(self)
        self.head = QPushButton(title.replace("&", "&&"))
        self.head.setProperty("section", True)
        self.head.setCheckable(True)
        self.head.setAutoDefault(False)
        self.head.setChecked(not folded)
        self.head.toggled.connect(self._fold)
        self.body = QWidget()
        self.content = vbox(self.body, margins=(0, 2, 0, 8), spacing=0)
        layout.addWidget(self.head)
        layout.addWidget(self.body)
        theme().changed.connect(self._tint)
        self._fold(not folded)

    def _fold(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self._tint()
        self.toggled.emit(opened)

    def _tint(self) -> None:
        opened = self.head.isChecked()
        self.head.setIcon(ui_icon("chevd" if opened else "chev", on="text2", size=14))
        self.head.setAccessibleDescription("unfolded" if opened else "folded")


class ClickRow(QFrame):
    """A row that can be clicked or activated by keyboard as a whole."""

    clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._over = False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._over:
            painter.setBrush(theme().color("panel2"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()
