"""The whole drawing in a corner, with the part that is in view; a click or drag moves the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from designer.editing.geometry import Rect
from designer.gui.canvas.batch import draw_rects
from designer.gui.canvas.controls import draw_panel

if TYPE_CHECKING:
    from designer.gui.canvas.view import CanvasView

PAD = 8.0
LATER_MS = 120  # a run of edits is drawn once


class MiniMap(QWidget):
    """A small picture of the scene, drawn from its arrays and kept until the scene changes."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._pixmap = QPixmap()
        self._shown = Rect(0, 0, 1, 1)
        self._bounds = view.scene.bounds()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self.refresh)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAccessibleName("Minimap")
        self.setAccessibleDescription("The whole drawing; a click moves the view.")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        view.scene_changed.connect(self._later.start)
        view.view_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(192, 108)

    def refresh(self) -> None:
        """Draw anew from the scene."""
        self._bounds = self._view.scene.bounds()
        self._pixmap = QPixmap()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pixmap = QPixmap()

    def _scale(self, area: Rect) -> float:
        return min((self.width() - 2 * PAD) / area.width, (self.height() - 2 * PAD) / area.height)

    def _place(self, rect: Rect) -> QRectF:
        s = self._scale(self._shown)
        x, y = self._shown.center
        left = self.width() / 2 + (rect.x - x) * s
        top = self.height() / 2 + (rect.y - y) * s
        return QRectF(left, top, rect.width * s, rect.height * s)

    def paintEvent(self, _event: QPaintEvent) -> None:
        view, t = self._view, self._view.tokens
        p = QPainter(self)
        draw_panel(p, self, t)
        drawing = self._bounds
        seen = view.visible_rect()
        if drawing is not None:
            area = drawing.grown(0.15 * drawing.width + 32, 0.15 * drawing.height + 32)
            if area != self._shown or self._pixmap.isNull():
                self._shown = area
                self._draw()
            p.drawPixmap(0, 0, self._pixmap)
        else:
            self._shown = seen
        p.setClipRect(self.rect().adjusted(3, 3, -3, -3))
        p.setPen(QPen(t.color("accent"), 1.5))
        p.setBrush(t.color("accent", 0.07))
        p.drawRoundedRect(self._place(seen), 2, 2)
        p.end()

    def _draw(self) -> None:
        scene, t, ratio = self._view.scene, self._view.tokens, self._view.ratio
        self._pixmap = QPixmap(self.size() * ratio)
        self._pixmap.setDevicePixelRatio(ratio)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        p = QPainter(self._pixmap)
        p.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        for frame in scene.frames:
            colors = t.tints[frame.tint]
            p.setPen(QPen(colors.line, 1))
            p.setBrush(colors.fill or Qt.BrushStyle.NoBrush)
            p.drawRect(self._place(frame.rect))
        p.setPen(Qt.PenStyle.NoPen)
        s = self._scale(self._shown)
        x, y = self._shown.center
        rows = np.flatnonzero(~scene.hidden)
        rects = scene.boxes[rows] * s
        rects[:, :2] += (self.width() / 2 - x * s, self.height() / 2 - y * s)
        rects[:, 2:] = np.maximum(rects[:, 2:], 2)
        for number, kind in enumerate(scene.kinds):
            p.setBrush(QColor(t.color(kind.category)))
            draw_rects(p, rects[scene.kind[rows] == number])
        p.end()

    # -- moving the view

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, point: QPointF) -> None:
        s = self._scale(self._shown)
        x, y = self._shown.center
        self._view.center_on(x + (point.x() - self.width() / 2) / s, y + (point.y() - self.height() / 2) / s)
