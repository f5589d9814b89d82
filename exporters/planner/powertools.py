"""AWS Lambda Powertools: its settings, one table for idempotency, and for Python its public layer.

For TypeScript it is a package that is bundled with the function.  A function at the edge takes neither layers nor
variables, and for other runtimes no handlers are generated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.plan import Join, Pseudo, Ref, Value, language_of
from exporters.planner.builder import Builder, Draft
from exporters.planner.code import shape_of
from exporters.planner.nodes_private import way_to


@dataclass(frozen=True, slots=True)
class Layer:
    """Where AWS publishes the layer, and in which version, for the regions whose names begin with `regions`."""

    regions: str
    account: str
    version: int


# AWS's public layers, the narrowest prefix first; read 2026-11-24.
# https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/
# https://github.com/aws-powertools/powertools-lambda-python/blob/develop/docs/getting-started/install.md
LAYERS = (
    Layer("us-gov-east-", "165087284144", 27),
    Layer("us-gov-west-", "165093116878", 27),
    Layer("cn-", "498634801083", 37),
    Layer("", "017000801446", 37),
)
RUNTIMES = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14")

# What brings a function the same event now and then twice.
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html
AT_LEAST_ONCE = frozenset(
    {"sqs", "kinesis", "dynamodb", "kafka", "rabbitmq", "activemq", "sns", "s3", "eventbridge", "schedule"}
)
# What the idempotency utility does with its table.
# https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/#required-resources
_ACTIONS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
_MOST_LAYERS = 5  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html


def uses_powertools(b: Builder, function: Draft) -> bool:
    """Whether the handler that is generated for a function is written with Powertools."""
    return (
        function.type == "AWS::Lambda::Function"
        and function.role == "main"
        and b.service(function.id) == "lambda"
        and function.properties.get("PackageType") != "Image"
        and language_of(str(function.properties.get("Runtime", ""))) is not None
        and not b.incoming(function.id, "edge-function")
    )


def idempotent_shapes(b: Builder, function: str) -> tuple[str, ...]:
    """The shapes of event that a function handles once although they may come twice.

    `Idempotent` false on the function, or on an edge that brings the shape, leaves it out.
    """
    if b.node(function).properties.get("Idempotent") is False:
        return ()
    said = [(shape_of(b, w), w.edge.properties.get("Idempotent")) for w in b.into.get(function, ())]
    refused = {shape for shape, idempotent in said if idempotent is False}
    return tuple(dict.fromkeys(shape for shape, _ in said if shape in AT_LEAST_ONCE - refused))


def add_powertools(b: Builder) -> None:
    """Layer, variables and table of every function whose handler uses Powertools."""
    for function in [d for d in b.drafts.values() if uses_powertools(b, d)]:
        if language_of(str(function.properties["Runtime"])) == "python":
            _add_layer(b, function)
        else:  # what is bundled is minified: traces shall name the lines that were written
            b.env(function.id, "NODE_OPTIONS", "", "--enable-source-maps")
        b.env(function.id, "POWERTOOLS_SERVICE_NAME", "", b.slug)
        b.env(function.id, "POWERTOOLS_LOG_LEVEL", "", "INFO")
        if idempotent_shapes(b, function.id):
            table = _table(b)
            b.env(function.id, "IDEMPOTENCY_TABLE", "", Ref(table, "Name"))
            subject = Subject("node", function.id)
            b.grant(function.id, _ACTIONS, [Ref(table, "Arn")], subject, table, because="Idempotent")
            if "VpcConfig" in function.properties:
                _find_a_way(b, function)


def _find_a_way(b: Builder, function: Draft) -> None:
    """From inside a VPC the table is reached by a route: in the design's own VPC one is made.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/vpc-endpoints-dynamodb.html
    """
    config = function.properties["VpcConfig"]
    own = b.notes.get("subnets")
    if own and isinstance(config, Mapping) and list(config.get("SubnetIds", ())) == list(own):
        way_to(b, "dynamodb")
    else:
        reason = (
            "It notes in DynamoDB which events it handled: the routes of its subnets need a way there, by a gateway"
            " endpoint for DynamoDB or a NAT gateway."
        )
        b.omit(Subject("node", function.id), reason)


def _add_layer(b: Builder, function: Draft) -> None:
    given: Any = function.properties.get("Layers") or []
    if "AWSLambdaPowertoolsPython" in str(given):
        return
    runtime = str(function.properties["Runtime"])
    subject = Subject("node", function.id)
    if runtime not in RUNTIMES:
        b.omit(subject, f"AWS has no Powertools layer for {runtime}: pack aws-lambda-powertools with the function.")
    elif not isinstance(given, list | tuple) or len(given) >= _MOST_LAYERS:
        b.omit(subject, "There is no room for the layer of Powertools: pack aws-lambda-powertools with the function.")
    else:
        architecture = "arm64" if "arm64" in str(function.properties.get("Architectures")) else "x86_64"
        function.properties["Layers"] = [*given, layer_arn(b, runtime, architecture)]


def layer_arn(b: Builder, runtime: str, architecture: str) -> Value:
    """The ARN of AWS's layer where the stack is deployed; its version is a parameter of the stack."""
    layer = next(x for x in LAYERS if b.design.region.startswith(x.regions))
    version = b.parameter(
        "PowertoolsLayerVersion",
        "Number",
        "Version of the public layer with AWS Lambda Powertools for Python",
        default=layer.version,
    )
    name = f":layer:AWSLambdaPowertoolsPythonV3-{runtime.replace('.', '')}-{architecture}:"
    head = ("arn:", Pseudo("Partition"), ":lambda:", Pseudo("Region"), f":{layer.account}{name}")
    return Join((*head, version))


def _table(b: Builder) -> str:
    """One table a stack: a key says which function it belongs to."""
    if "idempotency-table" not in b.notes:
        properties = {
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True},
            "TimeToLiveSpecification": {"AttributeName": "expiration", "Enabled": True},
        }
        comment = "What the functions have handled already, so that an event that comes twice has one effect."
        made = b.add(
            "idempotency_table", "AWS::DynamoDB::Table", properties, DESIGN, "idempotency-table", comment=comment
        )
        b.notes["idempotency-table"] = made.id
    return str(b.notes["idempotency-table"])


__all__ = ["AT_LEAST_ONCE", "add_powertools", "idempotent_shapes", "layer_arn", "uses_powertools"]
