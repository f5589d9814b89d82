"""A value of a schema under its name, and what is common to values that are made of several.

A Part holds one value under a name and shows it in the field that suits value and Shape; it changes the field when the
value becomes one of another kind (a reference in place of a text).  A composite's value is made of its Parts', so an
edit anywhere goes up to the form as one value of one property of the node.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from designer.gui.icons import ui_icon
from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.fields import ChoiceField, SwitchField, titles
from designer.gui.panels.inspector.line_fields import NumberField
from designer.gui.panels.inspector.resource.leaves import (
    Around,
    ReferenceLine,
    SchemaText,
    help_of,
    sentence,
    spec_of,
    tool,
)
from designer.gui.panels.inspector.text_fields import JsonField
from designer.gui.picker import Picker
from designer.gui.widgets import Button, ElidedLabel, hbox, label, mark, rule, vbox
from designer.model.frozen import thaw
from designer.model.references import is_intrinsic
from designer.model.specs import PropertySpec
from designer.schemas import Fault, Shape
from designer.schemas.shape import SCALARS

DEEPEST = 6  # levels of fields within fields; what lies deeper is JSON
TITLES = ("Name", "Key", "Id", "Title", "RuleName", "PolicyName")  # what an item of a list calls itself
MOST_PARTS = 200  # of one list or object; more are JSON
SHORT = 14  # letters of all values together that fit side by side


class Part(QWidget):
    """A value under its name.  `edited` says that `value` is another one; `removed` that it is to go."""

    edited = Signal()
    removed = Signal()

    def __init__(
        self, name: str, shape: Shape, around: Around, *, required: bool, depth: int = 0, folded: bool = False
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.name, self.shape = name, shape
        self.value: Any = None
        self._around, self._depth = around, depth
        self._layout = vbox(self, margins=(0, 3, 0, 3), spacing=1)
        self._head = hbox(spacing=0)
        self._fold = tool("chev" if folded else "chevd", f"{'Unfold' if folded else 'Fold'} {name}", self._toggle)
        self._head.addWidget(self._fold)
        self._name = ElidedLabel(name, "small", "text2")
        self._name.setWhatsThis(help_of(shape))
        self._head.addWidget(self._name, 1)
        if required:
            self._head.addWidget(label("required", "caption", "text2"))
            self._head.addSpacing(4)
        if shape.kind in SCALARS or shape.kind == "any":
            self._link = tool("link", f"Take {name} from another node", self.choose)
            self._head.addWidget(self._link)
        if not required:
            self._head.addWidget(tool("close", f"Remove {name}", self.removed.emit))
        self._layout.addLayout(self._head)
        self._faults: tuple[Sequence[Fault], int] = ((), 0)
        self._field: Field | Composite | None = None
        self._folded = folded and shape.kind in around.composites
        if not self._folded:
            self._build()

    @property
    def field(self) -> Field | Composite:
        """What shows the value; a folded part has none until it is asked for."""
        return self._field or self._build()

    def call(self, name: str) -> None:
        """Take another name, as an item of a list does when one before it goes."""
        self.name = name
        self._show_name()

    # -- the value

    def set_value(self, value: Any) -> None:
        """Show a value; nothing moves where it is the one that is shown."""
        value = thaw(value)
        suiting = self._suiting(value)
        if self._field is not None and type(self._field) is not suiting:
            self._exchange(value)
        self.value = value
        if self._field is not None:
            self._field.set_value(value)
        elif not issubclass(suiting, Composite):
            self._folded = False
            self._build()
        self._show_name()

    def take(self, value: Any) -> None:
        """Set a value as an edit of the person's."""
        self.set_value(value)
        self.edited.emit()

    def show_faults(self, found: Sequence[Fault], depth: int) -> None:
        """Say what is wrong: here, and in the parts within; a folded part shows that there is something."""
        self._faults = found, depth
        here = next((fault for fault in found if fault.sort != "missing"), None)
        mark(self._name, "ink", "error" if here and self._folded else "text2")
        if isinstance(self._field, Composite):
            self._field.show_faults(found, depth)
        elif self._field is not None:
            self._field.set_finding(sentence(here) if here else "")

    def unfold(self) -> None:
        if self._folded:
            self._toggle()

    def _show_name(self) -> None:
        """The name, and of an item in a list what it calls itself."""
        value = self.value if isinstance(self.value, dict) and self.name.isdecimal() else {}
        title = next((value[key] for key in TITLES if isinstance(value.get(key), str)), "")
        self._name.setText(f"{self.name}  {title}" if title else self.name)

    # -- the field

    def _suiting(self, value: Any) -> type[Field | Composite]:
        """The class of the field for a value."""
        shape = self.shape
        if is_intrinsic(value):
            return ReferenceLine if self._around.describe(value) else JsonField
        composite = self._around.composites.get(shape.kind)
        if composite is not None and self._depth < DEEPEST:
            wanted = list if shape.kind == "list" else dict
            fits = value is None or (isinstance(value, wanted) and len(value) <= MOST_PARTS)
            return composite if fits else JsonField
        if shape.kind not in SCALARS or isinstance(value, (dict, list)):
            return JsonField
        if shape.values or shape.kind == "boolean":
            return SwitchField if self._is_short() and (value is None or value in self._spec().values) else ChoiceField
        if shape.kind in ("integer", "number"):
            numeric = value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
            return NumberField if numeric else SchemaText
        return SchemaText

    def _is_short(self) -> bool:
        values = self._spec().values
        return 2 <= len(values) <= 3 and sum(map(len, titles(self._spec()))) <= SHORT

    def _make(self, value: Any) -> Field | Composite:
        made = self._suiting(value)
        field: Field | Composite
        if issubclass(made, Composite):
            field = made(self.name, self.shape, self._around, self._depth + 1)
        elif made is ReferenceLine:
            field = ReferenceLine(self._spec(), self._around)
        elif made is SchemaText:
            field = SchemaText(self._spec(), self.shape)
        else:
            plain: type[Field] = made
            field = plain(self._spec())
        field.edited.connect(self._edited)
        if isinstance(field, Field):
            field.control.installEventFilter(self)
        return field

    def _spec(self) -> PropertySpec:
        return spec_of(self.name, self.shape)

    def _build(self) -> Field | Composite:
        self._field = self._place(self.value)
        self._field.set_value(self.value)
        self.show_faults(*self._faults)
        return self._field

    def _place(self, value: Any) -> Field | Composite:
        field = self._make(value)
        self._fold.setVisible(isinstance(field, Composite))
        field.setHidden(self._folded)
        self._layout.addWidget(field)
        if isinstance(field, Field):
            self._name.setBuddy(field.control)
        return field

    def _exchange(self, value: Any) -> None:
        old = self.field
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._field = self._place(value)

    def _edited(self, value: Any) -> None:
        self.value = value
        self.edited.emit()

    def eventFilter(self, _watched: Any, event: Any) -> bool:
        if event.type() == event.Type.FocusIn:
            self._around.touched()
        return False

    def _toggle(self) -> None:
        self._folded = not self._folded
        self.field.setHidden(self._folded)
        self._fold.setIcon(ui_icon("chev" if self._folded else "chevd", size=14))
        self._fold.setAccessibleName(f"{'Unfold' if self._folded else 'Fold'} {self.name}")
        self.show_faults(*self._faults)

    def choose(self) -> None:
        """Let another node's attribute be picked as the value."""
        picker = Picker("Another node's attribute", self._around.references(), self)
        picker.picked.connect(self.take)
        picker.show_below(self)


class Composite(QWidget):
    """A value of several Parts, set in from the left."""

    edited = Signal(object)
    part_edited = Signal(str)  # the name of the part, which may be gone by now

    def __init__(self, name: str, shape: Shape, around: Around, depth: int) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.name, self.shape = name, shape
        self._around, self._depth = around, depth
        self._there = False  # the value is there though nothing is in it
        self.parts: list[Part] = []
        outer = hbox(self, margins=(6 if depth else 0, 0, 0, 0), spacing=8)
        if depth:
            outer.addWidget(rule("v"))
        column = vbox(spacing=0)
        self._rows: QVBoxLayout = vbox(spacing=0)
        column.addLayout(self._rows)
        self._message = label("", "caption", "error", wrap=True)
        self._message.hide()
        column.addWidget(self._message)
        self.add_button = Button("", link=True)
        self.add_button.clicked.connect(self._adding)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(column, 1)

    @property
    @abstractmethod
    def value(self) -> Any:
        """What the parts make together; None where there is nothing."""

    def set_value(self, value: Any) -> None:
        if value == self.value and (value is not None) == self._there:
            return
        self._there = value is not None
        self._show(value)

    def show_faults(self, found: Sequence[Fault], depth: int) -> None:
        here = next((fault for fault in found if len(fault.path) == depth and fault.sort != "missing"), None)
        self._message.setText(sentence(here) if here else "")
        self._message.setVisible(here is not None)
        for number, part in enumerate(self.parts):
            key = self._key(number, part)
            part.show_faults([f for f in found if len(f.path) > depth and f.path[depth] == key], depth + 1)

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    def _key(self, _number: int, part: Part) -> str | int:
        return part.name

    @abstractmethod
    def _show(self, value: Any) -> None:
        """Give each part of a value its Part."""

    @abstractmethod
    def _adding(self) -> None:
        """Let a further part be added."""

    def _new_part(self, name: str, shape: Shape, *, required: bool = False, folded: bool = False) -> Part:
        part = Part(name, shape, self._around, required=required, depth=self._depth, folded=folded)
        part.edited.connect(lambda: self._changed(part))
        part.removed.connect(lambda: self._remove(part))
        return part

    def _drop(self, part: Part) -> None:
        self.parts.remove(part)
        self._rows.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _remove(self, part: Part) -> None:
        had = part.value is not None
        self._drop(part)
        self._around.touched()
        if had:
            self._changed(part)

    def _changed(self, part: Part) -> None:
        self._there = True
        self.edited.emit(self.value)
        self.part_edited.emit(part.name)
