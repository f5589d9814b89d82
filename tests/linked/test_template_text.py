"""A template's text under edits: what was not asked for keeps its bytes, what was asked for is meant afterwards."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from designer.linked.template import EditError, TemplateText
from designer.storage import FileError

FOLDER = Path(__file__).parent / "templates"
FILES = sorted(FOLDER.iterdir())


def read(name: str) -> TemplateText:
    return TemplateText.parse((FOLDER / name).read_bytes(), name)


def changed(old: TemplateText, new: TemplateText) -> str:
    """The difference as git shows it, without context."""
    lines = list(difflib.unified_diff(old.text.splitlines(), new.text.splitlines(), lineterm="", n=0))[2:]
    return "\n".join(line for line in lines if not line.startswith("@@"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_a_template_that_is_not_edited_keeps_its_bytes(file: Path) -> None:
    data = file.read_bytes()
    assert TemplateText.parse(data, file.name).data == data


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_setting_what_is_there_already_keeps_the_text(file: Path) -> None:
    template = TemplateText.parse(file.read_bytes(), file.name)
    assert template.set(("Resources",), template.value["Resources"]) is template


F = ("Resources", "CreateOrder", "Properties")
EDITS: list[tuple[str, str, tuple[Any, ...], Any, str]] = [
    # a comment behind a value stays
    ("orders.yaml", "set", (*F, "MemorySize"), 512, """
-      MemorySize: 256 # measured in May
+      MemorySize: 512 # measured in May"""),
    ("orders.yaml", "set", ("Resources", "OrdersApi", "Properties", "Name"), {"Fn::Sub": "o-${Stage}"}, """
-      Name: !Sub "orders-${Stage}"
+      Name: !Sub "o-${Stage}\""""),
    ("orders.yaml", "set", (*F, "Timeout"), 30, """
+      Timeout: 30"""),
    ("orders.yaml", "set", (*F, "Environment", "Variables", "DLQ"), {"Fn::GetAtt": ["FailedOrders", "Arn"]}, """
+          DLQ: !GetAtt FailedOrders.Arn"""),
    ("orders.yaml", "remove", (*F, "Policies", 1), None, """
-        - DynamoDBCrudPolicy:
-            TableName: !Ref OrdersTable"""),
    ("orders.yaml", "remove", ("Resources", "CreateOrder"), None, """
-
-  # Takes an order and answers at once
-  CreateOrder:
-    Type: AWS::Serverless::Function
-    Properties:
-      CodeUri: src/create_order/
-      Handler: app.handler
-      MemorySize: 256 # measured in May
-      Environment:
-        Variables:
-          QUEUE_URL: !Ref OrdersQueue
-          TABLE_NAME: !Ref OrdersTable
-      Policies:
-        - SQSSendMessagePolicy:
-            QueueName: !GetAtt OrdersQueue.QueueName
-        - DynamoDBCrudPolicy:
-            TableName: !Ref OrdersTable
-      Events:
-        Post:
-          Type: HttpApi
-          Properties:
-            ApiId: !Ref OrdersApi
-            Path: /orders
-            Method: post"""),
    ("orders.yaml", "set", ("Resources", "Alerts"), {"Type": "AWS::SNS::Topic"}, """
+  Alerts:
+    Type: AWS::SNS::Topic
+"""),
    # a list in flow style stays one, its neighbours are not touched
    ("orders.yaml", "set", ("Parameters", "Stage", "AllowedValues", 3), "perf", """
-    AllowedValues: [dev, test, prod]
+    AllowedValues: [dev, test, prod, perf]"""),
    ("orders.yaml", "remove", ("Parameters", "Stage", "AllowedValues", 1), None, """
-    AllowedValues: [dev, test, prod]
+    AllowedValues: [dev, prod]"""),
    # four columns, single quotes, dashes at the key
    ("thumbnails.yaml", "set", ("Resources", "MakeThumbnail", "Properties", "Handler"), "main.handler", """
-            Handler: 'index.handler'
+            Handler: 'main.handler'"""),
    ("thumbnails.yaml", "set", ("Resources", "Thumbnails", "Properties"),
     {"Tags": [{"Key": "team", "Value": "007"}]}, """
+        Properties:
+            Tags:
+            - Key: team
+              Value: '007'"""),
    ("thumbnails.yaml", "set", ("Resources", "MakeThumbnail", "Properties", "InlineCode"), "a()\nb()\n", """
-                // the real one is built elsewhere
-                exports.handler = async (event) => {
-                  console.log(event); # not a comment of YAML
-                };
+                a()
+                b()"""),
    # the long form of functions, a list in one line
    ("plain.yaml", "set", ("Resources", "Worker", "Properties", "Environment"),
     {"Variables": {"Q": {"Ref": "Jobs"}}}, """
+      Environment:
+        Variables:
+          Q:
+            Ref: Jobs"""),
    ("plain.yaml", "remove", ("Resources", "Worker", "DependsOn", 1), None, """
-    DependsOn: [Role, Jobs]
+    DependsOn: [Role]"""),
    ("plain.yaml", "set", ("Resources", "Mapping", "Properties", "EventSourceArn"),
     {"Fn::GetAtt": ["Other", "Arn"]}, """
-        Fn::GetAtt: [Jobs, Arn]
+        Fn::GetAtt: [Other, Arn]"""),
    # what a merge brings along is overridden where it stands
    ("anchors.yaml", "set", ("Resources", "Second", "Properties", "Handler"), "other.handler", """
+      Handler: other.handler"""),
    ("anchors.yaml", "set", ("Resources", "Topic", "Properties", "DisplayName"), "Bills, all", """
-  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: "Billing", KmsMasterKeyId: alias/aws/sns}}
+  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: "Bills, all", KmsMasterKeyId: alias/aws/sns}}"""),
    ("stream.json", "set", ("Resources", "Count", "Properties", "Timeout"), 9, """
-        }
+        },
+        "Timeout": 9"""),
    ("stream.json", "set", ("Resources", "Clicks", "Properties", "Name"), "clicks", """
-      "Properties": {"ShardCount": 1}
+      "Properties": {"ShardCount": 1, "Name": "clicks"}"""),
    ("stream.json", "remove", ("Resources", "Count", "Properties", "Architectures"), None, """
-        "Architectures": ["arm64"],"""),
    ("tabs.json", "remove", ("Resources", "Queue", "Properties", "Tags", 0), None, """
-				"Tags" : [ { "Key" : "team", "Value" : "a" }, { "Key" : "cost", "Value" : "b" } ]
+				"Tags" : [ { "Key" : "cost", "Value" : "b" } ]"""),
    ("tabs.json", "set", ("Resources", "Topic", "Properties"), {"DisplayName": "T"}, """
-			"Type" : "AWS::SNS::Topic"
+			"Type" : "AWS::SNS::Topic",
+			"Properties" : {
+				"DisplayName" : "T"
+			}"""),
    ("minified.json", "remove", ("Resources", "Queue", "Properties", "DelaySeconds"), None, """
-{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":30,"DelaySeconds":1}},"Topic":{"Type":"AWS::SNS::Topic"}}}
+{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":30}},"Topic":{"Type":"AWS::SNS::Topic"}}}"""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "verb", "path", "value", "difference"), EDITS, ids=lambda x: None)
def test_the_difference_is_what_a_person_would_have_written(
    name: str, verb: str, path: tuple[Any, ...], value: Any, difference: str
) -> None:
    old = read(name)
    new = old.set(path, value) if verb == "set" else old.remove(path)
    if verb == "set" and isinstance(path[-1], int):
        assert new.get(path) == value
    assert changed(old, new) == difference.removeprefix("\n")


def test_the_end_of_lines_and_of_the_file_stay_as_they_are() -> None:
    windows = read("windows.yaml").set(("Resources", "Jobs", "Properties", "DelaySeconds"), 5)
    assert windows.data.count(b"\n") == windows.data.count(b"\r\n") == 14
    last = read("bom.yaml").set(("Resources", "More"), {"Type": "AWS::SNS::Topic"})
    assert last.data.startswith(b"\xef\xbb\xbf#")
    assert last.data.endswith(b"Type: AWS::SNS::Topic")
    assert last.remove(("Resources", "More")).data == read("bom.yaml").data


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("anchors.yaml", ("Resources", "Third", "Properties", "Tags", "team"), "other"),  # it is an alias
        ("anchors.yaml", ("Resources", "First", "Properties", "Tags", "team"), "other"),  # an alias shows it
        ("anchors.yaml", ("Resources", "First", "Properties"), {"Handler": "x"}),
        ("orders.yaml", (), {}),
        ("orders.yaml", ("Nothing", "there"), 1),
    ],
)
def test_what_would_change_other_places_is_refused(name: str, path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(EditError):
        read(name).set(path, value)


BAD = {
    "not UTF-8": b"Resources:\n  A: \xff\n",
    "UTF-16": "Resources: {}".encode("utf-16"),
    "empty": b"",
    "a list": b"- a\n",
    "two documents": b"Resources: {}\n---\nResources: {}\n",
    "no end": b'{"Resources": {"A": {',
    "half a string": b'{"Resources": "a',
    "deep flow": b"[" * 100_000,
    "deep maps": b'{"a":' * 100_000,
    "deep blocks": b"".join(b" " * n + b"a:\n" for n in range(3000)),
    "a circle": b"Resources: &a\n  A: *a\n",
    "an alias to nothing": b"Resources: *a\n",
    "a bomb": b"a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c + 1, c + 1, b", ".join([b"*%c" % c] * 10)) for c in range(97, 107)),
    "merged bomb": b"a: &a {k: v}\n" + b"".join(
        b"m%d: &m%d {<<: [%s]}\n" % (n + 1, n + 1, b", ".join([b"*m%d" % n if n else b"*a"] * 10)) for n in range(10)
    ),
    "a list as key": b"Resources: {[a]: b}\n",
    "control signs": b"Resources: {A: \x01}\n",
    "too large": b" " * (9 * 1024 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_no_template_ends_in_one_line(data: bytes) -> None:
    with pytest.raises(FileError) as fault:
        TemplateText.parse(data, "t.yaml")
    assert "\n" not in fault.value.line
    assert fault.value.line.startswith("t.yaml: ")


def test_tags_of_python_are_texts() -> None:
    template = TemplateText.parse(b"Resources:\n  A: !!python/object/apply:os.system [exit 1]\n  B: !Odd {x: 1}\n")
    assert template.value["Resources"] == {"A": ["exit 1"], "B": {"Fn::Odd": {"x": 1}}}


# -- properties

WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["true", "no", "null", "~", "", "0123", "1e3", "2012-10-17", "a: b", "# a", "*a", "&a", "!a", "- a"]
    ),
    st.sampled_from(
        ["a\nb\n", "a\nb", "a\n\nb\n\n", "  a", "a ", "{a}", "[a]", "a, b", "'", '"', "%a", "@a", "a:", "\t"]
    ),
)
KEYS = st.one_of(
    st.sampled_from(["Name", "Key", "a b", "200", "on", "<<", "a: b", "é"]), st.text(min_size=1, max_size=8)
)
FUNCTIONS = st.sampled_from(
    [
        {"Ref": "AWS::Region"},
        {"Fn::GetAtt": ["A", "Arn"]},
        {"Fn::Sub": "${AWS::Region}: x"},
        {"Fn::Sub": ["${a}", {"a": {"Ref": "B"}}]},
        {"Fn::Join": [",", ["a", {"Ref": "B"}]]},
        {"Fn::Base64": {"Fn::Sub": "x"}},
        {"Fn::If": ["C", {"A": 1}, {"Ref": "AWS::NoValue"}]},
    ]
)
NUMBERS = st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), st.booleans())
LEAVES = st.one_of(WORDS, NUMBERS, st.none(), FUNCTIONS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in places(item, (*path, key)))]


def is_clean(value: Any) -> bool:
    """Half a surrogate pair is in no file."""
    try:
        repr(value).encode()
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_an_edit_means_what_it_asks_and_touches_only_its_resource(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    old = TemplateText.parse(file.read_bytes(), file.name)
    resource = data.draw(st.sampled_from(sorted(old.value["Resources"])))
    base = ("Resources", resource)
    path = data.draw(st.sampled_from(places(old.get(base), base)))
    verb = data.draw(st.sampled_from(["set", "remove", "add"]))
    value = data.draw(VALUES)
    assume(is_clean(value))
    try:
        if verb == "set":
            new = old.set(path, value)
            assert new.get(path) == value
        elif verb == "remove":
            new = old.remove(path)
        else:
            container = old.get(path)
            assume(isinstance(container, (dict, list)))
            key: Any = "NewKey" if isinstance(container, dict) else data.draw(st.integers(0, len(container)))
            new = old.add(path, key, value)
            assert new.get((*path, key)) == value
    except EditError:
        assert isinstance(old, TemplateText)  # refused in words; nothing is half done, since nothing changes in place
        return
    assert {k: v for k, v in new.value.items() if k != "Resources"} == {
        k: v for k, v in old.value.items() if k != "Resources"
    }
    for name in old.value["Resources"]:
        if name != resource:
            assert new.get(("Resources", name)) == old.get(("Resources", name))
    assert TemplateText.parse(new.data, file.name).value == new.value
    first, last = _changed_lines(old.text, new.text)
    top, bottom = _extent(old, base)
    assert top <= first
    assert last <= bottom


def _changed_lines(old: str, new: str) -> tuple[int, int]:
    """The old lines from, and up to, which something changed; (10**9, 0) for nothing."""
    a, b = old.split("\n"), new.split("\n")
    if a == b:
        return 10**9, 0
    first = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    same = next((i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), min(len(a), len(b)))
    return first, len(a) - min(same, min(len(a), len(b)) - first)


def _extent(template: TemplateText, base: tuple[str, str]) -> tuple[int, int]:
    """The lines of a resource, with blank ones and comments around; JSON's comma before it, and the braces' lines."""
    lines = template.text.split("\n")
    found = template.lines(base)
    assert found is not None
    top, bottom = found[0] - 1, found[1]
    while top > 0 and (not lines[top - 1].strip() or lines[top - 1].lstrip().startswith("#")):
        top -= 1
    while bottom < len(lines) and (not lines[bottom].strip() or lines[bottom].lstrip().startswith("#")):
        bottom += 1
    json = template.kind == "json" or len(template.value["Resources"]) == 1
    return (top - 1, bottom + 1) if json else (top, bottom)


ALONE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources: # what there is
  # ------------------------------------------------ the queue
  Jobs:
    Type: AWS::SQS::Queue # standard
    Properties:
      # measured in May
      VisibilityTimeout: 60
      # deeper than its key: about the queue
  # more will follow here
Outputs: {A: {Value: x}} # and this stays
"""


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        (
            ALONE,
            ("Resources", "Jobs"),
            """
-Resources: # what there is
+Resources: {} # what there is
-  Jobs:
-    Type: AWS::SQS::Queue # standard
-    Properties:
-      # measured in May
-      VisibilityTimeout: 60
-      # deeper than its key: about the queue""",
        ),
        (
            ALONE,
            ("Resources", "Jobs", "Properties", "VisibilityTimeout"),
            """
-    Properties:
+    Properties: {}
-      VisibilityTimeout: 60""",
        ),
        (
            "Resources:\n  A:\n    DependsOn:\n      # first this\n      - B # then that\n      # no more\n  B: {}\n",
            ("Resources", "A", "DependsOn", 0),
            """
-    DependsOn:
+    DependsOn: []
-      - B # then that""",
        ),
        (
            "Resources:\n\n  # one\n  A:\n    Type: T # kind\n",
            ("Resources", "A"),
            """
-Resources:
+Resources: {}
-  A:
-    Type: T # kind""",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_only_entry_goes_and_the_comments_around_it_stay(
    text: str, path: tuple[str | int, ...], wanted: str, newline: str
) -> None:
    template = TemplateText.parse(text.replace("\n", newline).encode())
    after = template.remove(path)
    assert changed(template, after) == wanted.removeprefix("\n")
    assert after.text.count("\r\n") == (after.text.count("\n") if newline == "\r\n" else 0)
    again = after.set(path[:-1], {"New": {"Type": "T"}} if isinstance(path[-1], str) else ["C"])
    assert again.text.count("#") == after.text.count("#"), "what comes later leaves the comments too"
