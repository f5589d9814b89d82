"""Signals: log groups that stream or count, alarms that tell somebody, services that report on themselves."""

from __future__ import annotations

from exporters.cfn import pascal
from exporters.plan import Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_mail import report
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import mechanism


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
    """RDS reports its own events to a topic, SES what became of mails."""
    if b.service(wire.source) == "ses":
        return report(b, wire)
    if b.service(wire.source) not in ("rds", "aurora-serverless-v2") or b.service(wire.target) != "sns":
        return b.omit(wire.subject, f"{b.catalogue.title(b.service(wire.source))} reports nothing that is known here.")
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
