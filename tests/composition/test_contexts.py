"""Styles, and what contexts need of each other."""

from __future__ import annotations

import pytest

from tests.composition.sketch import composed


@pytest.mark.parametrize(
    ("nodes", "edges", "style"),
    [
        ("api:apigw-http fn:lambda", "api>fn", "direct"),
        ("flow:stepfunctions a:lambda b:lambda", "flow>a flow>b", "orchestration"),
        ("a:lambda bus:eventbridge-bus b:lambda c:lambda", "a>bus bus>b bus>c", "choreography"),
        ("flow:stepfunctions a:lambda bus:eventbridge-bus b:lambda", "flow>a a>bus bus>b", "mixed"),
        ("flow:stepfunctions a:lambda b:lambda c:lambda d:lambda q:sqs e:lambda",
         "flow>a flow>b flow>c flow>d q>e", "orchestration"),
        ("", "", "direct"),
    ],
)  # fmt: skip
def test_style(nodes: str, edges: str, style: str) -> None:
    whole = composed(nodes, edges).whole
    assert whole.style.name == style
    assert whole.style.why.endswith(".")


def test_each_context_has_a_style_of_its_own() -> None:
    found = composed(
        "flow:stepfunctions a:lambda bus:eventbridge-bus b:lambda", "flow>a a>bus(DetailType=Placed) bus>b",
        sales="flow a", stock="b",
    )  # fmt: skip
    sales, stock = found.contexts
    assert (sales.style.name, stock.style.name) == ("orchestration", "choreography")
    assert (sales.publishes, sales.consumes) == (("bus/Placed",), ())
    assert (stock.publishes, stock.consumes) == ((), ("bus/Placed",))
    assert found.whole.publishes == found.whole.consumes == ("bus/Placed",)


@pytest.mark.parametrize(
    ("nodes", "edges", "wanted"),
    [
        ("a:lambda b:lambda", "a>b", [("one", "two", "call")]),
        ("a:lambda b:dynamodb", "a>b", [("one", "two", "store")]),
        ("a:lambda b:sqs", "a>b", [("one", "two", "queue")]),
        ("a:lambda bus:eventbridge-bus b:lambda", "a>bus bus>b", [("two", "one", "event")]),
        (
            "a:lambda shared:dynamodb b:lambda",
            "a>shared(Access=write) b>shared(Access=read)",
            [("two", "one", "store")],
        ),
        ("a:lambda shared:dynamodb b:lambda", "a>shared(Access=read) b>shared(Access=read)", []),
        ("a:lambda b:sqs", "a>b/on-failure", []),
    ],
)
def test_dependencies(nodes: str, edges: str, wanted: list[tuple[str, str, str]]) -> None:
    found = composed(nodes, edges, one="a", two="b").dependencies
    assert [(d.source, d.target, d.kind) for d in found] == wanted
    assert all(d.edges for d in found)


def test_crossing_edges() -> None:
    assert composed("a:lambda b:lambda c:lambda", "a>b b>c", one="a", two="b").crossing == ("a-b",)
