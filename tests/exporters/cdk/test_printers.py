"""The printers: text stays text, code stays code, in both languages."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import tokenize
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model.design import Subject
from exporters.cdk import python, typescript
from exporters.cdk import tree as t
from exporters.cdk.text import one_line, pascal, quoted, snake, words

texts = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    ['"', "'", "`${x}`", "\\", '"""', "\u202e", "\u2028", "\U000e0001", "\ud800", "{x}", "\r\n", "\x00", "'\""]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def expression(value: Any) -> t.Expr:
    if isinstance(value, dict):
        return t.Data({key: expression(item) for key, item in value.items()})
    return t.Items(tuple(map(expression, value))) if isinstance(value, list) else t.Lit(value)


@given(texts)
def test_a_python_literal_reads_back_as_its_text(text: str) -> None:
    literal = quoted(text, "python")
    assert ast.literal_eval(literal) == text
    assert literal.isprintable()


@given(texts)
def test_a_typescript_literal_is_one_printable_line(text: str) -> None:
    literal = quoted(text, "typescript")
    assert literal.isprintable()
    assert literal[0] == literal[-1]


@given(json_values)
@settings(max_examples=200)
def test_python_data_reads_back_as_it_was(value: Any) -> None:
    assert ast.literal_eval(python.print_expression(expression(value))) == value


def test_typescript_data_reads_back_as_it_was(tmp_path: Any) -> None:
    """A batch of hostile values through one node process."""
    if shutil.which("node") is None:
        pytest.skip("node is missing")
    values: list[Any] = [
        *HOSTILE_TEXTS, {text: text for text in HOSTILE_TEXTS},
        {"a": {"b-c": [1, True, "x" * 90]}, "long": ["y" * 50] * 3},
    ]  # fmt: skip
    lines = ",\n".join(typescript.print_expression(expression(value)) for value in values)
    script = tmp_path / "batch.mjs"
    script.write_text(f"console.log(JSON.stringify([{lines}]));\n", encoding="utf-8")
    out = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True).stdout
    assert json.loads(out) == values


HOSTILE_TEXTS = [
    "", '"', "'", "'\"", "`${process.exit(1)}`", "\\", "\\u0041", "\u202eabc\u2066", "\u2028\u2029", "\U0001f600",
    "\U000e0001", "</script>", "__proto__", "a\r\n\tb", "\x00\x1f\x7f", "*/ // #", "{x} {{y}} %s", "constructor",
]  # fmt: skip


@given(st.lists(texts, min_size=1, max_size=4))
def test_an_f_string_keeps_its_texts(parts: list[str]) -> None:
    name = t.Local("here", "here")
    pieces: list[str | t.Expr] = []
    for part in parts:
        pieces += [part, name]
    code = python.print_expression(t.Concat(tuple(pieces)))
    assert eval(code, {"here": "<>"}) == "".join(f"{part}<>" for part in parts)  # noqa: S307 - our own f-string
    assert code.isprintable()


def test_template_literals_keep_their_texts(tmp_path: Any) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is missing")
    here = t.Local("here", "here")
    lines = ",\n".join(typescript.print_expression(t.Concat((text, here, text))) for text in HOSTILE_TEXTS)
    script = tmp_path / "batch.mjs"
    script.write_text(f"const here = '<>';\nconsole.log(JSON.stringify([{lines}]));\n", encoding="utf-8")
    out = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True).stdout
    assert json.loads(out) == [f"{text}<>{text}" for text in HOSTILE_TEXTS]


@given(texts)
def test_a_comment_stays_a_comment(text: str) -> None:
    section = t.Section(None, (t.Remark(text), t.Do(t.This())))
    tree = t.StackTree("AppStack", text, (), (section,))
    code = "".join(block.text for block in python.print_stack(tree)).encode("utf-8", "surrogatepass").decode("utf-8")
    (class_,) = [node for node in ast.parse(code).body if isinstance(node, ast.ClassDef)]
    (init,) = [node for node in class_.body if isinstance(node, ast.FunctionDef)]
    assert [type(statement) for statement in init.body] == [ast.Expr, ast.Expr]
    comments = [token for token in tokenize.generate_tokens(StringIO(code).readline) if token.type == tokenize.COMMENT]
    assert len(comments) == 1
    script = "".join(block.text for block in typescript.print_stack(tree))
    assert script.count("*/") == 1
    assert all(line.isprintable() for line in script.split("\n"))


@given(texts)
def test_one_line_is_one_printable_line(text: str) -> None:
    assert one_line(text).isprintable()


def test_names_are_spelt_as_the_library_spells_them() -> None:
    spelt = {
        "visibilityTimeout": "visibility_timeout", "enforceSSL": "enforce_ssl", "enableIpv6": "enable_ipv6",
        "disableOAuth": "disable_o_auth", "grantPutEventsTo": "grant_put_events_to", "http2": "http2",
        "attrArn": "attr_arn",
    }  # fmt: skip
    assert {name: snake(name) for name in spelt} == spelt
    assert python.member("from") == "from_"
    assert words("ordersAPI_stage-2") == ["orders", "api", "stage", "2"]
    assert pascal("orders_api-2") == "OrdersApi2"


QUEUE = t.Local("jobs", "jobs")
TREE = t.StackTree(
    "AppStack",
    "App",
    (t.Setting(t.Local("stage", "stage"), None, t.Lit("dev"), "Stage", None),),  # type: ignore[arg-type]
    (
        t.Section(
            Subject("node", "jobs"),
            (
                t.Let(
                    QUEUE,
                    t.New(
                        t.Symbol("sqs", "Queue"),
                        (t.This(), t.Lit("Jobs")),
                        {
                            "visibilityTimeout": t.Call(t.Symbol("", "Duration.seconds"), (t.Lit(30),)),
                            "queueName": t.Concat(("jobs-", t.Local("stage", "stage"))),
                        },
                    ),
                ),
            ),
        ),
        t.Section(Subject("edge", "e"), (t.Do(t.Call(t.Attribute(QUEUE, "applyRemovalPolicy"), (t.Lit(None),))),)),
    ),
)


def test_the_same_tree_in_python() -> None:
    assert "".join(block.text for block in python.print_stack(TREE)) == (
        '"""The stack of App."""\n\nfrom typing import Any\n\n'
        "from aws_cdk import Duration, Stack, aws_sqs as sqs\nfrom constructs import Construct\n\n\n"
        "class AppStack(Stack):\n    def __init__(\n        self,\n        scope: Construct,\n"
        '        construct_id: str,\n        *,\n        stage: str = "dev",\n        **kwargs: Any,\n    ) -> None:\n'
        "        super().__init__(scope, construct_id, **kwargs)\n\n"
        '        jobs = sqs.Queue(\n            self,\n            "Jobs",\n'
        '            visibility_timeout=Duration.seconds(30),\n            queue_name=f"jobs-{stage}",\n        )\n\n'
        "        jobs.apply_removal_policy(None)\n"
    )


def test_the_same_tree_in_typescript() -> None:
    assert "".join(block.text for block in typescript.print_stack(TREE)) == (
        'import { Duration, Stack, type StackProps } from "aws-cdk-lib";\n'
        'import * as sqs from "aws-cdk-lib/aws-sqs";\nimport { Construct } from "constructs";\n\n'
        "export interface AppStackProps extends StackProps {\n  /** Stage */\n  readonly stage?: string;\n}\n\n"
        "/** App */\nexport class AppStack extends Stack {\n"
        "  constructor(scope: Construct, id: string, props: AppStackProps = {}) {\n"
        '    super(scope, id, props);\n\n    const stage = props.stage ?? "dev";\n\n'
        '    const jobs = new sqs.Queue(this, "Jobs", {\n      visibilityTimeout: Duration.seconds(30),\n'
        "      queueName: `jobs-${stage}`,\n    });\n\n    jobs.applyRemovalPolicy(undefined);\n  }\n}\n"
    )


def test_every_line_of_a_subject_is_in_its_blocks() -> None:
    for printer in (python, typescript):
        blocks = {block.subject: block.text for block in printer.print_stack(TREE) if block.subject}
        assert "sqs.Queue" in blocks[Subject("node", "jobs")]
        assert blocks[Subject("edge", "e")].count("\n") == 1


def test_what_is_too_long_breaks_where_prettier_breaks_it() -> None:
    """A short call goes to the next line as a whole, a cast before its last member, other calls in their brackets."""
    long = t.Local("long", "aVariableWithANameOfManyLetters")
    call = t.Call(t.Attribute(t.Attribute(long, "root"), "addResource"), (t.Lit("x20-lambda-1"),))
    cast = t.Cast(t.Symbol("", "CfnResource"), t.Attribute(t.Attribute(long, "node"), "defaultChild"))
    two = t.Call(t.Attribute(long, "addResource"), (t.Lit("one and a half"), t.Lit("another")))
    name = t.Local("name", "anotherNameOfSomeLength")
    assert [typescript.print_statement(t.Let(name, value), 2) for value in (call, cast, two)] == [
        '  const anotherNameOfSomeLength =\n    aVariableWithANameOfManyLetters.root.addResource("x20-lambda-1");\n',
        "  const anotherNameOfSomeLength = aVariableWithANameOfManyLetters.node\n    .defaultChild as CfnResource;\n",
        (
            "  const anotherNameOfSomeLength = aVariableWithANameOfManyLetters.addResource(\n"
            '    "one and a half",\n'
            '    "another",\n'
            "  );\n"
        ),
    ]
    short = t.Local("short", "short")
    assert typescript.print_statement(t.Let(short, call)) == (
        'const short = aVariableWithANameOfManyLetters.root.addResource("x20-lambda-1");\n'
    )


def test_a_member_of_a_cast_is_the_casts() -> None:
    inner = t.Cast(t.Symbol("", "CfnResource"), t.Attribute(t.Attribute(t.Local("q", "q"), "node"), "defaultChild"))
    member = t.Attribute(inner, "ref")
    assert typescript.print_expression(member) == "(q.node.defaultChild as CfnResource).ref"
    assert python.print_expression(member) == "cast(CfnResource, q.node.default_child).ref"
