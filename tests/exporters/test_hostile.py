"""Designs come from strangers: whatever their texts hold, they stay texts in what is generated."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalogue.loader import load
from designer.model.design import Design
from exporters.base import File
from exporters.plan import references
from exporters.planner import plan
from exporters.sam.project import SamExporter
from exporters.sam.yaml import dump
from tests.exporters.conftest import EXAMPLES

NASTY = (
    "'", '"', "\\", "\n", "\r\n", "\u2028", "${", "${AWS::AccountId}", "{{ 7 * 7 }}", "{% raw %}", "%{if true}",
    "2026-01-01", "!Ref x",
    "!!python/object/apply:os.system ['true']", "`rm`", "$(rm)", "#{x}", "*/", "<!--", '"""', "'''", "\u202e", "\u0000",
    "\U0001f600", "x" * 1_100, "null", "yes", "1e3", "~", "- a", "a: b", "# c", "&a", "*a", "class", "\ufeff", " ",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=40), st.lists(st.sampled_from(NASTY), max_size=4).map("".join)
)
TEXT_PROPERTIES = (
    "State",
    "DetailType",
    "Rule",
    "MessageGroupId",
    "KeyPrefix",
    "FilterPattern",
    "Description",
    "Choice",
)


class Loader(yaml.CSafeLoader):
    """Reads CloudFormation's YAML: short tags become one-key mappings, so nothing is executed or lost."""


def _construct(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {suffix: loader.construct_sequence(node, deep=True)}


Loader.add_multi_constructor("!", _construct)


def read(text: str) -> Any:
    return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader


def parse(files: tuple[File, ...]) -> Any:
    """Everything that has a parser goes through it; returns the template."""
    for file in files:
        if file.path.endswith(".py"):
            ast.parse(file.text)
        elif file.path.endswith(".json"):
            json.loads(file.text)
    return read(next(f.text for f in files if f.path == "template.yaml"))


@st.composite
def hostile(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An example with hostile texts, and the same with tame ones in the same places."""
    record: dict[str, Any] = json.loads(draw(st.sampled_from(EXAMPLES)).read_text(encoding="utf-8"))
    tame = json.loads(json.dumps(record))
    record["name"], tame["name"] = draw(texts), "Tame"
    for id_, node in record["nodes"].items():
        node["title"], tame["nodes"][id_]["title"] = draw(texts), "Tame"
    for id_, edge in record["edges"].items():
        if draw(st.booleans()):
            name, text = draw(st.sampled_from(TEXT_PROPERTIES)), draw(texts)
            edge.setdefault("properties", {})[name] = text
            same = name in ("Rule", "Choice")  # what these say decides what is made
            tame["edges"][id_].setdefault("properties", {})[name] = text if same else "tame"
    return record, tame


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile())
def test_hostile_texts_stay_texts(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    wild, calm = (SamExporter().export(plan(Design.model_validate(r), load())) for r in pair)
    found, expected = parse(wild), parse(calm)
    assert list(found["Resources"]) == list(expected["Resources"])
    assert [r["Type"] for r in found["Resources"].values()] == [r["Type"] for r in expected["Resources"].values()]
    assert _intrinsics(found["Resources"]) == _intrinsics(expected["Resources"])
    assert [f.path for f in wild] == [f.path for f in calm]


def _intrinsics(value: Any) -> list[str]:
    """The places that CloudFormation fills in, by their kind: a text of the design must add none."""
    if isinstance(value, dict):
        own = [k for k in value if k in ("Ref", "GetAtt", "Join", "Sub")]
        return own + [x for v in value.values() for x in _intrinsics(v)]
    if isinstance(value, list):
        return [x for v in value for x in _intrinsics(v)]
    return []


@given(st.recursive(st.one_of(texts, st.integers(), st.booleans(), st.none()), lambda inner: st.one_of(
    st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)), max_leaves=12))  # fmt: skip
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_emitter_writes_reads_the_same(value: Any) -> None:
    assert read(dump({"key": value})) == {"key": value}


@pytest.mark.parametrize("ids", [("a-b", "a_b"), ("aB", "a_b"), ("Runtime", "runtime"), ("class", "Class")])
def test_ids_that_look_alike_stay_apart(ids: tuple[str, str]) -> None:
    design = Design.model_validate({"nodes": {id_: {"service": "lambda"} for id_ in ids}})
    made = plan(design, load())
    assert len({code.module for code in made.code.values()}) == 2
    template = parse(SamExporter().export(made))
    functions = [r for r in template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    assert len(functions) == 2


def test_places_in_a_substitution_are_escaped() -> None:
    nodes = {"q": {"service": "sqs", "properties": {"QueueName": {"Fn::Sub": "${AWS::StackName}-${!keep}-x"}}}}
    template = parse(SamExporter().export(plan(Design.model_validate({"nodes": nodes}), load())))
    assert template["Resources"]["Q"]["Properties"]["QueueName"] == {"Sub": "${AWS::StackName}-${!keep}-x"}


def test_a_title_is_no_dynamic_reference() -> None:
    nodes = {"f": {"service": "lambda", "title": "{{resolve:ssm:/secret}}"}}
    files = SamExporter().export(plan(Design.model_validate({"nodes": nodes}), load()))
    assert not [f.path for f in files if "{{resolve:" in f.text]


EVERYTHING = json.loads(
    (EXAMPLES[0].parents[2] / "tests/exporters/everything.skydraft.json").read_text(encoding="utf-8")
)
leaves = st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.sampled_from(NASTY))
names = st.sampled_from(["Arn", "Name", "A"])
values = st.recursive(
    st.one_of(leaves, st.just({"Fn::GetAtt": ["q", "Arn"]})),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=2)),
    max_leaves=4,
)


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """The design with everything, some of whose properties have values of any kind."""
    catalogue = load()
    record: dict[str, Any] = json.loads(json.dumps(EVERYTHING))
    on_edges = sorted({p for i in catalogue.integrations.values() for p in i.properties})
    for edge in draw(st.lists(st.sampled_from(sorted(record["edges"])), max_size=6)):
        record["edges"][edge].setdefault("properties", {})[draw(st.sampled_from(on_edges))] = draw(values)
    for id_ in draw(st.lists(st.sampled_from(sorted(record["nodes"])), max_size=6)):
        node = record["nodes"][id_]
        spec = catalogue.services.get(node["service"])
        known = sorted(spec.properties) if spec and spec.properties else ["A"]
        node.setdefault("properties", {})[draw(st.sampled_from(known)).split(".")[0]] = draw(values)
    for id_ in draw(st.lists(st.sampled_from(sorted(record["nodes"])), max_size=2)):
        record["nodes"][id_]["disabled"] = True
    return record


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken())
def test_no_value_stops_an_export(record: dict[str, Any]) -> None:
    made = plan(Design.model_validate(record), load())
    parse(SamExporter().export(made))
    parts = [r.properties for r in made.resources.values()] + [g.resources for g in made.grants]
    assert {r.resource for v in parts for r in references(v)} <= set(made.resources)
