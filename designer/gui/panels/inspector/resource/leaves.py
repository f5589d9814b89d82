"""The parts' own small things: fields for one value, what a field asks of the design, a Shape in the form's words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QToolButton

from designer.gui.icons import ui_icon
from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.line_fields import TextField
from designer.gui.picker import Choice
from designer.model.specs import PropertySpec
from designer.schemas import Fault, Shape, faults
from designer.schemas.shape import Kind

if TYPE_CHECKING:
    from designer.gui.panels.inspector.resource.part import Composite

KIND_WORDS: dict[Kind, str] = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
    "object": "object", "map": "names and values", "list": "list", "any": "JSON",
}  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What fields ask of the design that they stand in."""

    references: Callable[[], Sequence[Choice]]  # {"Ref": …} and {"Fn::GetAtt": …} to other nodes
    describe: Callable[[Any], str]  # such a value in words; empty for anything else
    touched: Callable[[], None]  # another field has the cursor: a new step of undo
    composites: Mapping[Kind, type[Composite]]  # what shows a value that is made of several


class ReferenceLine(Field):
    """A value that another node gives: whose, and which attribute."""

    def __init__(self, spec: PropertySpec, around: Around) -> None:
        super().__init__(spec)
        self._around = around
        self._line = QLineEdit()
        self._line.setReadOnly(True)
        self._line.addAction(ui_icon("link", "accent"), QLineEdit.ActionPosition.LeadingPosition)
        self._take(self._line)

    def set_value(self, value: Any) -> None:
        self._line.setText(self._around.describe(value))
        self._line.setCursorPosition(0)


class SchemaText(TextField):
    """A text that its Shape judges: lengths, and patterns that need match only somewhere."""

    def __init__(self, spec: PropertySpec, shape: Shape) -> None:
        super().__init__(spec)
        self._shape = shape

    def _wrong(self, text: str) -> str:
        return next((sentence(fault) for fault in faults(self._shape, text)), "") if text else ""


def tool(icon: str, name: str, run: Callable[[], Any]) -> QToolButton:
    """A small button in a row's head."""
    button = QToolButton()
    button.setIcon(ui_icon(icon, size=14))
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setProperty("mini", True)
    button.clicked.connect(lambda _on: run())
    return button


def spec_of(name: str, shape: Shape) -> PropertySpec:
    """What the form's own fields need to know of a Shape."""
    least, most = shape.bounds
    values: tuple[Any, ...] = (True, False) if shape.kind == "boolean" else shape.values
    enum = bool(values)
    return PropertySpec(
        type="enum" if enum else shape.kind if shape.kind in ("string", "integer", "number") else "json",
        title=name,
        help=help_of(shape),
        min=None if enum else least,
        max=None if enum else most,
        values=values,
        value_titles=("true", "false") if shape.kind == "boolean" else (),
    )


def help_of(shape: Shape) -> str:
    """The description with default and format, in lines of a tooltip's width."""
    text = textwrap.shorten(shape.description, 400, placeholder="…")
    facts = [
        f"Default: {shape.default}." if shape.default is not None else "",
        f"Matches {shape.pattern}" if shape.pattern else "",
    ]
    lines = [line for part in (text, *facts) if part for line in textwrap.wrap(part, 64)]
    return "\n".join(lines)


def kind_words(shape: Shape) -> str:
    """What a Shape takes, in a word or two."""
    return "choice" if shape.values else KIND_WORDS[shape.kind]


def sentence(fault: Fault) -> str:
    """A fault as a sentence below its field."""
    return f"{fault.words[0].upper()}{fault.words[1:]}."
