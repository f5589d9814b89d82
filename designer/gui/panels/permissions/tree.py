"""The list of the Permissions tab: heads and remarks are painted across all columns, the rest is Qt's tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from designer.gui.document import Document
from designer.gui.icons import badge, ui_pixmap
from designer.gui.panels.permissions.entries import Detail, Entry, Group, Grouping
from designer.gui.panels.permissions.model import Index, PermissionsModel, sign_of, statements
from designer.gui.theme import theme

WIDTHS = (0.33, 0.21, 0.20, 0.26)  # of the whole, until a person has chosen


class _Delegate(QStyledItemDelegate):
    """Cuts the first word of a list, never how many more there are."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        model = index.model()
        item = model.item(index) if isinstance(model, PermissionsModel) else None
        if not isinstance(item, Entry) or not isinstance(model, PermissionsModel):
            return
        words = item.lists(model.grouping)[index.column()]
        if len(words) > 1:
            t, more = theme(), f" +{len(words) - 1}"
            sign = t.px(24) if index.data(Qt.ItemDataRole.DecorationRole) is not None else 0
            metrics = QFontMetrics(t.font())
            room = option.rect.width() - sign - t.px(18) - metrics.horizontalAdvance(more)
            option.text = metrics.elidedText(words[0], Qt.TextElideMode.ElideRight, max(room, 0)) + more


class PermissionsTree(QTreeView):
    """`picked` carries the subject that a row is about, `edit_wanted` the statement that was double-clicked."""

    picked = Signal(object)  # Subject
    edit_wanted = Signal(object)  # Entry
    menu_wanted = Signal(QPoint)  # on the screen, about the current row
    current_changed = Signal()

    def __init__(self, model: PermissionsModel, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._permissions, self._document = model, document
        self.setModel(model)
        self.setProperty("table", True)
        self.setAccessibleName("Permissions")
        self.setAccessibleDescription("Enter shows what asked for a permission; Right unfolds it")
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(16)
        self.setIconSize(QSize(theme().px(24), theme().px(16)))
        self.setRootIsDecorated(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(False)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(48)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setToolTip("Sorts the permissions below each head; a third click restores their order")
        for number in range(len(WIDTHS) - 1):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(len(WIDTHS) - 1, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        self._own_widths = self._arranging = False
        self._folded: set[str] = set()  # heads
        self._unfolded: set[str] = set()  # statements
        self.expanded.connect(lambda index: self._fold(index, opened=True))
        self.collapsed.connect(lambda index: self._fold(index, opened=False))
        self.setItemDelegate(_Delegate(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._own_widths:
            self._arranging = True
            for number, share in enumerate(WIDTHS[:-1]):
                self.header().resizeSection(number, round(self.viewport().width() * share))
            self._arranging = False

    def _resized(self, section: int, _before: int, _now: int) -> None:
        self._own_widths = self._own_widths or (not self._arranging and section < len(WIDTHS) - 1)

    # -- following

    def show_groups(self, groups: Sequence[Group], grouping: Grouping) -> None:
        """Other statements, with heads unfolded; what was current or unfolded stays so where it is still there."""
        before, place = self.current, self.verticalScrollBar().value()
        if grouping != self._permissions.grouping:
            self._folded.clear()
        self._permissions.show(groups, grouping)
        with QSignalBlocker(self):  # it is not a person who folds here
            self.expandToDepth(0)
            for number, group in enumerate(groups):
                if group.party.key in self._folded:
                    self.collapse(self._head(number))
            if self._unfolded or before is not None:
                for index, entry in self._rows():
                    if entry.key in self._unfolded:
                        self.expand(index)
                    if before is not None and entry.key == before.key and self.isExpanded(index.parent()):
                        self.setCurrentIndex(index)
        self.verticalScrollBar().setValue(place)
        self.current_changed.emit()

    def _rows(self) -> Iterator[tuple[QModelIndex, Entry]]:
        """Every statement, and where it stands."""
        for number, group in enumerate(self._permissions.groups):
            head = self._head(number)
            for row, entry in enumerate(group.entries):
                yield self._permissions.index(row, 0, head), entry

    def _fold(self, index: QModelIndex, *, opened: bool) -> None:
        """Remember what a person has folded or unfolded: heads are open, statements closed where nobody has."""
        item = self._permissions.item(index)
        if isinstance(item, Group):
            (self._folded.discard if opened else self._folded.add)(item.party.key)
        elif isinstance(item, Entry):
            (self._unfolded.add if opened else self._unfolded.discard)(item.key)

    def _head(self, number: int) -> QModelIndex:
        return self._permissions.index(number, 0)

    @property
    def current(self) -> Entry | None:
        return self._permissions.entry(self.currentIndex())

    @property
    def current_group(self) -> Group | None:
        """The head that is current, or that the current row stands below."""
        index = self.currentIndex()
        while index.parent().isValid():
            index = index.parent()
        item = self._permissions.item(index)
        return item if isinstance(item, Group) else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    # -- mouse and keys

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        on_branch = point.x() < self.visualRect(index.siblingAtColumn(0)).left()
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not on_branch:
            self._pick(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        entry = self._permissions.entry(self.indexAt(event.position().toPoint()))
        if entry is not None and event.button() == Qt.MouseButton.LeftButton:
            self.edit_wanted.emit(entry)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if (entry := self.current) is not None:
                self.edit_wanted.emit(entry)
            else:
                self._pick(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            place = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def _pick(self, index: Index) -> None:
        entry, item = self._permissions.entry(index), self._permissions.item(index)
        subject = entry.permission.subject if entry else item.party.subject if isinstance(item, Group) else None
        if subject is not None and subject.id:
            self.picked.emit(subject)

    # -- painting

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._permissions.item(index)
        if isinstance(item, Entry) or (isinstance(item, Detail) and not item.remark):
            super().drawRow(painter, option, index)
            return
        t = theme()
        rect = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        if self._is_current(index):
            painter.fillRect(rect, t.color("accentweak"))
        first = self.visualRect(index.sibling(index.row(), 0))
        self.drawBranches(painter, QRect(0, rect.top(), first.left(), rect.height()), index)
        left = first.left() + t.px(4 if isinstance(item, Group) else 16)
        room = QRect(left, rect.top(), rect.width() - left - t.px(12), rect.height())
        if isinstance(item, Group):
            self._draw_head(painter, room, item)
        elif item is not None:
            font = t.font("small")
            painter.setFont(font)
            painter.setPen(t.color("text2"))
            text = QFontMetrics(font).elidedText(item.cells[0], Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        t = theme()
        if self._is_current(index):
            painter.fillRect(rect, t.color("accentweak"))
        if self._permissions.hasChildren(index.sibling(index.row(), 0)):
            sign = ui_pixmap("chevd" if self.isExpanded(index.sibling(index.row(), 0)) else "chev", size=14)
            side = t.px(14)
            painter.drawPixmap(QPoint(rect.right() - side + 1, rect.center().y() - side // 2 + 1), sign)

    def _is_current(self, index: Index) -> bool:
        current = self.currentIndex()
        return current.isValid() and index.row() == current.row() and index.parent() == current.parent()

    def _draw_head(self, painter: QPainter, room: QRect, group: Group) -> None:
        t = theme()
        wide_open = group.party.key == "*" and self._permissions.grouping == "resource"
        sign = badge("info", 16) if wide_open else sign_of(self._document, group.party.subject)
        size: QSize = sign.deviceIndependentSize().toSize()
        painter.drawPixmap(QPoint(room.left(), room.center().y() - size.height() // 2 + 1), sign)
        room = room.adjusted(max(size.width(), t.px(20)) + t.px(8), 0, 0, 0)
        bold, small = t.font(bold=True), t.font("small")
        count = statements(len(group.entries))
        wide = QFontMetrics(small).horizontalAdvance(count)
        title = QFontMetrics(bold).elidedText(
            group.party.title, Qt.TextElideMode.ElideRight, room.width() - wide - t.px(12)
        )
        painter.setFont(bold)
        painter.setPen(t.color("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(t.color("text3"))
        room = room.adjusted(QFontMetrics(bold).horizontalAdvance(title) + t.px(12), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, count)
