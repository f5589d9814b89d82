"""EventBridge Scheduler: schedules, and whom they call in a role that the library makes for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.convert import construct, duration, minutes, one_of, plain, seconds
from exporters.cdk.families.keys import key
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Ref, Resource

_TARGETS = {
    "AWS::Lambda::Function": "LambdaInvoke",
    "AWS::SQS::Queue": "SqsSendMessage",
    "AWS::SNS::Topic": "SnsPublish",
    "AWS::StepFunctions::StateMachine": "StepFunctionsStartExecution",
}
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}
_RATE = re.compile(r"rate\(([1-9][0-9]{0,5}) (minute|hour|day)s?\)")


def _input(builder: Builder, value: Any) -> t.Expr | None:
    """An input that is an object in JSON; any other text the library would put into quotes."""
    try:
        given = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if not isinstance(given, Mapping) or "__proto__" in value:
        return None
    return t.Call(t.Symbol("scheduler", "ScheduleTargetInput.fromObject"), (builder.value(given),))


_TARGET_ROWS = (
    Row("Input", "input", _input),
    Row("DeadLetterConfig.Arn", "deadLetterQueue", construct("AWS::SQS::Queue")),
    Row("RetryPolicy.MaximumEventAgeInSeconds", "maxEventAge", seconds),
    Row("RetryPolicy.MaximumRetryAttempts", "retryAttempts", plain),
    Row("SqsParameters.MessageGroupId", "messageGroupId", plain),
)


def _target(builder: Builder, resource: Resource) -> t.Expr | None:
    bag = Bag(resource.properties.get("Target", {}))
    arn, role = bag.take("Arn"), bag.take("RoleArn")
    if not isinstance(arn, Ref) or role != Ref(builder.plan.roles.get(resource.id, ""), "Arn"):
        return None
    type_ = builder.type_of(arn.resource)
    if type_ not in _TARGETS or not builder.is_level2(arn.resource):
        return None
    props = builder.props(resource, Idiom(t.Symbol("", ""), "", _TARGET_ROWS), bag)
    if bag.left() or ("messageGroupId" in props and type_ != "AWS::SQS::Queue"):
        return None
    if type_ == "AWS::StepFunctions::StateMachine" and not props:  # its class wants some, so it gets the default
        props = {"retryAttempts": t.Lit(185)}
    return t.New(t.Symbol("scheduler_targets", _TARGETS[type_]), (builder.local(arn.resource),), props)


def _expression(builder: Builder, bag: Bag) -> t.Expr:
    """When; a rate in words, with its place's time where the schedule has one."""
    text, zone = bag.take("ScheduleExpression"), bag.take("ScheduleExpressionTimezone")
    rate = _RATE.fullmatch(text) if isinstance(text, str) else None
    if rate is not None and zone is None:
        return t.Call(t.Symbol("scheduler", "ScheduleExpression.rate"), (duration(int(rate[1]) * _UNITS[rate[2]]),))
    arguments = [builder.value(text)]
    if zone is not None:
        arguments.append(t.Call(t.Symbol("", "TimeZone.of"), (builder.value(zone),)))
    return t.Call(t.Symbol("scheduler", "ScheduleExpression.expression"), tuple(arguments))


def _schedule(builder: Builder, resource: Resource, bag: Bag) -> Props:
    target = _target(builder, resource)
    bag.take("Target")
    builder.covered.update(link.edge for link in builder.plan.links.values() if link.source == resource.id)
    if bag.peek("FlexibleTimeWindow") == {"Mode": "OFF"}:  # which it is anyway
        bag.take("FlexibleTimeWindow")
    return {"schedule": _expression(builder, bag), **({"target": target} if target is not None else {})}


def _window(builder: Builder, value: Any) -> t.Expr | None:
    match value:
        case {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": int() as longest}:
            flexible = t.Symbol("scheduler", "TimeWindow.flexible")
            length = minutes(builder, longest)
            return t.Call(flexible, (length,)) if length is not None else None
    return None


SCHEDULE = Idiom(
    t.Symbol("scheduler", "Schedule"),
    "schedule",
    (
        Row("Name", "scheduleName", plain),
        Row("Description", "description", plain),
        Row("FlexibleTimeWindow", "timeWindow", _window),
        Row("State", "enabled", one_of("ENABLED", "DISABLED")),
        Row("KmsKeyArn", "key", key),
    ),
    attributes={"Arn": "scheduleArn", "Name": "scheduleName", "": "scheduleName"},
    more=_schedule,
    first=("scheduleName", "description", "schedule", "timeWindow", "target"),
    # The library's role trusts the default group only.
    applies=lambda builder, resource: "GroupName" not in resource.properties and _target(builder, resource) is not None,
)

IDIOMS: dict[str, Sequence[Idiom]] = {"AWS::Scheduler::Schedule": (SCHEDULE,)}
