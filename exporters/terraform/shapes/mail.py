"""Mail: what SES's version 1 knows stands in resources of its own beside version 2's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from exporters.plan import Resource
from exporters.terraform.hcl import Expr
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack

# A receipt rule's action -> the block, and CloudFormation's words -> its arguments.
_ACTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "LambdaAction": ("lambda_action", {"FunctionArn": "function_arn", "InvocationType": "invocation_type"}),
    "S3Action": ("s3_action", {"BucketName": "bucket_name", "ObjectKeyPrefix": "object_key_prefix"}),
    "SNSAction": ("sns_action", {"TopicArn": "topic_arn", "Encoding": "encoding"}),
}


@shape("AWS::SES::ReceiptRule")
def receipt_rule(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    actions = of.properties.get("Rule", {}).get("Actions", ())
    for position, action in enumerate(actions, 1):
        for key, given in action.items():
            if key not in _ACTIONS:
                stack.lose(of.subject, f"Rule.Actions.{key}")
                continue
            name, words = _ACTIONS[key]
            inner = block.add(name, {"position": position})
            inner.attributes |= {words[k]: stack.coerced(v, "s") for k, v in given.items() if k in words}


@shape("AWS::SES::EmailIdentity")
def identity(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    address = Expr(f"{'.'.join(block.labels)}.email_identity")
    from_ = of.properties.get("MailFromAttributes")
    if isinstance(from_, Mapping) and "MailFromDomain" in from_:
        further = stack.resource(of, "aws_sesv2_email_identity_mail_from_attributes")
        further.attributes = {
            "email_identity": address,
            "mail_from_domain": stack.coerced(from_["MailFromDomain"], "s"),
        }
    feedback = of.properties.get("FeedbackAttributes")
    if isinstance(feedback, Mapping) and "EmailForwardingEnabled" in feedback:
        further = stack.resource(of, "aws_sesv2_email_identity_feedback_attributes")
        further.attributes = {
            "email_identity": address,
            "email_forwarding_enabled": stack.coerced(feedback["EmailForwardingEnabled"], "b"),
        }
    dkim = of.properties.get("DkimAttributes")
    if isinstance(dkim, Mapping) and dkim.get("SigningEnabled") is False:
        stack.lose(of.subject, "DkimAttributes.SigningEnabled")


@shape("AWS::SES::ConfigurationSetEventDestination")
def report(stack: Stack, of: Resource) -> None:
    """The provider has the words of SES's version 2: BOUNCE for bounce, MESSAGE_TAG for messageTag."""
    block = stack.regular(of)
    inner = block.only("event_destination")
    inner.attributes["matching_event_types"] = [_shouted(kind) for kind in inner.attributes["matching_event_types"]]
    for destination in inner.blocks:
        for dimension in destination.blocks:
            if "dimension_value_source" in dimension.attributes:
                source = dimension.attributes["dimension_value_source"]
                dimension.attributes["dimension_value_source"] = _shouted(source)


def _shouted(word: Any) -> Any:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).upper() if isinstance(word, str) else word
