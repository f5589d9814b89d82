"""The form of a generic node: what is typed anywhere in it becomes a property of the node, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from designer.catalogue.loader import load
from designer.editing import commands
from designer.gui.document import Document
from designer.gui.main_window import MainWindow
from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.resource import MoreProperties, ResourceForm
from designer.gui.panels.inspector.resource.composites import ListField, MapField, ObjectField
from designer.gui.panels.inspector.resource.part import Part
from designer.gui.picker import Picker
from designer.model.design import Design, Node, Subject
from designer.model.frozen import FrozenDict, freeze, thaw
from designer.schemas import schemas
from tests.gui.conftest import WORK, Open, settle

SFTP = Subject("node", "sftp")
POPUP = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen has no popups that take the keyboard
TYPES = [*schemas().types]


def open_form(
    open_window: Open, qtbot: QtBot, folder: Path, type_: str, **properties: Any
) -> tuple[MainWindow, ResourceForm]:
    nodes = {
        "sftp": {"service": "cfn", "type": type_, "at": [0, 0], "properties": properties},
        "role": {"service": "cfn", "type": "AWS::IAM::Role", "title": "SFTP role", "at": [256, 0]},
        "keys": {"service": "s3", "title": "Keys", "at": [512, 0]},
    }
    path = folder / "transfers.skydraft.json"
    path.write_text(json.dumps({"format": "skydraft/1", "nodes": nodes, "edges": {}}), encoding="utf-8")
    window = open_window(path)
    window.document.editor.select([SFTP])
    settle(qtbot, window)
    page = window.inspector.page
    assert page is not None
    assert isinstance(page.form, ResourceForm)
    return window, page.form


def properties_of(window: MainWindow) -> dict[str, Any]:
    properties: dict[str, Any] = thaw(window.document.design.nodes["sftp"].properties)
    return properties


def part(form: ResourceForm, path: str) -> Part:
    """A part by the names and numbers on the way to it; a property that is not shown is added."""
    names = path.split(".")
    found = form.part(names[0]) or form.root.add(names[0])
    for name in names[1:]:
        inner = found.field
        assert isinstance(inner, (ObjectField, ListField, MapField))
        known = inner.part(name)
        if known is None and isinstance(inner, ObjectField):
            known = inner.add(name)
        assert known is not None, f"there is no {name} in {path}"
        found = known
    return found


def write(target: Part, text: str) -> None:
    assert isinstance(target.field, Field)
    line = target.field.control
    assert isinstance(line, QLineEdit)
    line.clear()
    QTest.keyClicks(line, text)


SERVER = "AWS::Transfer::Server"


def test_required_properties_are_shown_first_and_others_when_they_are_set(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    _, form = open_form(open_window, qtbot, tmp_path, "AWS::Transfer::User", HomeDirectory="/in", Nonsense=3)
    assert [p.name for p in form.root.parts] == ["Role", "ServerId", "UserName", "HomeDirectory", "Nonsense"]


@pytest.mark.parametrize(
    ("path", "typed", "expected"),
    [
        ("PreAuthenticationLoginBanner", "Hello", {"PreAuthenticationLoginBanner": "Hello"}),
        ("EndpointDetails.VpcId", "vpc-1", {"EndpointDetails": {"VpcId": "vpc-1"}}),
        ("IdentityProviderDetails.Url", "https://x", {"IdentityProviderDetails": {"Url": "https://x"}}),
        ("EndpointDetails.VpcEndpointId", "vpce-1", {"EndpointDetails": {}}),
    ],
)
def test_typing(
    open_window: Open, qtbot: QtBot, tmp_path: Path, path: str, typed: str, expected: dict[str, Any]
) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER)
    target = part(form, path)
    write(target, typed)
    assert properties_of(window) == expected
    settle(qtbot, window)
    assert part(form, path) is target, "a field must stay while it is typed into"


def test_a_text_beyond_its_bounds_is_refused_with_the_reason(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    _, form = open_form(open_window, qtbot, tmp_path, SERVER)
    target = part(form, "EndpointDetails.VpcEndpointId")
    write(target, "vpce-0123")
    assert isinstance(target.field, Field)
    assert "at least 22" in target.field.message


def test_allowed_values_are_choices(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER)
    target = part(form, "IdentityProviderType")
    assert isinstance(target.field, Field)
    combo = target.field.control
    assert isinstance(combo, QComboBox)
    texts = [combo.itemText(i) for i in range(combo.count())]
    assert texts == ["Not set", "SERVICE_MANAGED", "API_GATEWAY", "AWS_DIRECTORY_SERVICE", "AWS_LAMBDA"]
    combo.activated.emit(4)
    assert properties_of(window) == {"IdentityProviderType": "AWS_LAMBDA"}


def test_items_are_added_and_removed(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER)
    protocols = part(form, "Protocols").field
    assert isinstance(protocols, ListField)
    protocols.add_button.click()
    protocols.add_button.click()
    assert properties_of(window) == {"Protocols": ["SFTP", "FTP"]}
    protocols.parts[0].removed.emit()
    assert properties_of(window) == {"Protocols": ["FTP"]}
    tags = part(form, "Tags").field
    assert isinstance(tags, ListField)
    tags.add_button.click()
    write(part(form, "Tags.1.Key"), "team")
    write(part(form, "Tags.1.Value"), "orders")
    assert properties_of(window)["Tags"] == [{"Key": "team", "Value": "orders"}]
    form.part("Tags").removed.emit()  # type: ignore[union-attr]
    assert properties_of(window) == {"Protocols": ["FTP"]}


def test_items_of_a_long_list_are_folded_until_they_are_wanted(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    tags = [{"Key": f"key-{n}", "Value": "x" if n else 7.5} for n in range(40)]
    tags[3] = {"Key": "only"}
    window, form = open_form(open_window, qtbot, tmp_path, SERVER, Tags=tags)
    field = part(form, "Tags").field
    assert isinstance(field, ListField)
    assert not field.findChildren(ObjectField)
    assert field.value == tags
    field.parts[1].unfold()
    assert len(field.findChildren(ObjectField)) == 1
    write(part(form, "Tags.2.Value"), "changed")
    assert properties_of(window)["Tags"] == [tags[0], {"Key": "key-1", "Value": "changed"}, *tags[2:]]
    field.parts[0].removed.emit()
    assert [p.name for p in field.parts[:3]] == ["1", "2", "3"]
    assert properties_of(window)["Tags"][0] == {"Key": "key-1", "Value": "changed"}
    window.document.editor.undo()
    settle(qtbot, window)
    assert field.value == properties_of(window)["Tags"]
    assert len(field.parts) == 40


def test_names_of_a_map(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, "AWS::Batch::ComputeEnvironment", Tags={"a": "1"})
    tags = part(form, "Tags").field
    assert isinstance(tags, MapField)
    QTest.keyClicks(tags.new_name, "team")
    QTest.keyClick(tags.new_name, Qt.Key.Key_Return)
    write(part(form, "Tags.team"), "x")
    assert properties_of(window) == {"Tags": {"a": "1", "team": "x"}}


@POPUP
def test_a_reference_is_picked_and_follows_the_node(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER)
    target = part(form, "LoggingRole")
    target.choose()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    QTest.keyClicks(picker.search, "role arn")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert properties_of(window) == {"LoggingRole": {"Fn::GetAtt": ["role", "Arn"]}}
    assert isinstance(target.field, Field)
    assert isinstance(target.field.control, QLineEdit)
    assert target.field.control.text() == "SFTP role · Arn"


def test_a_service_of_the_catalogue_offers_its_attributes(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    _, form = open_form(open_window, qtbot, tmp_path, SERVER)
    offered = {(choice.text, choice.second) for choice in form.references()}
    assert {("Keys", "Arn"), ("Keys", "Ref"), ("SFTP role", "RoleId")} <= offered


@POPUP
def test_the_picker_adds_a_property(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER)
    form.root.add_button.click()
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    QTest.keyClicks(picker.search, "endp det")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert properties_of(window) == {"EndpointDetails": {}}


def test_a_run_of_typing_is_undone_as_one_step(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER, PreAuthenticationLoginBanner="A")
    before = window.document.design
    target = part(form, "PreAuthenticationLoginBanner")
    write(target, "Hello there")
    window.document.editor.undo()
    assert window.document.design is before
    settle(qtbot, window)
    assert isinstance(target.field, Field)
    assert isinstance(target.field.control, QLineEdit)
    assert target.field.control.text() == "A"


def test_a_finding_leads_to_its_field(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window, form = open_form(open_window, qtbot, tmp_path, SERVER, EndpointDetails={"VpcEndpointId": "x"})
    target = part(form, "EndpointDetails.VpcEndpointId")
    assert isinstance(target.field, Field)
    assert "at least 22" in target.field.message
    assert form.focus("EndpointDetails")
    finding = next(f for f in window.document.findings if f.rule == "generic-property")
    window.document.fix(finding)
    settle(qtbot, window)
    assert "EndpointDetails" not in properties_of(window)


def test_a_service_of_the_catalogue_takes_every_property_of_its_type(window: MainWindow, qtbot: QtBot) -> None:
    window.document.editor.select([WORK])
    settle(qtbot, window)
    assert window.inspector.page is not None
    more = window.inspector.page.findChild(MoreProperties)
    assert isinstance(more, MoreProperties)
    assert more.content.count() == 0, "it costs nothing until it is wanted"
    more.head.click()
    assert more.form is not None
    assert more.form.root.parts == []
    assert not {"Timeout", "MemorySize", "Arn"} & set(more.form.root.shape.properties)
    arn = "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-0123456789abcdef0"
    target = more.form.root.add("CodeSigningConfigArn")
    write(target, arn)
    properties = window.document.design.nodes["work"].properties
    assert properties == {"Timeout": 60, "CodeSigningConfigArn": arn}
    settle(qtbot, window)
    assert "generic-property" not in {f.rule for f in window.document.findings}


def test_what_the_form_of_a_service_does_not_show_is_shown_below(window: MainWindow, qtbot: QtBot) -> None:
    window.document.execute(commands.set_property(WORK, "ImageConfig", {"Command": ["run"]}))
    window.document.execute(commands.set_property(WORK, "Unheard", 3))
    window.document.editor.select([WORK])
    settle(qtbot, window)
    assert window.inspector.page is not None
    more = window.inspector.page.findChild(MoreProperties)
    assert isinstance(more, MoreProperties)
    assert more.form is not None
    assert [p.name for p in more.form.root.parts] == ["ImageConfig", "Unheard"]


def test_every_control_has_a_name(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    """For screen readers and for tests of others."""
    _, form = open_form(open_window, qtbot, tmp_path, SERVER, Protocols=["SFTP"], Tags=[{"Key": "a"}])
    for path in ("EndpointDetails.SubnetIds", "Domain", "IdentityProviderDetails.Url"):
        part(form, path)
    controls = [w for w in form.findChildren(QWidget) if isinstance(w, (QLineEdit, QComboBox, QAbstractButton))]
    assert len(controls) > 20
    assert [w for w in controls if not w.accessibleName() and not getattr(w, "text", str)()] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.usefixtures("settings")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(data=st.data())
def test_whatever_stands_in_a_node_is_shown_and_left_alone(qtbot: QtBot, data: st.DataObject) -> None:
    """A stranger's values, of any kind in any property: another property's edit does not touch them."""
    resource = schemas().resource(
        data.draw(st.sampled_from([SERVER, "AWS::WAFv2::WebACL", "AWS::Batch::JobDefinition"]))
    )
    assert resource is not None
    names = [name for name in resource.shape.properties if name != "Tags"]
    values = data.draw(st.dictionaries(st.sampled_from(names) | st.text(min_size=1, max_size=5), JSON, max_size=4))
    document = Document(load())
    document.start(
        Design(nodes=FrozenDict(sftp=Node(service="cfn", type=resource.type, properties=freeze(values)))), None
    )
    form = ResourceForm(document, SFTP, resource)
    before = document.design.nodes["sftp"].properties
    form.refresh()
    assert document.design.nodes["sftp"].properties == before
    form.root.add("Tags")
    assert document.design.nodes["sftp"].properties.without("Tags") == before.without("Tags")
    form.deleteLater()


@pytest.mark.usefixtures("settings")
def test_there_is_a_form_for_every_type(qtbot: QtBot) -> None:
    """A sample of all types: every property can be added, and what the form says is what the node has."""
    document = Document(load())
    for type_ in TYPES[::41]:
        document.start(Design(nodes=FrozenDict(sftp=Node(service="cfn", type=type_))), None)
        resource = schemas().resource(type_)
        assert resource is not None
        form = ResourceForm(document, SFTP, resource)
        qtbot.addWidget(form)
        for name in resource.shape.properties:
            if form.part(name) is None:
                form.root.add(name)
        said = thaw(document.design.nodes["sftp"].properties)
        form.refresh()
        assert (form.root.value or {}) == said == thaw(document.design.nodes["sftp"].properties), type_
        assert {p.name for p in form.root.parts} == set(resource.shape.properties), type_
