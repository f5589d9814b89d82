"""Fixtures of the canvas's tests: they run without a display."""

from __future__ import annotations

import os

import pytest

from designer.catalogue.loader import load
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Group, Node, Note
from designer.model.frozen import FrozenDict

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def design() -> Design:
    """Something of everything: frames in frames, a collapsed group, an actor, a note, each model, a self-loop."""
    groups = {
        "shop": Group(title="Shop"),
        "net": Group(kind="vpc", title="Network", group="shop"),
        "sub": Group(kind="subnet", title="Subnet", group="net"),
        "closed": Group(title="Closed", collapsed=True),
        "account": Group(kind="account", title="Account"),
        "empty": Group(title="Empty", at=(0.0, 800.0), size=(320.0, 160.0)),
    }
    nodes = {
        "web": Node(service="external-client", title="Web shop", at=(0.0, 0.0)),
        "api": Node(service="apigw-http", title="Orders API", at=(320.0, 0.0), group="shop"),
        "fn": Node(service="lambda", title="Create order", at=(640.0, 0.0), group="shop"),
        "db": Node(service="dynamodb", title="Orders", at=(960.0, 0.0), group="sub"),
        "bus": Node(service="eventbridge-bus", title="Order events", at=(320.0, 240.0)),
        "queue": Node(service="sqs", title="Fulfilment queue", at=(640.0, 240.0), group="account"),
        "work": Node(service="lambda", title="A function with a very long title", at=(960.0, 240.0)),
        "off": Node(service="sns", title="Alerts", at=(640.0, 432.0), disabled=True),
        "in1": Node(service="lambda", title="Inside", at=(960.0, 432.0), group="closed"),
        "in2": Node(service="sqs", title="Inside too", at=(960.0, 528.0), group="closed"),
        "any": Node(service="cfn", type="AWS::Transfer::Server", at=(320.0, 432.0)),
        "odd": Node(service="no-such-service", at=(0.0, 432.0)),
    }
    pattern = FrozenDict({"EventPattern": FrozenDict({"detail": FrozenDict({"status": ("paid",)})})})
    edges = {
        "e1": Edge(source="web", target="api"),
        "e2": Edge(source="api", target="fn"),
        "e3": Edge(source="fn", target="db", properties=FrozenDict({"Access": "write"})),
        "e4": Edge(source="fn", target="bus", properties=FrozenDict({"DetailType": "OrderPlaced"})),
        "e5": Edge(source="bus", target="queue", properties=pattern),
        "e6": Edge(source="queue", target="work", properties=FrozenDict({"BatchSize": 10})),
        "e7": Edge(source="bus", target="off"),
        "e8": Edge(source="work", target="in1"),
        "e9": Edge(source="in1", target="in2"),
        "loop": Edge(source="any", target="any"),
        "lost": Edge(source="fn", target="nobody"),
        "dlq": Edge(source="fn", target="queue", via="on-failure", disabled=True),
    }
    notes = {"note": Note(text="Ask the finance team.\nSoon.", at=(0.0, 560.0))}
    return Design(
        name="Everything",
        groups=FrozenDict(groups),
        nodes=FrozenDict(nodes),
        edges=FrozenDict(edges),
        notes=FrozenDict(notes),
    )
