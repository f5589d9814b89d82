"""The Permissions tab: who may do what in an export, why, and what the selection has to do with it.

The design is planned on a thread of its own, when things have been quiet for a moment, and only while the tab is seen.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QMenu, QStackedWidget, QToolButton, QWidget

from designer.gui.document import Document
from designer.gui.icons import ui_icon
from designer.gui.panels.permissions.entries import KINDS, Entry, Grouping, KindName, Snapshot, chosen, grouped
from designer.gui.panels.permissions.model import PermissionsModel
from designer.gui.panels.permissions.parts import FilterField, Message
from designer.gui.panels.permissions.scope import counted, why_empty, with_members
from designer.gui.panels.permissions.tree import PermissionsTree
from designer.gui.theme import theme
from designer.gui.widgets import ElidedLabel, Segmented, hbox, rule, vbox
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject

WAIT_MS = 250
GROUPINGS: tuple[tuple[Grouping, str], ...] = (("principal", "By principal"), ("resource", "By resource"))


def _snapshot(design: Design, catalogue: Catalogue, last: Snapshot | None) -> Snapshot:
    from designer.gui.panels.permissions.rows import snapshot  # loads the exporters: the window must not wait for them

    made = snapshot(design, catalogue)
    # Most edits change no permission: then the list stays the very same.
    return replace(made, entries=last.entries) if last is not None and last.entries == made.entries else made


class PermissionsPanel(QWidget):
    """`show_subject` asks the window to select and reveal, `edit_wanted` to do that and open a property's field.

    `tools` stands at the right of the tabs.
    """

    show_subject = Signal(object)  # Subject
    edit_wanted = Signal(object, str)  # Subject, property

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._document = document
        self._snapshot: Snapshot | None = None
        self._shown: list[Entry] = []
        self._crash = ""
        self._kind: KindName = ""
        self._scope: frozenset[Subject] = frozenset()
        self._picking = False  # a row was clicked: the list must not change under the pointer
        self._worker = Latest(WAIT_MS, self)
        self._worker.done.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._model = PermissionsModel(document, self)
        self.tree = PermissionsTree(self._model, document)
        self._grouping = Segmented("Group", GROUPINGS)
        self._grouping.set_value("principal")
        self._grouping.chosen.connect(lambda _value: self._refresh())
        self.filter = FilterField(self.tree)
        self.filter.textChanged.connect(lambda _text: self._refresh())
        self._follow = QCheckBox("Follow selection")
        self._follow.setChecked(True)
        self._follow.toggled.connect(lambda _on: self._rescope())
        self._said = ElidedLabel(role="small", ink="text2")
        head = QWidget()
        bar = hbox(head, margins=(12, 8, 12, 8), spacing=12)
        bar.addWidget(self._grouping)
        bar.addWidget(self.filter, 2)
        bar.addWidget(self._follow)
        bar.addWidget(self._said, 3)
        self._empty = Message()
        self._empty.link.clicked.connect(self._show_all)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.tree)
        self._pages.addWidget(self._empty)
        layout = vbox(self)
        layout.addWidget(head)
        layout.addWidget(rule())
        layout.addWidget(self._pages, 1)
        self.tools = self._make_tools()
        self.tree.picked.connect(self._pick)
        self.tree.edit_wanted.connect(self._edit)
        self.tree.menu_wanted.connect(lambda place: self.menu().exec(place))
        self.tree.header().sortIndicatorChanged.connect(lambda _column, _order: self._refresh())
        document.design_changed.connect(lambda: self._ask(now=False))
        document.selection_changed.connect(self._rescope)
        theme().changed.connect(self._tint)
        self._tint()

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        row = hbox(tools, spacing=8)
        self._kinds = QToolButton()
        self._kinds.setAccessibleName("Kind of permission")
        self._copy = QToolButton()
        self._copy.setText(" Copy")
        self._copy.setAccessibleName("Copy permissions")
        self._copy.setToolTip("Copy what is listed, or a policy")
        for button in (self._kinds, self._copy):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            row.addWidget(button)
        menu = QMenu(self._kinds)
        for kind, text in KINDS:
            menu.addAction(text).triggered.connect(partial(self.set_kind, kind))
        self._kinds.setMenu(menu)
        copies = QMenu(self._copy)
        copies.aboutToShow.connect(lambda: self._fill_copies(copies))
        self._copy.setMenu(copies)
        self.set_kind("")
        return tools

    @property
    def busy(self) -> bool:
        return self._worker.busy

    @property
    def design(self) -> Design | None:
        """The design that the list is of."""
        return self._snapshot.design if self._snapshot else None

    @property
    def shown(self) -> list[Entry]:
        """The statements that are listed."""
        return self._shown

    @property
    def grouping(self) -> Grouping:
        return "resource" if self._grouping.value == "resource" else "principal"

    @property
    def message(self) -> str:
        """What stands in the place of the list; "" where there is one."""
        return self._empty.text if self._pages.currentWidget() is self._empty else ""

    def set_grouping(self, grouping: Grouping) -> None:
        self._grouping.set_value(grouping)
        self._refresh()

    def set_kind(self, kind: KindName, _checked: bool = False) -> None:
        self._kind = kind
        self._kinds.setText(f" {dict(KINDS)[kind]}")
        self._refresh()

    def close_worker(self) -> None:
        self._worker.close()

    # -- following

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.design is not self._document.design:
            self._ask(now=True)
        self._rescope()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._worker.cancel()

    def _ask(self, *, now: bool) -> None:
        if not self.isVisible() or not self._document.active:
            return
        design, catalogue = self._document.design, self._document.catalogue
        last = self._snapshot
        self._worker.ask(lambda: _snapshot(design, catalogue, last), now=now)
        if self._snapshot is None:
            self._refresh()

    def _take(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.entries is not snapshot.entries or self._scope:
            self._refresh()

    def _fail(self, error: Exception) -> None:
        self._snapshot = None
        self._shown = []
        self._say(
            "The permissions of this design cannot be worked out",
            "Something in it could not be planned. Undo the last change, or see the log for what went wrong.",
        )
        if repr(error) != self._crash:
            self._crash = repr(error)  # ours, not the user's: said once, not at every key
            raise error

    def _rescope(self) -> None:
        """Follow the selection, unless it came from a row of the list itself."""
        if not self._picking and self.isVisible():
            self._scope = self._document.editor.selection if self._follow.isChecked() else frozenset()
            self._refresh()

    def _refresh(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or any(subject.id not in snapshot.design for subject in self._scope):  # just drawn
            if snapshot is not None or self._worker.busy:  # else what went wrong stays to be read
                self._say("Working out who may do what…", "")
            return
        scope = with_members(snapshot.design, self._scope)
        self._shown = chosen(snapshot.entries, scope, self.filter.text(), self._kind)
        header = self.tree.header()
        down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        self.tree.show_groups(
            grouped(self._shown, self.grouping, header.sortIndicatorSection(), down=down), self.grouping
        )
        self._pages.setCurrentWidget(self.tree)
        if not self._shown:
            text = self.filter.text().strip()
            self._say(*why_empty(snapshot, self._document.catalogue, self._scope, text, self._kind))
        self._said.setText(counted(snapshot, self._shown, self._scope))

    def _say(self, first: str, second: str, link: str = "") -> None:
        self._empty.say(first, second, link)
        self._pages.setCurrentWidget(self._empty)

    def _show_all(self) -> None:
        """Lift filter, kind and selection."""
        self._scope = frozenset()
        self._kind = ""
        self._kinds.setText(f" {KINDS[0][1]}")
        self.filter.clear()
        self._refresh()

    # -- rows

    def _pick(self, subject: Subject) -> None:
        self._picking = True
        try:
            self.show_subject.emit(subject)
        finally:
            self._picking = False

    def _edit(self, entry: Entry) -> None:
        self._picking = True
        try:
            self.edit_wanted.emit(entry.permission.subject, entry.permission.because)
        finally:
            self._picking = False

    def menu(self) -> QMenu:
        """What can be done about the current row."""
        menu, entry = QMenu(self), self.tree.current
        if entry is not None:
            subject, because = entry.permission.subject, entry.permission.because
            if subject.id:
                menu.addAction("Show on the Canvas").triggered.connect(lambda: self._pick(subject))
            if subject.id and because:
                menu.addAction(f"Go to {because}").triggered.connect(lambda: self._edit(entry))
            menu.addSeparator()
            menu.addAction("Copy This Permission").triggered.connect(lambda: _copy(entry.tip))
        self._add_policy(menu)
        return menu

    # -- copies

    def _fill_copies(self, menu: QMenu) -> None:
        menu.clear()
        for text, markdown in (("Copy as Text", False), ("Copy as Markdown", True)):
            action = menu.addAction(text)
            action.setEnabled(bool(self._shown))
            action.triggered.connect(lambda _on=False, markdown=markdown: _copy(self.report(markdown=markdown)))
        menu.addSeparator()
        self._add_policy(menu)

    def _add_policy(self, menu: QMenu) -> None:
        group = self.tree.current_group
        action = menu.addAction("Copy Policy")
        action.setEnabled(False)
        if group is not None and any(entry.permission.kind != "managed" for entry in self._of_party(group.party.key)):
            title = group.party.title.replace("&", "&&")
            action.setText(f"Copy Policy {'of' if self.grouping == 'principal' else 'on'} {title}")
            action.setEnabled(True)
            action.triggered.connect(lambda: _copy(self.policy(group.party.key)))

    def _of_party(self, key: str) -> list[Entry]:
        """All statements below a head, also those that are filtered away: half a policy would be a wrong one."""
        by_principal = self.grouping == "principal"
        entries = self._snapshot.entries if self._snapshot else ()
        return [entry for entry in entries if (entry.who if by_principal else entry.whom).key == key]

    def report(self, *, markdown: bool = False) -> str:
        """What is listed, as `skydraft permissions` writes it or as tables in Markdown."""
        from exporters.permissions import as_markdown, as_text

        if self._snapshot is None:
            return ""
        plan, found = self._snapshot.plan, [entry.permission for entry in self._shown]
        return as_markdown(plan, found) if markdown else "".join(f"{line}\n" for line in as_text(plan, found))

    def policy(self, key: str) -> str:
        """IAM's JSON of what stands below a head."""
        from exporters.permissions import as_policy

        return as_policy(entry.permission for entry in self._of_party(key))

    def _tint(self) -> None:
        self._kinds.setIcon(ui_icon("filter"))
        self._copy.setIcon(ui_icon("copy"))
        self.tree.viewport().update()


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
