"""The exports of a design mean the same: the same resources, connections and permissions in every target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from exporters.equivalence import differences, from_cloudformation, from_terraform
from exporters.equivalence.declared import DECLARED, declared
from exporters.equivalence.kinds import CORS
from exporters.plan import Plan
from tests.exporters.equivalence.exports import different, graphs
from tests.exporters.terraform.proof import Planner, plan_offline  # noqa: F401 - a fixture

TWO = ("web-application", "asynchronous-processing")

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Key": {"Type": "String"}},
    "Resources": {
        "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {}},
        "Work": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["WorkRole", "Arn"]}}},
        "WorkRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "Policies": [
                    {
                        "PolicyDocument": {
                            "Statement": {
                                "Effect": "Allow",
                                "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                                "Resource": {"Fn::GetAtt": ["Jobs", "Arn"]},
                            }
                        }
                    }
                ]
            },
        },
        "Poll": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {"EventSourceArn": {"Fn::Sub": "${Jobs.Arn}"}, "FunctionName": {"Ref": "Work"}},
        },
    },
}


def _reference(*addresses: str) -> dict[str, Any]:
    return {"references": list(addresses)}


def _resource(address: str, mode: str = "managed", **expressions: Any) -> dict[str, Any]:
    type_, name = address.removeprefix("data.").split(".")
    return {"address": address, "mode": mode, "type": type_, "name": name, "expressions": expressions}


MODULE: dict[str, Any] = {
    "resources": [
        _resource("aws_sqs_queue.jobs"),
        _resource("aws_lambda_function.work", role=_reference("aws_iam_role.work.arn", "aws_iam_role.work")),
        _resource("aws_iam_role.work"),
        _resource(
            "data.aws_iam_policy_document.work",
            "data",
            statement=[
                {
                    "actions": {"constant_value": ["sqs:ReceiveMessage", "sqs:DeleteMessage"]},
                    "resources": _reference("aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs"),
                }
            ],
        ),
        _resource(
            "aws_iam_role_policy.work",
            role=_reference("aws_iam_role.work.name", "aws_iam_role.work"),
            policy=_reference("data.aws_iam_policy_document.work.json", "data.aws_iam_policy_document.work"),
        ),
        _resource(
            "aws_lambda_event_source_mapping.poll",
            event_source_arn=_reference("aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs"),
            function_name=_reference("aws_lambda_function.work.arn", "aws_lambda_function.work"),
        ),
    ]
}


def test_the_same_in_two_worlds_has_no_difference() -> None:
    one, other = from_cloudformation(TEMPLATE), from_terraform(MODULE)
    assert one.resources == {"AWS::SQS::Queue": 1, "AWS::Lambda::Function": 1}
    assert [s.principal for s in one.statements] == ["AWS::Lambda::Function"] * 2
    assert one == other
    assert differences(one, other) == ()


def test_what_for_each_makes_is_counted() -> None:
    graph = from_terraform(MODULE, {"aws_sqs_queue.jobs": 3})
    assert graph.resources == {"AWS::SQS::Queue": 3, "AWS::Lambda::Function": 1}


@pytest.mark.parametrize(
    ("address", "change", "what"),
    [
        ("aws_sqs_queue.jobs", None, "AWS::SQS::Queue"),
        ("aws_lambda_event_source_mapping.poll", None, "AWS::SQS::Queue AWS::Lambda::Function"),
        ("aws_iam_role_policy.work", None, "sqs:receivemessage"),
        ("data.aws_iam_policy_document.work", ["sqs:*"], "sqs:*"),
    ],
)
def test_each_kind_of_difference_is_found(address: str, change: list[str] | None, what: str) -> None:
    module = deepcopy(MODULE)
    if change is None:
        module["resources"] = [r for r in module["resources"] if r["address"] != address]
    else:
        resource = next(r for r in module["resources"] if r["address"] == address)
        resource["expressions"]["statement"][0]["actions"]["constant_value"] = change
    found = differences(from_cloudformation(TEMPLATE), from_terraform(module))
    assert any(what in difference.what for difference in found), found


def test_each_declared_difference_has_a_reason() -> None:
    assert all(len(why) > 20 and re.compile(pattern) for pattern, why in DECLARED.items())
    assert declared("resource", "AWS::Lambda::Function") is None


@pytest.mark.tool
def test_two_examples_are_the_same_everywhere(
    example_plans: Mapping[str, Plan],
    bundled: Plan,
    tmp_path: Path,
    plan_offline: Planner,  # noqa: F811
) -> None:
    found = graphs({**{name: example_plans[name] for name in TWO}, "bundled": bundled}, tmp_path / "cdk", plan_offline)
    assert different(found) == []
    pages = ("AWS::ApiGatewayV2::Api", "AWS::CloudFront::Distribution", CORS)
    assert [graph.connections[pages] for graph in found["web-application"].values()] == [1, 1, 1]


@pytest.mark.prove
@pytest.mark.tool
def test_all_examples_are_the_same_everywhere(
    example_plans: Mapping[str, Plan],
    everything: Plan,
    tmp_path: Path,
    plan_offline: Planner,  # noqa: F811
) -> None:
    found = graphs({**example_plans, "everything": everything}, tmp_path / "cdk", plan_offline)
    assert different(found) == []
    for api in ("AWS::ApiGateway::RestApi", "AWS::Lambda::Url"):
        pages = (api, "AWS::CloudFront::Distribution", CORS)
        assert [graph.connections[pages] for graph in found["everything"].values()] == [1, 1, 1]
