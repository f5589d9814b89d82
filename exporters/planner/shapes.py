"""Properties whose values are not of the kind that CloudFormation takes there: left out, and said.

A preview exports what is on the canvas at any moment, so a text where a list belongs must not stop it; the rules tell
the person about it in their own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.model.specs import PropertySpec

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str, int, float, bool),
    "integer": (int, float, str),
    "number": (int, float, str),
    "boolean": (bool, str),
    "enum": (str, int, bool, list, tuple),
    "list": (list, tuple),
    "object": (Mapping,),
}
# What planners look into although the catalogue need not list it.
_OBJECTS = frozenset(
    {
        "TracingConfig",
        "Environment",
        "LoggingConfig",
        "RedrivePolicy",
        "DestinationConfig",
        "DeadLetterConfig",
        "Filter",
        "DistributionConfig",
        "NotificationConfiguration",
        "LambdaConfig",
        "SqsParameters",
        "RetryPolicy",
        "Target",
        "EndpointConfiguration",
        "SqsQueueParameters",
        "KinesisStreamParameters",
        "CorsConfiguration",
        "VpcConfig",
    }
)
_LISTS = frozenset(
    {
        "KeySchema",
        "AttributeDefinitions",
        "Events",
        "FunctionResponseTypes",
        "GlobalSecondaryIndexes",
        "AlarmActions",
        "ServiceRegistries",
        "AdditionalAuthenticationProviders",
        "Origins",
        "CacheBehaviors",
        "LambdaConfigurations",
        "QueueConfigurations",
        "TopicConfigurations",
    }
)
_TEXTS = frozenset(
    {"Name", "Runtime", "Path", "Method", "Engine", "EngineType", "RouteKey", "IntegrationPattern", "Type"}
)


def shaped(properties: Mapping[str, Any], specs: Mapping[str, PropertySpec]) -> tuple[dict[str, Any], list[str]]:
    """The properties of a fitting kind, and the names of the others.  A reference fits where
    no planner has to look inside."""
    kept: dict[str, Any] = {}
    dropped: list[str] = []
    parents = {path.partition(".")[0] for path in specs if "." in path}
    for name, value in properties.items():
        spec = specs.get(name)
        if _is_reference(value):
            fits = True
        elif spec is not None and name not in parents:
            fits = isinstance(value, _KINDS.get(spec.type, (object,)))
        else:
            fits = True
        if name in _OBJECTS or name in parents:
            fits = isinstance(value, Mapping) and not _is_reference(value)
        elif name in _LISTS:
            fits = isinstance(value, (list, tuple)) and (name not in _RECORDS or _are_records(value, _RECORDS[name]))
        elif name in _TEXTS:
            fits = fits and (isinstance(value, str) or _is_reference(value))
        if fits:
            inner = {path.partition(".")[2]: s for path, s in specs.items() if path.startswith(f"{name}.")}
            if (inner or name in _OBJECTS) and isinstance(value, Mapping) and not _is_reference(value):
                value, below = shaped(value, inner)  # noqa: PLW2901
                dropped.extend(f"{name}.{path}" for path in below)
            kept[name] = value
        else:
            dropped.append(name)
    return kept, dropped


_RECORDS = {"KeySchema": "AttributeName", "AttributeDefinitions": "AttributeName"}


def _are_records(values: Any, key: str) -> bool:
    return bool(values) and all(isinstance(v, Mapping) and key in v for v in values)


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and str(next(iter(value))).startswith(("Fn::", "Ref"))
