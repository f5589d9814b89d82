"""The inspector's fields, each by itself: what is typed, what comes out, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from designer.gui.panels.inspector.field import Field, bounds_text
from designer.gui.panels.inspector.fields import (
    BooleanField,
    ChoiceField,
    ReferenceField,
    SwitchField,
    field_for,
    reference_target,
)
from designer.gui.panels.inspector.line_fields import NumberField, TextField, unit_text
from designer.gui.panels.inspector.text_fields import JsonField, ListField
from designer.gui.preferences import Settings
from designer.model.frozen import freeze
from designer.model.specs import PropertySpec

pytestmark = pytest.mark.usefixtures("settings")


def spec(**fields: Any) -> PropertySpec:
    return PropertySpec.model_validate({"title": "Some property", **fields})


def make(qtbot: QtBot, field: Field) -> list[Any]:
    qtbot.addWidget(field)
    heard: list[Any] = []
    field.edited.connect(heard.append)
    field.show()
    return heard


@pytest.mark.parametrize(
    ("fields", "value", "expected"),
    [
        ({"type": "integer"}, 3, NumberField),
        ({"type": "number"}, None, NumberField),
        ({"type": "boolean"}, None, BooleanField),
        ({"type": "enum", "values": ["A", "B"], "default": "A"}, None, SwitchField),
        ({"type": "enum", "values": ["A", "B"], "default": "A"}, "C", ChoiceField),
        ({"type": "enum", "values": ["A", "B"]}, None, ChoiceField),
        ({"type": "enum", "values": list("ABCDE"), "default": "A"}, None, ChoiceField),
        ({"type": "reference", "refers_to": ["sqs"]}, None, ReferenceField),
        ({"type": "list"}, ("a", "b"), ListField),
        ({"type": "list"}, ({"a": 1},), JsonField),
        ({"type": "object"}, None, JsonField),
        ({"type": "string"}, None, TextField),
        ({"type": "string"}, {"Ref": "x"}, JsonField),
    ],
)
def test_each_kind_of_property_has_its_field(
    qtbot: QtBot, fields: dict[str, Any], value: Any, expected: type[Field]
) -> None:
    field = field_for(spec(**fields), freeze(value), [])
    qtbot.addWidget(field)
    field.set_value(freeze(value))
    assert type(field) is expected


@pytest.mark.parametrize(
    ("typed", "heard", "refused"),
    [
        ("7", [7], False),
        ("", [], False),
        ("12", [1], True),
        ("-1", [], True),
        ("1e9", [1], True),
        ("abc", [], True),
        ("1.5", [1], True),
    ],
)
def test_numbers_are_bounded(qtbot: QtBot, typed: str, heard: list[Any], refused: bool) -> None:
    field = NumberField(spec(type="integer", min=0, max=10, unit="s"))
    said = make(qtbot, field)
    qtbot.keyClicks(field.control, typed)
    assert said == heard
    assert field.invalid is refused


def test_arrow_keys_step_within_the_bounds(qtbot: QtBot) -> None:
    field = NumberField(spec(type="integer", min=0, max=10, default=9))
    heard = make(qtbot, field)
    for _ in range(3):
        qtbot.keyClick(field.control, Qt.Key.Key_Up)
    qtbot.keyClick(field.control, Qt.Key.Key_PageDown)
    assert heard == [10, 0]


def test_what_is_being_typed_is_not_overwritten(qtbot: QtBot) -> None:
    field = NumberField(spec(type="number", min=1, max=10))
    make(qtbot, field)
    assert isinstance(field.control, QLineEdit)
    field.set_value(3)
    field.control.setText("3.")  # on the way to 3.5
    field.set_value(3)
    assert field.control.text() in ("3.", "3")
    field.set_value(None)
    assert field.control.text() == ""


def test_a_pattern_is_named_when_it_does_not_match(qtbot: QtBot) -> None:
    field = TextField(spec(type="string", pattern="[a-z]+", max=5))
    heard = make(qtbot, field)
    qtbot.keyClicks(field.control, "ab1")
    assert heard == ["a", "ab"]
    assert field.invalid


def test_the_default_is_no_property(qtbot: QtBot) -> None:
    """Choosing what CloudFormation takes anyway leaves the property out."""
    box = BooleanField(spec(type="boolean", default=True))
    heard = make(qtbot, box)
    box.set_value(None)
    assert isinstance(box.control, QCheckBox)
    assert box.control.isChecked()
    box.control.click()
    box.control.click()
    assert heard == [False, None]
    choice = ChoiceField(spec(type="enum", values=["A", "B", "C", "D"], default="B"))
    heard = make(qtbot, choice)
    assert isinstance(choice.control, QComboBox)
    choice.set_value("C")
    choice.control.activated.emit(1)
    assert heard == [None]


def test_a_value_that_the_catalogue_does_not_know_is_kept(qtbot: QtBot) -> None:
    field = ChoiceField(spec(type="enum", values=["A", "B"]))
    make(qtbot, field)
    field.set_value("Z")
    assert isinstance(field.control, QComboBox)
    assert field.control.currentText() == "Z"


def test_references_name_nodes_or_arns(qtbot: QtBot) -> None:
    field = ReferenceField(spec(type="reference", refers_to=["sqs"]), [("dlq", "Failed orders")])
    heard = make(qtbot, field)
    assert isinstance(field.control, QComboBox)
    field.control.activated.emit(field.control.findData("dlq"))
    assert heard == [{"Fn::GetAtt": ["dlq", "Arn"]}]
    field.set_value(freeze({"Fn::GetAtt": ["gone", "Arn"]}))
    assert field.control.currentText() == "gone (missing)"
    field.set_value("arn:aws:sqs:eu-west-1:1:q")
    assert field._arn.isVisible()
    assert field._arn.text() == "arn:aws:sqs:eu-west-1:1:q"


@pytest.mark.parametrize("value", [{"Ref": "x"}, "arn:aws:x", None, 3, [], {"Fn::GetAtt": []}])
def test_what_is_no_reference_has_no_target(value: Any) -> None:
    assert reference_target(value) is None


def test_lists_are_lines(qtbot: QtBot) -> None:
    field = ListField(spec(type="list", max=2))
    heard = make(qtbot, field)
    assert isinstance(field.control, QPlainTextEdit)
    field.control.setPlainText("GET\n\n PUT ")
    assert heard[-1] == ["GET", "PUT"]
    field.control.setPlainText("a\nb\nc")
    assert field.invalid
    assert heard[-1] == ["GET", "PUT"]


@pytest.mark.parametrize("text", ["{", "[1, 2]", "NaN", '{"a": Infinity}', "[" * 5000])
def test_json_that_cannot_be_taken_is_said_inline(qtbot: QtBot, text: str) -> None:
    field = JsonField(spec(type="object"))
    heard = make(qtbot, field)
    assert isinstance(field.control, QPlainTextEdit)
    field.control.setPlainText(text)
    qtbot.waitUntil(lambda: field.invalid, timeout=2_000)
    assert heard == []
    field.control.setPlainText('{"a": [1]}')
    qtbot.waitUntil(lambda: not field.invalid, timeout=2_000)
    assert heard == [{"a": [1]}]


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("s", 345600, "s = 4 days"),
        ("s", 7200, "s = 2 h"),
        ("s", 120, "s = 2 min"),
        ("s", 90, "s"),
        ("MB", 86400, "MB"),
        ("s", None, "s"),
    ],
)
def test_long_times_are_named(unit: str, value: float | None, expected: str) -> None:
    assert unit_text(unit, value) == expected


def test_bounds_in_words() -> None:
    assert bounds_text(spec(type="integer", min=0, max=900, unit="s")) == "0 to 900 s"
    assert bounds_text(spec(type="string", max=80)) == "At most 80 characters"
    assert bounds_text(spec(type="list", min=1)) == "At least 1 items"
    assert bounds_text(spec(type="string")) == ""


def test_settings_that_make_no_sense_are_the_default(settings: Settings) -> None:
    settings._store.setValue("preferences/theme", "pink")
    settings._store.setValue("preferences/font_size", "huge")
    settings._store.setValue("preferences/autosave_seconds", 0)
    read = Settings(settings._store).preferences
    assert (read.theme, read.font_size, read.autosave_seconds) == ("system", 13, 5)
    settings._store.setValue("recent", '[{"path": 3}]')
    assert settings.recent == ()
