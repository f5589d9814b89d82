"""What every field of a form has: a control, and a line below it for what is wrong with the value."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from designer.gui.widgets import label, mark, vbox
from designer.model.frozen import thaw
from designer.model.specs import PropertySpec


class Field(QWidget):
    """The base: a control with a line below it for what is wrong with the value."""

    edited = Signal(object)
    wide = False  # the control stands below its label, at full width

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._layout = vbox(self, spacing=2)
        self._message = label(role="caption", ink="error", wrap=True)
        self._message.hide()
        self._own_message = ""
        self._finding: tuple[str, str] = ("", "error")

    def _take(self, control: QWidget) -> None:
        control.setAccessibleName(self.spec.title)
        control.setAccessibleDescription(self.spec.help)
        control.setToolTip(tooltip(self.spec))
        self._layout.addWidget(control)
        self._layout.addWidget(self._message)
        self.setFocusProxy(control)
        self.control = control

    @abstractmethod
    def set_value(self, value: Any) -> None:
        """Show a value; what is being typed is left alone."""

    @property
    def invalid(self) -> bool:
        return bool(self._own_message)

    @property
    def message(self) -> str:
        """What is said below the control."""
        return self._message.text()

    def set_finding(self, message: str, severity: str = "error") -> None:
        """What a rule says of this property."""
        self._finding = (message, severity)
        self._show_message()

    def _refuse(self, message: str) -> None:
        """Say what is wrong with what was typed; empty takes it back."""
        self._own_message = message
        self._show_message()

    def _show_message(self) -> None:
        text, severity = (self._own_message, "error") if self._own_message else self._finding
        self._message.setText(text)
        mark(self._message, "ink", {"error": "error", "warning": "warning"}.get(severity, "text2"))
        self._message.setVisible(bool(text))
        mark(self.control, "invalid", bool(text) and severity == "error")
        self.control.setAccessibleDescription(f"{self.spec.help} {text}".strip())


def tooltip(spec: PropertySpec) -> str:
    """The help of a property with its bounds."""
    bounds = bounds_text(spec)
    return "\n".join(part for part in (spec.help, f"{bounds}." if bounds else "") if part)


def bounds_text(spec: PropertySpec) -> str:
    unit = f" {spec.unit}" if spec.unit else ""
    if spec.type not in ("integer", "number"):
        unit = " items" if spec.type == "list" else " characters"
    if spec.min is not None and spec.max is not None:
        return f"{number(spec.min)} to {number(spec.max)}{unit}"
    if spec.min is not None:
        return f"At least {number(spec.min)}{unit}"
    return f"At most {number(spec.max)}{unit}" if spec.max is not None else ""


def number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return value
    return json.dumps(thaw(value), ensure_ascii=False)


def number_of(text: str, spec: PropertySpec) -> float | None:
    """A number as it was typed: no exponents of a stranger's size, no infinities."""
    text = text.strip().replace("\u2212", "-")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text):
        return None
    value = float(text)
    if spec.type == "integer" or spec.item == "integer":
        return int(value) if value.is_integer() else None
    return int(value) if value.is_integer() else value
