"""The head of a page: tile, title and id, which can be changed in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.icons import ui_icon
from designer.gui.theme import theme
from designer.gui.widgets import ElidedLabel, hbox, label, mark, vbox
from designer.model.design import Design, Subject


class Header(QWidget):
    """Tile, title and id; both can be changed in place.  `menu_wanted` is the three dots."""

    menu_wanted = Signal(QWidget)

    def __init__(
        self, pixmap: QPixmap | None, title: str, second: str, *, title_field: str = "", id_field: str = "",
        menu: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = hbox(self, margins=(0, 0, 0, 4), spacing=8)
        if pixmap is not None:
            sign = QLabel()
            sign.setPixmap(pixmap)
            sign.setFixedSize(pixmap.deviceIndependentSize().toSize())
            layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = vbox(spacing=0)
        self.title = self._line(title, title_field, "title")
        self.second = self._line(second, id_field, "ident")
        column.addWidget(self.title)
        column.addWidget(self.second)
        layout.addLayout(column, 1)
        if menu:
            more = QToolButton()
            more.setIcon(ui_icon("more"))
            more.setAccessibleName("More actions")
            more.setToolTip("More actions")
            more.clicked.connect(lambda: self.menu_wanted.emit(more))
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)

    def _line(self, text: str, field: str, kind: str) -> QLineEdit | QLabel:
        if not field:
            if kind == "title":
                made: QLabel = label(text, "heading", wrap=True)
            else:
                made = ElidedLabel(text, "small", "text2", Qt.TextElideMode.ElideMiddle)
            made.setContentsMargins(4, 2, 0, 0)
            return made
        line = QLineEdit(text)
        line.setCursorPosition(0)
        line.setProperty(kind, True)
        line.setAccessibleName(field)
        line.setToolTip(field)
        if kind == "ident":
            line.setFont(theme().code_font("small"))
        return line


class TitleEdit(QObject):
    """Lets a header's title line change a record's title: typing is one undo step."""

    def __init__(self, document: Document, subject: Subject, line: QLineEdit, field: str = "title") -> None:
        super().__init__(line)
        self._document, self._subject, self._line, self._field = document, subject, line, field
        line.textEdited.connect(self._edit)
        line.installEventFilter(self)
        self._run = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._run += 1
        return False

    def _edit(self, text: str) -> None:
        subject, field = self._subject, self._field
        merge = f"{subject} {field} {self._run}"
        self._document.execute(commands.set_fields("Rename", [subject], merge, **{field: text}))

    def refresh(self, text: str) -> None:
        if self._line.text() != text:
            self._line.setText(text)
            self._line.setCursorPosition(0)


class IdEdit(QObject):
    """Lets a header's second line change a record's id; every reference follows."""

    def __init__(self, document: Document, subject: Subject, line: QLineEdit) -> None:
        super().__init__(line)
        self._document, self._subject, self._line = document, subject, line
        line.editingFinished.connect(self._commit)
        line.textEdited.connect(self._look)
        line.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self._line.setText(self._subject.id)
            self._look(self._subject.id)
            return True
        return False

    def _look(self, text: str) -> None:
        wrong = wrong_id(self._document.design, self._subject.id, text)
        mark(self._line, "invalid", bool(wrong))
        self._line.setToolTip(wrong or "Id")

    def _commit(self) -> None:
        text = self._line.text().strip()
        if text == self._subject.id:
            return
        if wrong_id(self._document.design, self._subject.id, text):
            self._line.setText(self._subject.id)
            self._look(self._subject.id)
            return
        self._document.execute(commands.rename(self._subject, text))


def wrong_id(design: Design, old: str, new: str) -> str:
    """Why a text is no id for a record of the design; empty where it is one."""
    try:
        commands.check_id(design, old, new)
    except commands.EditError as error:
        return str(error)
    return ""
