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
    "AwsSolutions-S1": (
        "Buckets without access logs. CloudTrail records who changes a bucket; a log of each read is a decision, and "
        "needs a bucket of its own."
    ),
    "AwsSolutions-SQS3": (
        "Queues from which nothing is put aside. Each is where failed messages wait for a person, or the design draws "
        "no dead-letter queue for it. Here: failed_events."
    ),
}

# cdk-nag gives each wildcard of a policy an id of its own; they are told apart by their shape.
WILDCARDS = {
    "Resource::\\*": (
        "These actions know no narrower resource: traces, delivery of logs, measures, lists and descriptions."
    ),
    "Resource::<\\w+\\.Arn>:\\*": "The versions and aliases of one function, or the streams of one log group.",
    "Resource::.*<\\w+(\\.\\w+)?>.*\\*": (
        "What belongs to one thing of this application and has names that are not known before: a bucket's objects."
    ),
    "Resource::arn:.*:schedule/.*\\*": "Schedules that the application makes, under names that begin with its own.",
    "Resource::arn:.*:(s3:::.+/|rule/DO-NOT-DELETE-.*)\\*": (
        "The objects of one bucket, or the rule that GuardDuty keeps for one."
    ),
    "Action::kms:(GenerateDataKey|ReEncrypt)\\*": "The variants of one action on one key.",
    "Action::(s3:(GetObject|GetBucket|List|Abort|DeleteObject)|es:ESHttp)\\*": (
        "The variants of one action on one thing, as the construct's grant gives them."
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
