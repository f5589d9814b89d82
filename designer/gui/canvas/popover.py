"""The box above the canvas that all popovers are made of, with its pieces: words, buttons, links, pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QFontInfo,
    QHideEvent,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.gui.canvas import look
from designer.gui.canvas.controls import draw_panel, draw_sample
from designer.gui.canvas.look import BadgeKind
from designer.gui.canvas.sprites import Sprites
from designer.model.specs import Model

if TYPE_CHECKING:
    from designer.gui.canvas.view import CanvasView

AWAY = 24  # px from the pointer
IN_MS = 90
WIDE, NARROW = 416, 360


class Popover(QFrame):
    """A box at a place of the canvas; Esc closes it."""

    closed = Signal()

    def __init__(self, view: CanvasView, width: int) -> None:
        super().__init__(view)
        self.view = view
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(8)
        t = view.tokens
        self.setStyleSheet(
            f"QLabel {{ background: transparent; color: {t.color('text').name()}; }}"
            f"QListWidget {{ background: transparent; border: 0; outline: 0; color: {t.color('text').name()}; }}"
            f"QListWidget::item {{ min-height: 32px; border-radius: 6px; padding: 0 6px; }}"
            f"QListWidget::item:selected {{ background: {t.color('accentweak').name()};"
            f" color: {t.color('text').name()}; }}"
            f"QListWidget::item:hover {{ background: {t.color('panel2').name()}; }}"
        )

    def pop(self, at: QPoint) -> None:
        """Show at a place of the canvas, beside it where there is room."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        room = self.view.rect().adjusted(8, 8, -8, -8)
        x, y = at.x() + AWAY, at.y() + AWAY
        if x + self.width() > room.right():
            x = at.x() - AWAY - self.width()
        if y + self.height() > room.bottom():
            y = at.y() - AWAY - self.height()
        x, y = max(room.left(), min(x, room.right() - self.width())), max(room.top(), y)
        self.move(x, y)
        fresh = self.isHidden()
        self.show()
        self.raise_()
        if fresh and self.view.motion:
            self._fade_in()

    def _fade_in(self) -> None:
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", self)
        fade.setDuration(IN_MS)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        fade.finished.connect(lambda: self.setGraphicsEffect(None))  # type: ignore[arg-type]
        fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        draw_panel(p, self, self.view.tokens)
        p.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    # -- pieces

    def words(self, text: str, *, bold: bool = False, size: float = 12, ink: str = "text2") -> QLabel:
        """A wrapped text; `size` in px at the user's 13."""
        label = QLabel(escape(text))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        font = QFont(self.view.font())
        font.setPixelSize(round(size * QFontInfo(self.view.font()).pixelSize() / 13))
        font.setBold(bold)
        label.setFont(font)
        label.setStyleSheet(f"color: {self.view.tokens.color(ink).name()};")
        return label

    def head(self, badge: BadgeKind | None, title: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        if badge is not None:
            mark = QLabel()
            mark.setPixmap(badge_pixmap(self.view, badge))
            mark.setFixedWidth(20)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words(title, bold=True, size=13, ink="text"), 1)
        self.column.addLayout(row)
        self.setAccessibleName(title)

    def button(self, text: str, action: Callable[[], None], *, primary: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("primary", primary)

        def act() -> None:
            self.close()
            action()

        button.clicked.connect(act)
        return button

    def flow(self, widgets: Sequence[QWidget]) -> None:
        """Widgets side by side, in as many rows as they need."""
        margins = self.column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        row, used = None, 0
        for widget in widgets:
            widget.ensurePolished()
            need = widget.sizeHint().width()
            if row is None or used + 8 + need > room:
                row, used = QHBoxLayout(), -8
                row.setSpacing(8)
                self.column.addLayout(row)
                row.addStretch(1)
            row.insertWidget(row.count() - 1, widget)
            used += 8 + need

    def link(self, text: str, address: str) -> QLabel:
        """A link to a page; one without an address leads to whatever its `linkActivated` is connected to."""
        target, ink = escape(address or "#"), self.view.tokens.color("accent").name()
        label = QLabel(f'<a href="{target}" style="color: {ink}">{escape(text)}</a>')
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        if address:
            label.linkActivated.connect(lambda target: QDesktopServices.openUrl(QUrl(target)))
        label.setFont(self.words("").font())
        label.setAccessibleDescription(address)
        return label

    def key_cap(self, text: str) -> QLabel:
        t = self.view.tokens
        label = QLabel(text)
        label.setStyleSheet(
            f"background: {t.color('panel2').name()}; border: 1px solid {t.color('line').name()}; border-radius: 4px;"
            f"padding: 1px 6px; color: {t.color('text2').name()}; font-size: 11px;"
        )
        return label


def tile_pixmap(view: CanvasView, service: str, size: int) -> QPixmap:
    """A service's tile at a size of Qt's px."""
    spec = view.catalogue.variants.get(service)
    icon, category = (spec.icon, spec.category) if spec else (look.GENERIC_ICON, look.GENERIC_CATEGORY)
    ratio = view.ratio
    pixmap = _blank(size, size, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    Sprites(view.tokens, size / 40, view.icons, view.painter.family).make(("tile", icon, category, "rest")).draw(
        painter
    )
    painter.end()
    return pixmap


def badge_pixmap(view: CanvasView, kind: BadgeKind, size: int = 16) -> QPixmap:
    pixmap = _blank(size + 4, size + 4, view.ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(size / 2 + 2, size / 2 + 2)
    Sprites(view.tokens, 1.0, view.icons, view.painter.family).badge(kind, 1, size, ringed=False).draw(painter)
    painter.end()
    return pixmap


def sample_icon(view: CanvasView, model: Model) -> QIcon:
    """A short edge of a model."""
    pixmap = _blank(44, 20, view.ratio)
    painter = QPainter(pixmap)
    draw_sample(painter, view, model, 6, 10, 32)
    painter.end()
    return still_icon(pixmap)


def still_icon(pixmap: QPixmap) -> QIcon:
    """An icon that keeps its colours in a selected row."""
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _blank(width: int, height: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(width, height) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def separator(view: CanvasView) -> QWidget:
    line = QWidget()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {view.tokens.color('line').name()};")
    return line
