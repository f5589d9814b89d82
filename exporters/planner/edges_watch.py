"""Alarms of the design that watch what a service counts by itself: one metric a service, that of trouble."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from exporters.plan import Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.registry import mechanism

Dimensions: TypeAlias = Callable[[Builder, str], dict[str, Value]]


def _by(name: str, attribute: str) -> Dimensions:
    return lambda b, id_: {name: Ref(id_, attribute)}


def _stage(b: Builder, id_: str) -> dict[str, Value]:
    return {"ApiName": b.drafts[id_].properties["Name"], "Stage": b.stage}


def _service(b: Builder, id_: str) -> dict[str, Value]:
    return {"ClusterName": Ref(b.notes["ecs-cluster"], "Name"), "ServiceName": Ref(id_, "Name")}


def _distribution(b: Builder, id_: str) -> dict[str, Value]:
    return {"DistributionId": Ref(id_, "Id"), "Region": "Global"}


def _bucket(b: Builder, id_: str) -> dict[str, Value]:
    """Requests are counted by the filter that the edge sets up."""
    b.drafts[id_].properties.setdefault("MetricsConfigurations", [{"Id": "EntireBucket"}])
    return {"BucketName": b.name(id_), "FilterId": "EntireBucket"}


def _group(b: Builder, id_: str) -> dict[str, Value]:
    return {"ScheduleGroup": "default"}


def _rules(b: Builder, id_: str) -> dict[str, Value]:
    return {"EventBusName": b.name(id_)}


# service -> (namespace, metric, statistic, threshold, dimensions); from the services' pages on metrics
_METRICS: Mapping[str, tuple[str, str, str, float, Dimensions]] = {
    "alb": ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "Sum", 1, _by("LoadBalancer", "LoadBalancerFullName")),
    "apigw-http": ("AWS/ApiGateway", "5xx", "Sum", 1, _by("ApiId", "Id")),
    "apigw-rest": ("AWS/ApiGateway", "5XXError", "Sum", 1, _stage),
    "apigw-websocket": ("AWS/ApiGateway", "ExecutionError", "Sum", 1, _by("ApiId", "Id")),
    "appsync": ("AWS/AppSync", "5XXError", "Sum", 1, _by("GraphQLAPIId", "Id")),
    "aurora-serverless-v2": ("AWS/RDS", "ACUUtilization", "Average", 90, _by("DBClusterIdentifier", "Id")),
    "cloudfront": ("AWS/CloudFront", "5xxErrorRate", "Average", 5, _distribution),
    "synthetics": ("CloudWatchSynthetics", "Failed", "Sum", 1, _by("CanaryName", "Name")),
    "dynamodb": ("AWS/DynamoDB", "ThrottledRequests", "Sum", 1, _by("TableName", "Name")),
    "ecs-fargate": ("AWS/ECS", "CPUUtilization", "Average", 85, _service),
    "eventbridge-bus": ("AWS/Events", "FailedInvocations", "Sum", 1, _rules),
    "eventbridge-pipes": ("AWS/EventBridge/Pipes", "ExecutionFailed", "Sum", 1, _by("PipeName", "Name")),
    "eventbridge-scheduler": ("AWS/Scheduler", "TargetErrorCount", "Sum", 1, _group),
    "firehose": (
        "AWS/Firehose", "DeliveryToS3.DataFreshness", "Maximum", 900, _by("DeliveryStreamName", "Name")
    ),
    "kinesis-stream": (
        "AWS/Kinesis", "WriteProvisionedThroughputExceeded", "Sum", 1, _by("StreamName", "Name")
    ),
    "lambda": ("AWS/Lambda", "Errors", "Sum", 1, _by("FunctionName", "Name")),
    "rds": ("AWS/RDS", "CPUUtilization", "Average", 85, _by("DBInstanceIdentifier", "Id")),
    "s3": ("AWS/S3", "5xxErrors", "Sum", 1, _bucket),
    "sns": ("AWS/SNS", "NumberOfNotificationsFailed", "Sum", 1, _by("TopicName", "Name")),
    "sqs": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", 300, _by("QueueName", "Name")),
    "stepfunctions": ("AWS/States", "ExecutionsFailed", "Sum", 1, _by("StateMachineArn", "Arn")),
}  # fmt: skip


@mechanism("metric")
def watch(b: Builder, wire: Wire) -> None:
    """What the design says about the metric stays; the edge says whose it is."""
    alarm = b.drafts[wire.target].properties
    known = _METRICS.get(b.service(wire.source))
    if known is None:
        return b.omit(wire.subject, f"{b.catalogue.title(b.service(wire.source))} counts nothing that is known here.")
    if "Metrics" in alarm:
        return None  # the design's own expression
    if f"watches:{wire.target}" in b.notes:
        return b.omit(wire.subject, "An alarm watches one metric: give this edge an alarm of its own.")
    b.notes[f"watches:{wire.target}"] = wire.id
    namespace, metric, statistic, threshold, dimensions = known
    made: list[Value] = [{"Name": k, "Value": v} for k, v in dimensions(b, wire.source).items()]
    given = b.node(wire.target).properties
    defaults: dict[str, Any] = {"Namespace": namespace, "MetricName": metric, "Dimensions": made, "Period": 300}
    if "ExtendedStatistic" not in given:
        defaults["Statistic"] = statistic
    if "MetricName" not in given and "ThresholdMetricId" not in given:
        defaults["Threshold"] = threshold
    alarm |= {name: value for name, value in defaults.items() if name not in given}
    wire.resources.append(wire.target)
    return None
