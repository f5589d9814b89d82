"""The fields that are texts of several lines: lists and JSON."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from designer.gui.panels.inspector.field import Field, bounds_text, number_of, shown
from designer.gui.theme import theme
from designer.model.frozen import thaw
from designer.model.specs import PropertySpec


class _Text(QPlainTextEdit):
    left = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._size()
        theme().changed.connect(self._size)

    def _size(self) -> None:
        self.setFont(theme().code_font("small"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 20)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ListField(Field):
    """Several texts, one a line."""

    wide = True

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._text = _Text(3)
        self._text.setPlaceholderText(shown(spec.default) or "One a line")
        self._take(self._text)
        self._quiet = False
        self._text.textChanged.connect(self._typed)

    def _items(self) -> list[Any]:
        lines = (line.strip() for line in self._text.toPlainText().splitlines())
        kind = self.spec.item
        return [
            (number_of(line, self.spec) or line) if kind in ("integer", "number") else line for line in lines if line
        ]

    def set_value(self, value: Any) -> None:
        items = list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
        if items != self._items():
            self._quiet = True
            self._text.setPlainText("\n".join(shown(item) for item in items))
            self._quiet = False

    def _typed(self) -> None:
        if self._quiet:
            return
        items = self._items()
        if items and (
            (self.spec.max is not None and len(items) > self.spec.max)
            or (self.spec.min is not None and len(items) < self.spec.min)
        ):
            self._refuse(bounds_text(self.spec))
            return
        self._refuse("")
        self.edited.emit(items or None)


class JsonField(Field):
    """An object or any JSON value, as text; taken over whenever it can be read."""

    wide = True
    WAIT_MS = 400  # a half-written object is not scolded at every key

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._text = _Text(5)
        self._text.setPlaceholderText(_json(spec.default) if spec.default is not None else "{ }")
        self._take(self._text)
        self._value: Any = None
        self._quiet = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.WAIT_MS)
        self._timer.timeout.connect(self._read)
        self._text.textChanged.connect(lambda: None if self._quiet else self._timer.start())
        self._text.left.connect(self._leave)

    def set_value(self, value: Any) -> None:
        plain = thaw(value)
        if self._timer.isActive() or (self.invalid and self._text.hasFocus()):
            return
        if plain != self._value or self.invalid:
            self._value = plain
            self._quiet = True
            self._text.setPlainText("" if plain is None else _json(plain))
            self._quiet = False
            self._refuse("")

    def _leave(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._read()

    def _read(self) -> None:
        text = self._text.toPlainText().strip()
        value: Any = None
        if text:
            try:
                value = json.loads(text, parse_constant=_no_constant)
            except (ValueError, RecursionError) as error:
                place = f"Line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)
                self._refuse(f"Not JSON. {place}")
                return
            if self.spec.type == "object" and not isinstance(value, dict):
                self._refuse("An object in braces")
                return
            if self.spec.type == "list" and not isinstance(value, list):
                self._refuse("A list in brackets")
                return
        self._refuse("")
        if value != self._value:
            self._value = value
            self.edited.emit(value)


def _json(value: Any) -> str:
    return json.dumps(thaw(value), indent=2, ensure_ascii=False)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
