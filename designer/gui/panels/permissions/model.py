"""The list of the Permissions tab as a model: heads, statements below them, and what a statement's words leave out.

It only points into tuples, so a thousand statements are shown as fast as ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon, QPixmap

from designer.gui.document import Document
from designer.gui.icons import badge, edge, tile, ui_pixmap
from designer.gui.panels.permissions.entries import COLUMNS, Detail, Entry, Group, Grouping
from designer.gui.theme import theme
from designer.model.design import Subject

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SHIFT = 24  # an index's id: the head's number, and above it that of the statement, each from one


class PermissionsModel(QAbstractItemModel):
    """`item` gives what stands at an index: a Group, an Entry or a Detail."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.grouping: Grouping = "principal"
        self.groups: Sequence[Group] = ()

    def show(self, groups: Sequence[Group], grouping: Grouping) -> None:
        self.beginResetModel()
        self.groups, self.grouping = groups, grouping
        self.endResetModel()

    def item(self, index: Index) -> Group | Entry | Detail | None:
        if not index.isValid():
            return None
        group, entry = _place(index)
        if group < 0:
            return self.groups[index.row()]
        if entry < 0:
            return self.groups[group].entries[index.row()]
        return self.groups[group].entries[entry].details(self.grouping)[index.row()]

    def entry(self, index: Index) -> Entry | None:
        """The statement at an index, or that a line belongs to."""
        item = self.item(index)
        if isinstance(item, Detail):
            item = self.item(index.parent())
        return item if isinstance(item, Entry) else None

    # -- Qt's questions

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if not (0 <= row < self.rowCount(parent) and 0 <= column < len(COLUMNS[self.grouping])):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0)
        group, _entry = _place(parent)
        id_ = parent.row() + 1 if group < 0 else (parent.row() + 1) << _SHIFT | group + 1
        return self.createIndex(row, column, id_)

    def parent(self, index: Index = _ROOT) -> Any:  # QObject.parent() has the same name
        group, entry = _place(index)
        if group < 0:
            return QModelIndex()
        return self.createIndex(group, 0, 0) if entry < 0 else self.createIndex(entry, 0, group + 1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self.groups)
        item = self.item(parent) if parent.column() == 0 and not parent.internalId() >> _SHIFT else None
        if isinstance(item, Group):
            return len(item.entries)
        return item.depth(self.grouping) if isinstance(item, Entry) else 0

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        return self.rowCount(parent) > 0

    def columnCount(self, _parent: Index = _ROOT) -> int:
        return len(COLUMNS[self.grouping])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[self.grouping][section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item, column = self.item(index), index.column()
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            entry = self.entry(index)
            return entry.tip if entry else item.party.title if isinstance(item, Group) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.tip.replace("\n", " ") if isinstance(item, Entry) and column == 0 else self._text(item, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            denied = isinstance(item, Entry) and item.permission.effect == "Deny" and column == 0
            return theme().color("text3" if denied else "text" if column == 0 else "text2")
        if role == Qt.ItemDataRole.DecorationRole and isinstance(item, Entry):
            return self._sign(item, column)
        return None

    def _text(self, item: Group | Entry | Detail, column: int) -> str:
        if isinstance(item, Group):
            return f"{item.party.title}, {statements(len(item.entries))}" if column == 0 else ""
        return item.cells(self.grouping)[column] if isinstance(item, Entry) else item.cells[column]

    def _sign(self, entry: Entry, column: int) -> QIcon | None:
        if column == 3:
            return _icon(sign_of(self._document, entry.permission.subject, 16))
        if column == 1 and self.grouping == "principal" and entry.unlimited:
            return _icon(badge("warning" if entry.chosen else "info", 16))
        return None


def _place(index: Index) -> tuple[int, int]:
    """The numbers of the head and the statement that an index lies below; -1 where it lies below none."""
    id_ = int(index.internalId()) if index.isValid() else 0
    return (id_ & ((1 << _SHIFT) - 1)) - 1, (id_ >> _SHIFT) - 1


def _icon(pixmap: QPixmap) -> QIcon:
    """A picture that a selected row leaves as it is."""
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def statements(count: int) -> str:
    return f"{count} permission{'' if count == 1 else 's'}"


def sign_of(document: Document, subject: Subject | None, size: int = 20) -> QPixmap:
    """The picture of a node, an edge, or of what is no part of the drawing."""
    design, catalogue = document.design, document.catalogue
    if subject is not None and subject.kind == "edge" and subject.id in design.edges:
        integration = catalogue.integration(design, design.edges[subject.id])
        return edge(integration.model if integration else "attached", 24)
    if subject is not None and subject.kind == "node" and subject.id in design.nodes:
        return tile(catalogue.service(design.nodes[subject.id]), size)
    return ui_pixmap("frame" if subject is not None and subject.kind == "group" else "key")
