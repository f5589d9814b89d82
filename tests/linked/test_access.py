"""Access chosen anew on a linked edge: rights come and go in the template, and in those lines alone."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.linked import link
from designer.model.design import Subject

CATALOGUE = load()

_SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Policies:
{policies}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: &table
      AttributeDefinitions: [{{AttributeName: pk, AttributeType: S}}]
      KeySchema: [{{AttributeName: pk, KeyType: HASH}}]
      BillingMode: PAY_PER_REQUEST
  Other:
    Type: AWS::DynamoDB::Table
    Properties: *table
"""

_PLAIN = """\
Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {{ZipFile: "def handler(event, context): pass"}}
      Role: !GetAtt Role.Arn
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: "sts:AssumeRole"}}]
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{{AttributeName: pk, AttributeType: S}}]
      KeySchema: [{{AttributeName: pk, KeyType: HASH}}]
      BillingMode: PAY_PER_REQUEST
{policies}"""

_BOTH = """\
        - Statement:
            # what the work needs
            - Sid: Work
              Effect: Allow
              Action:
                - dynamodb:GetItem  # looks up
                - dynamodb:PutItem  # and stores
                - dynamodb:Query
              Resource: !GetAtt Table.Arn
"""

_ATTACHED = """\
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rights
      Roles: [!Ref Role]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: !GetAtt Table.Arn}
"""


def save(tmp_path: Path, text: str, access: str, function: str = "Work") -> tuple[str, link.Saved]:
    """The lines that change when the access of the function to the table does, and what came of it."""
    template = tmp_path / "t.yaml"
    template.write_text(text)
    linked = link.open_template(template, CATALOGUE)
    edge = next(i for i, e in linked.design.edges.items() if (e.source, e.target) == (function, "Table"))
    assert linked.design.edges[edge].properties["Access"] != access, "the test changes it"
    done = link.save(linked, linked.design.set_property(Subject("edge", edge), "Access", access), CATALOGUE)
    if not done.conflicts:
        assert done.linked.opened is not None
        again = link.open_design(done.linked.opened, CATALOGUE)
        assert again.news == ()
        assert again.says.edges[edge].properties["Access"] == access, "the template says it"
    lines = difflib.unified_diff(text.splitlines(), template.read_text().splitlines(), lineterm="", n=0)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@")), done


@pytest.mark.parametrize(
    ("policies", "access", "wanted"),
    [
        (
            _BOTH,
            "read",
            """
-                - dynamodb:PutItem  # and stores""",
        ),
        (
            _BOTH,
            "write",
            """
-                - dynamodb:GetItem  # looks up
-                - dynamodb:Query""",
        ),
        (
            "        - DynamoDBCrudPolicy: {TableName: !Ref Table}  # measured\n",
            "read",
            """
-        - DynamoDBCrudPolicy: {TableName: !Ref Table}  # measured
+        - DynamoDBReadPolicy: {TableName: !Ref Table}  # measured""",
        ),
        (
            "        - DynamoDBReadPolicy:\n            TableName: !Ref Table\n",
            "read-write",
            """
-        - DynamoDBReadPolicy:
+        - DynamoDBCrudPolicy:""",
        ),
        (
            (
                "        - DynamoDBReadPolicy:\n            TableName: !Ref Table\n"
                "        - DynamoDBWritePolicy:\n            TableName: !Ref Table\n"
            ),
            "read",
            """
-        - DynamoDBWritePolicy:
-            TableName: !Ref Table""",
        ),
        (
            (
                "        - Statement:\n"
                '            - {Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Table.Arn}\n'
                '            - {Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt Table.Arn}\n'
            ),
            "read",
            """
-            - {Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt Table.Arn}""",
        ),
        (
            (
                "        - AWSXrayWriteOnlyAccess\n"
                "        - Statement:\n"
                '            - {Effect: Allow, Action: ["dynamodb:GetItem"], Resource: !GetAtt Table.Arn}\n'
                "        - Statement:\n"
                '            - {Effect: Allow, Action: ["dynamodb:PutItem"], Resource: !Sub "${Table.Arn}"}\n'
            ),
            "read",
            """
-        - Statement:
-            - {Effect: Allow, Action: ["dynamodb:PutItem"], Resource: !Sub "${Table.Arn}"}""",
        ),
        (
            (
                "        - Statement:\n"
                "            - Sid: Both\n"
                "              Effect: Allow\n"
                '              Action: ["dynamodb:GetItem", "dynamodb:PutItem"]\n'
                "              Resource:\n"
                "                - !GetAtt Table.Arn\n"
                "                - !GetAtt Other.Arn\n"
            ),
            "read",
            """
-              Action: ["dynamodb:GetItem", "dynamodb:PutItem"]
+              Action: ["dynamodb:GetItem"]
+            - Effect: Allow
+              Action:
+                - dynamodb:GetItem
+                - dynamodb:PutItem
+              Resource:""",
        ),
        (
            (
                "        - Statement:\n"
                "            - Effect: Allow\n"
                '              Action: "dynamodb:*"\n'
                "              Resource: !GetAtt Table.Arn\n"
            ),
            "read",
            """
-              Action: "dynamodb:*"
+              Action:
+                - dynamodb:GetItem
+                - dynamodb:BatchGetItem
+                - dynamodb:Query
+                - dynamodb:Scan
+                - dynamodb:ConditionCheckItem
+                - dynamodb:DescribeTable""",
        ),
    ],
)
def test_rights_go_and_come_where_they_are_written(tmp_path: Path, policies: str, access: str, wanted: str) -> None:
    lines, done = save(tmp_path, _SAM.format(policies=policies.rstrip("\n")), access)
    assert not done.conflicts
    assert lines == wanted.removeprefix("\n")


def test_a_policy_that_names_the_role_is_narrowed_too(tmp_path: Path) -> None:
    lines, done = save(tmp_path, _PLAIN.format(policies=_ATTACHED), "read")
    assert not done.conflicts
    assert lines.splitlines()[1].strip("+ ") == (
        '- {Effect: Allow, Action: ["dynamodb:GetItem"], Resource: !GetAtt Table.Arn}'
    )


def test_a_connector_says_the_new_access(tmp_path: Path) -> None:
    text = _SAM.replace(
        "      Policies:\n{policies}\n", "    Connectors:\n      Both:\n        Properties:\n{policies}"
    )
    text = text.format(
        policies="          Destination: {Id: Table}\n          Permissions:\n            - Read\n            - Write\n"
    )
    lines, done = save(tmp_path, text, "read")
    assert not done.conflicts
    assert lines == "-            - Write"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            _SAM.format(
                policies="        - Statement:\n"
                '            - {Effect: Allow, Action: "dynamodb:PutItem", Resource: "*"}\n'
                '            - {Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Table.Arn}\n'
                "      Environment: {Variables: {TABLE: !Ref Table}}"
            ),
            "keeps more access to Table than reading",
        ),
        (
            _SAM.format(
                policies="        - AmazonDynamoDBFullAccess\n      Environment: {Variables: {TABLE: !Ref Table}}"
            ),
            "keeps more access to Table than reading",
        ),
        (
            _PLAIN.format(policies=_ATTACHED).replace(
                "  Role:\n",
                "  Twin:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n"
                "      Handler: index.handler\n      Code: {ZipFile: x}\n      Role: !GetAtt Role.Arn\n  Role:\n",
            ),
            "Twin -> Table has its access from the same policy",
        ),
    ],
)
def test_what_cannot_be_told_apart_is_said_and_not_written(tmp_path: Path, text: str, said: str) -> None:
    lines, done = save(tmp_path, text, "read")
    assert lines == ""
    assert [said in c.message for c in done.conflicts] == [True], done.conflicts
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert any(e.properties.get("Access") == "read" for e in again.design.edges.values()), "it stays drawn"


_BUCKETS = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Policies:
{policies}
"""


@pytest.mark.parametrize(
    ("policies", "wanted"),
    [
        (
            (
                "        - Statement:\n"
                '            - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*"}\n'
                '            - {Effect: Allow, Action: "s3:ListBucket", Resource: !GetAtt Bucket.Arn}'
            ),
            """
-            - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*"}
+            - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/in/*"}""",
        ),
        ("        - S3ReadPolicy: {BucketName: !Ref Bucket}", None),
        (
            '        - Statement:\n            - {Effect: Allow, Action: "s3:Get*", Resource: !Sub "${Bucket.Arn}/*"}',
            None,
        ),
    ],
)
def test_a_prefix_narrows_the_resource_where_it_is_written_so(
    tmp_path: Path, policies: str, wanted: str | None
) -> None:
    text = _BUCKETS.format(policies=policies)
    template = tmp_path / "t.yaml"
    template.write_text(text)
    linked = link.open_template(template, CATALOGUE)
    (edge,) = linked.design.edges
    done = link.save(linked, linked.design.set_property(Subject("edge", edge), "KeyPrefix", "in/"), CATALOGUE)
    lines = difflib.unified_diff(text.splitlines(), template.read_text().splitlines(), lineterm="", n=0)
    found = "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
    if wanted is None:
        assert "gives more on Bucket than can be told apart" in done.conflicts[0].message
        assert found == ""
    else:
        assert not done.conflicts
        assert found == wanted.removeprefix("\n")
