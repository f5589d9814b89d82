"""Legend and zoom control: real controls above the canvas, for keyboard and screen reader too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from designer.gui.canvas.edges import STYLES, Edges, draw_vector
from designer.gui.canvas.look import MODEL_TITLE, edge_style
from designer.gui.canvas.marks import LINES, SIGN, Line, Sign, mark_color
from designer.gui.tokens import Tokens
from designer.model.specs import Model

if TYPE_CHECKING:
    from designer.gui.canvas.icons import Icons
    from designer.gui.canvas.view import CanvasView

MEANING: dict[Model, str] = {
    "push": "caller waits for the answer",
    "event": "handed over, nobody waits",
    "poll": "consumer pulls when ready",
}
MARKS: tuple[tuple[Line | Sign, str, str], ...] = (
    ("chain", "Chain", "callers wait along it"),
    ("broken", "Over budget", "longer than somebody waits"),
    ("crossing", "Crossing", "from context to context"),
    ("waits", "Waits", "a failed event is kept"),
    ("lost", "Lost", "nothing keeps a failed event"),
)


def draw_sample(painter: QPainter, view: CanvasView, model: Model, x: float, y: float, length: float) -> None:
    """A short edge of a model, in paths: three of them are not worth an atlas."""
    points = np.repeat(np.array([[[x + length, y]]]), 6, axis=1)
    points[:, 0] = (x, y)
    style = np.array([STYLES.index(edge_style(model))])
    one = Edges(points, np.array([2]), np.array([[0, 0]]), np.array([[0, 1]]), np.array([[1, 1]]), style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_vector(painter, view.tokens, view.painter.sprites(1.0), one, 1.0)


def draw_panel(painter: QPainter, widget: QWidget, tokens: Tokens, radius: float = 8.0) -> None:
    """The ground of a box above the canvas."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tokens.color("line"), 1))
    painter.setBrush(tokens.color("panel"))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class Legend(QWidget):
    """What the lines mean."""

    TITLE = "How things are connected"

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._picture = QPixmap()
        self.setAccessibleName("Legend")
        rows = "; ".join(f"{MODEL_TITLE[model]}: {meaning}" for model, meaning in MEANING.items())
        self.setAccessibleDescription(f"{self.TITLE}. {rows}.")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)

    def sizeHint(self) -> QSize:
        bold, plain = self._fonts()
        rows = self._rows()
        widest = max(_advance(plain, meaning) for _, _, meaning in rows)
        names = max(_advance(bold, name) for _, name, _ in rows)
        return QSize(12 + 52 + 12 + names + 10 + widest + 16, 34 + 23 * len(rows))

    def _rows(self) -> list[tuple[Model | Line | Sign, str, str]]:
        """What is drawn, its name, its meaning: the lines', or the composition's marks while they are shown."""
        if self._marked:
            return list(MARKS)
        return [(model, MODEL_TITLE[model], meaning) for model, meaning in MEANING.items()]

    @property
    def _marked(self) -> bool:
        marks = self._view.state.marks
        return marks is not None and bool(marks.lines or marks.signs)

    def _fonts(self) -> tuple[QFont, QFont]:
        bold, plain = QFont(self.font()), QFont(self.font())
        for font in (bold, plain):
            font.setPixelSize(11)
        bold.setBold(True)
        return bold, plain

    def restyle(self) -> None:
        """Take over the view's theme."""
        self._picture = QPixmap()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self._view.ratio
        if self._picture.size() != self.size() * ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._picture))
        p = QPainter(self)
        p.drawPixmap(0, 0, self._picture)
        p.end()

    def _draw(self, p: QPainter) -> None:
        t = self._view.tokens
        bold, plain = self._fonts()
        rows = self._rows()
        names = max(_advance(bold, name) for _, name, _ in rows)
        draw_panel(p, self, t)
        p.setFont(bold)
        p.setPen(t.color("text2"))
        p.drawText(QPointF(12, 21), "Composition" if self._marked else self.TITLE)
        for number, (kind, name, meaning) in enumerate(rows):
            y = 42 + 23 * number
            self._sample(p, kind, y)
            p.setFont(bold)
            p.setPen(t.color("text"))
            p.drawText(QPointF(76, y + 4), name)
            p.setFont(plain)
            p.setPen(t.color("text2"))
            p.drawText(QPointF(76 + names + 10, y + 4), meaning)
        p.end()

    def _sample(self, p: QPainter, kind: Model | Line | Sign, y: float) -> None:
        painter = self._view.painter
        if kind in MEANING:
            draw_sample(p, self._view, kind, 14, y, 48)
        elif kind in LINES:
            pen = QPen(mark_color(painter.tokens, kind), 8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            p.setPen(pen)
            p.drawLine(QPointF(18, y), QPointF(58, y))
        else:
            p.save()
            p.translate(38, y)
            painter.sprites(1.0).make(("sign", kind, SIGN)).draw(p)
            p.restore()


class ZoomControl(QFrame):
    """Smaller, the scale, larger, all."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAccessibleName("Zoom")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(0)
        self._buttons: list[tuple[QToolButton, str]] = []
        row.addWidget(self._button("ui-minus", "Zoom out", view.zoom_out))
        self.label = QLabel("100 %")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setMinimumWidth(52)
        self.label.setAccessibleName("Scale")
        row.addWidget(self.label)
        row.addWidget(self._button("ui-plus", "Zoom in", view.zoom_in))
        row.addWidget(self._button("ui-fit", "Zoom to fit", view.zoom_to_fit))
        view.zoom_changed.connect(self._show)
        self._show(view.zoom)
        self.restyle()

    def _button(self, icon: str, name: str, action: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(28, 28)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: action())
        self._buttons.append((button, icon))
        return button

    def _show(self, zoom: float) -> None:
        self.label.setText(f"{zoom * 100:.0f} %")

    def restyle(self) -> None:
        """Take over the view's theme."""
        t = self._view.tokens
        self.label.setStyleSheet(f"color: {t.color('text').name()}; font-size: 12px; background: transparent;")
        for button, icon in self._buttons:
            button.setIcon(ui_icon(self._view.icons, icon, t, self._view.ratio))
            button.setStyleSheet(
                "QToolButton { border: 0; border-radius: 6px; padding: 0; background: transparent; }"
                f"QToolButton:hover {{ background: {t.color('panel2').name()}; }}"
                f"QToolButton:focus {{ border: 2px solid {t.color('accent').name()}; }}"
            )

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        draw_panel(p, self, self._view.tokens)
        p.end()


def ui_icon(icons: Icons, name: str, tokens: Tokens, ratio: float = 1.0, ink: str = "text2", size: int = 16) -> QIcon:
    """An interface icon in a token's colour."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    icons.draw(painter, f"ui/{name}", QRectF(0, 0, pixmap.width(), pixmap.height()), tokens.color(ink))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)


def _advance(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
