"""Translates Qt's mouse and key events into the tools' words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from designer.gui.canvas.camera import Camera
from designer.tools.base import Cursor, Modifier, Pointer

_BUTTONS: dict[Qt.MouseButton, Literal["left", "middle", "right", "none"]] = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.MiddleButton: "middle",
    Qt.MouseButton.RightButton: "right",
}
_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.ControlModifier, Modifier.CONTROL),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
)
CURSORS: dict[Cursor, Qt.CursorShape] = {
    "arrow": Qt.CursorShape.ArrowCursor,
    "hand": Qt.CursorShape.PointingHandCursor,
    "cross": Qt.CursorShape.CrossCursor,
    "grab": Qt.CursorShape.OpenHandCursor,
    "grabbing": Qt.CursorShape.ClosedHandCursor,
    "move": Qt.CursorShape.SizeAllCursor,
    "forbidden": Qt.CursorShape.ForbiddenCursor,
    "resize": Qt.CursorShape.SizeFDiagCursor,
    "text": Qt.CursorShape.IBeamCursor,
}


def modifiers(flags: Qt.KeyboardModifier) -> Modifier:
    found = Modifier.NONE
    for flag, modifier in _MODIFIERS:
        if flags & flag:
            found |= modifier
    return found


def pointer(event: QMouseEvent, camera: Camera, ratio: float, clicks: int = 1) -> Pointer:
    """A mouse event in scene coordinates; `ratio` is the device px of one of Qt's px."""
    place = event.position()
    x, y = camera.scene(place.x() * ratio, place.y() * ratio)
    button = _BUTTONS.get(event.button(), "none")
    return Pointer(x, y, button, modifiers(event.modifiers()), camera.scale / ratio, clicks)


def key_name(event: QKeyEvent) -> str:
    """The key in Qt's portable names, without modifiers: "Tab", "Left", "C"."""
    key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else event.key()
    name = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    return {"Return": "Enter"}.get(name, name)
