"""The fields of one line: texts and numbers, with what a pattern or bounds have to say of them."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from designer.gui.panels.inspector.field import Field, bounds_text, number, number_of, shown
from designer.gui.theme import theme
from designer.gui.widgets import label
from designer.model.specs import PropertySpec


class _Line(QLineEdit):
    """A line edit with a unit at its right end."""

    stepped = Signal(int)

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self._unit = label(unit, "small", "text3")
        self._unit.setParent(self)
        self._unit.setVisible(bool(unit))
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place()
        theme().changed.connect(self._place)

    def show_text(self, text: str) -> None:
        """Show a value from its beginning."""
        self.setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def set_unit(self, text: str) -> None:
        if text != self._unit.text():
            self._unit.setText(text)
            self._place()

    def _place(self) -> None:
        if self._unit.text():
            self._unit.ensurePolished()
            size = self._unit.sizeHint()
            self.setTextMargins(0, 0, size.width() + 4, 0)
            self._unit.setGeometry(self.width() - size.width() - 9, 0, size.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()


class TextField(Field):
    """A string."""

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._line = _Line(spec.unit)
        self._line.setPlaceholderText(shown(spec.default))
        self._line.textEdited.connect(self._typed)
        self._take(self._line)

    def set_value(self, value: Any) -> None:
        text = shown(value)
        if self._line.text() != text and not (self.invalid and self._line.hasFocus()):
            self._line.show_text(text)
            self._refuse("")

    def _typed(self, text: str) -> None:
        wrong = self._wrong(text)
        self._refuse(wrong)
        if not wrong:
            self.edited.emit(text or None)

    def _wrong(self, text: str) -> str:
        spec = self.spec
        if not text:
            return ""
        if (spec.min is not None and len(text) < spec.min) or (spec.max is not None and len(text) > spec.max):
            return bounds_text(spec)
        if spec.pattern and not re.fullmatch(spec.pattern, text):
            return f"Does not match {spec.pattern}"
        return ""


class NumberField(Field):
    """An integer or a number, with its unit; the arrow keys and the wheel step it."""

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._line = _Line(spec.unit)
        self._line.setPlaceholderText(shown(spec.default))
        self._line.textEdited.connect(self._typed)
        self._line.textChanged.connect(self._measure)
        self._line.stepped.connect(self._step)
        self._measure()
        self._take(self._line)

    def set_value(self, value: Any) -> None:
        if self.invalid and self._line.hasFocus():
            return
        if value is None or isinstance(value, (int, float)):
            if self._line.text() == "" and value is None:
                return
            if value is not None and number_of(self._line.text(), self.spec) == value:
                return
        self._line.setText(shown(value))
        self._refuse("")

    def _measure(self) -> None:
        """Name long times in the unit that people use too."""
        value = number_of(self._line.text() or self._line.placeholderText(), self.spec)
        self._line.set_unit(unit_text(self.spec.unit, value))

    def _typed(self, text: str) -> None:
        if not text.strip():
            self._refuse("")
            self.edited.emit(None)
            return
        value = number_of(text, self.spec)
        wrong = self._wrong(value)
        self._refuse(wrong)
        if not wrong:
            self.edited.emit(value)

    def _wrong(self, value: float | None) -> str:
        spec = self.spec
        if value is None:
            return "A whole number" if spec.type == "integer" else "A number"
        if (spec.min is not None and value < spec.min) or (spec.max is not None and value > spec.max):
            return bounds_text(spec)
        return ""

    def _step(self, steps: int) -> None:
        spec = self.spec
        base = number_of(self._line.text(), spec)
        if base is None:
            base = spec.default if isinstance(spec.default, (int, float)) else spec.min or 0
        value = base + steps * (spec.step or 1)
        value = max(value, spec.min) if spec.min is not None else value
        value = min(value, spec.max) if spec.max is not None else value
        text = number(value)
        if text != self._line.text():
            self._line.setText(text)
            self._typed(text)


def unit_text(unit: str, value: float | None) -> str:
    """The unit of a value; seconds that make whole days, hours or minutes say so: "s = 4 days"."""
    if unit == "s" and value:
        for length, name in ((86400, "day"), (3600, "h"), (60, "min")):
            if value > 2 * length - 1 and value % length == 0:
                number_ = int(value // length)
                return f"s = {number_} {name}{'s' if name == 'day' and number_ > 1 else ''}"
    return unit
