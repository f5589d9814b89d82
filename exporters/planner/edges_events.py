"""Events: rules, subscriptions, notifications, schedules, filters and alarms that hand something over."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Param, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire, kebab, line, short
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import mechanism

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
    entry["Arn"] = _target_arn(b, wire)
    if target == "sqs" and b.node(wire.target).properties.get("FifoQueue"):
        group = (
            wire.properties.get("SqsParameters", {}).get("MessageGroupId")
            or wire.properties.get("MessageGroupId")
            or "events"
        )
        entry["SqsParameters"] = {"MessageGroupId": group}
    entry |= wire.take("Input", "InputPath", "InputTransformer", "RetryPolicy", "KinesisParameters", "EcsParameters")
    if target == "ecs-fargate":
        entry.setdefault("EcsParameters", ecs_parameters(b, wire))
    letters = dead_letters(b, wire, wire.properties.get("DeadLetterConfig"), "events.amazonaws.com", arn)
    if letters:
        entry["DeadLetterConfig"] = letters
    if target in ("lambda", "sqs", "sns"):
        deliver(b, wire, "events.amazonaws.com", arn)
    elif target == "cloudwatch-logs":
        resource = Join((b.arn(wire.target),))
        b.allow(
            wire.target, "events.amazonaws.com", ["logs:CreateLogStream", "logs:PutLogEvents"], resource, wire.subject
        )
    else:
        entry["RoleArn"] = b.role(rule.id, "events.amazonaws.com", wire.subject)
        if target == "ecs-fargate":
            _run(b, rule.id, wire)
        else:
            grant_permissions(b, wire, rule.id)
    rule.properties["Targets"].append(entry)
    wire.properties["EventPattern"] = rule.properties.get("EventPattern")
    wire.properties["Target"] = entry


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
        return Join(
            (
                "arn:",
                Pseudo("Partition"),
                ":execute-api:",
                Pseudo("Region"),
                ":",
                Pseudo("AccountId"),
                ":",
                Ref(wire.target, "Id"),
                "/",
                b.stage,
                "/POST/",
            )
        )
    return b.arn(wire.target)


def ecs_parameters(b: Builder, wire: Wire) -> dict[str, Value]:
    from exporters.planner import network

    return {
        "TaskDefinitionArn": Ref(b.notes[f"task:{wire.target}"], "Arn"),
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            "AwsVpcConfiguration": {
                "AssignPublicIp": "DISABLED",
                "SecurityGroups": [network.security_group(b, wire.target, Subject("node", wire.target))],
                "Subnets": network.subnets(b),
            }
        },
    }


def _run(b: Builder, principal: str, wire: Wire) -> None:
    from exporters.planner.edges_access import pass_roles

    b.grant(principal, ["ecs:RunTask"], [Ref(b.notes[f"task:{wire.target}"], "Arn")], wire.subject, wire.target)
    pass_roles(b, principal, wire.target, wire.subject)


@mechanism("service-events", "partner-events")
def service_events(b: Builder, wire: Wire) -> None:
    """The default bus gets these by itself; a bucket must be told to, a partner's bus is named by its event source."""
    if b.service(wire.source) == "s3":
        notification = b.drafts[wire.source].properties.setdefault("NotificationConfiguration", {})
        notification.setdefault("EventBridgeConfiguration", {"EventBridgeEnabled": True})
    elif wire.integration.mechanism == "partner-events" and wire.target in b.drafts:
        source = b.parameter(
            "PartnerEventSource",
            "String",
            "Name of the partner event source, aws.partner/…",
            pattern="^aws\\.partner/.+$",
        )
        draft = b.drafts[wire.target]
        if draft.type == "AWS::Events::EventBus":
            draft.properties |= {"Name": source, "EventSourceName": source}


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
        parameters = ecs_parameters(b, wire)
        vpc_config = parameters["NetworkConfiguration"].pop("AwsVpcConfiguration")
        parameters["NetworkConfiguration"]["AwsvpcConfiguration"] = vpc_config
        target.setdefault("EcsParameters", parameters)
        _run(b, wire.source, wire)
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


# -- logs and alarms


@mechanism("subscription-filter")
def subscription_filter(b: Builder, wire: Wire) -> None:
    properties: dict[str, Value] = {
        "LogGroupName": Ref(wire.source, "Name"),
        "FilterPattern": wire.properties.get("FilterPattern", ""),
        "DestinationArn": b.arn(wire.target),
    }
    depends = []
    if b.service(wire.target) == "lambda":
        invoke_permission(b, wire, "logs.amazonaws.com", Ref(wire.source, "Arn"))
        depends = [wire.resources[-1]]
    else:
        properties["RoleArn"] = b.role(f"{wire.id}_filter", "logs.amazonaws.com", wire.subject)
        grant_permissions(b, wire, f"{wire.id}_filter")
    b.for_wire(wire, "filter", "AWS::Logs::SubscriptionFilter", properties, depends_on=depends)


@mechanism("metric-filter")
def metric_filter(b: Builder, wire: Wire) -> None:
    alarm = b.drafts.get(wire.target)
    if alarm is None:
        return
    transformation = {
        "MetricNamespace": alarm.properties.get("Namespace", b.slug),
        "MetricName": alarm.properties.get("MetricName", pascal(wire.target)),
        "MetricValue": "1",
        "DefaultValue": 0,
    }
    properties = {
        "LogGroupName": Ref(wire.source, "Name"),
        "FilterPattern": wire.properties.get("FilterPattern", "ERROR"),
        "MetricTransformations": [transformation],
    }
    b.for_wire(wire, "filter", "AWS::Logs::MetricFilter", properties)
    return


@mechanism("alarm-action")
def alarm_action(b: Builder, wire: Wire) -> None:
    alarm = b.drafts.get(wire.source)
    if alarm is None:
        return
    alarm.properties.setdefault("AlarmActions", []).append(b.arn(wire.target))
    service = b.service(wire.target)
    if service == "lambda":
        invoke_permission(b, wire, "lambda.alarms.cloudwatch.amazonaws.com", Ref(wire.source, "Arn"))
    elif service == "sns":
        b.allow(wire.target, "cloudwatch.amazonaws.com", ["sns:Publish"], Ref(wire.source, "Arn"), wire.subject)


@mechanism("event-subscription")
def event_subscription(b: Builder, wire: Wire) -> None:
    """RDS reports its own events to a topic."""
    if b.service(wire.source) not in ("rds", "aurora-serverless-v2") or b.service(wire.target) != "sns":
        return b.omit(wire.subject, "These reports have to be set up by hand.")
    kind = "db-instance" if b.service(wire.source) == "rds" else "db-cluster"
    properties = {
        "SnsTopicArn": b.arn(wire.target),
        "SourceType": kind,
        "SourceIds": [Ref(wire.source, "Id")],
        "Enabled": True,
    }
    b.for_wire(wire, "", "AWS::RDS::EventSubscription", properties)
    b.allow(wire.target, "events.rds.amazonaws.com", ["sns:Publish"], None, wire.subject)
    return None
