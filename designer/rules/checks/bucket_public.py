"""A bucket that is open to the public, or a distribution's origin that can be passed by.

Example: `PublicAccessBlockConfiguration` with false in it, or `OriginAccessControl` false on the edge to the bucket.
Instead: Block public access, and let only the distribution read, by origin access control.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

BLOCK = "PublicAccessBlockConfiguration"
PARTS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


class BucketPublic(NodeRule):
    id = "bucket-public"
    severity = "error"
    category = "security"
    title = "Bucket open to the public"
    why = "Anybody can read what is stored, past the distribution and whatever guards it."
    fix = "Block public access and use origin access control."
    doc = (
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "private-content-restricting-access-to-s3.html"
    )
    read = "2026-11-23"
    services = ("s3",)

    def check(self, view: View, node: NodeView) -> Found:
        given = node.get(BLOCK)
        blocked = given if isinstance(given, Mapping) else {}
        open_ = [part for part in PARTS if blocked.get(part) is False or node.get(f"{BLOCK}.{part}") is False]
        if open_:
            fixes = [set_property(node.subject, BLOCK, dict.fromkeys(PARTS, True), "Block public access")]
            message = f"{node.title} may be opened to the public: {', '.join(open_)} is false."
            yield self.finding(node.subject, message, fixes=fixes, property_=BLOCK)
        for edge in view.incoming(node.id):
            if edge.source.is_a("cloudfront") and edge.get("OriginAccessControl") is False:
                fixes = [set_property(edge.subject, "OriginAccessControl", True, "Use origin access control")]
                message = f"{edge} reads without origin access control, so the bucket must be public."
                yield self.finding(edge.subject, message, fixes=fixes, property_="OriginAccessControl")
