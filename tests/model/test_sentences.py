"""What a connection is said to do: templates with the edge's settings, its ends and what keeps a failed event."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalogue import load
from designer.model.design import Design, Edge, Node
from designer.model.sentences import amount, explained, explained_kind, fill, sentence
from designer.model.specs import IntegrationSpec

CATALOGUE = load()


def edge(source: str, target: str, via: str | None = None, **properties: Any) -> Edge:
    return Edge.model_validate({"from": source, "to": target, "via": via, "properties": properties})


ORDERS = Design(
    nodes={
        "q": Node(service="sqs", title="Orders", properties={"VisibilityTimeout": 180}),
        "dlq": Node(service="sqs", title="Failed orders"),
        "f": Node(service="lambda", title="Pack"),
        "bus": Node(service="eventbridge-bus"),
    },
    edges={
        "qf": edge("q", "f", BatchSize=1, MaximumBatchingWindowInSeconds=5),
        "bf": edge("bus", "f", RetryPolicy={"MaximumRetryAttempts": 4, "MaximumEventAgeInSeconds": 3600}),
    },
)


def test_the_settings_and_the_titles_are_in_it() -> None:
    assert sentence(CATALOGUE, ORDERS, ORDERS.edges["qf"]) == (
        "Lambda polls Orders and hands Pack up to 1 message at a time, waiting up to 5 seconds to fill a batch. "
        "It deletes what the function has handled; nobody waits. "
        "What fails returns to the queue after the visibility timeout of 3 minutes, "
        "and comes back until it expires after 4 days: Orders has no dead-letter queue."
    )


def test_the_dead_letter_queue_is_named_whether_drawn_or_referred_to() -> None:
    drawn, _ = ORDERS.add_edge(edge("q", "dlq", "redrive", maxReceiveCount=7))
    assert "after 7 receives it goes to Failed orders." in sentence(CATALOGUE, drawn, drawn.edges["qf"])
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": ["dlq", "Arn"]}, "maxReceiveCount": 3}
    named = ORDERS.set_property(ORDERS.subject("q"), "RedrivePolicy", policy)
    assert "after 3 receives it goes to Failed orders." in sentence(CATALOGUE, named, named.edges["qf"])
    elsewhere = ORDERS.set_property(
        ORDERS.subject("bf"), "DeadLetterConfig.Arn", "arn:aws:sqs:eu-west-1:111122223333:lost-events"
    )
    assert sentence(CATALOGUE, elsewhere, elsewhere.edges["bf"]).endswith("goes to lost-events.")


def test_what_is_lost_is_said() -> None:
    told = explained(CATALOGUE, ORDERS, ORDERS.edges["bf"])
    assert told is not None
    assert told.failure == (
        "EventBridge tries again up to 4 times over 1 hour; "
        "what still fails is lost, since the rule has no dead-letter queue."
    )
    assert told.permissions == ("The policy of Pack lets events.amazonaws.com do lambda:InvokeFunction.",)


def test_an_edge_without_integration_says_nothing() -> None:
    design, id_ = ORDERS.add_edge(edge("f", "f", "redrive"))
    assert sentence(CATALOGUE, design, design.edges[id_]) == ""


def test_a_value_that_is_known_at_deployment_only() -> None:
    design = ORDERS.set_property(ORDERS.subject("qf"), "BatchSize", {"Ref": "Size"})
    assert "up to a number that is set at deployment at a time" in sentence(CATALOGUE, design, design.edges["qf"])


@pytest.mark.parametrize("integration", [pytest.param(i, id=i.id) for i in CATALOGUE.integrations.values()])
def test_every_integration_reads_well(integration: IntegrationSpec) -> None:
    """Every place of its templates is known, and what is left out leaves no trace."""
    told = explained_kind(CATALOGUE, integration, integration.source, integration.target)
    for text in (told.what, told.failure, *told.permissions):
        assert not re.search(r"[{}\[\]|]|  | [,.;:]|\.\.|,,", text), text
        assert text == "" or ((text[0].isupper() or text[0] == "/") and text.endswith(".")), text
    places = re.findall(r"\{([^{}?]+)\??\}", integration.sentence)
    sides = {"source": integration.source, "target": integration.target}
    for place in places:
        end, _, path = place.partition(".")
        specs = CATALOGUE.variants[sides[end]].properties if end in sides else integration.properties
        assert place in sides or (path if end in sides else place) in specs, place


@pytest.mark.parametrize("integration", [pytest.param(i, id=i.id) for i in CATALOGUE.integrations.values()])
def test_every_integration_says_what_happens_on_failure(integration: IntegrationSpec) -> None:
    """All but those by which nothing passes, or which themselves take what failed."""
    retry = integration.retry
    if integration.model == "attached":
        return
    if integration.mechanism == "association" and not retry.id:
        return
    assert retry.id, integration.id
    assert all((retry.who, retry.times, retry.lands, retry.sentence, retry.doc))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (10, "messages", "10 messages"), (1, "messages", "1 message"), (90, "s", "90 seconds"), (60, "s", "1 minute"),
        (86_400, "s", "24 hours"), (1_209_600, "s", "14 days"), (29_000, "ms", "29 seconds"), (50, "ms", "50 ms"),
        (0, "s", "0 seconds"), (1_000_000, "", "1,000,000"), (0.5, "GB", "0.5 GB"),
    ],
)  # fmt: skip
def test_amounts_as_one_says_them(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


@given(st.text(), st.text())
def test_a_title_is_no_template(source: str, target: str) -> None:
    names = {"source": source, "target": target}
    assert fill("{source} → {target}", names.get) == f"{source} → {target}"


def test_the_first_alternative_whose_places_are_known() -> None:
    known = {"a": "1"}
    assert fill("[{b}|x{a}|y]", known.get) == "x1"
    assert fill("[{b}|y]", known.get) == "y"
    assert fill("<[{b}]>", known.get) == "<>"


@pytest.mark.parametrize("integration", [pytest.param(i, id=i.id) for i in CATALOGUE.integrations.values()])
def test_every_integration_says_what_lets_it_happen(integration: IntegrationSpec) -> None:
    told = explained_kind(CATALOGUE, integration, integration.source, integration.target)
    assert told.permissions
    assert not re.search(r"[{}\[\]]|  ", " ".join(told.permissions))


def test_an_attachment_reads_the_same_from_either_end() -> None:
    keys = Design(
        nodes={"q": Node(service="sqs", title="Orders"), "k": Node(service="kms", title="Own key")},
        edges={"there": edge("k", "q"), "back": edge("q", "k")},
    )
    there, back = (sentence(CATALOGUE, keys, keys.edges[id_]) for id_ in ("there", "back"))
    assert there == back
    assert there.startswith("Own key encrypts")
