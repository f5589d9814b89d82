"""Log groups and their filters, alarms and whom they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import choice, construct, duration, flag, members, plain
from exporters.cdk.families.keys import key
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Param, Ref, Resource

RETENTION = {
    1: "ONE_DAY", 3: "THREE_DAYS", 5: "FIVE_DAYS", 7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH", 60: "TWO_MONTHS",
    90: "THREE_MONTHS", 120: "FOUR_MONTHS", 150: "FIVE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
    400: "THIRTEEN_MONTHS", 545: "EIGHTEEN_MONTHS", 731: "TWO_YEARS", 1096: "THREE_YEARS", 1827: "FIVE_YEARS",
    2192: "SIX_YEARS", 2557: "SEVEN_YEARS", 2922: "EIGHT_YEARS", 3288: "NINE_YEARS", 3653: "TEN_YEARS",
}  # fmt: skip


def _retention(builder: Builder, value: Any) -> t.Expr | None:
    """Days as the enum's member; a parameter of the stack is one already (stack.py)."""
    if isinstance(value, Param):
        return builder.value(value)
    return choice("logs", "RetentionDays", RETENTION)(builder, value)


def _log_group(_builder: Builder, resource: Resource, _bag: Bag) -> Props:
    """The construct keeps its groups by default, where CloudFormation drops them."""
    return {} if resource.deletion else {"removalPolicy": t.Symbol("", "RemovalPolicy.DESTROY")}


LOG_GROUP = Idiom(
    t.Symbol("logs", "LogGroup"),
    "log_group",
    (
        Row("LogGroupName", "logGroupName", plain),
        Row("RetentionInDays", "retention", _retention),
        Row("KmsKeyId", "encryptionKey", key),
        Row("LogGroupClass", "logGroupClass", members("logs", "LogGroupClass", "STANDARD", "INFREQUENT_ACCESS")),
    ),
    attributes={"Arn": "logGroupArn", "Name": "logGroupName", "": "logGroupName"},
    more=_log_group,
    grant="grant",
    removal=True,
)


def _log_stream(_builder: Builder, resource: Resource, _bag: Bag) -> Props:
    return {} if resource.deletion else {"removalPolicy": t.Symbol("", "RemovalPolicy.DESTROY")}


LOG_STREAM = Idiom(
    t.Symbol("logs", "LogStream"),
    "log_stream",
    (
        Row("LogGroupName", "logGroup", construct("AWS::Logs::LogGroup")),
        Row("LogStreamName", "logStreamName", plain),
    ),
    attributes={"Name": "logStreamName", "": "logStreamName"},
    more=_log_stream,
    applies=lambda builder, resource: (
        isinstance(group := resource.properties.get("LogGroupName"), Ref)
        and builder.type_of(group.resource) == "AWS::Logs::LogGroup"
    ),
    removal=True,
)


def _subscription_filter(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    given = resource.properties
    group = construct("AWS::Logs::LogGroup")(builder, given.get("LogGroupName"))
    function = construct("AWS::Lambda::Function")(builder, given.get("DestinationArn"))
    if (
        group is None
        or function is None
        or given.keys() - {"LogGroupName", "DestinationArn", "FilterPattern", "FilterName"}
    ):
        return None
    pattern = given.get("FilterPattern", "")
    all_events = t.Call(t.Symbol("logs", "FilterPattern.allEvents"))
    props: Props = {
        "destination": t.New(t.Symbol("logs_destinations", "LambdaDestination"), (function,)),
        "filterPattern": _pattern(builder, pattern) if pattern else all_events,
    }
    if "FilterName" in given:
        props["filterName"] = builder.value(given["FilterName"])
    builder.cover(resource)
    return [t.Do(t.Call(t.Attribute(group, "addSubscriptionFilter"), (builder.id(resource),), props))]


def _pattern(builder: Builder, value: Any) -> t.Expr:
    return t.Call(t.Symbol("logs", "FilterPattern.literal"), (builder.value(value),))


def _metric_filter(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    given = resource.properties
    group = construct("AWS::Logs::LogGroup")(builder, given.get("LogGroupName"))
    transformations = given.get("MetricTransformations", ())
    if (
        group is None
        or len(transformations) != 1
        or given.keys() - {"LogGroupName", "FilterPattern", "MetricTransformations"}
    ):
        return None
    names = {
        "MetricNamespace": "metricNamespace",
        "MetricName": "metricName",
        "MetricValue": "metricValue",
        "DefaultValue": "defaultValue",
    }
    (one,) = transformations
    if one.keys() - names.keys():
        return None
    props: Props = {"filterPattern": _pattern(builder, given.get("FilterPattern", ""))}
    props |= {names[name]: builder.value(value) for name, value in one.items()}
    return [t.Do(t.Call(t.Attribute(group, "addMetricFilter"), (builder.id(resource),), props))]


# -- alarms

_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": "GREATER_THAN_OR_EQUAL_TO_THRESHOLD",
    "GreaterThanThreshold": "GREATER_THAN_THRESHOLD",
    "LessThanThreshold": "LESS_THAN_THRESHOLD",
    "LessThanOrEqualToThreshold": "LESS_THAN_OR_EQUAL_TO_THRESHOLD",
}
_MISSING = {"notBreaching": "NOT_BREACHING", "breaching": "BREACHING", "ignore": "IGNORE", "missing": "MISSING"}


def _is_simple(_builder: Builder, resource: Resource) -> bool:
    """An alarm on one metric, given with all that the construct would otherwise choose itself."""
    given = resource.properties
    wanted = {"Namespace", "MetricName", "Statistic", "Period", "Threshold", "EvaluationPeriods", "ComparisonOperator"}
    return given.keys() >= wanted and isinstance(given["Period"], int) and given["ComparisonOperator"] in _COMPARISONS


# What a construct offers as a metric of its own: its type's namespace, dimension, and methods by the metric's name.
_METRICS: dict[str, tuple[str, str, dict[str, str]]] = {
    "AWS::Lambda::Function": (
        "AWS/Lambda",
        "FunctionName",
        {"Errors": "metricErrors", "Throttles": "metricThrottles", "Duration": "metricDuration"},
    ),
    "AWS::SQS::Queue": (
        "AWS/SQS",
        "QueueName",
        {
            "ApproximateNumberOfMessagesVisible": "metricApproximateNumberOfMessagesVisible",
            "ApproximateAgeOfOldestMessage": "metricApproximateAgeOfOldestMessage",
        },
    ),
    "AWS::StepFunctions::StateMachine": ("AWS/States", "StateMachineArn", {"ExecutionsFailed": "metricFailed"}),
}


def _metric(builder: Builder, bag: Bag) -> t.Expr:
    """The alarm's metric: the watched construct's own where it has it."""
    namespace, name = bag.take("Namespace"), bag.take("MetricName")
    dimensions = list(bag.take("Dimensions") or ())
    props: Props = {"statistic": builder.value(bag.take("Statistic")), "period": duration(bag.take("Period"))}
    if len(dimensions) == 1 and isinstance(dimensions[0]["Value"], Ref):
        watched = dimensions[0]["Value"].resource
        own = _METRICS.get(builder.type_of(watched), ("", "", {}))
        if own[:2] == (namespace, dimensions[0]["Name"]) and name in own[2] and builder.is_level2(watched):
            return t.Call(t.Attribute(builder.local(watched), own[2][name]), (), props)
    fields: Props = {"namespace": builder.value(namespace), "metricName": builder.value(name)}
    if dimensions:
        fields["dimensionsMap"] = t.Data({d["Name"]: builder.text(d["Value"]) for d in dimensions})
    return t.New(t.Symbol("cloudwatch", "Metric"), (), {**fields, **props})


def _alarm(builder: Builder, _resource: Resource, bag: Bag) -> Props:
    return {"metric": _metric(builder, bag)}


_ACTIONS = {"AWS::SNS::Topic": "SnsAction", "AWS::Lambda::Function": "LambdaAction"}
_METHODS = {
    "AlarmActions": "addAlarmAction",
    "OKActions": "addOkAction",
    "InsufficientDataActions": "addInsufficientDataAction",
}


def _actions(builder: Builder, resource: Resource, bag: Bag) -> list[t.Statement]:
    statements: list[t.Statement] = []
    for cfn, method in _METHODS.items():
        targets = bag.peek(cfn) or ()
        known = [r for r in targets if isinstance(r, Ref) and builder.type_of(r.resource) in _ACTIONS]
        if not known or len(known) != len(targets) or not all(builder.is_level2(r.resource) for r in known):
            continue
        bag.take(cfn)
        add = t.Attribute(builder.name(resource), method)
        for ref in known:
            action = t.New(
                t.Symbol("cloudwatch_actions", _ACTIONS[builder.type_of(ref.resource)]), (builder.local(ref.resource),)
            )
            statements.append(t.Do(t.Call(add, (action,))))
            if builder.type_of(ref.resource) == "AWS::Lambda::Function":
                builder.covered.update(
                    link.edge
                    for link in builder.plan.links.values()
                    if (link.source, link.target) == (resource.id, ref.resource)
                )
    return statements


ALARM = Idiom(
    t.Symbol("cloudwatch", "Alarm"),
    "alarm",
    (
        Row("AlarmName", "alarmName", plain),
        Row("AlarmDescription", "alarmDescription", plain),
        Row("Threshold", "threshold", plain),
        Row("EvaluationPeriods", "evaluationPeriods", plain),
        Row("DatapointsToAlarm", "datapointsToAlarm", plain),
        Row("ComparisonOperator", "comparisonOperator", choice("cloudwatch", "ComparisonOperator", _COMPARISONS)),
        Row("TreatMissingData", "treatMissingData", choice("cloudwatch", "TreatMissingData", _MISSING)),
        Row("ActionsEnabled", "actionsEnabled", flag),
    ),
    attributes={"Arn": "alarmArn", "Name": "alarmName", "": "alarmName"},
    more=_alarm,
    first=("alarmName", "alarmDescription", "metric", "comparisonOperator", "threshold", "evaluationPeriods"),
    after=_actions,
    applies=_is_simple,
)

IDIOMS: dict[str, Sequence[Idiom]] = {
    "AWS::CloudWatch::Alarm": (ALARM,),
    "AWS::Logs::LogGroup": (LOG_GROUP,),
    "AWS::Logs::LogStream": (LOG_STREAM,),
}
TIES: dict[str, Tie] = {
    "AWS::Logs::SubscriptionFilter": _subscription_filter,
    "AWS::Logs::MetricFilter": _metric_filter,
}
