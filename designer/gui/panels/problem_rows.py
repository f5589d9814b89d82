"""The rows of the Problems tab: which there are, how tall they are, how they are painted, what is where in them."""

from __future__ import annotations

from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.icons import badge, edge, tile, ui_pixmap
from designer.gui.theme import theme
from designer.model.design import Subject
from designer.model.finding import Finding, Severity, heading_of, words_of

Index = QModelIndex | QPersistentModelIndex
FINDING = Qt.ItemDataRole.UserRole
TITLES: dict[Severity, str] = {"error": "Error", "warning": "Warning", "info": "Advice"}


class Part(Enum):
    FIX = "fix"
    DOC = "doc"


class ProblemsModel(QAbstractListModel):
    """The findings that pass the filter, worst first; accepted ones come last."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._filter: Severity | None = None
        self._rows: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._rows

    def set_filter(self, severity: Severity | None) -> None:
        self._filter = severity
        self.refresh()

    def refresh(self) -> None:
        found = [f for f in self.document.findings if self._filter is None or f.severity == self._filter]
        rows = tuple(sorted(found, key=lambda f: f.accepted))
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        else:
            self._rows = rows  # the same words, perhaps fresher fixes

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        finding = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading_of(finding)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            fix = f" Fix: {finding.fixes[0].label}." if finding.fixes else f" {finding.fix}"
            where = self.subject_text(finding.subject)
            state = "Accepted " if finding.accepted else ""
            return f"{state}{TITLES[finding.severity]}: {finding.message} On {where}. {finding.why}{fix}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{finding.message}\n{finding.why}\n{finding.fix}".strip()
        return finding if role == FINDING else None

    def subject_text(self, subject: Subject) -> str:
        """What a finding stands on, by name."""
        design = self.document.design
        if subject.kind == "edge" and subject.id in design.edges:
            record = design.edges[subject.id]
            ends = (design.nodes[e].title or e if e in design.nodes else e for e in (record.source, record.target))
            return " → ".join(ends)
        if subject.kind == "node" and subject.id in design.nodes:
            return design.nodes[subject.id].title or subject.id
        if subject.kind == "group" and subject.id in design.groups:
            return design.groups[subject.id].title or subject.id
        return "Note" if subject.kind == "note" else self.document.title


class ProblemsDelegate(QStyledItemDelegate):
    """Paints a row: badge, message, subject, rule, fix; below the current one why and the documentation."""

    def __init__(self, view: QListView, model: ProblemsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    # -- geometry

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        t = theme()
        height = t.px(32)
        if index.row() == self._view.currentIndex().row():
            height += self._why_height(index, self._view.viewport().width()) + t.px(8)
        return QSize(100, height)

    def columns(self, rect: QRect) -> dict[str, QRect]:
        """Where the parts of a row's first line stand, by the width that there is."""
        t = theme()
        head = QRect(rect.left() + 12, rect.top(), rect.width() - 24, t.px(32))
        button = min(t.px(190), head.width() // 4)
        left = head.left() + t.px(28)
        room = head.right() - button - left - 12
        rule = t.px(230) if room > t.px(900) else 0
        subject = (room - rule) * 40 // 100
        message = room - rule - subject
        return {
            "badge": QRect(head.left(), head.top(), t.px(18), head.height()),
            "message": QRect(left, head.top(), message - 16, head.height()),
            "subject": QRect(left + message, head.top(), subject - 16, head.height()),
            "rule": QRect(left + message + subject, head.top(), max(rule - 12, 0), head.height()),
            "button": QRect(head.right() - button + 1, head.top(), button, head.height()),
        }

    def button_rect(self, finding: Finding, rect: QRect) -> QRect:
        """The painted button of a row's fix; empty where there is none."""
        if not finding.fixes or finding.accepted:
            return QRect()
        t = theme()
        column = self.columns(rect)["button"]
        metrics = QFontMetrics(t.font("small", bold=True))
        width = min(metrics.horizontalAdvance(finding.fixes[0].label) + t.px(24), column.width())
        height = t.px(24)
        return QRect(column.right() - width + 1, column.center().y() - height // 2 + 1, width, height)

    def _why_width(self, width: int) -> int:
        return max(width - theme().px(28) - 24 - theme().px(60), 120)

    def _why_height(self, index: Index, width: int) -> int:
        finding: Finding = index.data(FINDING)
        lines = len(self._lines(finding, self._why_width(width), theme().font("small")))
        return lines * theme().px(18)

    def _lines(self, finding: Finding, width: int, font: QFont) -> list[str]:
        """The why-text in lines, with the link's words at its end."""
        text = f"{self._why_text(finding)}  {_link(finding)}"
        layout = QTextLayout(text, font)
        options = QTextOption()
        options.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(options)
        layout.beginLayout()
        lines: list[str] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(text[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
        return lines

    def _why_text(self, finding: Finding) -> str:
        words = "Why  " + words_of(finding)
        record = self._model.document.acceptance_of(finding)
        if record is not None:
            return f"{words} {commands.acceptance_words(record)}"
        return words if finding.fixes or not finding.fix else f"{words} {finding.fix}"

    def link_rect(self, index: Index, rect: QRect) -> QRect:
        """Where the link to the documentation is painted in the current row."""
        t = theme()
        finding: Finding = index.data(FINDING)
        font = t.font("small")
        lines = self._lines(finding, self._why_width(rect.width()), font)
        metrics = QFontMetrics(font)
        last = lines[-1].rstrip()
        words = _link(finding)
        shown = words if last.endswith(words) else last
        left = rect.left() + 12 + t.px(28) + metrics.horizontalAdvance(last[: len(last) - len(shown)])
        top = rect.top() + t.px(32) + (len(lines) - 1) * t.px(18)
        return QRect(left, top, metrics.horizontalAdvance(shown) + 4, t.px(18))

    def part_at(self, index: Index, rect: QRect, point: QPoint) -> Part | None:
        finding: Finding = index.data(FINDING)
        if self.button_rect(finding, rect).contains(point):
            return Part.FIX
        current = index.row() == self._view.currentIndex().row()
        return Part.DOC if current and self.link_rect(index, rect).contains(point) else None

    # -- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = theme()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        finding: Finding = index.data(FINDING)
        current = index.row() == self._view.currentIndex().row()
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.fillRect(rect, t.color("accentweak"))
        elif over:
            painter.fillRect(rect, t.color("panel2"))
        columns = self.columns(rect)
        ink = t.color("text3" if finding.accepted else "text")
        side = t.px(18)
        middle = columns["badge"].center().y()
        kind = "accepted" if finding.accepted else finding.severity
        painter.drawPixmap(QPoint(columns["badge"].left(), middle - side // 2), badge(kind, 18))
        self._text(painter, columns["message"], heading_of(finding), t.font(bold=current), ink)
        self._subject(painter, columns["subject"], finding.subject, ink)
        if columns["rule"].width():
            self._text(painter, columns["rule"], finding.rule, t.code_font("caption"), t.color("text2"))
        self._button(painter, rect, finding, current)
        if current:
            self._why(painter, rect, index)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(t.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, text: str, font: QFont, ink: Any) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, cut)

    def _subject(self, painter: QPainter, rect: QRect, subject: Subject, ink: Any) -> None:
        t = theme()
        design, catalogue = self._model.document.design, self._model.document.catalogue
        if subject.kind == "edge" and subject.id in design.edges:
            integration = catalogue.integration(design, design.edges[subject.id])
            sign = edge(integration.model if integration else "attached", 32)
        elif subject.kind == "node" and subject.id in design.nodes:
            sign = tile(catalogue.service(design.nodes[subject.id]), 20)
        else:
            sign = ui_pixmap({"group": "frame", "note": "note"}.get(subject.kind, "file"))
        size = sign.deviceIndependentSize().toSize()
        painter.drawPixmap(QPoint(rect.left(), rect.center().y() - size.height() // 2 + 1), sign)
        text = rect.adjusted(size.width() + 8, 0, 0, 0)
        self._text(painter, text, self._model.subject_text(subject), t.font(), ink)

    def _button(self, painter: QPainter, rect: QRect, finding: Finding, current: bool) -> None:
        box = self.button_rect(finding, rect)
        if box.isEmpty():
            return
        t = theme()
        fill, line, ink = ("accentfill", "accentfill", "onaccent") if current else ("panel", "fieldline", "text")
        pointer = self._view.viewport().mapFromGlobal(self._view.cursor().pos())
        if box.contains(pointer) and not current:
            fill = "panel2"
        painter.setPen(t.color(line))
        painter.setBrush(t.color(fill))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        font = t.font("small", bold=current)
        painter.setFont(font)
        painter.setPen(t.color(ink))
        inner = box.adjusted(8, 0, -8, 0)
        cut = QFontMetrics(font).elidedText(finding.fixes[0].label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, cut)

    def _why(self, painter: QPainter, rect: QRect, index: Index) -> None:
        t = theme()
        finding: Finding = index.data(FINDING)
        font = t.font("small")
        metrics = QFontMetrics(font)
        link = self.link_rect(index, rect)
        left, top = rect.left() + 12 + t.px(28), rect.top() + t.px(32)
        lines = self._lines(finding, self._why_width(rect.width()), font)
        for number, line in enumerate(lines):
            place = QRect(left, top + number * t.px(18), rect.width(), t.px(18))
            shown = line
            if number == len(lines) - 1 and line.rstrip().endswith(_link(finding)):
                shown = line.rstrip().removesuffix(_link(finding))
            elif number == len(lines) - 1:
                shown = ""
            painter.setPen(t.color("text2"))
            if number == 0 and shown.startswith("Why"):
                painter.setFont(t.font("small", bold=True))
                painter.setPen(t.color("text"))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, "Why")
                shift = metrics.horizontalAdvance("Why  ")
                place.setLeft(place.left() + shift + 4)
                shown = shown.removeprefix("Why  ")
                painter.setPen(t.color("text2"))
            painter.setFont(font)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(t.color("accent"))
        painter.drawText(link, Qt.AlignmentFlag.AlignVCenter, _link(finding))


def _link(finding: Finding) -> str:
    """The link's words, held together by hard spaces so that they stay on one line."""
    host = "AWS" if "amazon" in finding.doc else ""
    return f"{host}\u00a0documentation" if host else "Documentation"
