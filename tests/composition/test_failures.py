"""Where a failure stops the caller, where an event waits, and where it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.composition.sketch import composed

ARN = "arn:aws:sqs:eu-west-1:123456789012:failed"


def named(node: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [node, "Arn"]}


# nodes, edges, further properties -> what keeps events on the first edge, and the stages at which they are lost
CASES: dict[str, tuple[str, str, dict[str, dict[str, Any]], dict[str, str], tuple[str, ...]]] = {
    "queue without": ("q:sqs fn:lambda", "q>fn", {}, {}, ("queue",)),
    "queue with": ("q:sqs fn:lambda dead:sqs", "q>fn q>dead/redrive", {}, {"queue": "dead"}, ()),
    "queue with the property": (
        "q:sqs fn:lambda dead:sqs", "q>fn", {"q": {"RedrivePolicy": {"deadLetterTargetArn": named("dead")}}},
        {"queue": "dead"}, (),
    ),
    "stream without": ("s:kinesis-stream fn:lambda", "s>fn", {}, {}, ("stream",)),
    "stream with": (
        "s:kinesis-stream fn:lambda dead:sqs", "s>fn",
        {"s-fn": {"DestinationConfig": {"OnFailure": {"Destination": named("dead")}}}}, {"stream": "dead"}, (),
    ),
    "rule without": ("bus:eventbridge-bus fn:lambda", "bus>fn", {}, {}, ("delivery", "handling")),
    "rule with one": (
        "bus:eventbridge-bus fn:lambda dead:sqs", "bus>fn fn>dead/on-failure", {}, {"handling": "dead"}, ("delivery",),
    ),
    "rule with an ARN": (
        "bus:eventbridge-bus q:sqs", "bus>q", {"bus-q": {"DeadLetterConfig": {"Arn": ARN}}}, {"delivery": ARN}, (),
    ),
    "subscription": (
        "t:sns q:sqs dead:sqs", "t>q", {"t-q": {"RedrivePolicy": {"deadLetterTargetArn": named("dead")}}},
        {"delivery": "dead"}, (),
    ),
    "a bucket's notification": ("b:s3 fn:lambda", "b>fn", {}, {}, ("handling",)),
    "nobody subscribes": ("fn:lambda t:sns", "fn>t", {}, {}, ("subscribers",)),
    "somebody subscribes": ("fn:lambda t:sns q:sqs", "fn>t t>q", {}, {"subscribers": "t"}, ()),
    "into a queue": ("fn:lambda q:sqs", "fn>q", {}, {}, ()),
    "a call that is not waited for": (
        "a:lambda b:lambda dead:sqs", "a>b(InvocationType=Event) b>dead/on-failure", {}, {"handling": "dead"}, (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_handover(case: str) -> None:
    nodes, edges, properties, kept, lost = CASES[case]
    handover = composed(nodes, edges, properties).handovers[0]
    assert dict(handover.kept) == kept
    assert handover.lost == lost
    assert bool(handover.why) == bool(lost)


@pytest.mark.parametrize(
    ("nodes", "edges", "stops"),
    [
        ("api:apigw-http fn:lambda t:dynamodb", "api>fn fn>t", ("api-fn", "fn-t")),
        ("me:external-client api:apigw-http", "me>api", ()),
        ("fn:lambda q:sqs", "fn>q", ()),
        ("fn:lambda dead:sqs", "fn>dead/on-failure", ()),
        ("fn:lambda secret:secrets-manager", "fn>secret", ("fn-secret",)),
        ("flow:stepfunctions fn:lambda", "flow>fn(IntegrationPattern=WAIT_FOR_TASK_TOKEN)", ()),
    ],
)
def test_what_stops_the_caller(nodes: str, edges: str, stops: tuple[str, ...]) -> None:
    assert composed(nodes, edges).stops == stops


def test_a_failure_path_is_no_handover() -> None:
    assert composed("fn:lambda dead:sqs", "fn>dead/on-failure").handovers == ()
