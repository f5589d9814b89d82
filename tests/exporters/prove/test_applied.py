"""The Terraform exports come up in an account that moto keeps, and messages take the ways that the edges draw."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from exporters.plan import Plan
from exporters.terraform import TerraformExporter
from tests.exporters.prove.applying import REGION, Applied, Applier, apply_offline  # noqa: F401 - a fixture

pytestmark = [pytest.mark.prove, pytest.mark.tool]


def test_every_example_comes_up(
    example_plans: Mapping[str, Plan],
    apply_offline: Applier,  # noqa: F811
) -> None:
    applied = apply_offline(example_plans, elsewhere=SAME_BUS)
    assert applied.addresses == {name: _declared(plan) for name, plan in example_plans.items()}
    assert applied.account.errors == []


def _declared(plan: Plan) -> set[str]:
    text = "".join(f.text for f in TerraformExporter().export(plan) if f.path.endswith(".tf"))
    return {f"{a}.{b}" for a, b in re.findall(r'^resource "(\w+)" "(\w+)"', text, re.MULTILINE)}


SAME_BUS = ("choreography",)  # its bus is called like another example's
QUEUES = ("uploads", "eu_orders", "all_orders", "paid")
NODES: Mapping[str, object] = {
    "files": "s3",
    "orders": "sns",
    "bus": ("eventbridge-bus", {"Name": "flows"}),
    **dict.fromkeys(QUEUES, "sqs"),
}
EDGES: Mapping[str, tuple[object, ...]] = {
    "upload": ("files", "uploads", {"Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".txt"}]}}}),
    "some": ("orders", "eu_orders", {"FilterPolicy": {"region": ["eu"]}}),
    "all": ("orders", "all_orders"),
    "rule": ("bus", "paid", {"EventPattern": {"source": ["shop"], "detail-type": ["Paid"]}}),
}


def test_messages_take_the_ways_of_the_edges(
    make_plan: Callable[..., Plan],
    apply_offline: Applier,  # noqa: F811
) -> None:
    applied = apply_offline({"flows": make_plan(NODES, EDGES, settings={"region": REGION})})
    client = applied.account.client
    queues = {name: _value(applied, "aws_sqs_queue", name)["url"] for name in QUEUES}
    sqs = client("sqs", REGION)
    for url in queues.values():
        sqs.purge_queue(QueueUrl=url)  # S3 tests a new notification with a message

    bucket = _value(applied, "aws_s3_bucket", "files")["bucket"]
    client("s3", REGION).delete_bucket_policy(Bucket=bucket)  # moto reads no conditions: to it all are denied, not HTTP
    for number in range(3):
        client("s3", REGION).put_object(Bucket=bucket, Key=f"letters/{number}.txt", Body=b"text")
        client("s3", REGION).put_object(Bucket=bucket, Key=f"pictures/{number}.png", Body=b"picture")
    topic = _value(applied, "aws_sns_topic", "orders")["arn"]
    for region in ("eu", "us", "eu", "us", "us"):
        client("sns", REGION).publish(
            TopicArn=topic, Message=region, MessageAttributes={"region": {"DataType": "String", "StringValue": region}}
        )
    bus = _value(applied, "aws_cloudwatch_event_bus", "bus")["name"]
    for source, kind in (("shop", "Paid"), ("shop", "Sent"), ("elsewhere", "Paid"), ("shop", "Paid")):
        event = {"Source": source, "DetailType": kind, "Detail": "{}", "EventBusName": bus}
        assert client("events", REGION).put_events(Entries=[event])["FailedEntryCount"] == 0

    received = {name: _received(sqs, url) for name, url in queues.items()}
    assert {name: len(found) for name, found in received.items()} == {
        "uploads": 3, "eu_orders": 2, "all_orders": 5, "paid": 2,
    }  # fmt: skip
    keys = {unquote(json.loads(m)["Records"][0]["s3"]["object"]["key"]) for m in received["uploads"]}
    assert keys == {f"letters/{n}.txt" for n in range(3)}
    assert {json.loads(m)["detail-type"] for m in received["paid"]} == {"Paid"}


def _value(applied: Applied, kind: str, name: str) -> Any:
    return applied.resources[f"module.flows.{kind}.{name}"]


def _received(sqs: Any, url: str) -> list[str]:
    found: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages"):
        found += [m["Body"] for m in messages]
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found
