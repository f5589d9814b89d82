"""The events of serverless.yml in SAM's words, and the resources that the framework makes for them.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from exporters.cfn import pascal

Resources: TypeAlias = dict[str, dict[str, Any]]
Event: TypeAlias = tuple[str, dict[str, Any]]  # SAM's type and properties
Translate: TypeAlias = Callable[[Any, Resources], Event | None]

# The framework's options for event sources -> SAM's.
_SOURCE = {
    "batchSize": "BatchSize", "maximumBatchingWindow": "MaximumBatchingWindowInSeconds",
    "startingPosition": "StartingPosition", "maximumRetryAttempts": "MaximumRetryAttempts",
    "maximumRecordAgeInSeconds": "MaximumRecordAgeInSeconds", "parallelizationFactor": "ParallelizationFactor",
    "bisectBatchOnFunctionError": "BisectBatchOnFunctionError", "enabled": "Enabled",
}  # fmt: skip


def event(kind: str, value: Any, resources: Resources) -> Event | None:
    """One event of a function; None for a kind that SAM has no word for.  New resources go into `resources`."""
    translate = _EVENTS.get(kind)
    return translate(value, resources) if translate else None


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _source(value: Any) -> dict[str, Any]:
    given = _map(value)
    made = {word: given[name] for name, word in _SOURCE.items() if name in given}
    if given.get("functionResponseType"):
        made["FunctionResponseTypes"] = [given["functionResponseType"]]
    if isinstance(given.get("filterPatterns"), list):
        made["FilterCriteria"] = {"Filters": [{"Pattern": pattern} for pattern in given["filterPatterns"]]}
    if given.get("maximumConcurrency"):
        made["ScalingConfig"] = {"MaximumConcurrency": given["maximumConcurrency"]}
    return made


def _arn(value: Any) -> Any:
    return _map(value).get("arn") if isinstance(value, Mapping) and "arn" in value else value


def _route(value: Any, method: str) -> tuple[str, str]:
    """Verb and path of `GET /orders` or `{method: get, path: orders}`."""
    if isinstance(value, str):
        words = value.split()
        verb, path = (words[0], words[1]) if len(words) == 2 else (method, words[0] if words else "/")
    else:
        verb, path = str(_map(value).get("method", method)), str(_map(value).get("path", "/"))
    return ("any" if verb == "*" else verb.lower()), path if path.startswith(("/", "*", "$")) else f"/{path}"


def _http(value: Any, _resources: Resources) -> Event:
    verb, path = _route(value, "any")
    made: dict[str, Any] = {"Path": path, "Method": verb}
    if _map(value).get("authorizer") == "aws_iam":
        made["Auth"] = {"Authorizer": "AWS_IAM"}
    return "Api", made


def _http_api(value: Any, _resources: Resources) -> Event:
    verb, path = _route(value, "any")
    return "HttpApi", {} if path == "*" else {"Path": path, "Method": verb}


def _queue(value: Any, _resources: Resources) -> Event:
    return "SQS", {"Queue": _arn(value), **_source(value)}


def _stream(value: Any, _resources: Resources) -> Event:
    arn = _arn(value)
    kind = str(_map(value).get("type", "")).lower()
    kinesis = kind == "kinesis" or (not kind and ":kinesis:" in str(arn))
    return "Kinesis" if kinesis else "DynamoDB", {"Stream": arn, "StartingPosition": "LATEST", **_source(value)}


def _topic(value: Any, resources: Resources) -> Event:
    given = _map(value)
    name = given.get("topicName") if "arn" not in given else None
    if isinstance(value, str) and not value.startswith(("arn:", "$")):
        name = value
    made: dict[str, Any] = {}
    if isinstance(name, str):
        id_ = f"SNSTopic{pascal(name)}"
        resources.setdefault(id_, {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}})
        made["Topic"] = {"Ref": id_}
    else:
        made["Topic"] = _arn(value)
    if "filterPolicy" in given:
        made["FilterPolicy"] = given["filterPolicy"]
    return "SNS", made


def _bucket(value: Any, resources: Resources) -> Event:
    given = _map(value)
    name = given.get("bucket") if given else value
    id_ = f"S3Bucket{pascal(str(name))}" if isinstance(name, str) else "S3Bucket"
    held = name.get("Ref") if isinstance(name, Mapping) else None
    if held is None:
        held = next((i for i, r in resources.items() if _map(r.get("Properties")).get("BucketName") == name), id_)
        resources.setdefault(held, {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}})
    made: dict[str, Any] = {"Bucket": {"Ref": held}, "Events": given.get("event", "s3:ObjectCreated:*")}
    rules = [
        {"Name": side, "Value": rule[side]}
        for rule in given.get("rules") or ()
        for side in ("prefix", "suffix")
        if side in _map(rule)
    ]
    if rules:
        made["Filter"] = {"S3Key": {"Rules": rules}}
    return "S3", made


def _schedule(value: Any, _resources: Resources) -> Event:
    given = _map(value)
    rate = given.get("rate") if given else value
    rate = rate[0] if isinstance(rate, list) and rate else rate
    made: dict[str, Any] = {}
    if "enabled" in given:
        made["Enabled"] = given["enabled"]
    if given.get("method") == "scheduler":
        return "ScheduleV2", {"ScheduleExpression": rate}
    return "Schedule", {"Schedule": rate, **made}


def _rule(value: Any, _resources: Resources) -> Event:
    given = _map(value)
    if "schedule" in given:
        return "Schedule", {"Schedule": given["schedule"]}
    made: dict[str, Any] = {"Pattern": given.get("pattern", given.get("event", {}))}
    if "eventBus" in given:
        made["EventBusName"] = given["eventBus"]
    return "EventBridgeRule", made


def _logs(value: Any, _resources: Resources) -> Event:
    given = _map(value)
    group = given.get("logGroup") if given else value
    return "CloudWatchLogs", {"LogGroupName": group, "FilterPattern": given.get("filter", "")}


def _iot(value: Any, _resources: Resources) -> Event:
    return "IoTRule", {"Sql": _map(value).get("sql", "")}


def _pool(value: Any, resources: Resources) -> Event:
    given = _map(value)
    id_ = f"CognitoUserPool{pascal(str(given.get('pool', '')))}"
    resources.setdefault(id_, {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": given.get("pool")}})
    return "Cognito", {"UserPool": {"Ref": id_}, "Trigger": given.get("trigger", "PreSignUp")}


def _kafka(value: Any, _resources: Resources) -> Event:
    given = _map(value)
    made = {"Stream": given.get("arn"), "Topics": [given.get("topic")], "StartingPosition": "LATEST"}
    return "MSK", {**made, **_source(value)}


def _broker(value: Any, _resources: Resources) -> Event:
    return "MQ", {"Broker": _arn(value), "Queues": [_map(value).get("queue")], **_source(value)}


_EVENTS: Mapping[str, Translate] = {
    "http": _http, "httpApi": _http_api, "sqs": _queue, "stream": _stream, "sns": _topic, "s3": _bucket,
    "schedule": _schedule, "eventBridge": _rule, "cloudwatchEvent": _rule, "cloudwatchLog": _logs, "iot": _iot,
    "cognitoUserPool": _pool, "msk": _kafka, "activemq": _broker, "rabbitmq": _broker,
}  # fmt: skip


def event_id(kind: str, value: Any, number: int) -> str:
    """A name for an event within its function."""
    words = re.sub(r"[^A-Za-z0-9]+", " ", str(value))[:40] if isinstance(value, str) else ""
    return f"{pascal(f'{kind} {words}')}{number}"
