"""Events: rules, subscriptions, notifications, schedules, filters and alarms that hand something over."""

from __future__ import annotations

import re
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Param, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.arns import execute_arn
from exporters.planner.builder import Builder, Wire, kebab, line, short
from exporters.planner.destinations import call as call_destination
from exporters.planner.edges_calls import submit
from exporters.planner.permissions import grant_permissions, invoke_permission, secret_of
from exporters.planner.registry import mechanism

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,200}")
_ACTIONS = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def deliver(b: Builder, wire: Wire, service: str, source: Value) -> None:
    """Let a service of AWS hand over to a function, queue or topic, and only from this source."""
    target = b.service(wire.target)
    if target == "lambda":
        invoke_permission(b, wire, service, source)
    elif target in _ACTIONS:
        b.allow(wire.target, service, [_ACTIONS[target]], source, wire.subject)


def dead_letters(b: Builder, wire: Wire, given: Any, service: str, source: Value) -> dict[str, Value] | None:
    """A DeadLetterConfig, and the permission to write to its queue."""
    arn = given.get("Arn") if isinstance(given, dict) else None
    if arn is None and f"dead-letter:{wire.source}" in b.notes:
        arn = b.arn(b.notes[f"dead-letter:{wire.source}"])
    if arn is None:
        return None
    if isinstance(arn, Ref) and arn.resource in b.design.nodes:
        b.allow(arn.resource, service, ["sqs:SendMessage"], source, wire.subject)
    return {"Arn": arn}


# -- EventBridge

# What a rule's target may be given besides its ARN, and this module does not work out.
_OF_TARGET = (
    "Input", "InputPath", "InputTransformer", "RetryPolicy", "HttpParameters", "AppSyncParameters",
    "KinesisParameters", "EcsParameters",
)  # fmt: skip


@mechanism("rule-target")
def rule_target(b: Builder, wire: Wire) -> None:
    """Edges that name the same Rule are targets of one rule; each other edge has a rule of its own."""
    rule = _rule(b, wire)
    arn = Ref(rule.id, "Arn")
    target = b.service(wire.target)
    number = len(rule.properties["Targets"])
    entry: dict[str, Value] = {
        "Id": short(kebab(wire.target), 60) if number == 0 else f"{short(kebab(wire.target), 55)}-{number + 1}"
    }
    if b.is_actor(wire.target):
        entry["RoleArn"] = b.role(rule.id, "events.amazonaws.com", wire.subject)
        entry["Arn"] = call_destination(b, rule.id, wire.target, wire.subject)
    else:
        entry["Arn"] = _target_arn(b, wire)
    if target == "sqs" and b.node(wire.target).properties.get("FifoQueue"):
        group = (
            wire.properties.get("SqsParameters", {}).get("MessageGroupId")
            or wire.properties.get("MessageGroupId")
            or "events"
        )
        entry["SqsParameters"] = {"MessageGroupId": group}
    entry |= wire.take(*_OF_TARGET)
    if target == "ecs-fargate":
        entry.setdefault("EcsParameters", ecs_parameters(b, wire))
    letters = dead_letters(b, wire, wire.properties.get("DeadLetterConfig"), "events.amazonaws.com", arn)
    if letters:
        entry["DeadLetterConfig"] = letters
    if target in ("lambda", "sqs", "sns"):
        deliver(b, wire, "events.amazonaws.com", arn)
    elif b.is_actor(wire.target):
        pass  # called through its API destination
    elif target == "redshift":
        entry["RoleArn"] = b.role(rule.id, "events.amazonaws.com", wire.subject)
        entry["RedshiftDataParameters"] = _statement(b, rule.id, wire)
    elif target == "batch":
        entry["RoleArn"] = b.role(rule.id, "events.amazonaws.com", wire.subject)
        submit(b, rule.id, wire)
        job = {"JobDefinition": Ref(b.notes[f"job:{wire.target}"], "Arn"), "JobName": short(kebab(wire.id), 100)}
        entry["BatchParameters"] = job
    elif target == "cloudwatch-logs":
        resource = Join((b.arn(wire.target),))
        b.allow(
            wire.target, "events.amazonaws.com", ["logs:CreateLogStream", "logs:PutLogEvents"], resource, wire.subject
        )
    else:
        entry["RoleArn"] = b.role(rule.id, "events.amazonaws.com", wire.subject)
        if target == "ecs-fargate":
            run_task(b, rule.id, wire)
        else:
            grant_permissions(b, wire, rule.id)
    rule.properties["Targets"].append(entry)
    wire.properties["EventPattern"] = rule.properties.get("EventPattern")
    wire.properties["Target"] = entry


def _statement(b: Builder, principal: str, wire: Wire) -> dict[str, Value]:
    """A statement for each event, signed in with the warehouse's secret."""
    secret = secret_of(b, wire)
    b.grant(principal, ["redshift-data:ExecuteStatement"], [b.arn(wire.target)], wire.subject, wire.target)
    b.grant(principal, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
    statement = b.parameter(f"{pascal(wire.id)}Sql", "String", f"Statement that runs in {b.title(wire.target)}")
    given = wire.properties.get("RedshiftDataParameters", {})
    database = b.drafts[wire.target].properties["DBName"]
    return {"Database": database, **({} if "Sql" in given else {"Sql": statement}), "SecretManagerArn": secret, **given}


def _rule(b: Builder, wire: Wire) -> Any:
    shared = wire.properties.get("Rule")
    key = f"rule:{wire.source}:{shared}"
    if shared is not None and key in b.notes:
        draft = b.drafts[b.notes[key]]
        wire.resources.append(draft.id)
        return draft
    properties: dict[str, Value] = {}
    if not isinstance(b.name(wire.source), str):  # the default bus need not be named
        properties["EventBusName"] = b.name(wire.source)
    if "ScheduleExpression" in wire.properties:
        properties["ScheduleExpression"] = wire.properties["ScheduleExpression"]
    else:
        properties["EventPattern"] = wire.properties.get("EventPattern") or _pattern_of(b, wire)
    properties |= {"State": "ENABLED", **wire.take("Description", "Name", "State"), "Targets": []}
    if isinstance(shared, str) and _ID.fullmatch(shared):  # it is a resource's name in a template that was imported
        draft = b.add(shared, "AWS::Events::Rule", properties, wire.subject, "rule")
        wire.resources.append(draft.id)
    else:
        draft = b.for_wire(wire, "rule", "AWS::Events::Rule", properties)
    if shared is not None:
        draft.title = line(str(shared))
        b.notes[key] = draft.id
    return draft


def _pattern_of(b: Builder, wire: Wire) -> dict[str, Any]:
    """What an edge without a pattern listens to: what the services put on the bus, or all of this account."""
    kinds = [w.properties["DetailType"] for w in b.into.get(wire.source, ()) if "DetailType" in w.properties]
    if "DetailType" in wire.properties:
        kinds = [wire.properties["DetailType"]]
    if kinds:
        return {"detail-type": sorted({str(k) for k in kinds})}
    buckets = [w.source for w in b.into.get(wire.source, ()) if b.service(w.source) == "s3"]
    if buckets:
        return {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {"bucket": {"name": [b.name(x) for x in buckets]}},
        }
    return {"account": [Pseudo("AccountId")]}


def _target_arn(b: Builder, wire: Wire) -> Value:
    service = b.service(wire.target)
    if service == "ecs-fargate":
        return Ref(b.notes["ecs-cluster"], "Arn")
    if service == "apigw-rest":
        return stage_arn(b, wire.target)
    return b.arn(wire.target)


def stage_arn(b: Builder, api: str) -> Join:
    """A REST API's stage, asked by POST at its root."""
    return Join((*execute_arn(api).parts, "/", b.stage, "/POST/"))


def ecs_parameters(b: Builder, wire: Wire, place: str = "AwsVpcConfiguration") -> dict[str, Value]:
    """Rules, schedules and pipes spell the network's place differently."""
    return {
        "TaskDefinitionArn": Ref(b.notes[f"task:{wire.target}"], "Arn"),
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            place: {
                "AssignPublicIp": "DISABLED",
                "SecurityGroups": [network.security_group(b, wire.target, Subject("node", wire.target))],
                "Subnets": network.subnets(b),
            }
        },
    }


def run_task(b: Builder, principal: str, wire: Wire) -> None:
    from exporters.planner.edges_access import pass_roles

    b.grant(principal, ["ecs:RunTask"], [Ref(b.notes[f"task:{wire.target}"], "Arn")], wire.subject, wire.target)
    pass_roles(b, principal, wire.target, wire.subject)


@mechanism("service-events", "partner-events")
def service_events(b: Builder, wire: Wire) -> None:
    """The default bus gets these by itself, but a bucket must be told to; a partner's bus is named by its event source.

    A bus of the second generation has an event source for each, which EventBridge moves by a rule that it manages.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-event-sources.html
    """
    if b.service(wire.source) == "s3":
        notification = b.drafts[wire.source].properties.setdefault("NotificationConfiguration", {})
        notification.setdefault("EventBridgeConfiguration", {"EventBridgeEnabled": True})
    bus = b.drafts.get(wire.target)
    if bus is not None and bus.type == "AWS::EventsV2::EventBus":
        _event_source(b, wire)
    elif wire.integration.mechanism == "partner-events":
        if bus is None:
            return b.omit(wire.subject, "A partner's events have a bus of their own: give the bus a Name.")
        source = _partner(b, wire)
        bus.properties |= {"Name": source, "EventSourceName": source}
    return None


def _partner(b: Builder, wire: Wire) -> Value:
    """The name of a partner's event source: the design's, or asked of whoever deploys."""
    given = wire.properties.get("EventSourceName")
    return given or b.parameter(
        f"{pascal(wire.source)}EventSource",
        "String",
        f"Name of the partner event source of {b.title(wire.source)}, aws.partner/…",
        pattern="^aws\\.partner/.+$",
    )


def _event_source(b: Builder, wire: Wire) -> None:
    place = (":events:", Pseudo("Region"), ":")
    if wire.integration.mechanism == "partner-events":
        kind = "PartnerEventsConfiguration"
        arn = Join(("arn:", Pseudo("Partition"), *place, ":event-source/", _partner(b, wire)))
        configuration: dict[str, Value] = {"PartnerEventSourceArn": arn}
    else:
        kind = "AwsServiceEventsConfiguration"
        pattern = Join(('{"detail":{"bucket":{"name":["', Ref(wire.source, "Name"), '"]}}}'))
        configuration = {"AwsService": f"aws.{b.service(wire.source)}", "Pattern": pattern}
    rule = Join(("arn:", Pseudo("Partition"), *place, Pseudo("AccountId"), ":rule/*"))
    given = wire.properties.get("OnFailureConfiguration")
    if failure := dead_letters(b, wire, given, "events.amazonaws.com", rule):
        configuration["OnFailureConfiguration"] = failure
    properties = {
        "Name": b.physical_name(wire.id, 64),
        "EventBusArn": b.arn(wire.target),
        "Configuration": {kind: configuration},
    }
    b.for_wire(wire, "", "AWS::EventsV2::EventSource", properties)


# -- SNS


@mechanism("subscription")
def subscription(b: Builder, wire: Wire) -> None:
    service = b.service(wire.target)
    protocol, endpoint = _endpoint(b, wire, service)
    if not protocol:
        return b.omit(wire.subject, f"A topic cannot deliver to {b.catalogue.title(service)} without a setup by hand.")
    properties: dict[str, Value] = {"TopicArn": b.arn(wire.source), "Protocol": protocol, "Endpoint": endpoint}
    properties |= wire.take(
        "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "DeliveryPolicy", "RedrivePolicy"
    )
    letters = (
        properties.get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if isinstance(properties.get("RedrivePolicy"), dict)
        else None
    )
    if letters is None and f"topic-dead-letter:{wire.source}" in b.notes:
        letters = b.arn(b.notes[f"topic-dead-letter:{wire.source}"])
        properties["RedrivePolicy"] = {"deadLetterTargetArn": letters}
    if isinstance(letters, Ref) and letters.resource in b.design.nodes:
        b.allow(letters.resource, "sns.amazonaws.com", ["sqs:SendMessage"], b.arn(wire.source), wire.subject)
    if service == "firehose":
        properties["SubscriptionRoleArn"] = b.role(f"{wire.id}_subscription", "sns.amazonaws.com", wire.subject)
        grant_permissions(b, wire, f"{wire.id}_subscription")
    else:
        deliver(b, wire, "sns.amazonaws.com", b.arn(wire.source))
    wire.properties["RedrivePolicy"] = properties.get("RedrivePolicy")
    b.for_wire(wire, "", "AWS::SNS::Subscription", properties)
    return None


def _endpoint(b: Builder, wire: Wire, service: str) -> tuple[str, Value]:
    """Protocol and endpoint; people and addresses outside are parameters, never part of a template."""
    name, title = pascal(wire.target), b.title(wire.target)
    if service in ("lambda", "sqs", "firehose"):
        return service, b.arn(wire.target)
    if service == "email":
        return "email", email(b, wire.target)
    if service == "sms":
        return "sms", b.parameter(
            f"{name}PhoneNumber", "String", f"Phone number of {title}", pattern="^\\+[0-9]{6,15}$"
        )
    if service in ("http-endpoint", "third-party-saas"):
        return "https", b.parameter(f"{name}Url", "String", f"Address of {title}", pattern="^https://.+$")
    if service == "mobile-push":
        return "application", b.parameter(f"{name}EndpointArn", "String", f"ARN of the platform endpoint of {title}")
    return "", None


def email(b: Builder, actor: str) -> Param:
    return b.parameter(
        f"{pascal(actor)}Email", "String", f"E-mail address of {b.title(actor)}", pattern="^[^@\\s]+@[^@\\s]+$"
    )


# -- S3


@mechanism("notification")
def notification(b: Builder, wire: Wire) -> None:
    """A bucket asks before it takes a notification whether it may deliver, so the permission comes first."""
    service = b.service(wire.target)
    bucket = b.drafts[wire.source]
    if service == "eventbridge-bus":
        return service_events(b, wire)
    kinds = {
        "lambda": ("LambdaConfigurations", "Function"),
        "sqs": ("QueueConfigurations", "Queue"),
        "sns": ("TopicConfigurations", "Topic"),
    }
    if service not in kinds:
        return b.omit(wire.subject, f"A bucket cannot notify {b.catalogue.title(service)}.")
    table, key = kinds[service]
    events = wire.properties.get("Events") or ["s3:ObjectCreated:*"]
    config = bucket.properties.setdefault("NotificationConfiguration", {})
    for event in events if isinstance(events, list) else [events]:
        entry: dict[str, Value] = {"Event": event, key: b.arn(wire.target)}
        if "Filter" in wire.properties:
            entry["Filter"] = wire.properties["Filter"]
        config.setdefault(table, []).append(entry)
    wire.properties["Events"] = events if isinstance(events, list) else [events]
    deliver(b, wire, "s3.amazonaws.com", b.arn(wire.source))
    if service == "lambda":
        bucket.depends_on.append(wire.resources[-1])
    else:
        b.notes.setdefault("notified", []).append((wire.source, wire.target))
    return None


# -- schedules


@mechanism("schedule-target")
def schedule_target(b: Builder, wire: Wire) -> None:
    """A schedule has one target, so the edge completes the node."""
    draft = b.drafts.get(wire.source)
    if draft is None or "Target" in draft.properties:
        return b.omit(wire.subject, "A schedule has one target; give this edge a schedule of its own.")
    service = b.service(wire.target)
    role = b.role(wire.source, "scheduler.amazonaws.com", Subject("node", wire.source))
    target: dict[str, Value] = {"Arn": _target_arn(b, wire), "RoleArn": role}
    target |= wire.take(
        "Input", "RetryPolicy", "SqsParameters", "KinesisParameters", "EventBridgeParameters", "EcsParameters"
    )
    if service == "sqs" and b.node(wire.target).properties.get("FifoQueue"):
        target.setdefault("SqsParameters", {"MessageGroupId": wire.properties.get("MessageGroupId", "schedule")})
    if service == "kinesis-stream":
        target.setdefault("KinesisParameters", {"PartitionKey": short(kebab(wire.source), 200)})
    if service == "eventbridge-bus":
        target.setdefault(
            "EventBridgeParameters",
            {"DetailType": str(wire.properties.get("DetailType") or "Scheduled"), "Source": b.slug},
        )
    if service == "ecs-fargate":
        parameters = ecs_parameters(b, wire, "AwsvpcConfiguration")
        target["EcsParameters"] = {**parameters, **target.get("EcsParameters", {})}
        run_task(b, wire.source, wire)
    elif b.is_actor(wire.target):
        _call_any(b, wire, target)
    else:
        grant_permissions(b, wire)
    given = wire.properties.get("DeadLetterConfig") or draft.properties.get("Target", {}).get("DeadLetterConfig")
    arn = given.get("Arn") if isinstance(given, dict) else None
    if arn is None and f"dead-letter:{wire.source}" in b.notes:
        arn = b.arn(b.notes[f"dead-letter:{wire.source}"])
    if arn is not None:
        target["DeadLetterConfig"] = {"Arn": arn}
        if isinstance(arn, Ref):
            b.grant(wire.source, ["sqs:SendMessage"], [arn], wire.subject, arn.resource)
    draft.properties["Target"] = target
    wire.resources.append(draft.id)
    return None


def _call_any(b: Builder, wire: Wire, target: dict[str, Value]) -> None:
    """A call of any service, named by the edge; what it is about is only known to who wrote its input."""
    call = wire.properties.get("Arn") or b.parameter(
        f"{pascal(wire.target)}Call",
        "String",
        "Call that the schedule makes, arn:aws:scheduler:::aws-sdk:service:action",
        pattern="^arn:[a-z-]+:scheduler:::aws-sdk:[a-z0-9]+:[A-Za-z0-9]+$",
    )
    target["Arn"] = call
    name = re.fullmatch(r"arn:[a-z-]+:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)", str(call))
    if name is None:
        b.omit(wire.subject, "The call is a parameter, so its permission cannot be generated: set Arn on the edge.")
        return
    action = f"{name[1]}:{name[2][0].upper()}{name[2][1:]}"
    b.grant(wire.source, [action], ["*"], wire.subject)
