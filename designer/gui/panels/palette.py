"""The palette: every service by category, found by name, dragged onto the canvas or placed by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.gui.icons import tile, ui_icon, ui_pixmap
from designer.gui.theme import theme
from designer.gui.widgets import key_caps, rule, vbox
from designer.model.catalogue import Catalogue
from designer.model.specs import Category, ServiceSpec

MIME = "application/x-skydraft-service"
CATEGORIES: dict[Category, str] = {
    "compute": "Compute",
    "integration": "Integration",
    "networking": "Networking",
    "storage": "Storage",
    "database": "Database",
    "security": "Security",
    "analytics": "Analytics",
    "management": "Management",
    "ai": "Machine learning",
    "external": "Outside AWS",
}
FOLDED: frozenset[Category] = frozenset({"management", "ai"})  # at the first start
Index = QModelIndex | QPersistentModelIndex
SPEC = Qt.ItemDataRole.UserRole
HEAD = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Head:
    category: Category
    count: int
    folded: bool


def matching(services: Iterable[ServiceSpec], text: str) -> list[ServiceSpec]:
    """The services that a search finds, best first: by name, then by keyword, then by description."""
    words = text.casefold().split()
    found: list[tuple[int, int, str, ServiceSpec]] = []
    for service in services:
        title = f"{service.title} {service.short} {service.id}".casefold()
        keywords = " ".join(
            (*service.keywords, service.cfn_type or "", *(v.title for v in service.variants))
        ).casefold()
        rest = service.description.casefold()
        grades = [
            0 if title.startswith(word) else 1 if word in title else 2 if word in keywords else 3 if word in rest else 9
            for word in words
        ]
        if all(grade < 9 for grade in grades):
            found.append((max(grades, default=0), service.rank, service.title, service))
    return [service for *_, service in sorted(found, key=lambda row: row[:3])]


class PaletteModel(QAbstractListModel):
    """The rows that can be seen: heads of categories, and the services of those that are unfolded."""

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        services = sorted(catalogue.services.values(), key=lambda s: (s.rank, s.title))
        self._by_category = {c: [s for s in services if s.category == c] for c in CATEGORIES}
        self._services = services
        self.folded: set[Category] = set(FOLDED)
        self._text = ""
        self._rows: list[Head | ServiceSpec] = []
        self._fill()

    def search(self, text: str) -> None:
        self._text = text.strip()
        self._fill()

    def toggle(self, category: Category) -> None:
        self.folded ^= {category}
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        if self._text:
            self._rows = list(matching(self._services, self._text))
        else:
            self._rows = []
            for category, services in self._by_category.items():
                if services:
                    folded = category in self.folded
                    self._rows.append(Head(category, len(services), folded))
                    self._rows += () if folded else services
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, Head):
            texts = {
                Qt.ItemDataRole.DisplayRole: CATEGORIES[row.category],
                Qt.ItemDataRole.AccessibleTextRole: (
                    f"{CATEGORIES[row.category]}, {row.count} services, {'folded' if row.folded else 'unfolded'}"
                ),
                HEAD: row,
            }
            return texts.get(role)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.description}\n\n{row.when_to_take}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {CATEGORIES[row.category]}"
        return row if role == SPEC else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(self._rows[index.row()], ServiceSpec):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes:
            service = index.data(SPEC)
            if isinstance(service, ServiceSpec):
                data.setData(MIME, QByteArray(service.id.encode()))
                data.setText(service.title)
        return data


class PaletteDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme().px(28 if index.data(HEAD) else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if state & QStyle.StateFlag.State_Selected and focused:
            painter.fillRect(rect, t.color("accentweak"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, t.color("panel2"))
        inner = rect.adjusted(12, 0, -12, 0)
        head: Head | None = index.data(HEAD)
        if head is not None:
            icon = ui_pixmap("chev" if head.folded else "chevd", "text2", 12)
            painter.drawPixmap(QPoint(inner.left(), inner.center().y() - t.px(12) // 2), icon)
            painter.setFont(t.font("small", bold=True))
            painter.setPen(t.color("text2"))
            text = inner.adjusted(t.px(16), 0, -t.px(24), 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, CATEGORIES[head.category])
            painter.setFont(t.font("caption"))
            painter.setPen(t.color("text3"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(head.count))
        else:
            service: ServiceSpec = index.data(SPEC)
            side = t.px(20)
            painter.drawPixmap(QPoint(inner.left(), inner.center().y() - side // 2 + 1), tile(service, 20))
            painter.setFont(t.font())
            painter.setPen(t.color("text"))
            text = inner.adjusted(side + t.px(10), 0, 0, 0)
            cut = painter.fontMetrics().elidedText(service.title, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, cut)
        if focused:
            painter.setPen(t.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


class PaletteList(QListView):
    """The list; a head folds at a click, Enter or the arrows, a service is placed or dragged."""

    placed = Signal(str)

    def __init__(self, model: PaletteModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._model = model
        self.setItemDelegate(PaletteDelegate(self))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Services")
        self.setAccessibleDescription("Enter places the service on the canvas")

    def startDrag(self, actions: Qt.DropAction) -> None:
        indexes = [index for index in self.selectedIndexes() if index.data(SPEC)]
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData(indexes))
        # The canvas shows the card itself under the pointer.
        empty = QPixmap(1, 1)
        empty.fill(Qt.GlobalColor.transparent)
        drag.setPixmap(empty)
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        head = self.indexAt(event.position().toPoint()).data(HEAD)
        if head is not None and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(head)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        service = self.indexAt(event.position().toPoint()).data(SPEC)
        if service is not None:
            self.placed.emit(service.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        head, service = index.data(HEAD), index.data(SPEC)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if head is not None:
                self._toggle(head)
            elif service is not None:
                self.placed.emit(service.id)
        elif head is not None and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if head.folded == (event.key() == Qt.Key.Key_Right):
                self._toggle(head)
        else:
            super().keyPressEvent(event)

    def _toggle(self, head: Head) -> None:
        place = self.verticalScrollBar().value()
        self._model.toggle(head.category)
        self.verticalScrollBar().setValue(place)
        for row in range(self._model.rowCount()):
            index = self._model.index(row)
            if isinstance(index.data(HEAD), Head) and index.data(HEAD).category == head.category:
                self.setCurrentIndex(index)


class SearchField(QLineEdit):
    """The search; its key is shown until something is typed, arrows go on to the list."""

    def __init__(self, target: PaletteList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self.setPlaceholderText("Find a service")
        self.setAccessibleName("Find a service")
        self.setClearButtonEnabled(False)
        self._glass = self.addAction(ui_icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._cap = key_caps("/")
        self._cap.setParent(self)
        self.textChanged.connect(lambda text: self._cap.setVisible(not text))
        theme().changed.connect(lambda: self._glass.setIcon(ui_icon("search")))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        size = self._cap.sizeHint()
        self._cap.setGeometry(
            self.width() - size.width() - 6, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self._target.model()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and model.rowCount():
            self._target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._target.setCurrentIndex(model.index(0, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text() and model.rowCount():
            self._target.placed.emit(model.index(0, 0).data(SPEC).id)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class Palette(QWidget):
    """The left dock's content.  `placed` names the service that is wanted on the canvas."""

    placed = Signal(str)
    generic_wanted = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self.setMinimumWidth(184)
        self._model = PaletteModel(catalogue, self)
        self.list = PaletteList(self._model)
        self.search = SearchField(self.list)
        self.search.textChanged.connect(self._model.search)
        self.list.placed.connect(self.placed)
        top = QWidget()
        vbox(top, margins=(12, 12, 12, 8)).addWidget(self.search)
        self._generic = QPushButton("  Any CloudFormation type")
        self._generic.setProperty("foot", True)
        self._generic.setAccessibleName("Any CloudFormation type")
        self._generic.clicked.connect(self.generic_wanted)
        layout = vbox(self)
        layout.addWidget(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(rule())
        layout.addWidget(self._generic)
        theme().changed.connect(self._tint)
        self._tint()
        theme().changed.connect(self.list.doItemsLayout)

    def sizeHint(self) -> QSize:
        return QSize(216, 600)

    def _tint(self) -> None:
        self._generic.setIcon(ui_icon("plus"))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
