"""A design's edits in its template: the lines that a reviewer sees, and that the template then says the same."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.linked import link
from designer.model.design import Design, Edge, Node, Subject

FOLDER = Path(__file__).parent / "templates"
CATALOGUE = load()
Change = Callable[[Design], Design]


def saved(tmp_path: Path, name: str, change: Change) -> tuple[link.Linked, link.Saved]:
    template = tmp_path / name
    shutil.copy(FOLDER / name, template)
    linked = link.open_template(template, CATALOGUE)
    return linked, link.save(linked, change(linked.design), CATALOGUE)


def difference(old: link.Linked, done: link.Saved) -> str:
    lines = list(
        difflib.unified_diff(
            old.text.text.splitlines(), done.linked.template.read_text().splitlines(), lineterm="", n=0
        )
    )[2:]
    return "\n".join(line for line in lines if not line.startswith("@@") and line not in ("+", "-"))


def edge(design: Design, source: str, target: str) -> Subject:
    return Subject("edge", next(i for i, e in design.edges.items() if (e.source, e.target) == (source, target)))


def node(id_: str) -> Subject:
    return Subject("node", id_)


def with_node(design: Design, service: str, title: str, *edges: tuple[str, str]) -> Design:
    design, id_ = design.add_node(Node(service=service, title=title))
    for source, target in edges:
        design, _ = design.add_edge(Edge(source=source or id_, target=target or id_))
    return design


CHANGES: dict[str, tuple[str, Change, str]] = {
    "a property": (
        "orders.yaml",
        lambda d: d.set_property(node("CreateOrder"), "MemorySize", 1024),
        """
-      MemorySize: 256 # measured in May
+      MemorySize: 1024 # measured in May""",
    ),
    "a property that SAM calls otherwise": (
        "orders.yaml",
        lambda d: d.set_property(node("WorkOff"), "TracingConfig.Mode", "Active"),
        """
+      Tracing: Active""",
    ),
    "a property of an event": (
        "orders.yaml",
        lambda d: d.set_property(edge(d, "OrdersQueue", "WorkOff"), "BatchSize", 5),
        """
-            BatchSize: 10   # one call to the bank takes ten
+            BatchSize: 5   # one call to the bank takes ten""",
    ),
    "a property that an event had not": (
        "orders.yaml",
        lambda d: d.set_property(edge(d, "OrdersQueue", "WorkOff"), "MaximumBatchingWindowInSeconds", 3),
        """
+            MaximumBatchingWindowInSeconds: 3""",
    ),
    "the path of a route": (
        "orders.yaml",
        lambda d: d.set_property(edge(d, "OrdersApi", "CreateOrder"), "Path", "/v2/orders"),
        """
-            Path: /orders
+            Path: /v2/orders""",
    ),
    "a mapping of its own": (
        "plain.yaml",
        lambda d: d.set_property(edge(d, "Jobs", "Worker"), "BatchSize", 1),
        """
-      BatchSize: 5
+      BatchSize: 1""",
    ),
    "a redrive policy": (
        "orders.yaml",
        lambda d: d.set_property(edge(d, "OrdersQueue", "FailedOrders"), "maxReceiveCount", 7),
        """
-        maxReceiveCount: 3
+        maxReceiveCount: 7""",
    ),
    "a node less": (
        "orders.yaml",
        lambda d: d.remove([node("OrdersTable")]),
        """
-          TABLE_NAME: !Ref OrdersTable
-        - DynamoDBCrudPolicy:
-            TableName: !Ref OrdersTable
-      Policies:
-        - DynamoDBCrudPolicy:
-            TableName: !Ref OrdersTable
-  OrdersTable:
-    Type: AWS::DynamoDB::Table
-    DeletionPolicy: Retain
-    UpdateReplacePolicy: Retain
-    Properties:
-      BillingMode: PAY_PER_REQUEST
-      AttributeDefinitions:
-        - AttributeName: pk
-          AttributeType: S
-      KeySchema:
-        - {AttributeName: pk, KeyType: HASH}""",
    ),
    "an edge less": (
        "orders.yaml",
        lambda d: d.remove([edge(d, "OrdersQueue", "WorkOff")]),
        """
-      Events:
-        Orders:
-          Type: SQS
-          Properties:
-            Queue: !GetAtt OrdersQueue.Arn
-            BatchSize: 10   # one call to the bank takes ten""",
    ),
    "an access less": (
        "orders.yaml",
        lambda d: d.remove([edge(d, "CreateOrder", "OrdersTable")]),
        """
-          TABLE_NAME: !Ref OrdersTable
-        - DynamoDBCrudPolicy:
-            TableName: !Ref OrdersTable""",
    ),
    "a node and an edge more": (
        "orders.yaml",
        lambda d: with_node(d, "sns", "Order placed", ("CreateOrder", "")),
        """
+          TOPIC_ARN: !Ref OrderPlaced
+        - Statement:
+            - Effect: Allow
+              Action: sns:Publish
+              Resource: !Ref OrderPlaced
+  OrderPlaced:
+    Type: AWS::SNS::Topic
+    Properties:
+      KmsMasterKeyId: alias/aws/sns""",
    ),
    "an event more": (
        "thumbnails.yaml",
        lambda d: with_node(d, "sqs", "Jobs", ("", "MakeThumbnail")),
        """
+                Jobs:
+                    Type: SQS
+                    Properties:
+                        Queue: !GetAtt Jobs.Arn
+                        FunctionResponseTypes:
+                        - ReportBatchItemFailures
+    Jobs:
+        Type: AWS::SQS::Queue
+        Properties:
+            SqsManagedSseEnabled: true""",
    ),
    "a node in JSON": (
        "stream.json",
        lambda d: with_node(d, "sns", "Alerts"),
        """
+    },
+    "Alerts": {
+      "Type": "AWS::SNS::Topic",
+      "Properties": {
+        "KmsMasterKeyId": "alias/aws/sns"
+      }""",
    ),
}


@pytest.mark.parametrize(("name", "change", "wanted"), CHANGES.values(), ids=CHANGES.keys())
def test_the_template_changes_as_a_person_would_have_changed_it(
    tmp_path: Path, name: str, change: Change, wanted: str
) -> None:
    old, done = saved(tmp_path, name, change)
    assert not done.conflicts
    assert difference(old, done) == wanted.removeprefix("\n")
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert again.news == (), "the template says what the design does"
    assert again.design == done.linked.design


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda f: f.name)
def test_saving_without_a_change_writes_the_design_and_not_one_byte_of_the_template(tmp_path: Path, file: Path) -> None:
    old, done = saved(tmp_path, file.name, lambda d: d)
    assert done.linked.template.read_bytes() == file.read_bytes()
    assert not done.changed
    assert old.path.exists()


def test_what_a_team_has_given_away_is_told_and_not_guessed(tmp_path: Path) -> None:
    """A role from outside the template cannot get a permission here."""
    text = (FOLDER / "plain.yaml").read_text()
    start, end = text.index("  Role:\n"), text.index("  Worker:\n")
    text = text[:start] + text[end:]
    text = text.replace("DependsOn: [Role, Jobs]", "DependsOn: Jobs")
    text = text.replace("        Fn::GetAtt: [Role, Arn]", "        Fn::ImportValue: worker-role")
    template = tmp_path / "t.yaml"
    template.write_text(text)
    linked = link.open_template(template, CATALOGUE)
    done = link.save(linked, with_node(linked.design, "dynamodb", "Results", ("Worker", "")), CATALOGUE)
    assert [str(c.subject) for c in done.conflicts] == ["edge:Worker-results"]
    assert "role of Worker comes from outside" in done.conflicts[0].message
    assert "Results:" in template.read_text()
    assert "TABLE_NAME" not in template.read_text(), "half an edge is none"
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert "Worker-results" in again.design.edges, "it stays drawn"


def test_what_is_only_drawn_is_not_written(tmp_path: Path) -> None:
    def change(d: Design) -> Design:
        d = with_node(d, "client", "Shop", ("", "OrdersApi"))
        return d.put(node("Off"), Node(service="sqs", title="Off", disabled=True))

    _, done = saved(tmp_path, "orders.yaml", change)
    assert not done.changed
    assert not done.conflicts
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert {"shop", "Off"} <= set(again.design.nodes)
    assert any(e.source == "shop" for e in again.design.edges.values())


def test_the_only_resource_goes_and_leaves_the_comments(tmp_path: Path) -> None:
    template = tmp_path / "t.yaml"
    template.write_text("Resources: # all of it\n  Jobs:\n    Type: AWS::SQS::Queue # standard\n  # more will come\n")
    linked = link.open_template(template, CATALOGUE)
    done = link.save(linked, linked.design.remove([node("Jobs")]), CATALOGUE)
    assert not done.conflicts
    assert template.read_text() == "Resources: {} # all of it\n  # more will come\n"
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    done = link.save(again, with_node(again.design, "sns", "Alerts"), CATALOGUE)
    assert not done.conflicts
    assert template.read_text().endswith("KmsMasterKeyId: alias/aws/sns\n  # more will come\n")
