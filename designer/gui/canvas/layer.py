"""The static layer: the picture of the scene at the present camera, kept as a pixmap.

A pan scrolls it and paints the strips that come into view; an edit paints the damaged places; a zoom may go on showing
the old picture, scaled, until the new one is ready.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from designer.gui.canvas.batch import Floats
from designer.gui.canvas.camera import Camera

Paint = Callable[[QPainter, Camera, tuple[float, float, float, float]], None]
_MANY = 24  # damaged places; more are painted as one rectangle


class Layer:
    """A pixmap in device px.  `paint(painter, camera, area)` draws what an area shows."""

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._pixmap = QPixmap()
        self._camera = Camera()
        self._dirty = QRegion()
        self.last_ms = 0.0  # what the last whole picture took

    def drop(self) -> None:
        self._pixmap = QPixmap()

    @property
    def camera(self) -> Camera:
        return self._camera

    def fits(self, camera: Camera, size: QSize) -> bool:
        """Whether the picture can be brought up to date without painting all of it."""
        return not self._pixmap.isNull() and self._camera.scale == camera.scale and self._pixmap.size() == size

    def damage_all(self) -> None:
        self._dirty = QRegion(self._pixmap.rect())

    def damage(self, rects: Floats) -> QRegion:
        """Mark places of the scene (left, top, right, bottom) to be painted again; returns them in device px."""
        if self._pixmap.isNull() or not len(rects):
            return QRegion()
        corners = self._camera.points(rects.reshape(-1, 2, 2))
        low = np.maximum(np.floor(corners[:, 0]) - 2, 0)
        high = np.minimum(np.ceil(corners[:, 1]) + 2, (self._pixmap.width(), self._pixmap.height()))
        seen = (high > low).all(axis=1)
        low, high = low[seen].astype(int), high[seen].astype(int)
        region = QRegion()
        if len(low) > _MANY:
            (x, y), (right, bottom) = low.min(axis=0).tolist(), high.max(axis=0).tolist()
            region = QRegion(x, y, right - x, bottom - y)
        else:
            for (x, y), (right, bottom) in zip(low.tolist(), high.tolist(), strict=True):
                region += QRect(x, y, right - x, bottom - y)
        self._dirty += region
        return region

    def bring(self, camera: Camera, size: QSize) -> QPixmap:
        """The picture at this camera, up to date."""
        if not self.fits(camera, size):
            self._pixmap = QPixmap(size)
            self._camera, self._dirty = camera, QRegion()
            start = time.perf_counter()
            self._draw(QRect(0, 0, size.width(), size.height()))
            self.last_ms = (time.perf_counter() - start) * 1e3
            return self._pixmap
        dx, dy = self._camera.x - camera.x, self._camera.y - camera.y
        if dx or dy:
            whole = self._pixmap.rect()
            self._dirty.translate(dx, dy)
            if abs(dx) < size.width() and abs(dy) < size.height():
                self._pixmap.scroll(dx, dy, whole)
                self._dirty += QRegion(whole) - QRegion(whole.translated(dx, dy))
            else:
                self._dirty = QRegion(whole)
            self._camera = camera
        if not self._dirty.isEmpty():
            dirty = self._dirty & self._pixmap.rect()
            self._dirty = QRegion()
            rects = rects_of(dirty)
            area = sum(r.width() * r.height() for r in rects)
            box = dirty.boundingRect()
            if len(rects) > 4 or area > 0.6 * box.width() * box.height():
                rects = [box]
            for rect in rects:
                self._draw(rect)
        return self._pixmap

    def stretched(self, painter: QPainter, camera: Camera, size: QSize) -> None:
        """Draw the old picture where it belongs at another scale."""
        ratio = camera.scale / self._camera.scale
        left, top = self._camera.x * ratio - camera.x, self._camera.y * ratio - camera.y
        target = QRectF(left, top, self._pixmap.width() * ratio, self._pixmap.height() * ratio)
        painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))

    @property
    def empty(self) -> bool:
        return self._pixmap.isNull()

    def _draw(self, rect: QRect) -> None:
        painter = QPainter(self._pixmap)
        painter.setClipRect(rect)
        self._paint(painter, self._camera, (rect.x(), rect.y(), rect.width(), rect.height()))
        painter.end()


def rects_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region, which PySide's stubs do not know to be iterable."""
    rects: Iterable[QRect] = cast("Any", region)
    return [QRect(rect) for rect in rects]
