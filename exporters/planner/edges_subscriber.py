"""Custom event buses of the second generation: a subscriber an edge, each with a role of its own."""

from __future__ import annotations

import json
from typing import Any

from exporters.plan import Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.destinations import call
from exporters.planner.failures import destination_access
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism


@mechanism("subscriber")
def subscriber(b: Builder, wire: Wire) -> None:
    role = b.role(f"{wire.id}_subscriber", "events.amazonaws.com", wire.subject)
    principal = f"{wire.id}_subscriber"
    if b.is_actor(wire.target):
        arn: Value = call(b, principal, wire.target, wire.subject)
    else:
        arn = b.arn(wire.target)
        grant_permissions(b, wire, principal)
    invocation: dict[str, Value] = {
        **_ordered(b, wire),
        **wire.properties.get("InvokeConfiguration", {}),
        "RoleArn": role,
        "TargetArn": arn,
    }
    properties: dict[str, Any] = {
        "Name": b.physical_name(wire.id, 64),
        "EventBusArn": b.arn(wire.source),
        "InvokeConfiguration": invocation,
        **wire.take("Type", "StartingPosition", "BatchConfiguration"),
    }
    filters = wire.properties.get("FilterConfiguration", {}).get("Filters")
    if isinstance(filters, list) and filters:
        properties["FilterConfiguration"] = {"Filters": [_filter(f) for f in filters]}
    failure = wire.properties.get("OnFailureConfiguration", {}).get("Arn")
    if failure is None:  # the bus's own queue for it
        failure = next((b.arn(w.target) for w in b.outgoing(wire.source, "on-failure")), None)
    if failure is not None:
        properties["OnFailureConfiguration"] = {"Arn": failure}
        if isinstance(failure, Ref):
            destination_access(b, principal, failure.resource, wire)
    b.for_wire(wire, "", "AWS::EventsV2::Subscriber", properties)


def _ordered(b: Builder, wire: Wire) -> dict[str, Value]:
    """A FIFO target needs a message group: all events of the edge are one, until the design says otherwise."""
    kinds = {"sqs": ("FifoQueue", "SqsParameters"), "sns": ("FifoTopic", "SnsParameters")}
    flag, name = kinds.get(b.service(wire.target), ("", ""))
    if name and b.node(wire.target).properties.get(flag):
        return {name: {"MessageGroupId": "events"}}
    if b.service(wire.target) == "kinesis-stream":
        return {"KinesisParameters": {"PartitionKey": "events"}}
    return {}


def _filter(given: Any) -> Any:
    """A pattern may stand in a design as an object; the service takes its text."""
    if isinstance(given, dict) and isinstance(given.get("Pattern"), dict):
        return {"Scope": "DATA", **given, "Pattern": json.dumps(given["Pattern"])}
    return given
