"""serverless.yml: functions with their events, the resources beside them, and variables as far as the file goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.importers.serverless.variables import Variables
from designer.model.design import Subject
from designer.storage.errors import FileError
from tests.importers.reading import imported, lay, pairs, services

SERVICE = """\
service: order-intake
custom:
  table: orders-${self:provider.stage}
  wait: 30
provider:
  name: aws
  runtime: nodejs22.x
  stage: ${opt:stage, 'dev'}
  memorySize: 512
  environment:
    TABLE: ${self:custom.table}
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:PutItem
          Resource: !GetAtt OrdersTable.Arn
functions:
  take-order:
    handler: src/take.handler
    timeout: ${self:custom.wait}
    events:
      - httpApi: POST /orders
  work:
    handler: src/work.handler
    events:
      - sqs:
          arn: !GetAtt Jobs.Arn
          batchSize: 7
      - schedule: rate(1 hour)
      - sns: news
      - eventBridge:
          pattern: {source: [shop]}
      - newest: {x: 1}
  pictures:
    handler: src/pictures.handler
    events:
      - s3:
          bucket: pictures-in
          rules: [{suffix: .jpg}]
  chat:
    handler: src/chat.handler
    events:
      - websocket: $connect
resources:
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
    OrdersTable:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${self:custom.table}
"""


@pytest.fixture
def service(tmp_path: Path) -> Path:
    return lay(tmp_path, {"serverless.yml": SERVICE}) / "serverless.yml"


def test_a_service(service: Path) -> None:
    found = imported(service)
    design = found.design
    of = services(design)
    take, work = "TakeDashorderLambdaFunction", "WorkLambdaFunction"
    assert design.name == "Order intake"
    assert of[take] == of[work] == "lambda"
    assert {("Jobs", work), ("SNSTopicNews", work), (take, "OrdersTable")} <= pairs(design)
    kinds = {(of[a], of[b]) for a, b in pairs(design)}
    assert {
        ("apigw-http", "lambda"),
        ("s3", "lambda"),
        ("eventbridge-bus", "lambda"),
        ("apigw-websocket", "lambda"),
    } <= kinds
    assert design.nodes[take].properties["Timeout"] == 30
    assert design.nodes[take].properties["MemorySize"] == 512
    assert design.nodes["OrdersTable"].properties["TableName"] == "orders-dev"
    (jobs,) = [e for e in design.edges.values() if e.source == "Jobs"]
    assert jobs.properties["BatchSize"] == 7


def test_the_report_has_lines(service: Path) -> None:
    found = imported(service)
    (remark,) = [r for r in found.report.remarks if "newest" in r.message]
    assert remark.place is not None
    lines = SERVICE.splitlines()
    assert lines[remark.place.line - 1] == "  work:"
    assert lines[found.positions[Subject("node", "Jobs")].line - 1] == "    Jobs:"


VALUES = [
    ("${self:a}", 1),
    ("x-${self:a}", "x-1"),
    ("${self:b.c}", "one-1"),
    ("${self:list.1}", "second"),
    ("${opt:nothing, 'there'}", "there"),
    ("${opt:nothing, self:a}", 1),
    ("${env:HOME}", "${env:HOME}"),
    ("${sls:stage}", "dev"),
    ("${file(more.yml):deep.key}", "found"),
    ("${file(../secret.yml)}", "${file(../secret.yml)}"),
    ("${self:b.${self:which}}", "one-1"),
    ("${cf:stack.Out}", "${cf:stack.Out}"),
    ("${AWS::Region}", "${AWS::Region}"),
    ("${self:loop}", "${self:loop}"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_variables(tmp_path: Path, text: str, value: object) -> None:
    document = {"a": 1, "b": {"c": "one-${self:a}"}, "list": ["first", "second"], "which": "c", "loop": "${self:loop}"}
    lay(tmp_path, {"secret.yml": "key: x\n"})
    lay(tmp_path / "in", {"more.yml": "deep: {key: found}\n"})
    assert Variables(document, tmp_path / "in" / "serverless.yml").resolve(text) == value


def test_a_bomb_of_variables(tmp_path: Path) -> None:
    quoted = "'${{self:custom.v{}}}'"
    rows = ["service: x", "functions: {f: {handler: '${self:custom.v30}'}}", "custom:", "  v0: [1, 1]"]
    rows += [f"  v{i}: [{', '.join([quoted.format(i - 1)] * 10)}]" for i in range(1, 31)]
    path = lay(tmp_path, {"serverless.yml": "\n".join(rows)}) / "serverless.yml"
    with pytest.raises(FileError, match="blow it up"):
        imported(path)


def test_another_provider(tmp_path: Path) -> None:
    path = lay(tmp_path, {"serverless.yml": "service: x\nprovider: {name: google}\nfunctions: {}\n"}) / "serverless.yml"
    with pytest.raises(FileError, match="only aws is read"):
        imported(path)
