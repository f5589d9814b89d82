"""Where the view looks: zoom around the pointer, pan, zoom to fit, animated where motion is allowed."""

from __future__ import annotations

import math
from abc import abstractmethod

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QPointF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from designer.editing.geometry import Rect
from designer.gui.canvas.camera import Camera
from designer.gui.canvas.look import MAX_SCALE, MIN_SCALE

STEP = 1.2  # a zoom step of the menu
MARGIN = 40.0  # around what is fitted, px on the screen
FIT_MS = 200


class Navigator(QWidget):
    """The half of the canvas that knows where it looks.  `zoom` is 1.0 at 100 %, whatever the screen's ratio."""

    zoom_changed = Signal(float)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = Camera(self.ratio, 0, 0, self.ratio)
        self._animation: QVariantAnimation | None = None
        self.motion = True  # a preference: False where motion is to be reduced

    # -- what the other half gives

    @abstractmethod
    def content(self) -> Rect | None:
        """The rectangle around everything that is drawn."""

    @abstractmethod
    def looked_elsewhere(self) -> None:
        """The camera has changed."""

    # -- state

    @property
    def ratio(self) -> float:
        return self.devicePixelRatioF()

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def zoom(self) -> float:
        return self._camera.zoom

    def device_size(self) -> QSize:
        return QSize(math.ceil(self.width() * self.ratio), math.ceil(self.height() * self.ratio))

    def to_scene(self, point: QPointF) -> tuple[float, float]:
        return self._camera.scene(point.x() * self.ratio, point.y() * self.ratio)

    def to_view(self, x: float, y: float) -> QPointF:
        dx, dy = self._camera.point(x, y)
        return QPointF(dx / self.ratio, dy / self.ratio)

    def visible_rect(self) -> Rect:
        """The part of the scene that is in view."""
        x, y = self._camera.scene(0, 0)
        return Rect(x, y, self.width() / self.zoom, self.height() / self.zoom)

    def ratio_changed(self) -> None:
        """The widget is on another screen: keep what is in view, at the new screen's device px."""
        if self._camera.ratio != self.ratio:
            x, y = self.visible_rect().center
            zoom = self._camera.zoom
            self._camera = Camera(self.ratio, 0, 0, self.ratio)
            self.center_on(x, y, zoom)

    # -- moving

    def look(self, camera: Camera) -> None:
        """Move the camera at once."""
        if camera == self._camera:
            return
        zoomed = camera.scale != self._camera.scale
        self._camera = camera
        if zoomed:
            self.zoom_changed.emit(self.zoom)
        self.view_changed.emit()
        self.looked_elsewhere()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the visible part by px on the screen: to the right and down."""
        self.stop()
        self.look(self._camera.moved(round(dx * self.ratio), round(dy * self.ratio)))

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        self.set_zoom(self.zoom * factor, around)

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Zoom with a point of the widget staying where it is (else its middle)."""
        self.stop()
        at = around if around is not None else QPointF(self.width() / 2, self.height() / 2)
        scale = min(max(zoom, MIN_SCALE), MAX_SCALE) * self.ratio
        self.look(self._camera.zoomed(scale, at.x() * self.ratio, at.y() * self.ratio))

    def zoom_in(self) -> None:
        self.set_zoom(_next(self.zoom, up=True))

    def zoom_out(self) -> None:
        self.set_zoom(_next(self.zoom, up=False))

    def center_on(self, x: float, y: float, zoom: float | None = None, *, animated: bool = False) -> None:
        """Look at a place."""
        scale = min(max(zoom or self.zoom, MIN_SCALE), MAX_SCALE) * self.ratio
        size = self.device_size()
        target = Camera(scale, round(x * scale - size.width() / 2), round(y * scale - size.height() / 2), self.ratio)
        if animated:
            self._glide(target)
        else:
            self.stop()
            self.look(target)

    def covered_below(self) -> float:
        """The height at the bottom that controls cover (px on the screen)."""
        return 0.0

    def zoom_to(self, rect: Rect, *, most: float = 1.0, margin: float = MARGIN, animated: bool = True) -> None:
        """Show a rectangle as large as it fits above the controls, but not larger than `most`."""
        below = self.covered_below()
        width, height = max(self.width() - 2 * margin, 40.0), max(self.height() - 2 * margin - below, 40.0)
        zoom = min(width / max(rect.width, 1.0), height / max(rect.height, 1.0), most)
        if rect.height * zoom <= self.height() - 2 * (margin + below):
            below = 0.0  # there is room enough to stand in the middle
        x, y = rect.center
        self.center_on(x, y + below / 2 / zoom, zoom, animated=animated)

    def zoom_to_fit(self, *, animated: bool = True) -> None:
        rect = self.content()
        if rect is None:
            self.center_on(0.0, 0.0, 1.0, animated=animated)
        else:
            self.zoom_to(rect, animated=animated)

    def reveal(self, rect: Rect, *, animated: bool = True) -> None:
        """Bring a rectangle into view, as little as needed, at a scale at which it can be read."""
        seen = self.visible_rect()
        if self.zoom >= 0.5 and seen.grown(-24 / self.zoom).holds(rect):
            return
        self.center_on(*rect.center, max(self.zoom, 0.75), animated=animated)

    def _glide(self, target: Camera) -> None:
        self.stop()
        if not self.motion or not self.isVisible():
            self.look(target)
            return
        start = self._camera
        size = self.device_size()
        middle = (size.width() / 2, size.height() / 2)
        a, b = start.scene(*middle), target.scene(*middle)
        animation = QVariantAnimation(self)
        animation.setDuration(FIT_MS)
        animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        animation.setStartValue(0.0)
        animation.setEndValue(1.0)

        def step(part: float) -> None:
            scale = start.scale * (target.scale / start.scale) ** part
            x, y = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
            here = Camera(scale, round(x * scale - middle[0]), round(y * scale - middle[1]), target.ratio)
            self.look(target if part >= 1.0 else here)

        animation.valueChanged.connect(step)
        self._animation = animation
        animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)

    def stop(self) -> None:
        """End a running animation where it is."""
        if self._animation is not None:
            animation, self._animation = self._animation, None
            try:
                animation.stop()
            except RuntimeError:  # it has ended and is deleted already
                return

    # -- wheel and touchpad

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms around the pointer; two fingers on a touchpad pan, and zoom with Control."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not pixels.isNull() and not control:
            self.pan_by(-pixels.x(), -pixels.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by(-(angle.y() or angle.x()) / 2, 0)
        elif angle.y() or pixels.y():
            steps = angle.y() / 120 if angle.y() else pixels.y() / 50
            self.zoom_by(STEP**steps, event.position())
        else:
            self.pan_by(-angle.x() / 2, 0)
        event.accept()

    def pinch(self, event: QEvent) -> bool:
        """A touchpad's pinch; whether the event was one."""
        if not isinstance(event, QNativeGestureEvent) or event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1 + event.value(), event.position())
        return True


def _next(zoom: float, *, up: bool) -> float:
    """The next of the steps 100 % times a power of STEP."""
    exponent = math.log(zoom, STEP)
    return STEP ** (math.floor(exponent + 1.01) if up else math.ceil(exponent - 1.01))
