"""What the palette lists: services by category, and in a search every CloudFormation type after them.

A row is a head, a ServiceSpec, or the name of a type.  What it places is a word: a service's id, or the type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.gui.icons import tile, ui_pixmap
from designer.gui.theme import theme
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
WORD = Qt.ItemDataRole.UserRole  # what a row places; None for a head
HEAD = Qt.ItemDataRole.UserRole + 1
TILE = Qt.ItemDataRole.UserRole + 2
MOST_TYPES = 50


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    count: int
    folded: bool
    category: Category | None = None  # None for the types: they do not fold


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
        self._types: Callable[[str], list[str]] = lambda _text: []
        self._rows: list[Head | ServiceSpec | str] = []
        self._fill()

    def search(self, text: str) -> None:
        self._text = text.strip()
        self._fill()

    def take_types(self, types: Callable[[str], list[str]]) -> None:
        """From now on a search finds CloudFormation's types too: `types` gives those that answer a text."""
        self._types = types
        if self._text:
            self._fill()

    def toggle(self, category: Category) -> None:
        self.folded ^= {category}
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        if self._text:
            self._rows = list(matching(self._services, self._text))
            own = {service.cfn_type for service in self._services}
            types = [type_ for type_ in self._types(self._text) if type_ not in own]
            if types:
                self._rows += [Head("CloudFormation types", len(types), folded=False), *types[:MOST_TYPES]]
        else:
            self._rows = []
            for category, services in self._by_category.items():
                if services:
                    folded = category in self.folded
                    self._rows.append(Head(CATEGORIES[category], len(services), folded, category))
                    self._rows += () if folded else services
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, Head):
            return _of_head(row).get(role)
        return (_of_type(row) if isinstance(row, str) else _of_service(row)).get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not isinstance(self._rows[index.row()], Head):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes:
            word = index.data(WORD)
            if isinstance(word, str):
                data.setData(MIME, QByteArray(word.encode()))
                data.setText(index.data(Qt.ItemDataRole.DisplayRole))
        return data


def _of_head(head: Head) -> dict[int, Any]:
    state = "" if head.category is None else ", folded" if head.folded else ", unfolded"
    kind = "types" if head.category is None else "services"
    return {
        Qt.ItemDataRole.DisplayRole: head.title,
        Qt.ItemDataRole.AccessibleTextRole: f"{head.title}, {head.count} {kind}{state}",
        HEAD: head,
    }


def _of_service(service: ServiceSpec) -> dict[int, Any]:
    return {
        Qt.ItemDataRole.DisplayRole: service.title,
        Qt.ItemDataRole.ToolTipRole: f"{service.description}\n\n{service.when_to_take}".strip(),
        Qt.ItemDataRole.AccessibleTextRole: f"{service.title}, {CATEGORIES[service.category]}",
        WORD: service.id,
        TILE: service,
    }


def _of_type(type_: str) -> dict[int, Any]:
    return {
        Qt.ItemDataRole.DisplayRole: type_.removeprefix("AWS::").replace("::", " "),
        Qt.ItemDataRole.ToolTipRole: type_,
        Qt.ItemDataRole.AccessibleTextRole: f"{type_}, CloudFormation type",
        WORD: type_,
    }


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
            if head.category is not None:
                icon = ui_pixmap("chev" if head.folded else "chevd", "text2", 12)
                painter.drawPixmap(QPoint(inner.left(), inner.center().y() - t.px(12) // 2), icon)
            painter.setFont(t.font("small", bold=True))
            painter.setPen(t.color("text2"))
            text = inner.adjusted(t.px(16) if head.category else 0, 0, -t.px(24), 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, head.title)
            painter.setFont(t.font("caption"))
            painter.setPen(t.color("text3"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(head.count))
        else:
            side = t.px(20)
            painter.drawPixmap(QPoint(inner.left(), inner.center().y() - side // 2 + 1), tile(index.data(TILE), 20))
            painter.setFont(t.font())
            painter.setPen(t.color("text"))
            text = inner.adjusted(side + t.px(10), 0, 0, 0)
            cut = painter.fontMetrics().elidedText(
                index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, text.width()
            )
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, cut)
        if focused:
            painter.setPen(t.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()
