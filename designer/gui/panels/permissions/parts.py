"""The smaller parts of the Permissions tab: its filter, and what stands in the place of an empty list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTreeView, QWidget

from designer.gui.icons import ui_icon
from designer.gui.theme import theme
from designer.gui.widgets import Button, label, vbox


class FilterField(QLineEdit):
    """The filter above a list: the arrow down goes on to the list, Esc empties it."""

    def __init__(self, target: QTreeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self.setPlaceholderText("Filter")
        self.setToolTip("Words of an action, a node, a service, a resource or a condition; all must be there")
        self.setAccessibleName("Filter the permissions by action, node or service")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(theme().px(120))
        self._glass = self.addAction(ui_icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        theme().changed.connect(lambda: self._glass.setIcon(ui_icon("search")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self._target.model()
        if event.key() == Qt.Key.Key_Down and model.rowCount():
            self._target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self._target.currentIndex().isValid():
                self._target.setCurrentIndex(model.index(0, 0))
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Message(QWidget):
    """What stands in the place of a list: what is so, why, and a way out."""

    def __init__(self) -> None:
        super().__init__()
        layout = vbox(self, margins=(16, 16, 16, 16), spacing=4)
        self._first = label("", "strong", wrap=True)
        self._second = label("", "small", "text2", wrap=True)
        self._second.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.link = Button("", link=True)
        for widget in (self._first, self._second, self.link):
            layout.addWidget(widget)
        layout.addStretch(1)

    @property
    def text(self) -> str:
        return f"{self._first.text()}\n{self._second.text()}".strip()

    def say(self, first: str, second: str, link: str) -> None:
        self._first.setText(first)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self.link.setText(link)
        self.link.setVisible(bool(link))
