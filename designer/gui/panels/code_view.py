"""A read-only text with line numbers, the look's code colours, and the lines of the selection marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from designer.gui.theme import theme

HIGHLIGHT_UP_TO = 400_000  # characters; longer files are shown plain


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines `first` to `last` (from 1) on the ground and with the bar of a token's colour; `text` names them."""

    first: int
    last: int
    color: str  # "accent" for the selected node, an edge's model colour for what a connection caused
    text: str = ""


class Highlighter(QSyntaxHighlighter):
    """Colours from pygments: the whole text is read once, each block takes its pieces."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._pieces: list[list[tuple[int, int, str]]] = []

    def set_language(self, name: str, text: str) -> None:
        self._pieces = pieces(name, text) if len(text) <= HIGHLIGHT_UP_TO else []
        self.rehighlight()

    def highlightBlock(self, _text: str) -> None:
        number = self.currentBlock().blockNumber()
        if number < len(self._pieces):
            for start, length, token in self._pieces[number]:
                form = QTextCharFormat()
                form.setForeground(theme().color(token))
                self.setFormat(start, length, form)


def pieces(file: str, text: str) -> list[list[tuple[int, int, str]]]:
    """The coloured pieces of each line: start, length, token of the look."""
    from pygments.lexers import get_lexer_for_filename
    from pygments.token import Comment, Keyword, Name, Number, String
    from pygments.util import ClassNotFound

    try:
        # The lexer is chosen by the file's name alone, so no text of a design can choose one.
        lexer = get_lexer_for_filename(file.rpartition("/")[2], stripnl=False, ensurenl=False)
    except ClassNotFound:
        return []
    lines: list[list[tuple[int, int, str]]] = [[]]
    table = (
        (Comment, "c_com"), (Keyword.Constant, "c_num"), (Keyword.Type, "c_type"), (Name.Tag, "c_key"),
        (Name.Attribute, "c_key"), (Name.Class, "c_type"), (Name.Function, "c_fn"), (Name.Decorator, "c_fn"),
        (Name.Builtin, "c_fn"), (Keyword, "c_key"), (String, "c_str"), (Number, "c_num"),
    )  # fmt: skip
    yaml = file.endswith((".yaml", ".yml"))
    at = 0
    for kind, value in lexer.get_tokens(text):
        color = next((token for parent, token in table if kind in parent), "")
        if yaml and kind in Keyword.Type:
            color = "c_fn"  # YAML's tags: the intrinsic functions
        elif yaml and not color and value.startswith(("AWS::", "Custom::")):
            color = "c_type"
        elif yaml and not color and _is_number(value):
            color = "c_num"
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
                at = 0
            if color and part:
                lines[-1].append((at, len(part), color))
            at += len(part)
    return lines


def _is_number(text: str) -> bool:
    text = text.strip()
    return text in ("true", "false", "null") or text.replace(".", "", 1).removeprefix("-").isdigit()


class _Numbers(QWidget):
    """The area left of the text: line numbers, and the bars of marked lines."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers(event)


class CodeView(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("code", True)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Code")
        self._file = ""
        self._marks: tuple[Mark, ...] = ()
        self._highlighter = Highlighter(self.document())
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._scrolled)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme().code_font())
        self.document().setDocumentMargin(0)
        self._make_room()
        self._highlighter.rehighlight()
        self._show_marks()

    def show_file(self, name: str, text: str) -> None:
        """Show a file; the place is kept when it is the same file in a new state."""
        if name == self._file and text == self.toPlainText():
            return
        place = self.verticalScrollBar().value() if name == self._file else 0
        self._file = name
        self.setPlainText(text)
        self._highlighter.set_language(name, text)
        self.verticalScrollBar().setValue(place)
        self._show_marks()

    def set_marks(self, marks: Sequence[Mark], *, follow: bool) -> None:
        """Mark lines; `follow` scrolls to the first."""
        changed = tuple(marks) != self._marks
        self._marks = tuple(marks)
        self._show_marks()
        if follow and changed and marks:
            self.go_to(marks[0].first)

    def go_to(self, line: int) -> None:
        """Scroll so that a line stands near the top."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.verticalScrollBar().setValue(max(0, block.firstLineNumber() - 1))

    def _ground(self, mark: Mark) -> QColor:
        return theme().color("accentweak") if mark.color == "accent" else theme().color(mark.color, 0.09)

    def _show_marks(self) -> None:
        selections: list[QTextEdit.ExtraSelection] = []
        for mark in self._marks:
            for number in range(mark.first, mark.last + 1):
                block = self.document().findBlockByNumber(number - 1)
                if not block.isValid():
                    break
                selection = QTextEdit.ExtraSelection()
                selection.format.setBackground(self._ground(mark))
                selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                selection.cursor = QTextCursor(block)
                selections.append(selection)
        self.setExtraSelections(selections)
        self._numbers.update()

    # -- line numbers

    def numbers_width(self) -> int:
        digits = max(3, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + 32

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        rect = self.contentsRect()
        self._numbers.setGeometry(QRect(rect.left(), rect.top(), self.numbers_width(), rect.height()))

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)

    def paint_numbers(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), t.color("panel"))
        painter.setFont(self.font())
        marked = {n: mark for mark in reversed(self._marks) for n in range(mark.first, mark.last + 1)}
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        width = self._numbers.width()
        while block.isValid() and top <= event.rect().bottom():
            height = self.blockBoundingRect(block).height()
            line = block.blockNumber() + 1
            mark = marked.get(line)
            place = QRect(0, round(top), width, round(top + height) - round(top))
            if mark is not None:
                painter.fillRect(place, t.color("panel"))
                painter.fillRect(place, self._ground(mark))
                painter.fillRect(QRect(0, place.top(), 3, place.height()), t.color(mark.color))
            painter.setPen(t.color("text" if mark else "text3"))
            painter.drawText(place.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignRight, str(line))
            block = block.next()
            top += height
        painter.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().color("text2"))
        for mark in self._marks:
            block = self.document().findBlockByNumber(mark.first - 1)
            if not mark.text or not block.isValid():
                continue
            box = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            free = box.left() + self.fontMetrics().horizontalAdvance(block.text()) + 24
            place = QRect(free, box.top(), self.viewport().width() - free - 12, box.height())
            if place.width() > 80 and event.rect().intersects(place):
                cut = painter.fontMetrics().elidedText(mark.text, Qt.TextElideMode.ElideLeft, place.width())
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.end()
