"""A distribution with a certificate from another region than us-east-1.

Example: `AcmCertificateArn` of eu-west-1 in the `ViewerCertificate` of a distribution.
Instead: The same certificate, requested in us-east-1.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH = "DistributionConfig.ViewerCertificate.AcmCertificateArn"
HOME = "us-east-1"


class CertificateRegion(NodeRule):
    id = "certificate-region"
    severity = "error"
    category = "limits"
    title = "Certificate of a distribution in the wrong region"
    why = "CloudFront takes certificates of us-east-1 only and refuses the distribution."
    fix = "Request the certificate in us-east-1 and name that one."
    doc = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html"
    read = "2026-11-23"
    services = ("cloudfront",)

    def check(self, view: View, node: NodeView) -> Found:
        arn = node.get(PATH)
        parts = arn.split(":") if isinstance(arn, str) else []
        if len(parts) >= 6 and parts[2] == "acm" and parts[3] != HOME:
            message = f"{node.title} has a certificate of {parts[3]}; for a distribution it must stand in {HOME}."
            fixes = [set_property(node.subject, PATH, None, "Take CloudFront's own certificate for now")]
            yield self.finding(node.subject, message, fixes=fixes, property_=PATH)
