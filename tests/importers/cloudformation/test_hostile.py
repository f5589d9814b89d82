"""What strangers send: every fault is one line, and time and memory stay within bounds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.catalogue import load
from designer.importers.base import CancelledError
from designer.importers.cloudformation import parse_template, read_template
from designer.storage.errors import FileError

FUNCTION = "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Timeout: "


def bomb(levels: int = 40) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join([*lines, "Resources: {}"])


FAULTY = {
    "empty": "",
    "no template": "- a\n- b\n",
    "no resources": "Parameters: {}\n",
    "resources of a kind": "Resources: [1, 2]\n",
    "alias bomb": bomb(),
    "an alias to itself": "Resources: &a\n  B: *a\n",
    "deep": f"Resources: {'[' * 5000}{']' * 5000}\n",
    "deep JSON": '{"Resources": ' + "[" * 5000 + "]" * 5000 + "}",
    "two documents": "Resources: {}\n---\nResources: {}\n",
    "cut off": '{"Resources": {"A": ',
    "tabs": "Resources:\n\tA: 1\n",
    "many resources": "Resources:\n" + "".join(f"  R{i}: {{Type: T}}\n" for i in range(2500)),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_one_line(name: str) -> None:
    started = time.perf_counter()
    with pytest.raises(FileError) as caught:
        parse_template(FAULTY[name].encode(), "bad.yaml", load())
    assert "\n" not in caught.value.line
    assert caught.value.line.startswith("bad.yaml: ")
    assert time.perf_counter() - started < 5


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(FileError, match="UTF-8"):
        parse_template(b"Resources:\n  A: \xff\xfe\n", "bad.yaml", load())


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.seek(40 * 2**20)
        file.write(b"\n")
    with pytest.raises(FileError, match="40 MB"):
        read_template(path, load())


def test_tags_construct_nothing() -> None:
    text = FUNCTION + '!!python/object/apply:os.system ["touch hacked"]\n'
    design = parse_template(text.encode(), "t.yaml", load()).design
    assert list(design.nodes) == ["A"]
    assert not Path("hacked").exists()


def test_a_key_that_stands_twice_is_told() -> None:
    text = "Resources:\n  A: {Type: AWS::SQS::Queue}\n  A: {Type: AWS::SNS::Topic}\n"
    imported = parse_template(text.encode(), "t.yaml", load())
    assert imported.design.nodes["A"].service == "sns"
    remark = imported.report.remarks[0]
    assert "stands twice" in remark.message
    assert remark.place is not None
    assert remark.place.line == 3


def test_circles_end() -> None:
    text = """
Conditions: {A: {Condition: B}, B: {Condition: A}}
Resources:
  R: {Type: AWS::IAM::Role, Properties: {Path: {Ref: S}}}
  S: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [{Ref: R}]}}
  P: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: {Ref: X}, ParentId: {Ref: P}, PathPart: a}}
  X: {Type: AWS::ApiGateway::RestApi}
  M:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: {Ref: X}, ResourceId: {Ref: P}, HttpMethod: GET, Integration: {Type: MOCK}}
  Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: {"Fn::If": [A, 1, 2]}}}
"""
    design = parse_template(text.encode(), "t.yaml", load()).design
    assert {"R", "S", "X", "Q"} <= set(design.nodes)


def many(kind: str, count: int = 900) -> str:
    """Large templates whose parts all have to do with each other."""
    if kind == "a role of a role of a role":
        lines = ["  F: {Type: AWS::Lambda::Function, Properties: {X: !Ref R0}}"]
        lines += [f"  R{i}: {{Type: AWS::IAM::Role, Properties: {{Path: !Ref R{i + 1}}}}}" for i in range(2 * count)]
    elif kind == "every API may take every role":
        trusted = "{Statement: [{Principal: {Service: apigateway.amazonaws.com}}]}"
        policy = '{PolicyDocument: {Statement: [{Effect: Allow, Action: "sns:Publish", Resource: "*"}]}}'
        api = "{Type: AWS::Serverless::Api, Properties: {DefinitionUri: none.yaml}}"
        role = f"{{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {trusted}, Policies: [{policy}]}}}}"
        lines = [f"  A{i}: {api}\n  R{i}: {role}" for i in range(count)]
    else:
        everybody = ", ".join(f"!GetAtt F{j}.Arn" for j in range(count // 4))
        policy = f'{{Statement: [{{Effect: Allow, Action: "lambda:InvokeFunction", Resource: [{everybody}]}}]}}'
        lines = [
            f"  F{i}: {{Type: AWS::Serverless::Function, Properties: {{Policies: [{policy}]}}}}"
            for i in range(count // 4)
        ]
    return "Resources:\n" + "\n".join(lines)


@pytest.mark.parametrize(
    "kind", ["a role of a role of a role", "every API may take every role", "everybody calls everybody"]
)
def test_a_large_template_takes_seconds(kind: str) -> None:
    started = time.perf_counter()
    imported = parse_template(many(kind).encode(), "t.yaml", load())
    assert len(imported.design.edges) <= 10_000
    assert time.perf_counter() - started < 10


def test_a_parameter_put_in_a_million_times_stays_small() -> None:
    body = "${P}" * 50_000
    text = (
        "Parameters: {P: {Type: String, Default: " + "x" * 4000 + "}}\n"
        "Resources:\n"
        + "".join(f"  Q{i}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub '{body}'}}}}\n" for i in range(5))
    )
    started = time.perf_counter()
    design = parse_template(text.encode(), "t.yaml", load()).design
    assert sum(len(repr(node.properties)) for node in design.nodes.values()) < 40 * 2**20
    assert time.perf_counter() - started < 10


def test_only_files_of_the_templates_own_directory_are_read(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}')
    inner = tmp_path / "app"
    inner.mkdir()
    (inner / "link.json").symlink_to(tmp_path / "secret.json")
    for name in ("../secret.json", "link.json", str(tmp_path / "secret.json"), "/dev/zero", "a\x00b"):
        quoted = name.replace("\x00", "\\0")
        text = (
            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n"
            f'    Properties: {{DefinitionUri: "{quoted}"}}\n'
        )
        (inner / "template.yaml").write_text(text)
        imported = read_template(inner / "template.yaml", load())
        assert "Definition" not in imported.design.nodes["M"].properties


def test_an_import_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("Resources: {A: {Type: AWS::SQS::Queue}}")

    def stop(_what: str, done: int, _total: int) -> None:
        if done:
            raise CancelledError

    with pytest.raises(CancelledError):
        read_template(path, load(), stop)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from(["A", "${A}", "${B.Arn}", "arn:aws:s3:::A", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Ref", "Fn::GetAtt", "Fn::Sub", "Fn::If", "Fn::Join",
                  "Fn::Select", "Events", "Type", "Properties", "Arn",
                 "Targets", "Policies", "Statement", "Action", "Resource", "Definition", "States", "paths", "Queue"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)  # fmt: skip
_TYPES = st.sampled_from([
    "AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::StateMachine", "AWS::Events::Rule",
    "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Lambda::Permission", "AWS::ApiGateway::Method", "AWS::IAM::Role",
    "AWS::CloudFront::Distribution", "AWS::Pipes::Pipe", "AWS::Scheduler::Schedule", "AWS::IoT::TopicRule",
    "AWS::AppSync::DataSource", "AWS::CloudWatch::Alarm", "AWS::ApiGatewayV2::Route", "AWS::SNS::Subscription",
    "AWS::EC2::VPC", "AWS::Cognito::UserPool", "AWS::Serverless::Connector", "AWS::StepFunctions::StateMachine",
])  # fmt: skip
_KEYS = st.sampled_from([
    "Events", "Policies", "Targets", "EventPattern", "Integration", "Definition", "DefinitionBody", "Auth", "Source",
    "Destination", "Target", "NotificationConfiguration", "RedrivePolicy", "DistributionConfig", "TopicRulePayload",
    "LambdaConfig", "Dimensions", "AlarmActions", "Role", "ApiId", "RestApiId", "FunctionUrlConfig", "SourceParameters",
    "EventInvokeConfig", "DeadLetterConfig", "Environment", "DeadLetterQueue", "ScheduleExpression", "EventBusName",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_TYPES, st.dictionaries(_KEYS, _VALUES, max_size=4)), min_size=2, max_size=4))
def test_no_shape_of_properties_breaks_the_import(resources: list[tuple[str, dict[str, object]]]) -> None:
    import json

    ids = "ABCD"
    template = {"Resources": {ids[i]: {"Type": t, "Properties": p} for i, (t, p) in enumerate(resources)}}
    imported = parse_template(json.dumps(template).encode(), "t.json", load())
    assert {item.name for item in imported.report.items} == set(template["Resources"])
    for edge in imported.design.edges.values():
        assert edge.source in imported.design.nodes
        assert edge.target in imported.design.nodes
