"""Which shapes of event a function must understand: one word an incoming edge."""

from __future__ import annotations

from exporters.planner.builder import Builder, Wire

_MAPPINGS = {
    "sqs": "sqs",
    "kinesis-stream": "kinesis",
    "dynamodb": "dynamodb",
    "msk": "kafka",
    "kafka-self-managed": "kafka",
}
_APIS = {"apigw-rest": "apigw-rest", "apigw-http": "apigw-http", "apigw-websocket": "apigw-websocket"}
_SHAPES = {
    "async-invoke": "apigw-async",
    "function-url": "apigw-http",  # the same payload, format 2.0
    "rule-target": "eventbridge",
    "subscription": "sns",
    "notification": "s3",
    "schedule-target": "schedule",
    "subscription-filter": "logs",
    "alarm-action": "alarm",
    "trigger": "cognito",
    "edge-function": "cloudfront",
    "resolver": "appsync",
    "task": "task",
    "enrichment": "pipe",
    "pipe-target": "pipe",
    "on-failure": "destination",
    "on-success": "destination",
}


def shape_of(b: Builder, wire: Wire) -> str:
    mechanism, service = wire.integration.mechanism, b.service(wire.source)
    if mechanism == "event-source-mapping":
        if service == "mq":
            engine = str(b.node(wire.source).properties.get("EngineType", "RABBITMQ")).upper()
            return "activemq" if engine == "ACTIVEMQ" else "rabbitmq"
        return _MAPPINGS.get(service, "invoke")
    if mechanism == "proxy-integration":
        return _APIS.get(service, "invoke")
    if mechanism == "authorizer":
        return {"apigw-http": "authorizer-http", "appsync": "authorizer-appsync"}.get(service, "authorizer-rest")
    if mechanism == "task" and wire.properties.get("IntegrationPattern") == "WAIT_FOR_TASK_TOKEN":
        return "task-token"
    return _SHAPES.get(mechanism, "invoke")


def events_of(b: Builder, function: str) -> tuple[str, ...]:
    """The shapes, each once, in the edges' order; a function that nothing calls takes any JSON."""
    return tuple(dict.fromkeys(shape_of(b, wire) for wire in b.into.get(function, ()))) or ("invoke",)
