"""What the rules of cfn-lint-serverless ask of a template's resource and it rightly lacks, with the reason of each.

The rules look at SAM's own form: what reaches a function stands in its Events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from exporters.scans import cfn_lint

# https://github.com/awslabs/serverless-rules: which service calls for an event, and how.
_PRINCIPALS = {
    "Api": "apigateway", "HttpApi": "apigateway", "CloudWatchEvent": "events", "EventBridgeRule": "events",
    "Schedule": "events", "IoTRule": "iot", "S3": "s3", "SNS": "sns",
}  # fmt: skip
_RULES = frozenset({"CloudWatchEvent", "EventBridgeRule", "Schedule"})
_STREAMS = frozenset({"Kinesis", "DynamoDB"})
_PEOPLE = frozenset({"email", "email-json", "sms"})


def accepted(entry: Mapping[str, Any], dead_letters: bool) -> Mapping[str, str]:
    """The ids of the rules that an entry of Resources does not follow, with the reasons.

    `dead_letters`: whether it is a queue in which what failed waits for somebody.
    """
    properties: Mapping[str, Any] = entry.get("Properties", {})
    return {
        rule: cfn_lint(rule, case) for rule, case in _BY_TYPE.get(entry["Type"], _nothing)(properties, dead_letters)
    }


_Found = Iterable[tuple[str, str]]  # a rule's id, and which of its records tells the reason


def _nothing(_properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    return ()


def _function(properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    events = [(e["Type"], e.get("Properties", {})) for e in properties.get("Events", {}).values()]
    if "Tracing" not in properties:
        yield "WS1000", ""
    if any(type_ in _STREAMS and not _failure(given) for type_, given in events):
        yield "ES1001", ""
    asynchronous = any(_PRINCIPALS.get(type_, "apigateway") != "apigateway" for type_, _ in events)
    if asynchronous and not _failure(properties.get("EventInvokeConfig", {})):
        yield "ES1007", "dead-letter-queue" if "DeadLetterQueue" in properties else ""
    if len({_PRINCIPALS[type_] for type_, _ in events if type_ in _PRINCIPALS}) > 1:
        yield "WS1002", ""
    if any(type_ in _RULES and "DeadLetterConfig" not in given for type_, given in events):
        yield "ES4000", ""


def _failure(given: Mapping[str, Any]) -> bool:
    return "OnFailure" in (given.get("DestinationConfig") or {})


def _mapping(properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    if not _failure(properties):
        yield "ES1001", ""


def _permission(properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    service = str(properties.get("Principal")).partition(".")[0]
    if service in _PRINCIPALS.values() and service != "apigateway":
        yield "ES1007", ""


def _rule(properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    if any("Arn" not in target.get("DeadLetterConfig", {}) for target in properties.get("Targets", ())):
        yield "ES4000", ""


def _queue(properties: Mapping[str, Any], dead_letters: bool) -> _Found:
    if "RedrivePolicy" not in properties:
        yield "ES6000", "dead-letter-queue" if dead_letters else ""


def _subscription(properties: Mapping[str, Any], _dead_letters: bool) -> _Found:
    if "RedrivePolicy" not in properties:
        yield "ES7000", "people" if properties.get("Protocol") in _PEOPLE else ""


_BY_TYPE = {
    "AWS::Serverless::Function": _function,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Permission": _permission,
    "AWS::Events::Rule": _rule,
    "AWS::SQS::Queue": _queue,
    "AWS::SNS::Subscription": _subscription,
}
