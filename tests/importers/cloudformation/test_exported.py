"""A design comes back from the template of its export alone, and what a person has changed there comes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.catalogue import load
from designer.importers.base import Imported
from designer.importers.cloudformation import read_template
from designer.model.design import Design, Subject
from exporters.registry import export

DRAWN: dict[str, Any] = {
    "name": "Orders",
    "groups": {
        "ordering": {"title": "Ordering"},
        "inner": {"kind": "custom", "title": "Inner", "in": "ordering"},
        "net": {"kind": "vpc", "title": "net", "properties": {"CidrBlock": "10.1.0.0/16"}},
    },
    "nodes": {
        "orders_api": {"service": "apigw-rest", "title": "Orders API"},
        "orders": {"service": "sqs", "title": "Orders", "in": "inner"},
        "failed": {"service": "sqs", "title": "Failed"},
        "ship": {
            "service": "lambda",
            "title": "Ship it",
            "in": "ordering",
            # Some are what the export would give anyway.
            "properties": {
                "Timeout": 30,
                "MemorySize": 256,
                "Idempotent": True,
                "Environment": {"Variables": {"COLOUR": "red"}},
            },
        },
        "goods": {"service": "dynamodb", "title": "Goods", "properties": {"BillingMode": "PAY_PER_REQUEST"}},
        "flow": {"service": "stepfunctions", "title": "Flow", "properties": {"TimeoutSeconds": 60}},
        "pages": {"service": "s3", "title": "Pages"},
        "app": {
            "service": "ecs-fargate",
            "title": "App",
            "in": "net",
            "properties": {"Cpu": "1024", "Memory": 2048, "Image": "nginx:1", "ContainerPort": 9090},
        },
        "later": {"service": "lambda", "title": "Later", "disabled": True},
        "words": {"service": "cfn", "type": "AWS::Polly::Lexicon", "title": "Words", "disabled": True},
    },
    "edges": {
        "e0": {"from": "orders_api", "to": "goods", "properties": {"Path": "/goods", "ApiKeyRequired": True}},
        "e1": {"from": "orders", "to": "ship", "properties": {"BatchSize": 5, "PayloadKB": 3}},
        "e2": {"from": "orders", "to": "failed", "via": "redrive"},
        "e3": {"from": "ship", "to": "goods", "properties": {"Access": "read"}},
        "e4": {"from": "flow", "to": "ship"},
        "e5": {"from": "ship", "to": "words", "via": "data-access", "properties": {"Access": "read"}},
    },
}


def exported(drawn: Design, folder: Path) -> Path:
    """The template of a design and the files that it names, without what an export remembers beside them."""
    for file in export(drawn, load(), ["sam"])["sam"]:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return folder / "template.yaml"


def again(template: Path, *edits: tuple[str, str]) -> Imported:
    text = template.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    template.write_text(text, encoding="utf-8")
    return read_template(template, load())


def connections(design: Design) -> set[tuple[str, str, str | None]]:
    return {(edge.source, edge.target, edge.via) for edge in design.edges.values()}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return exported(Design.model_validate(DRAWN), tmp_path)


def test_the_same_nodes_and_groups_come_back(template: Path) -> None:
    design, drawn = again(template).design, Design.model_validate(DRAWN)
    assert set(design.nodes) == set(drawn.nodes)
    for id_, node in drawn.nodes.items():
        found = design.nodes[id_]
        assert (found.service, found.type, found.title, found.group, found.disabled) == (
            node.service, node.type, node.title, node.group, node.disabled,
        )  # fmt: skip
        assert found.properties == node.properties, id_
    assert {id_: (g.kind, g.title, g.group) for id_, g in design.groups.items()} == {
        id_: (g.kind, g.title, g.group) for id_, g in drawn.groups.items()
    }
    assert design.groups["net"].properties == {"CidrBlock": "10.1.0.0/16"}


def test_the_same_edges_come_back(template: Path) -> None:
    design, drawn = again(template).design, Design.model_validate(DRAWN)
    assert connections(design) == connections(drawn)
    said = {(e.source, e.target): e.properties for e in design.edges.values()}
    for edge in drawn.edges.values():
        assert edge.properties.items() <= said[edge.source, edge.target].items()


def test_everything_that_was_added_is_in_the_report(template: Path) -> None:
    report = again(template).report
    assert all(item.subject is not None for item in report.items)
    notes = {item.name: item.note for item in report.items}
    assert notes["AlarmTopic"] == "the export added it"


def test_what_a_person_adds_is_drawn(template: Path) -> None:
    mine = "  MyAlarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties: {MetricName: X, Namespace: Mine}\n"
    design = again(template, ("Resources:\n", f"Resources:\n{mine}")).design
    assert design.nodes["MyAlarm"].properties == {"MetricName": "X", "Namespace": "Mine"}


def test_an_alarm_that_a_person_has_changed_is_drawn(template: Path) -> None:
    assert "ShipErrorsAlarm" not in again(template).design.nodes
    text = template.read_text(encoding="utf-8")
    at = text.index("  ShipErrorsAlarm:")
    changed = text[:at] + text[at:].replace("Threshold: 1\n", "Threshold: 7\n", 1)
    template.write_text(changed, encoding="utf-8")
    assert again(template).design.nodes["ShipErrorsAlarm"].properties["Threshold"] == 7


def test_a_default_that_a_person_has_changed_is_a_property(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    table = text[text.index("  Goods:\n") :].partition("PointInTimeRecoveryEnabled: true")[0]
    design = again(
        template, (f"{table}PointInTimeRecoveryEnabled: true", f"{table}PointInTimeRecoveryEnabled: false")
    ).design
    assert design.nodes["goods"].properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}


def test_what_a_person_takes_away_is_gone(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    at = text.index("  Pages:\n    Type")
    template.write_text(text[:at] + text[text.index("\n\n", at) + 2 :], encoding="utf-8")
    assert "pages" not in again(template).design.nodes


def test_anybody_elses_template_keeps_its_alarms(template: Path) -> None:
    design = again(template, ("  Skydraft:\n", "  Somebody:\n")).design
    assert {"ShipErrorsAlarm", "AlarmTopic"} <= set(design.nodes)


@pytest.mark.parametrize(
    "said",
    ["3", "[]", "{}", "{Format: skydraft-drawn/1}", "{Format: skydraft-drawn/1, Drawn: [1]}",
     "{Format: skydraft-drawn/1, Drawn: {Ship: [x]}, Groups: 4, Ids: [2], Titles: 9, Beside: '{{'}",
     "{Format: skydraft-drawn/1, Drawn: {}, Beside: '{\"nodes\": {\"a b\": {}}, \"edges\": {\"x\": 3}}'}",
     "{Format: skydraft-drawn/1, Drawn: {}, Beside: '{\"said\": {\"Ship\": 4, \"Goods\": {\"a\": [1]}}}'}",
     "{Format: skydraft-drawn/1, Drawn: {}, Groups: {a: {In: a}, 'b c': {}, Ship: {Kind: 7}}, Ids: {Ship: Goods}}"],
)  # fmt: skip
def test_metadata_that_make_no_sense_do_no_harm(template: Path, said: str) -> None:
    text = template.read_text(encoding="utf-8")
    template.write_text(f"{text[: text.index('  Skydraft:')]}  Skydraft: {said}\n", encoding="utf-8")
    assert {"Goods", "Ship"} <= {id_.capitalize() for id_ in again(template).design.nodes}


@pytest.mark.parametrize("said", ["nodejs22.x", "python3.13"])
def test_the_runtime_of_all_functions_comes_back(said: str, tmp_path: Path) -> None:
    drawn = Design.model_validate({**DRAWN, "settings": {"runtime": said}})
    design = again(exported(drawn, tmp_path)).design
    assert design.runtime == said
    assert design.nodes["ship"].properties == drawn.nodes["ship"].properties


@pytest.mark.parametrize("said", ["7", '{"runtime": 7}', '{"runtime": "x; y"}', '{"runtime": ["nodejs22.x"]}'])
def test_settings_that_make_no_sense_are_passed_over(said: str, tmp_path: Path) -> None:
    template = exported(Design.model_validate({**DRAWN, "settings": {"runtime": "nodejs22.x"}}), tmp_path)
    text = template.read_text(encoding="utf-8")
    start = text.index('"settings": ') + len('"settings": ')
    template.write_text(text[:start] + said + text[text.index("}", start) + 1 :], encoding="utf-8")
    assert again(template).design.settings == {}


_SETTINGS: dict[str, list[tuple[str, Any]]] = {
    "ship": [("Timeout", 30), ("Timeout", 9), ("MemorySize", 256), ("Architectures", ["arm64"]), ("Description", "x")],
    "goods": [("BillingMode", "PAY_PER_REQUEST"), ("TableClass", "STANDARD"), ("DeletionProtectionEnabled", True)],
    "orders": [("VisibilityTimeout", 180), ("SqsManagedSseEnabled", True), ("DelaySeconds", 4)],
}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from([(id_, *pair) for id_, pairs in _SETTINGS.items() for pair in pairs]), max_size=5))
def test_what_a_design_says_comes_back_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, Any]]
) -> None:
    drawn = Design.model_validate(DRAWN)
    for id_, name, value in said:
        drawn = drawn.set_property(Subject("node", id_), name, value)
    design = again(exported(drawn, tmp_path_factory.mktemp("design"))).design
    for id_ in _SETTINGS:
        assert design.nodes[id_].properties == drawn.nodes[id_].properties
