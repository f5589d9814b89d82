"""A queue or topic that AWS services are to send to, encrypted with AWS's own key.

The policy of the keys `alias/aws/sqs` and `alias/aws/sns` cannot be changed, so no other service may use them.

Example: A bucket that notifies a queue whose `KmsMasterKeyId` is `alias/aws/sqs`.
Instead: SQS's managed encryption, or a key of your own whose policy lets the sender in.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH = "KmsMasterKeyId"
AWS_OWN = ("alias/aws/sqs", "alias/aws/sns")


class KmsPolicyMissingPrincipal(EdgeRule):
    id = "kms-policy-missing-principal"
    severity = "error"
    category = "security"
    title = "Sender that may not use the receiver's key"
    why = "The sender cannot encrypt for this receiver, so its deliveries fail silently."
    fix = "Take the managed encryption without this key, or a key of your own whose policy names the sender."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html"
    read = "2026-11-23"
    sources = ("s3", "sns", "eventbridge-bus", "cloudwatch-alarm", "ses")
    targets = ("sqs", "sns")

    def check(self, view: View, edge: EdgeView) -> Found:
        key = edge.target.get(PATH)
        if key in AWS_OWN and edge.model == "event":
            fixes = [set_property(edge.target.subject, PATH, None, f"Remove {PATH}")]
            message = f"{edge.target.title} is encrypted with {key}, which {edge.source.title} may not use."
            yield self.finding(edge.subject, message, fixes=fixes, property_=PATH)
