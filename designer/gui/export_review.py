"""What an export over an earlier one will do, file by file and line by line, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QTreeWidget, QTreeWidgetItem, QWidget

from designer.gui.exporting import TITLES
from designer.gui.panels.code_view import CodeView, Mark
from designer.gui.theme import theme
from designer.gui.widgets import label, vbox
from exporters.changes import Change, FolderChanges, Kind

WORDS: dict[Kind, tuple[str, str]] = {
    "conflict": ("Conflict", "error"),
    "merged": ("Merged", "accent"),
    "updated": ("Updated", "text"),
    "new": ("New", "ok"),
    "removed": ("Removed", "warning"),
    "kept": ("Yours is kept", "text2"),
    "same": ("Unchanged", "text3"),
}
_KINDS = tuple(WORDS)  # what asks for a look comes first


class ExportReview(QWidget):
    """The changed files by target on the left, the chosen file's difference on the right."""

    def __init__(self, found: Mapping[str, FolderChanges], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self.files = QTreeWidget()
        self.files.setAccessibleName("Changed files")
        self.files.setHeaderHidden(True)
        self.files.setColumnCount(2)
        self.files.setUniformRowHeights(True)
        self.files.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.files.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.files.header().setStretchLastSection(False)
        self.files.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.diff = CodeView()
        self.diff.setAccessibleName("Difference")
        self._why = label("", "small", "text2", wrap=True)
        right = QWidget()
        column = vbox(right, spacing=8)
        column.addWidget(self._why)
        column.addWidget(self.diff, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.files)
        split.addWidget(right)
        split.setSizes([theme().px(320), theme().px(560)])
        split.setChildrenCollapsible(False)
        vbox(self).addWidget(split)
        self._fill()

    def _fill(self) -> None:
        first: QTreeWidgetItem | None = None
        for target, found in self.found.items():
            branch = QTreeWidgetItem([TITLES[target], ""])
            branch.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.files.addTopLevelItem(branch)
            same = sum(change.kind == "same" for change in found.changes)
            for change in sorted(found.changes, key=lambda change: _KINDS.index(change.kind)):
                if change.kind == "same":
                    continue
                word, ink = WORDS[change.kind]
                row = QTreeWidgetItem([change.path, word])
                row.setData(0, Qt.ItemDataRole.UserRole, change)
                row.setToolTip(0, change.path)
                row.setForeground(1, theme().color(ink))
                branch.addChild(row)
                first = first or row
            branch.setText(1, f"{same} unchanged" if same else "")
            branch.setForeground(1, theme().color("text3"))
            branch.setExpanded(True)
        if first is not None:
            self.files.setCurrentItem(first)

    def _show(self, item: QTreeWidgetItem | None) -> None:
        change = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        if not isinstance(change, Change):
            return
        why = change.why or {"new": "a new file", "removed": "no longer part of the design"}.get(change.kind, "")
        self._why.setText(f"{change.path}: {why or 'changed by the design'}")
        lines = change.diff.split("\n")[2:]  # the two names stand above
        self.diff.show_file("", "\n".join(lines))
        marks: list[Mark] = []
        number = 1
        for sign, run in groupby(lines, key=lambda line: line[:1]):
            count = len(list(run))
            if color := {"+": "ok", "-": "error"}.get(sign):
                marks.append(Mark(number, number + count - 1, color))
            number += count
        self.diff.set_marks(marks, follow=False)
