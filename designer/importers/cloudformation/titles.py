"""Titles that a person would give: from logical ids, without the word that the card's subtitle says anyway."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MOST = 60
# The last words of an id that only repeat what kind of thing it is.
_KINDS: Mapping[str, frozenset[tuple[str, ...]]] = {
    "lambda": frozenset({("lambda", "function"), ("lambda",), ("function",), ("fn",), ("func",)}),
    "sqs": frozenset({("sqs", "queue")}),
    "sns": frozenset({("sns", "topic")}),
    "dynamodb": frozenset({("dynamo", "db", "table"), ("ddb", "table")}),
    "s3": frozenset({("s3", "bucket")}),
    "stepfunctions": frozenset({("step", "functions"), ("state", "machine")}),
    "apigw-rest": frozenset({("rest", "api")}),
    "apigw-http": frozenset({("http", "api")}),
}
# How to write what is no ordinary word.
_SPELLED: Mapping[str, str] = {
    "api": "API", "apis": "APIs", "http": "HTTP", "https": "HTTPS", "id": "ID", "url": "URL", "sqs": "SQS",
    "sns": "SNS", "dlq": "DLQ", "s3": "S3", "db": "DB", "iot": "IoT", "kms": "KMS", "sms": "SMS", "ai": "AI",
    "pdf": "PDF", "csv": "CSV", "json": "JSON", "xml": "XML", "vpc": "VPC", "alb": "ALB", "nlb": "NLB", "ses": "SES",
    "ssm": "SSM", "sdk": "SDK", "cdn": "CDN", "crud": "CRUD", "waf": "WAF", "efs": "EFS", "ecs": "ECS", "ec2": "EC2",
    "rds": "RDS", "msk": "MSK", "mq": "MQ", "ui": "UI", "uuid": "UUID", "jwt": "JWT", "dynamo db": "DynamoDB",
    "rest": "REST", "graph ql": "GraphQL", "open search": "OpenSearch", "web socket": "WebSocket",
    "event bridge": "EventBridge", "dns": "DNS", "sfn": "workflow", "ddb": "DynamoDB", "qldb": "QLDB", "rum": "RUM",
}  # fmt: skip
_SPELT_OUT = "|".join(word.upper() for word in _SPELLED if word.isalpha() and len(word) == 3)
# "SQSqueue" is two words, since the first is a known one.
_WORDS = re.compile(rf"(?:{_SPELT_OUT})(?=[a-z][a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
IMPLICIT = {"ServerlessRestApi": "REST API", "ServerlessHttpApi": "HTTP API"}


def words(id_: str) -> list[str]:
    """ "CreateOrderFunction" -> create, order, function; digits stay with the word before where it is one letter."""
    found: list[str] = []
    for word in _WORDS.findall(id_):
        if word.isdigit() and found and found[-1].lower() in ("s", "ec", "route"):
            found[-1] += word
        else:
            found.append(word)
    return found


def title(id_: str, service: str, *, outside: bool = False) -> str:
    """The title of a node with this logical id: "Create order" for CreateOrderFunction, a Lambda function.

    `outside` takes a parameter's name: OrdersTableName -> "Orders table".
    """
    if id_ in IMPLICIT:
        return IMPLICIT[id_]
    parts = words(id_) or [id_]
    if outside and len(parts) > 1 and parts[-1].lower() in ("name", "arn", "id", "url"):
        parts = parts[:-1]
    lower = [part.lower() for part in parts]
    for kind in sorted(_KINDS.get(service, ()), key=len, reverse=True):
        if len(parts) > len(kind) and tuple(lower[-len(kind) :]) == kind and lower[-len(kind) - 1] not in ("my", "the"):
            parts, lower = parts[: -len(kind)], lower[: -len(kind)]
            break
    if len(parts) > 1 and lower[0] in ("my", "the"):
        parts, lower = parts[1:], lower[1:]
    written: list[str] = []
    at = 0
    while at < len(parts):
        pair = f"{lower[at]} {lower[at + 1]}" if at + 1 < len(parts) else ""
        if pair in _SPELLED:
            written.append(_SPELLED[pair])
            at += 2
            continue
        written.append(_SPELLED.get(lower[at], parts[at] if _is_name(parts[at]) else lower[at]))
        at += 1
    text = " ".join(written)
    return (text[:1].upper() + text[1:])[:_MOST]


def _is_name(word: str) -> bool:
    return len(word) > 1 and word.isupper()
