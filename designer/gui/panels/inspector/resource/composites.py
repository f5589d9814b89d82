"""Values that are made of several: objects, lists, and maps under names of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.resource.leaves import Around, help_of, kind_words
from designer.gui.panels.inspector.resource.part import Composite, Part
from designer.gui.picker import Choice, Picker
from designer.gui.widgets import mark
from designer.schemas import Shape
from designer.schemas.shape import Kind

MOST_UNFOLDED = 24  # values in a list or map; the items of a longer one are folded at first, and made when unfolded


class ObjectField(Composite):
    """An object: its required parts, those that are set, and a list to add others from."""

    def __init__(self, name: str, shape: Shape, around: Around, depth: int) -> None:
        super().__init__(name, shape, around, depth)
        self.add_button.setText("Add property…")
        self._show(None)

    @property
    def value(self) -> Any:
        found = {part.name: part.value for part in self.parts if part.value is not None}
        return found if found or self._there else None

    def add(self, name: str) -> Part:
        """A row for an optional part; an object, map or list is there at once, a scalar when it has a value."""
        part = self._insert(name)
        if part.shape.kind in ("object", "map", "list"):
            part.take([] if part.shape.kind == "list" else {})
        self._show_add()
        return part

    def _show(self, value: Any) -> None:
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        wanted = [n for n in self.shape.properties if n in self.shape.required or n in given]
        wanted += [name for name in given if name not in self.shape.properties]
        for part in [p for p in self.parts if p.name not in wanted and p.value is not None]:
            self._drop(part)
        for name in wanted:
            part = self.part(name) or self._insert(name)
            part.set_value(given.get(name))
        self._show_add()

    def _insert(self, name: str) -> Part:
        """In the schema's order, what the schema does not know last."""
        order = [*self.shape.properties]
        place = order.index(name) if name in order else len(order)
        row = (
            sum(p.name in order and order.index(p.name) < place for p in self.parts)
            if name in order
            else len(self.parts)
        )
        shape = self.shape.properties.get(name) or self.shape.resource.part(None, ())
        part = self._new_part(name, shape, required=name in self.shape.required)
        self.parts.insert(row, part)
        self._rows.insertWidget(row, part)
        return part

    def _remove(self, part: Part) -> None:
        super()._remove(part)
        self._show_add()

    def _missing(self) -> dict[str, Shape]:
        shown = {part.name for part in self.parts}
        return {name: shape for name, shape in self.shape.properties.items() if name not in shown}

    def _show_add(self) -> None:
        self.add_button.setVisible(bool(self._missing()))

    def _adding(self) -> None:
        choices = [Choice(name, kind_words(part), name, help_of(part)) for name, part in self._missing().items()]
        picker = Picker("Find a property", choices, self)
        picker.picked.connect(self._picked)
        picker.show_below(self.add_button)

    def _picked(self, name: str) -> None:
        self._around.touched()
        part = self.add(name)
        if isinstance(part.field, Field):
            part.field.control.setFocus(Qt.FocusReason.OtherFocusReason)


class ListField(Composite):
    """A list: a row an item."""

    def __init__(self, name: str, shape: Shape, around: Around, depth: int) -> None:
        super().__init__(name, shape, around, depth)
        self.add_button.setText("Add item")
        self.add_button.setAccessibleName(f"Add to {name}")

    @property
    def value(self) -> Any:
        found = [part.value for part in self.parts if part.value is not None]
        return found if found or self._there else None

    def _key(self, number: int, part: Part) -> str | int:
        return sum(other.value is not None for other in self.parts[:number])

    def _show(self, value: Any) -> None:
        items = value if isinstance(value, list) else []
        blank = [part for part in self.parts if part.value is None]
        while len(self.parts) > len(items):
            self._drop(blank.pop() if blank else self.parts[-1])
        folded = size_of(items) > MOST_UNFOLDED
        for number, item in enumerate(items):
            if number == len(self.parts):
                self._append(folded=folded)
            self.parts[number].set_value(item)

    def _drop(self, part: Part) -> None:
        super()._drop(part)
        for number, other in enumerate(self.parts):
            other.call(f"{number + 1}")

    def _append(self, *, folded: bool = False) -> Part:
        part = self._new_part(f"{len(self.parts) + 1}", self.shape.item, folded=folded)
        self.parts.append(part)
        self._rows.addWidget(part)
        return part

    def _adding(self) -> None:
        self._around.touched()
        part = self._append()
        shape = self.shape.item
        if shape.kind in ("object", "map", "list"):
            part.take([] if shape.kind == "list" else {})
        elif unused := [v for v in shape.values if v not in (self.value or [])]:
            part.take(unused[0])
        elif isinstance(part.field, Field):
            part.field.control.setFocus(Qt.FocusReason.OtherFocusReason)


class MapField(Composite):
    """Names of one's own, each with a value."""

    def __init__(self, name: str, shape: Shape, around: Around, depth: int) -> None:
        super().__init__(name, shape, around, depth)
        self.new_name = QLineEdit()
        self.new_name.setPlaceholderText("New name, then Enter")
        self.new_name.setAccessibleName(f"New name in {name}")
        self.new_name.returnPressed.connect(self._adding)
        self.new_name.textEdited.connect(lambda: mark(self.new_name, "invalid", False))
        self.add_button.hide()
        column = self._rows
        column.addWidget(self.new_name)

    @property
    def value(self) -> Any:
        found = {part.name: part.value for part in self.parts if part.value is not None}
        return found if found or self._there else None

    def _show(self, value: Any) -> None:
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        for part in [p for p in self.parts if p.name not in given and p.value is not None]:
            self._drop(part)
        folded = size_of(given) > MOST_UNFOLDED
        for name, item in given.items():
            (self.part(name) or self._append(name, folded=folded)).set_value(item)

    def _append(self, name: str, *, folded: bool = False) -> Part:
        part = self._new_part(name, self.shape.item, folded=folded)
        self._rows.insertWidget(len(self.parts), part)
        self.parts.append(part)
        return part

    def _adding(self) -> None:
        name = self.new_name.text().strip()
        if not name or self.part(name) is not None:
            mark(self.new_name, "invalid", True)
            return
        self.new_name.clear()
        self._around.touched()
        part = self._append(name)
        if part.shape.kind in ("object", "map", "list"):
            part.take([] if part.shape.kind == "list" else {})
        elif isinstance(part.field, Field):
            part.field.control.setFocus(Qt.FocusReason.OtherFocusReason)


def size_of(value: Any) -> int:
    """How many single values are in a value."""
    if isinstance(value, (dict, list)):
        return sum(size_of(item) for item in (value.values() if isinstance(value, dict) else value))
    return 1


COMPOSITES: Mapping[Kind, type[Composite]] = {"object": ObjectField, "map": MapField, "list": ListField}
