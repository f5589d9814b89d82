"""The right dock: the page of what is selected, and what it becomes in code."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from designer.gui.document import Document
from designer.gui.panels.inspector.connect_page import ConnectPage
from designer.gui.panels.inspector.more_pages import DesignPage, GroupPage, ManyPage, NotePage
from designer.gui.panels.inspector.pages import EdgePage, NodePage, Page
from designer.gui.theme import theme
from designer.gui.widgets import Button, ElidedLabel, hbox, rule, vbox
from designer.model.design import Subject
from designer.tools.base import Connecting


class Inspector(QWidget):
    """Follows the selection.  `activate` and `code_wanted` ask the window to show something elsewhere."""

    activate = Signal(object)  # Subject
    code_wanted = Signal()
    menu_wanted = Signal(QWidget)
    choice_wanted = Signal(str)  # the id of a guide
    permissions_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self.setMinimumWidth(280)
        self.setAccessibleName("Inspector")
        self._document = document
        self._page: Page | None = None
        self._link: Connecting | None = None
        self._has_lines = False
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._footer = QWidget()
        self._becomes = ElidedLabel(role="small", ink="text2")
        show = Button("Show in code", link=True)
        show.clicked.connect(self.code_wanted)
        row = hbox(self._footer, margins=(16, 8, 16, 8))
        row.addWidget(self._becomes, 1)
        row.addWidget(show)
        self._line = rule()
        layout = vbox(self)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._line)
        layout.addWidget(self._footer)
        self.set_lines(None, "")
        # Many changes in a row (a drag, an undo of a hundred steps) are shown once.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        document.design_changed.connect(self._later.start)
        document.selection_changed.connect(self._later.start)
        document.findings_changed.connect(self._show_findings)
        theme().changed.connect(self._rebuild)
        self.refresh()

    @property
    def page(self) -> Page | None:
        return self._page

    def sizeHint(self) -> QSize:
        return QSize(theme().px(312), 600)

    def set_lines(self, lines: int | None, target: str) -> None:
        """How many lines of code the selection becomes; None hides the foot."""
        self._has_lines = lines is not None
        self._becomes_shown(self._link is None)
        if lines is not None:
            self._becomes.setText(f"Becomes {lines} line{'' if lines == 1 else 's'} of {target}")

    def focus_property(self, path: str) -> bool:
        """Put the cursor into the field of a property."""
        self.refresh()
        return self._page is not None and self._page.focus_property(path)

    def focus_title(self) -> None:
        """Put the cursor into the title, or into the first field where there is none."""
        self.refresh()
        page = self._page
        if page is None:
            return
        fields = page.findChildren(QLineEdit)
        target = next((f for f in fields if f.property("title")), None) or next(iter(fields), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            target.selectAll()
        elif (text := page.findChild(QPlainTextEdit)) is not None:
            text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Show what is selected now."""
        self._later.stop()
        key = self._wanted()
        if self._page is None or self._page.key != key:
            self._show(self._make())
        else:
            self._page.refresh()

    def _show_findings(self) -> None:
        if self._later.isActive():
            self.refresh()
        elif self._page is not None:
            self._page.refresh_findings()

    def _rebuild(self) -> None:
        self.setMinimumWidth(theme().px(280))
        self._show(self._make())

    def _show(self, page: Page) -> None:
        page.menu_wanted.connect(self.menu_wanted)
        page.choice_wanted.connect(self.choice_wanted)
        page.permissions_wanted.connect(self.permissions_wanted)
        self._page = page
        old = self._scroll.takeWidget()
        self._scroll.setWidget(page)
        if old is not None:
            old.deleteLater()

    def show_connecting(self, link: Connecting | None) -> None:
        """While a connection is made, answer where it may lead."""
        if (link is None) == (self._link is None) and (
            link is None or self._link is None or link.source == self._link.source
        ):
            return
        self._link = link
        self._becomes_shown(link is None)
        self.refresh()

    def _becomes_shown(self, shown: bool) -> None:
        self._footer.setVisible(shown and self._has_lines)
        self._line.setVisible(shown and self._has_lines)

    def _wanted(self) -> object:
        document = self._document
        if self._link is not None:
            return ("connect", self._link.source)
        selection = document.editor.selection
        if not selection:
            return ("design",)
        if len(selection) > 1:
            return ("many", selection)
        subject = next(iter(selection))
        if subject.kind == "node":
            return NodePage.key_of(document, subject.id)
        if subject.kind == "edge":
            return EdgePage.key_of(document, subject.id)
        if subject.kind == "group":
            return ("group", subject.id, document.design.groups[subject.id].kind)
        return ("note", subject.id)

    def _make(self) -> Page:
        document, selection = self._document, self._document.editor.selection
        if self._link is not None:
            return ConnectPage(document, self._link)
        if not selection:
            return DesignPage(document)
        if len(selection) > 1:
            return ManyPage(document, selection)
        subject = next(iter(selection))
        if subject.kind == "node":
            return NodePage(document, subject.id, self._activate)
        if subject.kind == "edge":
            return EdgePage(document, subject.id, self._activate)
        if subject.kind == "group":
            return GroupPage(document, subject.id)
        return NotePage(document, subject.id)

    def _activate(self, subject: Subject) -> None:
        self.activate.emit(subject)
