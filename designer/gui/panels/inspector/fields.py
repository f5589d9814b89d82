"""One control for each kind of property.  A field knows a value and a PropertySpec, nothing of designs.

`edited` carries the new value, None meaning "as CloudFormation has it"; a value that is out of bounds or cannot be
read is said below the field and never leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from designer.gui.panels.inspector.field import Field, shown
from designer.gui.panels.inspector.line_fields import NumberField, TextField
from designer.gui.panels.inspector.text_fields import JsonField, ListField
from designer.gui.widgets import Segmented
from designer.model.specs import PropertySpec

SEGMENTED_UP_TO = 13  # letters of all titles together: what fits side by side
References = Sequence[tuple[str, str]]  # node id, title


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
