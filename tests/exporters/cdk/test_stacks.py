"""Which stack holds what: a table of small designs, and what holds for every design however its contexts are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.cdk import stack
from exporters.cdk import tree as t
from exporters.plan import Plan
from exporters.planner import plan
from tests.exporters.cdk.crossing import crossing, together
from tests.exporters.cdk.projects import prove, templates

NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}
_NAMED = {"eventbridge-bus": {"Name": "own"}}  # one without a name is the account's


def program(catalogue: Catalogue, nodes: Mapping[str, tuple[str, str]], edges: str) -> t.Program:
    """Nodes as id -> (service, context or ""), edges as "a>b c>d"."""
    record = {
        "name": "Shop",
        "groups": {id_: {"kind": "bounded-context", "title": title} for id_, title in NAMES.items()},
        "nodes": {
            id_: {"service": s, "properties": _NAMED.get(s, {}), **({"in": c} if c else {})}
            for id_, (s, c) in nodes.items()
        },
        "edges": {
            f"{one}-{other}": {"from": one, "to": other} for one, other in (edge.split(">") for edge in edges.split())
        },
    }
    return stack.build(plan(Design.model_validate(record), catalogue))


def homes(made: t.Program) -> dict[str, str]:
    return {resource: tree.class_name for tree in made.stacks for resource in tree.holds}


Row = tuple[dict[str, tuple[str, str]], str, list[str], dict[str, str]]
TABLE: dict[str, Row] = {
    "one context is one stack": (
        {"f": ("lambda", "a"), "q": ("sqs", "a"), "t": ("dynamodb", "")}, "f>q f>t", ["ShopStack"], {},
    ),
    "a mapping stands with its function, which needs the queue": (
        {"q": ("sqs", "a"), "f": ("lambda", "b")}, "q>f", ["AlphaStack", "BetaStack"],
        {"q": "AlphaStack", "f": "BetaStack", "q-f": "BetaStack"},
    ),
    "a rule stands with its target": (
        {"bus": ("eventbridge-bus", "a"), "q": ("sqs", "b"), "f": ("lambda", "a")}, "bus>q f>bus",
        ["AlphaStack", "BetaStack"], {"bus-q_rule": "BetaStack", "q_policy": "BetaStack"},
    ),
    "a rule moves to its bus where its target needs that": (
        {"bus": ("eventbridge-bus", "a"), "f": ("lambda", "b"), "g": ("lambda", "a")}, "bus>f g>f",
        ["SharedStack", "BetaStack", "AlphaStack"], {"bus-f_rule": "AlphaStack"},
    ),
    "what several contexts use is shared": (
        {"f": ("lambda", "a"), "g": ("lambda", "b"), "t": ("dynamodb", "")}, "f>t g>t",
        ["SharedStack", "AlphaStack", "BetaStack"], {"t": "SharedStack", "alarm_topic": "SharedStack"},
    ),
    "what one context alone uses stands in it": (
        {"f": ("lambda", "a"), "g": ("lambda", "b"), "t": ("dynamodb", "")}, "f>t",
        ["SharedStack", "AlphaStack", "BetaStack"], {"t": "AlphaStack"},
    ),
    "what needs one context alone stands in it": (
        {"f": ("lambda", ""), "q": ("sqs", "a"), "g": ("lambda", "b")}, "q>f",
        ["SharedStack", "AlphaStack", "BetaStack"], {"f": "AlphaStack"},
    ),
    "what joins contexts stands above them": (
        {"f": ("lambda", ""), "q": ("sqs", "a"), "t": ("dynamodb", "b")}, "q>f f>t",
        ["AlphaStack", "BetaStack", "ShopStack"], {"f": "ShopStack", "alarm_topic": "ShopStack"},
    ),
    "contexts that need each other share a stack": (
        {"f": ("lambda", "a"), "t": ("dynamodb", "a"), "g": ("lambda", "b"), "u": ("dynamodb", "b"),
         "h": ("lambda", "c")}, "f>u g>t h>t",
        ["SharedStack", "AlphaAndBetaStack", "GammaStack"], {"t": "AlphaAndBetaStack", "g": "AlphaAndBetaStack"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_each_thing_stands_where_it_should(row: Row, catalogue: Catalogue) -> None:
    nodes, edges, stacks, expected = row
    made = program(catalogue, nodes, edges)
    assert [tree.class_name for tree in made.stacks] == stacks
    assert expected.items() <= homes(made).items()


def test_a_shared_stack_says_why(catalogue: Catalogue) -> None:
    nodes, edges, *_ = TABLE["contexts that need each other share a stack"]
    (remark,) = program(catalogue, nodes, edges).remarks
    assert remark == "Alpha and Beta share one stack, for each needs the other first: `f` needs `u`, and `g` needs `t`."


def test_a_permission_on_anothers_function_is_the_callers(catalogue: Catalogue) -> None:
    """Else the function's stack would need the rule's, which needs the function."""
    made = program(catalogue, {"rule": ("iot-core", "a"), "f": ("lambda", "b")}, "rule>f")
    upper = next(tree for tree in made.stacks if tree.class_name == "AlphaStack")
    assert [one.name.python for one in upper.inputs] == ["f"]
    (permission,) = [
        expr
        for section in upper.sections
        for expr in t.inside(section)
        if isinstance(expr, t.Call) and isinstance(expr.of, t.Attribute) and expr.of.name == "addPermission"
    ]
    assert permission.props["scope"] == t.This()


# -- what always holds


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_however_contexts_are_drawn(example_plans: Mapping[str, Plan], data: st.DataObject) -> None:
    drawn = example_plans[data.draw(st.sampled_from(sorted(example_plans)))]
    contexts = st.sampled_from(["", "a", "b", "c"])
    nodes = {r.subject.id for r in drawn.resources.values() if r.subject.kind == "node"}
    given_ = {node: context for node in sorted(nodes) if (context := data.draw(contexts))}
    check(stack.build(replace(drawn, contexts=given_)), drawn)


def check(made: t.Program, drawn: Plan) -> None:
    assert sorted(id_ for tree in made.stacks for id_ in tree.holds) == sorted(drawn.resources)
    before: dict[str, t.StackTree] = {}
    for tree in made.stacks:
        for one in tree.inputs:  # each handed over by a stack that stands already, and keeps it
            assert one.name in {member.name for member in before[one.stack].members}
        before[tree.id] = tree
        known = {one.name.python for one in tree.inputs} | {setting.name.python for setting in tree.settings}
        for section in tree.sections:
            for statement in section.statements:
                if not isinstance(statement, t.Remark):
                    read = {expr.python for expr in t.walk(statement.value) if isinstance(expr, t.Local)}
                    assert read <= known, (tree.class_name, read - known)
                if isinstance(statement, t.Let):
                    known.add(statement.name.python)
    for names in ([tree.id for tree in made.stacks], [tree.class_name.lower() for tree in made.stacks]):
        assert len(set(names)) == len(names)
    whole = stack.build(replace(drawn, contexts={}))
    assert made_in(made) == made_in(whole)


def made_in(program: t.Program) -> list[str]:
    """The ids of all constructs but those of which each stack has its own."""
    return sorted(
        str(expr.args[1].value)
        for tree in program.stacks
        for section in tree.sections
        if section.home
        for expr in t.inside(section)
        if isinstance(expr, t.New) and len(expr.args) > 1 and isinstance(expr.args[1], t.Lit)
    )


# -- every integration, from one context to another

# What binds both sides: the source names the target, and the target's own policy names the source.
BOUND = {
    "apigw-rest-authorizes-with-lambda", "cloudfront-serves-s3", "cloudwatch-alarm-invokes-lambda",
    "cloudwatch-alarm-notifies-sns-standard", "ecs-fargate-publishes-to-eventbridge-custom-bus",
    "eventbridge-bus-dead-letters-to-sqs-standard", "lambda-is-watched-by-cloudwatch-alarm",
    "lambda-publishes-to-eventbridge-custom-bus", "s3-notifies-sns-standard", "s3-notifies-sqs-standard",
    "sns-fifo-dead-letters-to-sqs-fifo", "sns-standard-dead-letters-to-sqs-standard",
}  # fmt: skip


@pytest.mark.prove
def test_few_integrations_bind_their_contexts_to_one_stack(catalogue: Catalogue) -> None:
    found = {id_: crossing(catalogue, integration) for id_, integration in catalogue.integrations.items()}
    assert {id_ for id_, one in found.items() if one is not None and one.shared} == BOUND


@pytest.mark.prove
@pytest.mark.tool
def test_every_other_integration_crosses(catalogue: Catalogue, tmp_path: Path) -> None:
    """The library throws where two stacks would need each other, and both languages make the same templates."""
    plans = {f"part-{number}": plan(design, catalogue) for number, design in enumerate(together(catalogue))}
    assert all(len(stack.build(part).stacks) > 1 for part in plans.values())
    said: dict[str, Any] = prove(tmp_path, plans)
    if said["python"] is None or said["typescript"] is None:
        pytest.skip("node or the node packages of tests/tools/cdk are missing")
    assert {name: error for name, error in {**said["python"], **said["typescript"]}.items() if error} == {}
    assert said["types"] == ""
    for name in plans:
        assert templates(tmp_path / name / "cdk-python") == templates(tmp_path / name / "cdk-typescript")
