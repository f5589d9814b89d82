"""One control for each kind of property.  A field knows a value and a PropertySpec, nothing of designs.

`edited` carries the new value, None meaning "as CloudFormation has it"; a value that is out of bounds or cannot be
read is said below the field and never leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from designer.gui.panels.inspector.field import Field, bounds_text, number, number_of, shown
from designer.gui.panels.inspector.text_fields import JsonField, ListField
from designer.gui.theme import theme
from designer.gui.widgets import Segmented, label
from designer.model.specs import PropertySpec

SEGMENTED_UP_TO = 13  # letters of all titles together: what fits side by side
References = Sequence[tuple[str, str]]  # node id, title


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


class BooleanField(Field):
    """A check box."""

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._box = QCheckBox()
        self._box.clicked.connect(lambda on: self.edited.emit(None if on == bool(spec.default) else on))
        self._take(self._box)

    def set_value(self, value: Any) -> None:
        self._box.setChecked(bool(self.spec.default if value is None else value))


class SwitchField(Field):
    """A choice between two or three short values."""

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._switch = Segmented(spec.title, list(zip(spec.values, titles(spec), strict=True)))
        self._switch.chosen.connect(lambda value: self.edited.emit(None if value == spec.default else value))
        self._take(self._switch)

    def set_value(self, value: Any) -> None:
        self._switch.set_value(self.spec.default if value is None else value)


class _Combo(QComboBox):
    """A combo box that leaves the wheel to the form until it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(Field):
    """A choice between several values; a value that the catalogue does not know is kept as it is."""

    def __init__(self, spec: PropertySpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._combo = _Combo()
        self._take(self._combo)
        self._fill(None)
        self._combo.activated.connect(self._chosen)

    def _fill(self, value: Any) -> None:
        self._combo.clear()
        if self.spec.default is None:
            self._combo.addItem("Not set", None)
        for known, title in zip(self.spec.values, titles(self.spec), strict=True):
            self._combo.addItem(title, known)
        if value is not None and value not in self.spec.values:
            self._combo.addItem(shown(value), value)

    def set_value(self, value: Any) -> None:
        wanted = self.spec.default if value is None else value
        index = self._index(wanted)
        if index < 0:
            self._fill(wanted)
            index = self._index(wanted)
        self._combo.setCurrentIndex(index)

    def _index(self, value: Any) -> int:
        return next((i for i in range(self._combo.count()) if self._combo.itemData(i) == value), -1)

    def _chosen(self, index: int) -> None:
        value = self._combo.itemData(index)
        self.edited.emit(None if value == self.spec.default else value)


class ReferenceField(Field):
    """Another node of the design, or an ARN of something outside it."""

    def __init__(self, spec: PropertySpec, references: References, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._combo = _Combo()
        self._arn = QLineEdit()
        self._arn.setPlaceholderText("arn:aws:…")
        self._arn.setAccessibleName(f"{spec.title}: ARN")
        self._arn.textEdited.connect(lambda text: self.edited.emit(text.strip() or None))
        self._take(self._combo)
        self._layout.insertWidget(1, self._arn)
        self._arn.hide()
        self._combo.addItem("None", None)
        for id_, title in references:
            self._combo.addItem(title, id_)
        self._combo.addItem("Outside the design…", False)
        self._combo.activated.connect(self._chosen)

    def set_value(self, value: Any) -> None:
        target = reference_target(value)
        if target is not None:
            index = self._combo.findData(target)
            if index < 0:
                self._combo.insertItem(self._combo.count() - 1, f"{target} (missing)", target)
                index = self._combo.findData(target)
            self._combo.setCurrentIndex(index)
            self._arn.hide()
            return
        outside = value is not None
        if outside or not (self._arn.isVisible() and self._arn.hasFocus()):
            self._combo.setCurrentIndex(self._combo.count() - 1 if outside else 0)
            self._arn.setVisible(outside)
        if outside and self._arn.text() != shown(value):
            self._arn.setText(shown(value))

    def _chosen(self, index: int) -> None:
        value = self._combo.itemData(index)
        if value is False:
            self._arn.show()
            self._arn.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._arn.hide()
        self.edited.emit(None if value is None else {"Fn::GetAtt": [value, "Arn"]})


def reference_target(value: Any) -> str | None:
    """The node id of `{"Fn::GetAtt": [id, …]}`; None for anything else."""
    if isinstance(value, Mapping) and isinstance(found := value.get("Fn::GetAtt"), Sequence) and found:
        return str(found[0]) if not isinstance(found, str) else found.partition(".")[0]
    return None


def field_for(spec: PropertySpec, value: Any, references: References) -> Field:
    """The field that suits a property; a value of another shape than the property's is shown as JSON."""
    kind = spec.type
    if isinstance(value, Mapping) and kind not in ("object", "json", "reference"):
        return JsonField(spec.model_copy(update={"type": "json"}))  # an intrinsic function
    if kind in ("integer", "number"):
        return NumberField(spec)
    if kind == "boolean":
        return BooleanField(spec)
    if kind == "enum":
        short = 2 <= len(spec.values) <= 3 and sum(map(len, titles(spec))) <= SEGMENTED_UP_TO
        known = value is None or value in spec.values
        return SwitchField(spec) if short and known and spec.default is not None else ChoiceField(spec)
    if kind == "reference":
        return ReferenceField(spec, references)
    if kind == "list" and spec.item not in ("object", "json", "list") and not _nested(value):
        return ListField(spec)
    if kind in ("object", "json", "list"):
        return JsonField(spec)
    return TextField(spec)


def titles(spec: PropertySpec) -> list[str]:
    return list(spec.value_titles) if len(spec.value_titles) == len(spec.values) else [shown(v) for v in spec.values]


def _nested(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(item, (Mapping, list, tuple)) for item in value)
