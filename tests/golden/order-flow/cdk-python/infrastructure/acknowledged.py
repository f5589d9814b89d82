"""What cdk-nag's rules AwsSolutions ask for and this application rightly lacks, and why.

They are checked by `Validations.of(app).add_plugins(AwsSolutionsChecks(app))`, with AwsSolutionsChecks of cdk-nag.
"""

import json
import re
from typing import Any

import jsii
from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk import aws_iam as iam
from constructs import IConstruct, IValidation

RULES = {
    "AwsSolutions-L1": (
        "A runtime that is not the newest. The runtime is one that AWS supports; it is raised when the handlers' tests "
        "have passed with the next."
    ),
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]": (
        "AWS's policy for functions. It allows a function to write its logs, and AWS keeps it up to date."
    ),
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AWSXRayDaemonWriteAccess]": (
        "AWS's policy for traces. It allows a function to write its traces, and AWS keeps it up to date."
    ),
    "AwsSolutions-APIG1": (
        "Access logs that cdk-nag does not see. They are on: what the construct does not take is set by property "
        "override, which no rule reads."
    ),
    "AwsSolutions-SF1": (
        "Workflows that log what fails only. Step Functions keeps the history of each execution for 90 days; what it "
        "handles is not written to logs."
    ),
    "AwsSolutions-COG2": (
        "A second factor for those who want one. People decide it themselves; set MfaConfiguration to ON where they "
        "must."
    ),
    "AwsSolutions-COG8": (
        "A user pool of the plan Essentials. Plus costs by the user; it adds the detection of stolen passwords and odd "
        "sign-ins."
    ),
    "AwsSolutions-IAM5[Resource::*]": (
        "Rights without a narrower resource. Traces, delivery of logs, measures, lists and descriptions know none; all "
        "else names what it is about."
    ),
}

# cdk-nag gives each wildcard of a policy an id of its own; they are told apart by their shape.
WILDCARDS = {
    "Resource::<\\w+\\.Arn>:\\*": "The versions and aliases of one function, or the streams of one log group.",
    "Resource::arn:.*:stateMachine:\\*": (
        "Step Functions asks for the right in a workflow's own name, which its role cannot refer to."
    ),
}


def acknowledge(app: App) -> None:
    _acknowledge(app, RULES)
    app.node.add_validation(_Wildcards(app))


def _acknowledge(scope: IConstruct, reasons: dict[str, str]) -> None:
    for rule, reason in reasons.items():
        Validations.of(scope).acknowledge(Acknowledgment(id=rule, reason=reason))


@jsii.implements(IValidation)
class _Wildcards:
    """Comes when everything is validated: every reference has its final form then."""

    def __init__(self, app: App) -> None:
        self.app = app

    def validate(self) -> list[str]:
        for policy in self.app.node.find_all():
            if isinstance(policy, iam.CfnPolicy):
                document = Stack.of(policy).resolve(policy.policy_document)
                _acknowledge(policy, _wildcards(document))
        return []


def _wildcards(document: dict[str, Any]) -> dict[str, str]:
    found = {}
    for statement in document["Statement"]:
        for kind in ("Action", "Resource"):
            several = isinstance(statement[kind], list)
            for value in statement[kind] if several else [statement[kind]]:
                text = f"{kind}::{_text(value)}"
                for shape, reason in WILDCARDS.items():
                    if re.fullmatch(shape, text):
                        found.setdefault(f"AwsSolutions-IAM5[{text}]", reason)
    return found


def _text(value: Any) -> str:
    """A value of a template as cdk-nag writes it."""
    if isinstance(value, str):
        return value
    (function, argument), *_ = value.items()
    match function:
        case "Ref":
            return f"<{argument}>"
        case "Fn::GetAtt":
            return f"<{'.'.join(argument)}>"
        case "Fn::Join":
            return argument[0].join(_text(part) for part in argument[1])
        case "Fn::ImportValue":
            return _text(argument)
    return json.dumps(value, separators=(",", ":"))
