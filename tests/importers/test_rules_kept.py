"""What a rule of EventBridge says of itself stands on its connections, and every export brings it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.importers.cloudformation import read_template
from designer.importers.registry import read, recognise
from designer.model.design import Design
from exporters.registry import export

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
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Sent]}, RuleName: sent, State: DISABLED}
        Back:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Back]}, Input: '{"a": 1}'}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  Ledger: {Type: AWS::SQS::Queue}
  Paid:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub "${AWS::StackName}-paid"
      Description: What was paid, "all" of it
      State: DISABLED
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Paid]}
      Targets: [{Id: w, Arn: !GetAtt Work.Arn}, {Id: l, Arn: !GetAtt Ledger.Arn}]
"""
WANTED: dict[str, dict[str, Any]] = {
    "Sent": {"Name": "sent", "State": "DISABLED"},
    "Back": {"Input": '{"a": 1}'},
    "Paid": {
        "Name": {"Fn::Sub": "${AWS::StackName}-paid"},
        "Description": 'What was paid, "all" of it',
        "State": "DISABLED",
    },
}


def said(design: Design) -> dict[str, list[dict[str, Any]]]:
    """Per event, what the connections that wait for it say of their rule."""
    found: dict[str, list[dict[str, Any]]] = {}
    for edge in design.edges.values():
        pattern = edge.properties.get("EventPattern")
        if pattern:
            words = {k: v for k, v in edge.properties.items() if k in ("Name", "Description", "State", "Input")}
            found.setdefault(pattern["detail-type"][0], []).append(words)
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Design:
    template = tmp_path_factory.mktemp("rule") / "t.yaml"
    template.write_text(TEMPLATE)
    return read_template(template, load()).design


def test_the_connections_say_what_the_rule_does(drawn: Design) -> None:
    assert said(drawn) == {"Sent": [WANTED["Sent"]], "Back": [WANTED["Back"]], "Paid": [WANTED["Paid"]] * 2}


def test_a_template_of_ours_brings_it_back(drawn: Design, tmp_path: Path) -> None:
    """Without what an export remembers beside it."""
    (text,) = (f.text for f in export(drawn, load(), ["sam"])["sam"] if f.path == "template.yaml")
    (tmp_path / "template.yaml").write_text(text)
    assert "RuleName: sent" in text
    assert said(read_template(tmp_path / "template.yaml", load()).design) == said(drawn)


def test_terraform_brings_it_back(drawn: Design, tmp_path: Path) -> None:
    """There every rule has a name and says its state."""
    for file in export(drawn, load(), ["terraform"])["terraform"]:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    found = said(read(recognise(tmp_path), load()).design)
    assert [w["State"] for w in found["Paid"]] == ["DISABLED"] * 2
    assert [w["Description"] for w in found["Paid"]] == [WANTED["Paid"]["Description"]] * 2
    assert [(w["Name"], w["State"]) for w in found["Sent"]] == [("sent", "DISABLED")]
    assert [(w["State"], w["Input"]) for w in found["Back"]] == [("ENABLED", '{"a": 1}')]


@pytest.mark.parametrize(
    ("target", "name", "off"),
    [("cdk-python", "rule_name=", "enabled=False"), ("cdk-typescript", "ruleName: ", "enabled: false")],
)
def test_the_cdk_says_it_in_its_own_words(drawn: Design, target: str, name: str, off: str) -> None:
    text = "".join(f.text for f in export(drawn, load(), [target])[target] if "stack" in f.path)
    assert (text.count(name), text.count(off)) == (2, 2)
    assert 'What was paid, "all" of it' in text.replace('\\"', '"')
