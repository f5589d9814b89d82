"""What the tree says for a plan: idioms where there are some, and nothing lost where there are none."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model.design import Subject
from exporters.base import ExportError, File
from exporters.cdk import CdkPythonExporter, CdkTypeScriptExporter, python, stack
from exporters.cdk.registry import IDIOMS, LEVEL_1, TIES
from exporters.plan import Grant, Param, Parameter, Plan, Ref, Resource
from tests.exporters.cdk.projects import ROOT, hostile_design

NODE = Subject("node", "x")


KEYS = (
    "Arn", "Statement", "Principal", "Service", "Action", "Condition", "Name", "Value", "Id", "Key", "Rules", "Events",
    "AttributeName", "AttributeType", "KeyType", "deadLetterTargetArn", "maxReceiveCount", "detail", "source", "Status",
    "StageName", "RestApiId", "Queues", "Topics", "Bucket", "PolicyDocument", "Destination", "OnFailure", "Ref", "Type",
)  # fmt: skip


def plan_of(*resources: Resource, **more: Any) -> Plan:
    fields: dict[str, Any] = {
        "name": "Test", "slug": "test", "region": "eu-west-1", "runtime": "python3.13", "links": {}, "grants": (),
        "allows": (), "code": {}, "parameters": {}, "outputs": (), "tags": {}, "contexts": {},
    }  # fmt: skip
    return Plan(**{**fields, "resources": {r.id: r for r in resources}, **more})


def code_of(plan: Plan) -> str:
    text = "".join(block.text for tree in stack.build(plan).stacks for block in python.print_stack(tree))
    ast.parse(text)
    return text


def resource(id_: str, type_: str, properties: Mapping[str, Any], **more: Any) -> Resource:
    return Resource(id_, type_, properties, NODE, **more)


def test_a_property_without_a_prop_is_overridden_on_the_resource_inside() -> None:
    code = code_of(plan_of(resource("jobs", "AWS::SQS::Queue", {"VisibilityTimeout": 30, "Brand.New": {"A": [1]}})))
    assert "visibility_timeout=Duration.seconds(30)" in code
    assert "cfn_queue = cast(CfnResource, jobs.node.default_child)" in code
    assert "cfn_queue.add_property_override(\"Brand\\\\.New\", {'A': [1]})".replace("'", '"') in code


def test_a_value_without_a_counterpart_is_overridden_too() -> None:
    code = code_of(plan_of(resource("t", "AWS::SNS::Topic", {"TracingConfig": "Someday"})))
    assert 'add_property_override("TracingConfig", "Someday")' in code


def test_a_known_type_without_an_idiom_is_a_typed_level_1_construct() -> None:
    target = {"Arn": "arn:x", "RoleArn": "arn:y", "RetryPolicy": {"MaximumRetryAttempts": 3}}
    properties = {"ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    code = code_of(plan_of(resource("tick", "AWS::Scheduler::Schedule", properties)))
    assert "scheduler.CfnSchedule(" in code
    assert "scheduler.CfnSchedule.TargetProperty(" in code
    assert "maximum_retry_attempts=3" in code


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::Unheard::Of", {"Any": {"Thing": [1, "x", None]}}),
        ("Not a type", {"Name": 1}),
        ("!!!", {"Name": 1}),
        ("AWS::Scheduler::Schedule", {"NoSuchProperty": 1}),
        ("AWS::Scheduler::Schedule", {"Target": "not an object"}),
    ],
)
def test_anything_else_is_passed_on_as_it_stands(type_: str, properties: Mapping[str, Any]) -> None:
    code = code_of(plan_of(resource("x", type_, properties)))
    assert "CfnResource(" in code
    assert f'type="{type_}"' in code


shapes = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 10**6) | st.sampled_from(["", "x", "$LATEST", "a.b"])
    | st.builds(Ref, st.sampled_from(["x", "other"]), st.sampled_from(["Arn", "Name", "Id", ""])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize("type_", sorted({*IDIOMS, *TIES}))
@given(properties=st.dictionaries(st.sampled_from(KEYS), shapes, max_size=6), data=st.data())
@settings(max_examples=12, deadline=None)
def test_a_design_of_any_shape_is_printed_or_refused_with_a_reason(
    type_: str, properties: dict[str, Any], data: st.DataObject
) -> None:
    names = sorted(_level1_names(type_))
    properties |= data.draw(st.dictionaries(st.sampled_from(names or KEYS), shapes, max_size=8))
    other = resource("other", data.draw(st.sampled_from(sorted(IDIOMS))), {})
    with suppress(ExportError):
        code_of(plan_of(resource("x", type_, properties), other))


def _level1_names(type_: str) -> list[str]:
    table = json.loads((ROOT / "exporters/cdk/level1.json").read_text(encoding="utf-8"))
    return [name[0].upper() + name[1:] for name in table.get(type_, {"structs": {"": {}}})["structs"][""]]


def test_what_is_referred_to_stands_first() -> None:
    first = resource(
        "a", "AWS::SNS::Subscription", {"TopicArn": Ref("z", "Arn"), "Protocol": "sqs", "Endpoint": Ref("q", "Arn")}
    )
    code = code_of(plan_of(first, resource("q", "AWS::SQS::Queue", {}), resource("z", "AWS::SNS::Topic", {})))
    assert code.index("sqs.Queue") < code.index("z.add_subscription(subscriptions.SqsSubscription(q))")


def test_a_circle_of_references_is_told_with_its_members() -> None:
    a = resource("a", "AWS::X::A", {"Other": Ref("b", "Arn")})
    b = resource("b", "AWS::X::B", {"Other": Ref("a", "Arn")})
    with pytest.raises(ExportError, match="a → b → a"):
        stack.build(plan_of(a, b))


def test_a_key_that_the_library_refuses_is_told() -> None:
    with pytest.raises(ExportError, match="__proto__"):
        stack.build(plan_of(resource("a", "AWS::X::A", {"Map": {"__proto__": 1}})))


def test_a_parameter_with_a_default_is_a_setting_and_another_a_cfn_parameter() -> None:
    parameters = {
        "Stage": Parameter("Stage", "String", "Stage", default="dev"),
        "Retention": Parameter("Retention", "Number", "Days", default=30),
        "Mail": Parameter("Mail", "String", "Mail", pattern="^.+$"),
        "Key": Parameter("Key", "String", "Key", default="x", secret=True),
        "Idle": Parameter("Idle", "String", "Nobody reads it", default="x"),
    }
    group = resource(
        "g", "AWS::Logs::LogGroup", {"RetentionInDays": Param("Retention"), "LogGroupName": Param("Stage")}
    )
    other = resource("o", "AWS::X::A", {"Mail": Param("Mail"), "Key": Param("Key")})
    code = code_of(plan_of(group, other, parameters=parameters))
    assert 'stage: str = "dev"' in code
    assert "retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH" in code
    assert 'mail = CfnParameter(\n            self,\n            "Mail"' in code
    assert "no_echo=True" in code
    assert "idle" not in code


def test_a_grant_is_a_method_only_where_that_is_as_narrow() -> None:
    table = resource("t", "AWS::DynamoDB::Table", {
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    })  # fmt: skip
    bus = resource("bus", "AWS::Events::EventBus", {"Name": "bus"})
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "pipes.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    role = resource("p_role", "AWS::IAM::Role", {"AssumeRolePolicyDocument": trust}, role="role")
    pipe = resource("p", "AWS::X::Pipe", {"Role": Ref("p_role", "Arn")})
    grants = (
        Grant("p", ("dynamodb:GetItem",), (Ref("t", "Arn"),), NODE, target="t"),
        Grant("p", ("events:PutEvents",), (Ref("bus", "Arn"),), NODE, target="bus"),
        Grant(
            "p",
            ("events:PutEvents",),
            (Ref("bus", "Arn"),),
            NODE,
            {"StringEquals": {"events:source": "x"}},
            target="bus",
        ),
        Grant("p", ("ssm:GetParameter",), ("*",), NODE),
    )
    code = code_of(plan_of(table, bus, role, pipe, grants=grants, roles={"p": "p_role"}))
    assert 't.grant(p_role, "dynamodb:GetItem")' in code
    assert code.count("bus.grant_put_events_to(p_role)") == 1
    assert code.count("p_role.add_to_policy(") == 2
    assert "p.node.add_dependency(p_role)" in code


def test_a_rule_that_may_use_a_key_keeps_its_role(make_plan: Callable[..., Plan]) -> None:
    """The library makes a role of its own for a rule's target, which may send and nothing else."""
    nodes = {
        "default": "eventbridge-bus",
        "orders": ("eventbridge-bus", {"Name": "orders"}),
        "key": "kms",
    }
    edges: dict[str, tuple[object, ...]] = {"rule": ("default", "orders", {"EventPattern": {"source": ["shop"]}})}
    without = code_of(make_plan(nodes, edges))
    assert "targets.EventBus(orders)" in without
    with_key = code_of(make_plan(nodes, {**edges, "encrypts": ("key", "orders")}))
    assert "targets.EventBus(orders)" not in with_key
    assert "role_arn=rule_rule_role.role_arn" in with_key


def test_a_role_that_nobody_needs_is_not_made(example_plans: Mapping[str, Plan]) -> None:
    code = code_of(example_plans["rest-api"])
    assert "iam.Role(" not in code
    assert code.count("lambda_.Function(") == 3


@pytest.mark.parametrize("exporter", [CdkPythonExporter(), CdkTypeScriptExporter()], ids=lambda e: e.id)
def test_a_project_is_whole_and_the_same_every_time(exporter: Any, plans: Mapping[str, Plan]) -> None:
    for plan in plans.values():
        files = exporter.export(plan)
        assert files == exporter.export(plan)
        paths = [file.path for file in files]
        assert len(set(paths)) == len(paths)
        assert exporter.main_file in paths or plan.contexts
        assert {"cdk.json", "README.md", ".gitignore"} <= set(paths)
        assert all(".." not in path and not path.startswith("/") for path in paths)


@pytest.mark.parametrize("exporter", [CdkPythonExporter(), CdkTypeScriptExporter()], ids=lambda e: e.id)
def test_every_node_has_its_lines(exporter: Any, example_plans: Mapping[str, Plan]) -> None:
    for plan in example_plans.values():
        spans = [span for file in exporter.export(plan) for span in file.spans() if _is_of_a_stack(file)]
        nodes = {r.subject for r in plan.resources.values() if r.role == "main" and r.subject.kind == "node"}
        assert nodes <= {span.subject for span in spans}


def test_hostile_python_is_valid_and_calls_nothing(plans: Mapping[str, Plan]) -> None:
    assert hostile_design().nodes
    for file in CdkPythonExporter().export(plans["hostile"]):
        if file.path.endswith(".py") and not file.path.startswith("src/"):
            tree = ast.parse(file.text)
            calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            assert not calls & {"eval", "exec", "abort", "__import__"}
            assert "os" not in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}


@pytest.mark.parametrize("name", ["bounded-contexts", "lambda-event", "order-flow", "web-application"])
@pytest.mark.parametrize("exporter", [CdkPythonExporter(), CdkTypeScriptExporter()], ids=lambda e: e.id)
def test_golden(name: str, exporter: Any, example_plans: Mapping[str, Plan], golden: Callable[..., None]) -> None:
    """What the CDK's printers write; the handlers are the same in every target."""
    files: list[File] = list(exporter.export(example_plans[name]))
    ours = [f for f in files if not f.path.startswith(("src/", "events/")) and not _is_of_a_handler(f)]
    golden(name, exporter.id, ours)


def _is_of_a_handler(file: File) -> bool:
    return file.path == "requirements-dev.txt" or (
        file.path.startswith("tests/") and not file.path.endswith("stack.py")
    )


def _is_of_a_stack(file: File) -> bool:
    return file.path.startswith(("infrastructure/", "lib/"))


def test_the_table_of_level_1_constructs_is_the_librarys() -> None:
    tools = ROOT / "tests" / "tools" / "cdk"
    sys.path.insert(0, str(tools))
    try:
        import level1_table
    finally:
        sys.path.remove(str(tools))
    assert level1_table.text() == level1_table.TABLE.read_text(encoding="utf-8"), (
        f"run {Path(level1_table.__file__).name}"
    )


def test_a_changed_plan_changes_the_code(example_plans: Mapping[str, Plan]) -> None:
    plan = example_plans["rest-api"]
    other = replace(plan, resources={**plan.resources, "more": resource("more", "AWS::SQS::Queue", {})})
    assert 'sqs.Queue(self, "More")' in code_of(other)
    assert "sqs" not in code_of(plan)


def test_what_stays_level_1_has_a_reason_and_a_typed_class() -> None:
    """A type that got an idiom leaves the table."""
    table = json.loads((ROOT / "exporters/cdk/level1.json").read_text(encoding="utf-8"))
    assert LEVEL_1.keys() <= table.keys()
    assert LEVEL_1.keys().isdisjoint(IDIOMS)
    assert all(why.endswith(".") for why in LEVEL_1.values())
