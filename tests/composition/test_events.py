"""The event catalogue: names, versions, publishers, consumers, filters."""

from __future__ import annotations

from typing import Any

import pytest

from designer.composition.records import Event
from tests.composition.sketch import composed

BUS = "a:lambda bus:eventbridge-bus b:lambda c:lambda"


def row(event: Event) -> str:
    """`OrderPlaced v2 on bus: a -> b c`."""
    version = f" v{event.version}" if event.version else ""
    ends = (" ".join(p.node for p in parties) for parties in (event.publishers, event.consumers))
    return f"{event.name}{version} on {event.channel}: {' -> '.join(ends)}"


def rules(**patterns: Any) -> dict[str, dict[str, Any]]:
    """Event patterns of the bus's rules, by target."""
    return {f"bus-{target}": {"EventPattern": pattern} for target, pattern in patterns.items()}


CASES: dict[str, tuple[str, str, dict[str, dict[str, Any]], list[str]]] = {
    "by detail type": (
        BUS, "a>bus(DetailType=Placed) bus>b bus>c", rules(b={"detail-type": ["Placed"]}, c={"detail-type": ["Paid"]}),
        ["Paid on bus:  -> c", "Placed on bus: a -> b"],
    ),
    "a rule that takes all": (BUS, "a>bus(DetailType=Placed) bus>b", {}, ["Placed on bus: a -> b"]),
    "by prefix": (
        BUS, "a>bus(DetailType=OrderPlaced) bus>b bus>c",
        rules(b={"detail-type": [{"prefix": "Order"}]}, c={"detail-type": [{"prefix": "Pay"}]}),
        ["OrderPlaced on bus: a -> b"],
    ),
    "anything but": (
        BUS, "a>bus(DetailType=Placed) bus>b bus>c",
        rules(b={"detail-type": [{"anything-but": "Placed"}]}, c={"detail-type": [{"anything-but": {"prefix": "X"}}]}),
        ["Placed on bus: a -> c"],
    ),
    "wildcard and case": (
        BUS, "a>bus(DetailType=OrderPlaced) bus>b bus>c",
        rules(b={"detail-type": [{"wildcard": "Order*d"}]}, c={"detail-type": [{"equals-ignore-case": "orderplaced"}]}),
        ["OrderPlaced on bus: a -> b c"],
    ),
    "no name given": (BUS, "a>bus bus>b", {}, ["Events of a on bus: a -> b"]),
    "nobody listens": (BUS, "a>bus(DetailType=Placed)", {}, ["Placed on bus: a -> "]),
    "version in the name": (BUS, "a>bus(DetailType=Placed.v2) bus>b", {}, ["Placed v2 on bus: a -> b"]),
    "version in the pattern": (
        BUS, "a>bus(DetailType=Placed) bus>b",
        rules(b={"detail-type": ["Placed"], "detail": {"metadata": {"version": ["3"]}}}),
        ["Placed v3 on bus: a -> b"],
    ),
    "version of its own": (BUS, "a>bus(DetailType=Placed SchemaVersion=1.2) bus>b", {}, ["Placed v1.2 on bus: a -> b"]),
    "through a queue": (BUS + " q:sqs", "a>bus(DetailType=Placed) bus>q q>b", {}, ["Placed on bus: a -> b"]),
    "topic": ("a:lambda t:sns q:sqs b:lambda", "a>t t>q q>b", {}, ["t on t: a -> b"]),
    "topic from outside": ("t:sns b:lambda", "t>b", {}, ["t on t:  -> b"]),
    "queue": ("a:lambda q:sqs b:lambda", "a>q(DetailType=Job) q>b", {}, ["Job on q: a -> b"]),
    "table": ("a:lambda t:dynamodb b:lambda", "a>t(Access=write) t>b", {}, ["Changes of t on t: a -> b"]),
    "bucket": (
        "me:lambda s:s3 b:lambda", "me>s(Access=read) s>b", {"s-b": {"Events": ["s3:ObjectRemoved:*"]}},
        ["ObjectRemoved in s on s:  -> b"],
    ),
    "a table that nobody follows": ("a:lambda t:dynamodb", "a>t", {}, []),
    "a dead-letter queue is none": ("a:lambda dead:sqs", "a>dead/on-failure", {}, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_events(case: str) -> None:
    nodes, edges, properties, wanted = CASES[case]
    assert [row(event) for event in composed(nodes, edges, properties).events] == wanted


def test_consumers_say_their_filter_and_their_way() -> None:
    pattern = {"detail-type": ["Placed"], "detail": {"paid": [True]}}
    edges = "a>bus(DetailType=Placed) bus>q q>b"
    (event,) = composed(BUS + " q:sqs", edges, rules(q=pattern), sales="a", stock="q b").events
    (consumer,) = event.consumers
    assert consumer.through == ("q",)
    assert consumer.context == "stock"
    assert consumer.filter["detail"] == {"paid": (True,)}
    assert event.publishers[0].context == "sales"


def test_carriers_in_a_circle_end() -> None:
    composed("a:lambda t:sns q:sqs p:eventbridge-pipes", "a>t t>q q>p p>t")
