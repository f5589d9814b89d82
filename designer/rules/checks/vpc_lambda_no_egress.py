"""A function in a VPC that calls what lies outside, with no way out.

A function stands in a VPC by a group of kind `vpc` or `subnet`, or by a connection from a VPC, whose ways out are its
`NatGateways` and `VpcEndpoints`.  Of a VPC that only `VpcConfig` names nothing is known: there it is a reminder.

Example: A function in a VPC without NAT gateway calls a third party.
Instead: A NAT gateway for the internet, gateway endpoints for S3 and DynamoDB, interface endpoints for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.network import networks
from designer.rules.view import EdgeView, View

OUTSIDE = ("third-party-saas", "http-endpoint")
AWS = (
    "sqs", "sns", "eventbridge-bus", "stepfunctions", "kinesis-stream", "firehose", "secrets-manager", "ssm-parameter",
    "bedrock", "ses", "cognito-user-pool", "kms", "dynamodb", "s3",
)  # fmt: skip
CALLS = ("request", "data-access", "publish", "sdk-call")
WORDS = {
    "eventbridge-bus": "events", "stepfunctions": "states", "kinesis-stream": "kinesis-streams",
    "firehose": "kinesis-firehose", "secrets-manager": "secretsmanager", "ssm-parameter": "ssm",
    "bedrock": "bedrock-runtime", "ses": "email-smtp", "cognito-user-pool": "cognito-idp",
}  # fmt: skip


class VpcLambdaNoEgress(EdgeRule):
    id = "vpc-lambda-no-egress"
    severity = "warning"
    category = "reliability"
    title = "No way out of the VPC"
    why = "The call runs into its timeout: a function in a VPC has no address on the internet."
    fix = "Add a VPC endpoint for the service, or a NAT gateway."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    read = "2023"
    sources = ("lambda",)
    targets = (*OUTSIDE, *AWS)
    mechanisms = CALLS

    def check(self, view: View, edge: EdgeView) -> Found:
        network = next(networks(view, edge.source), None)
        need = "a NAT gateway" if edge.target.is_a(*OUTSIDE) else f"an endpoint for {_word(edge)}"
        if network is None:
            if edge.source.node.properties.get("VpcConfig") and edge.target.is_a(*OUTSIDE):
                message = f"{edge.source.title} reaches {edge.target.title} only if its subnets lead to {need}."
                yield self.finding(edge.subject, message, severity="info", property_="VpcConfig")
            return
        if _way_out(network.properties, edge):
            return
        message = f"{edge.source.title} stands in {network.title}, which has no way to {edge.target.title}: {need}."
        gateway = set_property(network.subject, "NatGateways", 1, "Add a NAT gateway")
        yield self.finding(edge.subject, message, fixes=[gateway], property_="VpcConfig")


def _way_out(network: Mapping[str, Any], edge: EdgeView) -> bool:
    gateways = network.get("NatGateways")
    if gateways:
        return True
    endpoints = network.get("VpcEndpoints")
    if edge.target.is_a(*OUTSIDE):
        return False
    return isinstance(endpoints, (list, tuple)) and _word(edge) in {str(e).rpartition(".")[2] for e in endpoints}


def _word(edge: EdgeView) -> str:
    """The service as the names of endpoints have it."""
    return WORDS.get(edge.target.node.service, edge.target.node.service)
