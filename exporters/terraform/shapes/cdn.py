"""Distributions: Terraform wants some things said that CloudFormation takes for granted."""

from __future__ import annotations

from exporters.plan import Resource
from exporters.terraform.hcl import Block
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack

_READ = ["GET", "HEAD"]


@shape("AWS::CloudFront::Distribution")
def distribution(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    for inner in block.blocks:
        if inner.type in ("default_cache_behavior", "ordered_cache_behavior"):
            inner.attributes.setdefault("allowed_methods", _READ)
            inner.attributes.setdefault("cached_methods", _READ)
        for origin in inner.blocks:
            if origin.type == "custom_origin_config":
                origin.attributes = {"http_port": 80, "https_port": 443, **origin.attributes}
        # With access control there is no identity; CloudFormation has it said as an empty one.
        inner.blocks = [
            b for b in inner.blocks if b.type != "s3_origin_config" or b.attributes.get("origin_access_identity")
        ]
    if not any(b.type == "restrictions" for b in block.blocks):
        restrictions = Block("restrictions")
        restrictions.add("geo_restriction", {"restriction_type": "none"})
        block.blocks.append(restrictions)
    if not any(b.type == "viewer_certificate" for b in block.blocks):
        block.add("viewer_certificate", {"cloudfront_default_certificate": True})
