"""Alarms on what must not go unnoticed, and the one topic that tells somebody."""

from __future__ import annotations

from designer.model.design import DESIGN, Subject
from exporters.plan import Ref, Value
from exporters.planner.builder import Builder
from exporters.planner.nodes_messaging import FAILURE_PATHS, messages_key

# Half a day: most streams keep records for a day, so somebody has as long again to mend the consumer.
ITERATOR_AGE_MS = 12 * 3600 * 1000


def add_alarms(b: Builder) -> None:
    wanted = [
        alarm for id_ in b.design.nodes if id_ in b.drafts for alarm in _WATCHES.get(b.service(id_), _none)(b, id_)
    ]
    if not wanted:
        return
    topic = _alarm_topic(b)
    for id_, suffix, words, properties in wanted:
        common: dict[str, Value] = {
            "AlarmDescription": f"{b.title(id_)[:200]}: {words}",
            **properties,
            "Period": 300,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [topic],
        }
        b.add(f"{id_}_{suffix}_alarm", "AWS::CloudWatch::Alarm", common, Subject("node", id_), f"{suffix}-alarm")


def _alarm_topic(b: Builder) -> Ref:
    key = messages_key(b, ["cloudwatch.amazonaws.com"])
    topic = b.add("alarm_topic", "AWS::SNS::Topic", {"KmsMasterKeyId": key}, DESIGN, "alarm-topic", title="Alarms")
    address = b.parameter(
        "AlarmEmail", "String", "E-mail address that is told about alarms", pattern="^[^@\\s]+@[^@\\s]+$"
    )
    subscription = {"TopicArn": Ref(topic.id, "Arn"), "Protocol": "email", "Endpoint": address}
    b.add("alarm_subscription", "AWS::SNS::Subscription", subscription, DESIGN, "alarm-subscription")
    from exporters.plan import Join, Pseudo

    alarms = Join(("arn:", Pseudo("Partition"), ":cloudwatch:", Pseudo("Region"), ":", Pseudo("AccountId"), ":alarm:*"))
    b.allow(topic.id, "cloudwatch.amazonaws.com", ["sns:Publish"], alarms, DESIGN)
    return Ref(topic.id, "Arn")


_Alarm = tuple[str, str, str, dict[str, Value]]


def _none(b: Builder, id_: str) -> list[_Alarm]:
    return []


def _metric(namespace: str, name: str, statistic: str, threshold: float, **dimensions: Value) -> dict[str, Value]:
    return {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()],
        "Statistic": statistic,
        "Threshold": threshold,
    }


def _function(b: Builder, id_: str) -> list[_Alarm]:
    if b.incoming(id_, "edge-function"):  # its metrics are in the regions of its viewers
        return []
    name = Ref(id_, "Name")
    alarms = [
        (id_, "errors", "the function fails", _metric("AWS/Lambda", "Errors", "Sum", 1, FunctionName=name)),
        (
            id_,
            "throttles",
            "invocations are throttled",
            _metric("AWS/Lambda", "Throttles", "Sum", 1, FunctionName=name),
        ),
    ]
    streams = [
        w for w in b.incoming(id_, "event-source-mapping") if b.service(w.source) in ("kinesis-stream", "dynamodb")
    ]
    if streams:
        age = _metric("AWS/Lambda", "IteratorAge", "Maximum", ITERATOR_AGE_MS, FunctionName=name)
        alarms.append((id_, "iterator_age", "the function falls behind its stream", age))
    return alarms


def _queue(b: Builder, id_: str) -> list[_Alarm]:
    """Only what failed for good is watched: a message in such a queue is work for a person."""
    referred = id_ in _referred_letters(b)
    if not (b.incoming(id_, *FAILURE_PATHS) or referred) or b.outgoing(id_, "event-source-mapping"):
        return []
    depth = _metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 1, QueueName=Ref(id_, "Name"))
    return [(id_, "depth", "something failed for good and waits here", depth)]


def _referred_letters(b: Builder) -> set[str]:
    """The queues that receive dead letters by a property rather than by an edge."""
    if "dead-letter-queues" not in b.notes:
        named: set[str] = {a.resource for a in b.allows if a.actions == ("sqs:SendMessage",) and b.wires_to_other(a)}
        named |= {g.target for g in b.grants if g.actions == ("sqs:SendMessage",) and b.wires_to_other(g)}
        b.notes["dead-letter-queues"] = named
    found: set[str] = b.notes["dead-letter-queues"]
    return found


def _rest_api(b: Builder, id_: str) -> list[_Alarm]:
    name = b.drafts[id_].properties["Name"]
    metric = _metric("AWS/ApiGateway", "5XXError", "Sum", 1, ApiName=name, Stage=b.stage)
    return [(id_, "server_errors", "the API answers with errors of its own", metric)]


def _v2_api(b: Builder, id_: str) -> list[_Alarm]:
    http = b.service(id_) == "apigw-http"
    metric = _metric("AWS/ApiGateway", "5xx" if http else "ExecutionError", "Sum", 1, ApiId=Ref(id_, "Id"))
    return [(id_, "server_errors", "the API answers with errors of its own", metric)]


def _workflow(b: Builder, id_: str) -> list[_Alarm]:
    metric = _metric("AWS/States", "ExecutionsFailed", "Sum", 1, StateMachineArn=Ref(id_, "Arn"))
    return [(id_, "failures", "an execution failed", metric)]


_WATCHES = {
    "lambda": _function,
    "sqs": _queue,
    "apigw-rest": _rest_api,
    "apigw-http": _v2_api,
    "apigw-websocket": _v2_api,
    "stepfunctions": _workflow,
}
