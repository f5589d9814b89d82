"""Several stacks' templates read as one."""

from __future__ import annotations

from typing import Any

import pytest

from exporters.equivalence import from_cloudformation, joined

LOWER: dict[str, Any] = {
    "Resources": {
        "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {}},
        "Same": {"Type": "AWS::SNS::Topic", "Properties": {}},
    },
    "Outputs": {
        "JobsArn": {"Value": {"Fn::GetAtt": ["Jobs", "Arn"]}, "Export": {"Name": "lower:JobsArn"}},
        "Plain": {"Value": {"Ref": "Jobs"}},
    },
}
UPPER: dict[str, Any] = {
    "Resources": {
        "Same": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Sub": "${Same}-${!Same}-${AWS::Region}"}}},
        "Poll": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {"EventSourceArn": {"Fn::ImportValue": "lower:JobsArn"}, "FunctionName": {"Ref": "Same"}},
            "DependsOn": "Same",
        },
    }
}


def test_what_one_imports_is_what_the_other_exports() -> None:
    resources = joined([LOWER, UPPER])["Resources"]
    assert resources["Poll"] == {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"EventSourceArn": {"Fn::GetAtt": ["Jobs", "Arn"]}, "FunctionName": {"Ref": "Same1"}},
        "DependsOn": ["Same1"],
    }
    assert resources["Same"]["Type"] == "AWS::SNS::Topic"
    assert resources["Role"]["Properties"]["RoleName"] == {"Fn::Sub": "${Same1}-${!Same}-${AWS::Region}"}
    graph = from_cloudformation(joined([LOWER, UPPER]))
    assert graph.connections == {
        ("AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"): 1,
    }


def test_one_stack_is_itself() -> None:
    assert joined([LOWER])["Resources"] == LOWER["Resources"]


def test_an_import_of_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="lower:JobsArn"):
        joined([UPPER])
