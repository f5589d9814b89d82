"""Addresses outside as targets: an API destination with a connection, shared by everything that calls the same one."""

from __future__ import annotations

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Param, Pseudo, Ref, Value
from exporters.planner.builder import Builder
from exporters.planner.values import SECRET_ARN

# How often an address outside is called at most, until somebody decides otherwise: requests a second.
_RATE_LIMIT = 10


def address(b: Builder, actor: str) -> Param:
    """Where an actor outside is reached: a parameter, never part of a design."""
    return b.parameter(f"{pascal(actor)}Url", "String", f"Address of {b.title(actor)}", pattern="^https://.+$")


def connection(b: Builder, actor: str) -> str:
    """How one signs in there: an access key, which lies in a secret that a parameter names.  Its resource id."""
    key = f"connection:{actor}"
    if key not in b.notes:
        title = b.title(actor)
        secret = b.parameter(
            f"{pascal(actor)}SecretArn",
            "String",
            f"ARN of the secret with the field api_key for {title}",
            pattern=SECRET_ARN,
        )
        value = Join(("{{resolve:secretsmanager:", secret, ":SecretString:api_key}}"))
        auth = {"ApiKeyAuthParameters": {"ApiKeyName": "Authorization", "ApiKeyValue": value}}
        properties = {"AuthorizationType": "API_KEY", "AuthParameters": auth}
        subject = Subject("node", actor)
        b.notes[key] = b.add(f"{actor}_connection", "AWS::Events::Connection", properties, subject, "connection").id
    return str(b.notes[key])


def destination(b: Builder, actor: str) -> str:
    """The API destination of an actor; its resource id."""
    key = f"destination:{actor}"
    if key not in b.notes:
        properties = {
            "ConnectionArn": Ref(connection(b, actor), "Arn"),
            "HttpMethod": "POST",
            "InvocationEndpoint": address(b, actor),
            "InvocationRateLimitPerSecond": _RATE_LIMIT,
        }
        subject = Subject("node", actor)
        b.notes[key] = b.add(
            f"{actor}_destination", "AWS::Events::ApiDestination", properties, subject, "destination"
        ).id
    return str(b.notes[key])


def call(b: Builder, principal: str, actor: str, subject: Subject) -> Ref:
    """Let somebody call an actor through its API destination; the destination's ARN."""
    made = destination(b, actor)
    # The ARN without the part that EventBridge adds, which a policy may name.
    arn = Ref(made, "ArnForPolicy")
    b.grant(principal, ["events:InvokeApiDestination"], [arn], subject, made)
    return Ref(made, "Arn")


def call_with_connection(b: Builder, principal: str, actor: str, subject: Subject) -> Ref:
    """Let a workflow call an actor with a connection's sign-in, which it has to fetch; the connection's ARN.

    https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
    """
    made = connection(b, actor)
    arn = Ref(made, "Arn")
    condition = {"StringLike": {"states:HTTPEndpoint": Join((address(b, actor), "*"))}}
    machine: Value = Join(
        ("arn:", Pseudo("Partition"), ":states:", Pseudo("Region"), ":", Pseudo("AccountId"), ":stateMachine:*")
    )
    b.grant(principal, ["states:InvokeHTTPEndpoint"], [machine], subject, conditions=condition)
    b.grant(principal, ["events:RetrieveConnectionCredentials"], [arn], subject, made)
    reads = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    b.grant(principal, reads, [Ref(made, "SecretArn")], subject, made)
    return arn
