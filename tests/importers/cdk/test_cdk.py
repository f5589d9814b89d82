"""A cloud assembly becomes one design: stacks and constructs are frames, exports are followed, assets are no matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.model.design import Subject
from designer.storage.errors import FileError
from tests.importers.reading import imported, lay, pairs, services

HASH = "a" * 64


def _resource(type_: str, path: str, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties, "Metadata": {"aws:cdk:path": path}}


DATA = {
    "Resources": {
        "OrdersTable1A2B3C4D": _resource("AWS::DynamoDB::Table", "Data/OrdersTable/Resource"),
        "CDKMetadata": _resource("AWS::CDK::Metadata", "Data/CDKMetadata/Default"),
    },
    "Outputs": {
        "Exported": {
            "Value": {"Fn::GetAtt": ["OrdersTable1A2B3C4D", "Arn"]},
            "Export": {"Name": "Data:OrdersTableArn"},
        }
    },
    "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk"}},
}
STATEMENT = {
    "Effect": "Allow", "Action": ["dynamodb:PutItem"], "Resource": {"Fn::ImportValue": "Data:OrdersTableArn"},
}  # fmt: skip
SHOP = {
    "Resources": {
        "IntakeQueue": _resource("AWS::SQS::Queue", "Shop/Intake/JobsQueue/Resource", VisibilityTimeout=90),
        "IntakeFunction": _resource(
            "AWS::Lambda::Function", "Shop/Intake/TakeOrder/Resource", Handler="a.b", Runtime="python3.13",
            Role={"Fn::GetAtt": ["IntakeRole", "Arn"]}, Code={"S3Bucket": "b", "S3Key": f"{HASH}.zip"},
        ),
        "IntakeRole": _resource("AWS::IAM::Role", "Shop/Intake/TakeOrder/ServiceRole/Resource"),
        "IntakePolicy": _resource(
            "AWS::IAM::Policy", "Shop/Intake/TakeOrder/ServiceRole/DefaultPolicy/Resource",
            PolicyDocument={"Statement": [STATEMENT]}, Roles=[{"Ref": "IntakeRole"}], PolicyName="p",
        ),
        "IntakeMapping": _resource(
            "AWS::Lambda::EventSourceMapping", "Shop/Intake/TakeOrder/SqsEventSource:Shop/Resource", BatchSize=5,
            EventSourceArn={"Fn::GetAtt": ["IntakeQueue", "Arn"]}, FunctionName={"Ref": "IntakeFunction"},
        ),
        "Uploads": _resource("AWS::S3::Bucket", "Shop/Uploads/Resource"),
        "UploadsNotifications": _resource(
            "Custom::S3BucketNotifications", "Shop/Uploads/Notifications/Resource", BucketName={"Ref": "Uploads"},
            NotificationConfiguration={
                "QueueConfigurations": [
                    {"Events": ["s3:ObjectCreated:*"], "QueueArn": {"Fn::GetAtt": ["IntakeQueue", "Arn"]},
                     "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}
                ]
            },
        ),
        "Handler": _resource("AWS::Lambda::Function", f"Shop/BucketNotificationsHandler{'0' * 32}/Resource"),
        "Flow": _resource(
            "AWS::StepFunctions::StateMachine", "Shop/Flow/Resource",
            DefinitionS3Location={"Bucket": "b", "Key": f"{HASH}.json"},
            DefinitionSubstitutions={"Task": {"Fn::GetAtt": ["IntakeFunction", "Arn"]}},
        ),
        "Nested": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"Parameters": {"QueueArn": {"Fn::GetAtt": ["IntakeQueue", "Arn"]}}, "TemplateURL": "x"},
            "Metadata": {"aws:cdk:path": "Shop/Inner.NestedStack/x", "aws:asset:path": "inner.nested.template.json"},
        },
    }
}  # fmt: skip
INNER = {
    "Parameters": {"QueueArn": {"Type": "String"}},
    "Resources": {
        "Topic": _resource("AWS::SNS::Topic", "Shop/Inner/News/Resource"),
        "Subscription": _resource(
            "AWS::SNS::Subscription", "Shop/Inner/News/Sub/Resource", Protocol="sqs", TopicArn={"Ref": "Topic"},
            Endpoint={"Ref": "QueueArn"},
        ),
    },
}  # fmt: skip
DEFINITION = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Task}", "End": True}}}


def _stack(name: str) -> dict[str, Any]:
    return {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.template.json"}}


def _construct(path: str, fqn: str, *children: dict[str, Any]) -> dict[str, Any]:
    inner = {child["id"]: child for child in children}
    return {"id": path.rpartition("/")[2], "path": path, "children": inner, "constructInfo": {"fqn": fqn}}


PLAIN, LIBRARY = "constructs.Construct", "aws-cdk-lib.aws_sqs.Queue"
TREE = _construct(
    "", "aws-cdk-lib.App",
    _construct("Data", "aws-cdk-lib.Stack"),
    _construct("Shop", "aws-cdk-lib.Stack", _construct(
        "Shop/Intake", PLAIN,
        _construct("Shop/Intake/JobsQueue", LIBRARY), _construct("Shop/Intake/TakeOrder", LIBRARY),
    )),
)  # fmt: skip
SAID = {"type": "cdk:tree", "properties": {"file": "tree.json"}}
FILES = {
    "manifest.json": {
        "version": "48.0.0",
        "artifacts": {
            "Data": _stack("Data"),
            "Shop": _stack("Shop"),
            "Tree": SAID,
        },
    },
    "tree.json": {"version": "tree-0.1", "tree": TREE},
    "Data.template.json": DATA,
    "Shop.template.json": SHOP,
    "inner.nested.template.json": INNER,
    f"asset.{HASH}.json": DEFINITION,
}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return lay(tmp_path / "app" / "cdk.out", {name: json.dumps(data, indent=1) for name, data in FILES.items()})


def test_stacks_are_joined(app: Path) -> None:
    design = imported(app.parent).design  # the folder of the app will do
    assert pairs(design) == {
        ("IntakeQueue", "IntakeFunction"), ("IntakeFunction", "OrdersTable1A2B3C4D"), ("Uploads", "IntakeQueue"),
        ("Topic", "IntakeQueue"), ("Flow", "IntakeFunction"),
    }  # fmt: skip
    assert set(services(design).values()) == {"sqs", "lambda", "dynamodb", "s3", "sns", "stepfunctions"}


def test_titles_and_frames_are_the_constructs(app: Path) -> None:
    design = imported(app).design
    assert {n.title for n in design.nodes.values()} == {
        "Jobs queue", "Take order", "Orders table", "Uploads", "News", "Flow",
    }  # fmt: skip
    frames = {id_: (group.title, group.group) for id_, group in design.groups.items()}
    assert sorted(frames.values(), key=str) == [("Data", None), ("Intake", "Shop"), ("Shop", None)]
    inside = {id_: design.groups[str(node.group)].title for id_, node in design.nodes.items()}
    assert inside["IntakeQueue"] == inside["IntakeFunction"] == "Intake"
    assert inside["Uploads"] == inside["Topic"] == "Shop"
    assert inside["OrdersTable1A2B3C4D"] == "Data"


def test_the_cdks_own_is_left_out_and_said(app: Path) -> None:
    items = {item.name: item for item in imported(app).report.items}
    assert items["Data/CDKMetadata/Default"].fate == "left-out"
    assert items[f"Shop/BucketNotificationsHandler{'0' * 32}/Resource"].fate == "left-out"
    assert items["Shop/Intake/TakeOrder/ServiceRole/DefaultPolicy/Resource"].fate == "folded"


def test_places_are_in_the_templates(app: Path) -> None:
    found = imported(app)
    place = found.positions[Subject("node", "IntakeQueue")]
    assert place.path.name == "Shop.template.json"
    assert '"IntakeQueue"' in place.path.read_text().splitlines()[place.line - 1]


def test_two_stacks_of_one_class(tmp_path: Path) -> None:
    """Logical ids may be the same in two stacks."""
    manifest = {"artifacts": {"Test": _stack("Data"), "Live": _stack("Data")}}
    app = lay(tmp_path, {"manifest.json": json.dumps(manifest), "Data.template.json": json.dumps(DATA)})
    design = imported(app).design
    assert len(design.nodes) == 2
    assert len(design.groups) == 2


OUTSIDE = {"manifest.json": json.dumps({"artifacts": {"a": _stack("../../secret")}})}
HOSTILE: dict[str, tuple[dict[str, str], str]] = {
    "a template outside": (OUTSIDE, "outside the folder"),
    "no stacks": ({"manifest.json": '{"artifacts": {}}'}, "no stacks"),
    "no JSON": ({"manifest.json": '{"artifacts": '}, "this is not JSON"),
    "deep": (
        {"manifest.json": json.dumps({"artifacts": {"a": _stack("a")}}), "a.template.json": "[" * 100_000},
        "nested too deeply",
    ),
    "exports in a circle": (
        {
            "manifest.json": json.dumps({"artifacts": {"a": _stack("a")}}),
            "a.template.json": json.dumps({
                "Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"X": {"Fn::ImportValue": "e"}}}},
                "Outputs": {"O": {"Value": [{"Fn::ImportValue": "e"}] * 5, "Export": {"Name": "e"}}},
            }),
        },
        "nested too deeply, or exports that blow it up",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile(tmp_path: Path, case: str) -> None:
    files, says = HOSTILE[case]
    (tmp_path.parent / "secret.template.json").write_text(json.dumps(DATA))
    with pytest.raises(FileError, match=says):
        imported(lay(tmp_path / "app" / "cdk.out", files))
