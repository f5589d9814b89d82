"""The printer of HCL: what is read back is what was meant, and nothing in a text is a template."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model.design import Subject
from exporters.terraform.hcl import Block, Call, Each, Expr, Template, lines
from tests.exporters.terraform.reader import Parts, Reference, read

SIGNS = (
    "${",
    "%{",
    "$",
    "%",
    "{",
    "}",
    "$${",
    "%%{",
    "\\",
    '"',
    "\n",
    "\r",
    "\t",
    "\u2028",
    "\0",
    "#",
    "//",
    "é",
    "😀",
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.lists(st.sampled_from(SIGNS)).map("".join)
)
values = st.recursive(
    st.one_of(texts, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=20,
)


def printed(block: Block) -> str:
    return "".join(f"{line}\n" for line, _ in lines(block))


@given(values)
@settings(max_examples=300, deadline=None)
def test_a_value_is_read_back(value: Any) -> None:
    text = printed(Block("locals", (), {"a": value, "longer": Call("jsonencode", (value,))}))
    (block,) = read(text).blocks
    assert block.attributes == {"a": value, "longer": value}


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_texts_around_a_reference_stay_texts(before: str, after: str) -> None:
    text = printed(Block("locals", (), {"a": Template((before, Expr("var.x"), after))}))
    (block,) = read(text).blocks
    assert block.attributes["a"] == Parts((before, Reference("var.x"), after))


@given(texts)
def test_a_comment_is_one_line(text: str) -> None:
    (block,) = read(printed(Block("locals", (), {"a": 1}, comment=text))).blocks
    assert block.attributes == {"a": 1}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block("a"), "a {}\n"),
        (Block("a", ("b",), {"x": 1, "long": "y"}), 'a "b" {\n  x    = 1\n  long = "y"\n}\n'),
        (Block("a", (), {"x": {"k": 1}, "y": 2}), "a {\n  y = 2\n\n  x = {\n    k = 1\n  }\n}\n"),
        (
            Block("a", (), {"x": Call("f", ([{"k": 1}],))}),
            "a {\n  x = f([\n    {\n      k = 1\n    },\n  ])\n}\n",
        ),
        (
            Block("a", (), {"x": 1}, [Block("b")], {"for_each": Expr("c")}, [Block("lifecycle")], ["d.e"]),
            "a {\n  for_each = c\n\n  x = 1\n\n  b {}\n\n  depends_on = [d.e]\n\n  lifecycle {}\n}\n",
        ),
        (Block("a", (), {"x": {"for": 1, "a b": 2}}), 'a {\n  x = {\n    "for" = 1\n    "a b" = 2\n  }\n}\n'),
        (Block("a", (), {"x": 1.0, "y": 0.5, "z": []}), "a {\n  x = 1\n  y = 0.5\n  z = []\n}\n"),
    ],
)
def test_printing(block: Block, expected: str) -> None:
    assert printed(block) == expected


def test_long_lists_and_calls_break() -> None:
    text = printed(Block("a", (), {"x": Call("toset", (["m" * 60, "n" * 60],))}))
    assert text.count("\n") == 6
    assert max(map(len, text.split("\n"))) < 80


def test_lines_know_their_subject() -> None:
    inner = Block("b", (), {"x": 1}, subject=Subject("edge", "e"))
    outer = Block("a", (), {"y": 1}, [inner], subject=Subject("node", "n"))
    found = [(line, str(subject)) for line, subject in lines(outer) if line.strip()]
    assert found == [
        ("a {", "node:n"),
        ("  y = 1", "node:n"),
        ("  b {", "edge:e"),
        ("    x = 1", "edge:e"),
        ("  }", "edge:e"),
        ("}", "node:n"),
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_what_is_made_of_each_value_stands_on_one_line_or_one_a_value(count: int) -> None:
    values = tuple(Expr(f"aws_sqs_queue.queue_{n}.name") for n in range(count))
    made = printed(Block("assert", (), {"condition": Call("alltrue", (Each("n", values, Expr("lower(n)")),))}))
    assert ("  condition = alltrue([for n in [" in made) is (count == 1)
    assert made.count("aws_sqs_queue") == count
    assert made.endswith("lower(n)])\n}\n" if count == 1 else "    ] : lower(n)\n  ])\n}\n")
    assert read(made).blocks[0].attributes["condition"].text.startswith("alltrue(")
