"""Reading and writing: nothing is lost, the canonical form is a fixed point, and unchanged designs keep their bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from designer.model.design import Design, Subject
from designer.model.frozen import thaw
from designer.resources import resources
from designer.storage import SUFFIX, changed_outside, dump, parse, read, save
from designer.storage.canonical import dump_json
from tests.designs import documents

EXAMPLES = sorted((resources() / "examples").glob(f"*{SUFFIX}"))


@given(documents(strange=True))
@settings(max_examples=120, deadline=None)
def test_what_is_read_is_written_and_read_again(document: dict[str, Any]) -> None:
    design = parse(json.dumps(document).encode())
    text = dump(design)
    again = parse(text.encode())
    assert again == design
    assert dump(again) == text
    assert json.loads(text) == document  # not a key is lost, whoever wrote it


@given(documents(strange=True))
@settings(max_examples=60, deadline=None)
def test_the_form_is_one_property_a_line(document: dict[str, Any]) -> None:
    lines = dump(parse(json.dumps(document).encode())).removesuffix("\n").split("\n")
    assert all(len(line) - len(line.lstrip()) == 2 * depth for line, depth in zip(lines, _depths(lines), strict=True))


def _depths(lines: list[str]) -> list[int]:
    depths, depth = [], 0
    for line in lines:
        closes, opens = line.lstrip()[0] in "}]", line.endswith(("{", "["))
        depths.append(depth - closes)
        depth += opens - closes
    return depths


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_examples_are_canonical(path: Path) -> None:
    assert dump(read(path).design) == path.read_text(encoding="utf-8")


def test_an_order_of_its_own() -> None:
    """Records have a fixed order of keys, tables keep theirs; unknown keys stand last."""
    text = (
        '{"edges": {}, "x": [1, 2], "nodes": {"b": {"title": "B", "z": 1, "service": "sqs"}, "a": {"service": "s3"}}}'
    )
    assert dump(parse(text.encode())) == (
        '{\n  "format": "skydraft/1",\n  "nodes": {\n    "b": {\n      "service": "sqs",\n      "title": "B",\n'
        '      "z": 1\n    },\n    "a": {\n      "service": "s3"\n    }\n  },\n  "edges": {},\n  "x": [1, 2]\n}\n'
    )


def test_the_names_of_python_are_unknown_keys() -> None:
    """A file's `group` or `source` is no spelling of `in` or `from`: it is kept as it is and means nothing."""
    document = {
        "format": "skydraft/1",
        "nodes": {"a": {"service": "sqs", "group": 7}},
        "edges": {"e": {"from": "a", "to": "a", "source": "b", "target": None}},
    }
    design = parse(json.dumps(document).encode())
    assert design.nodes["a"].group is None
    assert design.edges["e"].source == "a"
    assert json.loads(dump(design)) == document
    assert json.loads(dump(design.change(Subject("node", "a"), title="A")))["nodes"]["a"]["group"] == 7


def test_a_field_put_back_to_its_default_leaves_the_file() -> None:
    design = parse(b'{"nodes": {"a": {"service": "sqs"}}}')
    out = design.change(Subject("node", "a"), disabled=True)
    assert '"disabled": true' in dump(out)
    assert dump(out.change(Subject("node", "a"), disabled=False)) == dump(design)


def test_coordinates_are_whole_where_they_can_be() -> None:
    at = [16.0, 0.5]
    assert '"at": [16, 0.5]' in dump(parse(json.dumps({"nodes": {"a": {"service": "sqs", "at": at}}}).encode()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ([], "[]"),
        ([1, 2.5], "[1, 2.5]"),
        ([True], "[\n  true\n]"),
        (["a"], '[\n  "a"\n]'),
        ({"a": {"b": None}}, '{\n  "a": {\n    "b": null\n  }\n}'),
        ("ä\n", '"ä\\n"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert dump_json(value) == text
    assert json.loads(text) == thaw(value)


def test_an_unchanged_design_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / f"a{SUFFIX}"
    written = b'\xef\xbb\xbf{"nodes":{"a":{"service":"sqs"}}}'
    path.write_bytes(written)
    opened = read(path)
    saved = save(opened.design, path, opened)
    assert path.read_bytes() == written
    changed = save(saved.design.replace(name="x"), path, saved)
    assert path.read_text() == dump(changed.design)
    assert not changed_outside(changed)
    path.write_bytes(written)
    assert changed_outside(changed)
    path.unlink()
    assert changed_outside(changed)


def test_designs_are_equal_whatever_the_files_say_of_defaults() -> None:
    said = parse(b'{"nodes": {"a": {"service": "sqs", "disabled": false}}}')
    assert said == parse(b'{"nodes": {"a": {"service": "sqs"}}}')
    assert isinstance(said, Design)
    assert '"disabled": false' in dump(said)
