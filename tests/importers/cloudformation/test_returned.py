"""A design that was exported to SAM comes back from its template as it was, with what was changed there since."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.catalogue import load
from designer.importers.base import Imported
from designer.importers.cloudformation import read_template
from designer.model.design import Design
from exporters.changes import changes
from exporters.registry import export
from exporters.write import write

DRAWN = Design.model_validate(
    {
        "name": "Orders",
        "groups": {"ordering": {"title": "Ordering"}},
        "nodes": {
            "orders_queue": {"service": "sqs", "title": "Orders", "at": [0, 0], "in": "ordering"},
            "failed": {"service": "sqs", "title": "Failed"},
            "ship": {"service": "lambda", "title": "Ship it", "at": [200, 0], "properties": {"Timeout": 20}},
            "goods": {"service": "dynamodb", "title": "Goods"},
        },
        "edges": {
            "e1": {"from": "orders_queue", "to": "ship", "properties": {"BatchSize": 5}},
            "e2": {"from": "orders_queue", "to": "failed", "via": "redrive"},
            "e3": {"from": "ship", "to": "goods", "properties": {"Access": "read"}},
        },
    }
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    catalogue = load()
    write(changes(export(DRAWN, catalogue, ["sam"]), tmp_path, design=DRAWN).values())
    return tmp_path / "sam" / "template.yaml"


def again(template: Path, *edits: tuple[str, str]) -> Imported:
    text = template.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    template.write_text(text, encoding="utf-8")
    return read_template(template, load())


def test_untouched_it_is_the_same_design(template: Path) -> None:
    imported = again(template)
    assert imported.design == DRAWN
    assert all(item.subject is not None for item in imported.report.items)


def test_everything_stands_at_its_line(template: Path) -> None:
    imported = again(template)
    lines = template.read_text(encoding="utf-8").splitlines()
    places = {subject.id: place.line for subject, place in imported.positions.items()}
    assert lines[places["ship"] - 1] == "  Ship:"
    assert set(DRAWN.edges) <= set(places)


def test_a_changed_property_moves_over(template: Path) -> None:
    design = again(template, ("Timeout: 20", "Timeout: 25"), ("BatchSize: 5", "BatchSize: 7")).design
    assert design.nodes["ship"].properties["Timeout"] == 25
    assert design.nodes["ship"].title == "Ship it"
    assert design.edges["e1"].properties["BatchSize"] == 7
    assert design.nodes["goods"] == DRAWN.nodes["goods"]


def test_a_new_resource_is_added(template: Path) -> None:
    design = again(template, ("\nOutputs:", "\n  Told:\n    Type: AWS::SNS::Topic\n\nOutputs:")).design
    assert design.nodes["Told"].service == "sns"
    assert design.nodes["orders_queue"] == DRAWN.nodes["orders_queue"]


def test_a_removed_event_removes_its_connection(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    start = text.index("      Events:\n")
    end = start + text[start:].index("\n\n")
    template.write_text(text[:start].rstrip() + text[end:], encoding="utf-8")
    design = read_template(template, load()).design
    assert "e1" not in design.edges
    assert {"e2", "e3"} <= set(design.edges)


def test_without_what_the_export_remembered_the_template_tells_what_was_drawn(template: Path) -> None:
    (template.parent / ".skydraft.json").unlink()
    assert set(again(template).design.nodes) == set(DRAWN.nodes)


def test_a_remembered_design_that_is_none_is_ignored(template: Path) -> None:
    state = template.parent / ".skydraft.json"
    state.write_text(state.read_text(encoding="utf-8").replace('"from": "orders_queue"', '"from": "nobody"'))
    assert "ship" in again(template).design.nodes
