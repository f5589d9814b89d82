"""A client that takes a bucket's website endpoint, which speaks no HTTPS.

Example: A client connected with a bucket, with `Endpoint` WEBSITE.
Instead: A distribution before the bucket, which speaks HTTPS and keeps the bucket private.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on, set_property
from designer.rules.view import EdgeView, View


class WebsiteEndpointOpen(EdgeRule):
    id = "website-endpoint-open"
    severity = "error"
    category = "security"
    title = "Website endpoint without HTTPS"
    why = "The website endpoint of a bucket speaks HTTP only: anybody on the way can read and change the pages."
    fix = "Put a distribution before the bucket."
    doc = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html"
    read = "2026-11-23"
    sources = ("external-client",)
    targets = ("s3",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get("Endpoint") == "WEBSITE":
            fixes = [
                insert_on(edge, ("cloudfront",), "Insert CloudFront"),
                set_property(edge.subject, "Endpoint", None, "Take the REST endpoint"),
            ]
            message = f"{edge.source.title} takes the website endpoint of {edge.target.title}, which speaks no HTTPS."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Endpoint")
