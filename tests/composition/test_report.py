"""What `check` says of a design's composition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from designer.catalogue import load
from designer.cli import verbs
from designer.composition import analyse
from designer.composition.report import as_json, summary
from designer.model.design import Design
from designer.resources import resources
from designer.storage.design_file import read
from tests.work import calls

EXAMPLES = sorted((resources() / "examples").glob("*.skydraft.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_json_names_what_there_is(path: Path) -> None:
    design = read(path, load().services).design
    found = json.loads(json.dumps(as_json(analyse(design, load()))))
    assert set(found) == {
        "design", "contexts", "chains", "failures", "events", "dependencies", "crossing", "suggestion",
    }  # fmt: skip
    assert {context["group"] for context in found["contexts"]} <= design.groups.keys()
    edges = [*found["failures"]["stops"], *(h["edge"] for k in ("waits", "lost") for h in found["failures"][k])]
    assert set(edges) <= design.edges.keys()
    assert {event["channel"] for event in found["events"]} <= design.nodes.keys()


def test_check_prints_it() -> None:
    file = str(resources() / "examples" / "bounded-contexts.skydraft.json")
    record = json.loads(CliRunner().invoke(verbs, ["check", "--format", "json", file]).output)
    assert record["composition"]["design"]["style"] == "choreography"
    assert [event["name"] for event in record["composition"]["events"]] == ["Changes of Orders", "OrderPlaced"]
    plain = CliRunner().invoke(verbs, ["check", file]).output
    told = CliRunner().invoke(verbs, ["check", "--composition", file]).output
    assert "Composition" not in plain
    assert "OrderPlaced on Order events: Publish order → Reserve stock, Send receipt" in told


def test_summary_is_short() -> None:
    for path in EXAMPLES:
        design = read(path, load().services).design
        assert 0 < len(summary(analyse(design, load()), design)) < 25


def test_the_work_grows_as_the_design() -> None:
    """Twice the design, about twice the calls of Python functions."""
    sizes = [calls(lambda n=n: analyse(_rows(n), load())) for n in (200, 400)]
    assert sizes[1] < 2.6 * sizes[0]


def _rows(number: int) -> Design:
    nodes: dict[str, dict[str, str]] = {}
    edges: dict[str, dict[str, str]] = {}
    for i in range(number):
        nodes |= {f"q{i}": {"service": "sqs"}, f"f{i}": {"service": "lambda"}, f"t{i}": {"service": "dynamodb"}}
        after, other = (i + 1) % number, i * 7 % number
        ends = ((f"q{i}", f"f{i}"), (f"f{i}", f"t{i}"), (f"f{i}", f"q{after}"), (f"f{i}", f"f{other}"))
        edges |= {f"{a}-{b}": {"from": a, "to": b} for a, b in ends if a != b}
    return Design.model_validate({"nodes": nodes, "edges": edges})
