"""Rules, events and routes between the same two nodes, told apart: a change reaches the one that is meant."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.linked import link
from designer.model.design import Subject

CATALOGUE = load()
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Sent:
          Type: EventBridgeRule
          Properties:
            EventBusName: !Ref Bus
            Pattern: {detail-type: [Sent]}
            RuleName: sent
            State: DISABLED
        Back:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Back]}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  Ledger: {Type: AWS::SQS::Queue}
  Paid:
    Type: AWS::Events::Rule
    Properties:
      Name: paid
      Description: What was paid
      State: DISABLED
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Paid]}
      Targets: [{Id: w, Arn: !GetAtt Work.Arn}, {Id: l, Arn: !GetAtt Ledger.Arn}]
"""


def save(tmp_path: Path, event: str, word: str, value: object) -> tuple[str, link.Saved]:
    """The lines that change when the first connection that waits for an event gets another property."""
    template = tmp_path / "t.yaml"
    template.write_text(TEMPLATE)
    linked = link.open_template(template, CATALOGUE)
    edges = linked.design.edges.items()
    edge = next(id_ for id_, e in edges if e.properties["EventPattern"]["detail-type"] == (event,))
    done = link.save(linked, linked.design.set_property(Subject("edge", edge), word, value), CATALOGUE)
    lines = difflib.unified_diff(TEMPLATE.splitlines(), template.read_text().splitlines(), lineterm="", n=0)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@")), done


@pytest.mark.parametrize(
    ("event", "word", "value", "wanted"),
    [
        ("Sent", "State", "ENABLED", "-            State: DISABLED"),
        ("Sent", "State", None, "-            State: DISABLED"),
        ("Sent", "Name", "gone", "-            RuleName: sent\n+            RuleName: gone"),
        (
            "Sent",
            "EventPattern",
            {"detail-type": ["Resent"]},
            "-            Pattern: {detail-type: [Sent]}\n+            Pattern: {detail-type: [Resent]}",
        ),
        (
            "Back",
            "State",
            "DISABLED",
            (
                "-          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Back]}}\n"
                "+          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Back]}, State: DISABLED}"
            ),
        ),
        ("Paid", "State", "ENABLED", "-      State: DISABLED\n+      State: ENABLED"),
        ("Paid", "Name", None, "-      Name: paid"),
        ("Paid", "Description", "All", "-      Description: What was paid\n+      Description: All"),
        (
            "Paid",
            "InputPath",
            "$.a",
            (
                "-      Targets: [{Id: w, Arn: !GetAtt Work.Arn}, {Id: l, Arn: !GetAtt Ledger.Arn}]\n"
                "+      Targets: [{Id: w, Arn: !GetAtt Work.Arn, InputPath: $.a}, {Id: l, Arn: !GetAtt Ledger.Arn}]"
            ),
        ),
    ],
)
def test_only_the_rule_that_is_meant_changes(tmp_path: Path, event: str, word: str, value: object, wanted: str) -> None:
    lines, done = save(tmp_path, event, word, value)
    assert not done.conflicts
    assert lines == wanted
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert (again.news, again.pending) == ((), ())
    assert again.design == done.linked.design


def test_what_a_rule_says_changes_for_all_that_share_it(tmp_path: Path) -> None:
    _, done = save(tmp_path, "Paid", "State", "ENABLED")
    states = [e.properties["State"] for e in done.linked.design.edges.values() if e.properties.get("Rule") == "Paid"]
    assert states == ["ENABLED"] * 2


def test_an_event_that_has_no_word_for_it_becomes_a_rule(tmp_path: Path) -> None:
    """And goes: the function must not hear of everything twice."""
    lines, done = save(tmp_path, "Back", "Description", "What came back")
    assert not done.conflicts
    assert "-        Back:" in lines
    assert "+      Description: What came back" in lines
    text = done.linked.template.read_text()
    assert text.count("[Back]") == 1
    assert "        Sent:" in text


EVENTS = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        A: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /a, Method: get}}
        B: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /b, Method: get}}
        U: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*"}}
        V: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: "s3:ObjectRemoved:*"}}
  Api: {Type: AWS::Serverless::HttpApi}
  Bucket: {Type: AWS::S3::Bucket}
"""
ROUTES = """\
Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, Role: "arn:aws:iam::123456789012:role/x"}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
  Calls:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Work.Arn}
  A:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub "integrations/${Calls}"}
  B:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /b, Target: !Sub "integrations/${Calls}"}
"""


@pytest.mark.parametrize(
    ("text", "where", "change", "old", "new"),
    [
        (EVENTS, ("Path", "/b"), ("Path", "/c"), "Path: /b", "Path: /c"),
        (EVENTS, ("Path", "/a"), ("Method", "POST"), "Path: /a, Method: get", "Path: /a, Method: POST"),
        (
            EVENTS,
            ("Events", ("s3:ObjectRemoved:*",)),
            ("Events", ["s3:ObjectRemoved:Delete"]),
            ":ObjectRemoved:*",
            ":ObjectRemoved:Delete",
        ),
        (ROUTES, ("Path", "/b"), ("Path", "/c"), "GET /b", "GET /c"),
        (ROUTES, ("Path", "/a"), ("Method", "PUT"), "GET /a", "PUT /a"),
    ],
)
def test_only_the_route_or_event_that_is_meant_changes(
    tmp_path: Path, text: str, where: tuple[str, object], change: tuple[str, object], old: str, new: str
) -> None:
    template = tmp_path / "t.yaml"
    template.write_text(text)
    linked = link.open_template(template, CATALOGUE)
    edge = next(id_ for id_, e in linked.design.edges.items() if e.properties.get(where[0]) == where[1])
    done = link.save(linked, linked.design.set_property(Subject("edge", edge), *change), CATALOGUE)
    assert not done.conflicts
    assert template.read_text() == text.replace(old, new)


def test_a_connection_that_leaves_a_shared_rule_gets_its_own(tmp_path: Path) -> None:
    lines, done = save(tmp_path, "Paid", "Rule", "Settled")
    assert not done.conflicts
    assert lines.splitlines()[:3] == [
        "-      Targets: [{Id: w, Arn: !GetAtt Work.Arn}, {Id: l, Arn: !GetAtt Ledger.Arn}]",
        "+      Targets: [{Id: l, Arn: !GetAtt Ledger.Arn}]",
        "+  Settled:",
    ]
    assert lines.count("!GetAtt Work.Arn") == 2, "a target there before, and here now"
