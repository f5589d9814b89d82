"""The CDK's modules, and the names by which a program commonly knows them."""

from __future__ import annotations

from collections.abc import Iterator
from keyword import iskeyword

# Where the alias is not the module's own name.
_ALIASES = {
    "apigatewayv2_authorizers": "authorizers",
    "apigatewayv2_integrations": "integrations",
    "applicationautoscaling": "autoscaling",
    "cloudfront_origins": "origins",
    "cloudwatch_actions": "actions",
    "elasticloadbalancingv2": "elbv2",
    "events_targets": "targets",
    "kinesisfirehose": "firehose",
    "lambda_destinations": "destinations",
    "lambda_event_sources": "sources",
    "lambda_nodejs": "nodejs",
    "logs_destinations": "log_destinations",
    "opensearchservice": "opensearch",
    "s3_notifications": "notifications",
    "scheduler_targets": "schedule_targets",
    "servicediscovery": "discovery",
    "sns_subscriptions": "subscriptions",
    "stepfunctions": "sfn",
    "stepfunctions_tasks": "tasks",
}


def alias(module: str) -> str:
    """The name of a module in snake_case: "events_targets" -> "targets"."""
    return _ALIASES.get(module, module)


def python_name(module: str) -> str:
    """The name under which Python imports a module: "lambda" -> "lambda_"."""
    name = alias(module)
    return f"{name}_" if iskeyword(name) else name


def typescript_name(module: str) -> str:
    """The name under which TypeScript imports a module: "logs_destinations" -> "logDestinations"."""
    first, *rest = alias(module).split("_")
    return first + "".join(word.capitalize() for word in rest)


# Every module that an idiom uses.
_USED = frozenset(
    {
        "apigateway", "apigatewayv2", "apigatewayv2_authorizers", "apigatewayv2_integrations", "appsync", "cloudfront",
        "cloudfront_origins", "cloudwatch", "cloudwatch_actions", "cognito", "dynamodb", "events", "events_targets",
        "iam", "kinesis", "kms", "lambda", "lambda_destinations", "lambda_event_sources", "lambda_nodejs", "logs",
        "logs_destinations", "s3", "s3_notifications", "scheduler", "scheduler_targets", "secretsmanager", "sns",
        "sns_subscriptions", "sqs", "stepfunctions",
    }
)  # fmt: skip


def aliases(more: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The names in Python and TypeScript of the modules that the idioms use and of `more`; variables avoid them."""
    return ((python_name(module), typescript_name(module)) for module in sorted(_USED | more))
