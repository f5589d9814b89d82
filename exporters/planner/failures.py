"""Failure paths: where what could not be delivered or handled is kept."""

from __future__ import annotations

from collections.abc import Mapping

from exporters.plan import Grant, Join, Pseudo, Ref, Value, references
from exporters.planner.builder import Builder, Draft, Wire
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism

_STREAMS = {"kinesis-stream", "dynamodb", "msk", "kafka-self-managed"}
_SEND = {"sqs": ("sqs:SendMessage",), "sns": ("sns:Publish",)}


def destination_access(b: Builder, principal: str, target: str, wire: Wire) -> None:
    """Let whoever acts send what failed to a queue, topic or bucket."""
    service = b.service(target) if target in b.design.nodes else ""
    if service == "s3":
        b.grant(principal, ["s3:PutObject"], [Join((b.arn(target), "/*"))], wire.subject, target)
        b.grant(principal, ["s3:ListBucket"], [b.arn(target)], wire.subject, target)
    elif service in _SEND:
        wanted = Grant(principal, _SEND[service], (b.arn(target),), wire.subject, target=target)
        if not any(g.principal == principal and g.actions == wanted.actions and g.target == target for g in b.grants):
            b.grant(principal, wanted.actions, wanted.resources, wire.subject, target)


@mechanism("redrive")
def redrive(b: Builder, wire: Wire) -> None:
    """The queue's RedrivePolicy; a topic's dead letters go to the redrive policies of its subscriptions."""
    if b.service(wire.source) == "sns":  # the redrive policy of each of its subscriptions
        b.notes[f"topic-dead-letter:{wire.source}"] = wire.target
        return None
    if b.service(wire.source) != "sqs":
        return b.omit(wire.subject, "Only queues and subscriptions of a topic have a redrive policy.")
    policy = {"deadLetterTargetArn": b.arn(wire.target), "maxReceiveCount": wire.properties.get("maxReceiveCount", 5)}
    b.drafts[wire.source].properties["RedrivePolicy"] = policy
    wire.properties["maxReceiveCount"] = policy["maxReceiveCount"]
    return None


def restrict_redrive(b: Builder) -> None:
    """A dead-letter queue takes letters from the queues that it stands for, and from no other of the account.

    It can only say so where their names are known: by reference each queue would have to stand before the other.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    sources: dict[str, list[Draft]] = {}
    for draft in b.drafts.values():
        policy = draft.properties.get("RedrivePolicy") if draft.type == _QUEUE else None
        target = policy.get("deadLetterTargetArn") if isinstance(policy, Mapping) else None
        if isinstance(target, Ref):
            sources.setdefault(target.resource, []).append(draft)
    for id_, queues in sources.items():
        names = [queue.properties.get("QueueName") for queue in queues]
        if id_ not in b.drafts or any(name is None or list(references(name)) for name in names):
            continue
        head = ("arn:", Pseudo("Partition"), ":sqs:", Pseudo("Region"), ":", Pseudo("AccountId"), ":")
        arns = [Join((*head, *(name.parts if isinstance(name, Join) else (name,)))) for name in names]
        permission = {"redrivePermission": "byQueue", "sourceQueueArns": arns}
        b.drafts[id_].properties.setdefault("RedriveAllowPolicy", permission)


_QUEUE = "AWS::SQS::Queue"


@mechanism("dead-letter")
def dead_letter(b: Builder, wire: Wire) -> None:
    service = b.service(wire.source)
    if service == "lambda":
        b.drafts[wire.source].properties["DeadLetterConfig"] = {"TargetArn": b.arn(wire.target)}
        return grant_permissions(b, wire)
    if service == "sns":  # for the topic's subscriptions that have none of their own
        b.notes[f"topic-dead-letter:{wire.source}"] = wire.target
        return None
    if service in ("eventbridge-bus", "eventbridge-scheduler", "eventbridge-pipes", "eventbridge-custom-bus"):
        b.notes[f"dead-letter:{wire.source}"] = wire.target
        if service in ("eventbridge-scheduler", "eventbridge-pipes"):
            grant_permissions(b, wire)
        return None
    return b.omit(wire.subject, f"{b.catalogue.title(service)} has no dead-letter queue of its own.")


def _destination(b: Builder, wire: Wire, kind: str) -> None:
    """A function's asynchronous invocations report here; one configuration a function holds both targets."""
    key = f"invoke-config:{wire.source}"
    if key not in b.notes:
        properties: dict[str, Value] = {
            "FunctionName": Ref(wire.source, ""),
            "Qualifier": "$LATEST",
            "DestinationConfig": {},
        }
        from designer.model.design import Subject

        subject = Subject("node", wire.source)
        b.notes[key] = b.add(
            f"{wire.source}_async", "AWS::Lambda::EventInvokeConfig", properties, subject, "async-config"
        ).id
    draft = b.drafts[b.notes[key]]
    draft.properties |= wire.take("MaximumRetryAttempts", "MaximumEventAgeInSeconds")
    draft.properties["DestinationConfig"][kind] = {"Destination": b.arn(wire.target)}
    wire.resources.append(draft.id)
    grant_permissions(b, wire)


@mechanism("on-failure")
def on_failure(b: Builder, wire: Wire) -> None:
    if b.service(wire.source) == "eventbridge-custom-bus":
        return None  # each subscriber of the bus takes it as its own
    if b.service(wire.source) != "lambda":
        return b.omit(wire.subject, "Only functions and their event source mappings have on-failure destinations.")
    mappings = {b.service(w.source) for w in b.incoming(wire.source, "event-source-mapping")}
    if mappings & _STREAMS and not invoked_asynchronously(b, wire.source):
        return destination_access(b, wire.source, wire.target, wire)  # the mapping takes it as its own
    return _destination(b, wire, "OnFailure")


@mechanism("on-success")
def on_success(b: Builder, wire: Wire) -> None:
    _destination(b, wire, "OnSuccess")


ASYNCHRONOUS = (
    "async-invoke",
    "rule-target",
    "subscription",
    "notification",
    "schedule-target",
    "subscription-filter",
    "alarm-action",
    "rule-action",
    "receipt-rule",
    "on-failure",
    "on-success",
)


def invoked_asynchronously(b: Builder, function: str) -> bool:
    if b.incoming(function, *ASYNCHRONOUS):
        return True
    calls = b.incoming(function, "sdk-call", "publish")
    return any(w.properties.get("InvocationType") == "Event" for w in calls) or not b.into.get(function)
