"""The Problems tab: every finding as a row; the current one says why and offers its fix.

One model, one delegate; the rows' buttons and links are painted, and also reached by keyboard: Alt+Enter applies the
fix of the current row, F8 goes to the next, Enter shows the subject with the cursor in the property's field.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QWidget,
)

from designer.editing import commands
from designer.gui.accept_dialog import ask
from designer.gui.document import Document
from designer.gui.panels.inspector.form import open_link
from designer.gui.panels.problem_rows import FINDING, Index, Part, ProblemsDelegate, ProblemsModel
from designer.gui.theme import theme
from designer.gui.widgets import label, vbox
from designer.model.finding import Finding, Severity


class ProblemsView(QListView):
    activated_finding = Signal(object)
    edit_wanted = Signal(object)
    fix_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)  # Finding, on the screen

    def __init__(self, model: ProblemsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._delegate = ProblemsDelegate(self, model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setAccessibleName("Problems")
        self.setAccessibleDescription("Enter shows the subject and its field, Alt+Enter applies the fix")

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _part(self, event: QMouseEvent) -> tuple[QModelIndex, Part | None]:
        point = event.position().toPoint()
        index = self.indexAt(point)
        part = self._delegate.part_at(index, self.visualRect(index), point) if index.isValid() else None
        return index, part

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        _index, part = self._part(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor)
        self.viewport().update()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, part = self._part(event)
        if part is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
                self.activated_finding.emit(index.data(FINDING))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index, part = self._part(event)
        if event.button() == Qt.MouseButton.LeftButton and part is Part.FIX:
            self.fix_wanted.emit(index.data(FINDING))
        elif event.button() == Qt.MouseButton.LeftButton and part is Part.DOC:
            open_link(index.data(FINDING).doc)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not event.modifiers():
            self.edit_wanted.emit(index.data(FINDING))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            place = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menu_wanted.emit(index.data(FINDING), self.viewport().mapToGlobal(place))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().event(event)


class Problems(QWidget):
    """The tab.  `show_subject` asks the window to select and centre a subject."""

    show_subject = Signal(object)  # Finding
    edit_wanted = Signal(object)  # Finding
    changed = Signal()  # which rows there are, or which is current

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._document = document
        self.model = ProblemsModel(document, self)
        self.view = ProblemsView(self.model)
        self._empty = _Empty()
        layout = vbox(self, margins=(0, 4, 0, 0))
        layout.addWidget(self.view, 1)
        layout.addWidget(self._empty, 1)
        document.findings_changed.connect(self.refresh)
        document.design_changed.connect(self.view.viewport().update)
        theme().changed.connect(self.view.scheduleDelayedItemsLayout)
        self.view.activated_finding.connect(self.show_subject)
        self.view.edit_wanted.connect(self.edit_wanted)
        self.view.fix_wanted.connect(document.fix)
        self.view.menu_wanted.connect(lambda finding, place: self.menu_of(finding).exec(place))
        self.view.selectionModel().currentChanged.connect(self.changed)
        self.refresh()

    @property
    def current(self) -> Finding | None:
        finding = self.view.currentIndex().data(FINDING)
        return finding if isinstance(finding, Finding) else None

    @property
    def fixable(self) -> list[Finding]:
        """The findings whose fix may be applied together with others'.  Advice is taken one by one: it may delete."""
        return [f for f in self.model.findings if f.fixes and not f.accepted and f.severity != "info"]

    def set_filter(self, severity: Severity | None) -> None:
        self.model.set_filter(severity)
        self.refresh()

    def refresh(self) -> None:
        """Follow the findings; the current one stays current, and else the one that took its place."""
        before, row = self.current, self.view.currentIndex().row()
        self.model.refresh()
        rows = self.model.findings
        if rows and before is not None:
            same = next((n for n, f in enumerate(rows) if (f.rule, f.subject) == (before.rule, before.subject)), None)
            self.view.setCurrentIndex(self.model.index(min(row, len(rows) - 1) if same is None else same))
        self.view.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.say(self._document)
        self.changed.emit()

    def go(self, step: int) -> Finding | None:
        """Make the next (or previous) finding current, around the end; None where there is none."""
        rows = self.model.findings
        if not rows:
            return None
        row = self.view.currentIndex().row()
        row = (row + step) % len(rows) if row >= 0 else 0 if step > 0 else len(rows) - 1
        return self.make_current(rows[row])

    def make_current(self, finding: Finding) -> Finding | None:
        rows = self.model.findings
        if finding not in rows:
            return None
        index = self.model.index(rows.index(finding))
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        return finding

    def menu_of(self, finding: Finding) -> QMenu:
        """What can be done about a finding."""
        document, menu = self._document, QMenu(self)
        for fix in finding.fixes if not finding.accepted else ():
            menu.addAction(fix.label.replace("&", "&&")).triggered.connect(lambda _on, x=fix: document.fix(finding, x))
        menu.addSeparator()
        if commands.acceptable(finding):
            words = "Change the Acceptance…" if finding.accepted else "Accept…"
            menu.addAction(words).triggered.connect(lambda: ask(document, finding, self))
        if finding.accepted:
            undo = commands.withdraw(finding.rule, finding.subject)
            menu.addAction("Withdraw the Acceptance").triggered.connect(lambda: document.execute(undo))
        menu.addSeparator()
        menu.addAction("Show on the Canvas").triggered.connect(lambda: self.show_subject.emit(finding))
        menu.addAction("Copy").triggered.connect(lambda: QGuiApplication.clipboard().setText(finding.message))
        menu.addAction("Documentation").triggered.connect(lambda: open_link(finding.doc))
        return menu

    def fix_current(self) -> bool:
        finding = self.current
        return finding is not None and self._document.fix(finding)


class _Empty(QWidget):
    """What stands here when nothing is wrong."""

    def __init__(self) -> None:
        super().__init__()
        layout = vbox(self, margins=(16, 16, 16, 16), spacing=4)
        self._first = label("", "strong")
        self._second = label("", "small", "text2", wrap=True)
        layout.addWidget(self._first)
        layout.addWidget(self._second)
        layout.addStretch(1)

    def say(self, document: Document) -> None:
        if document.design.nodes:
            self._first.setText("No problems")
            self._second.setText("Every rule has looked at this design and found nothing to say.")
        else:
            self._first.setText("Nothing to check yet")
            self._second.setText("Drag a service from the left onto the canvas, or press / to find one by name.")
