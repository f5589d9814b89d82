"""A bucket that notifies something in another region.

Example: A bucket in eu-west-1 and its function in us-east-1.
Instead: Both in one region, or EventBridge, which may send across regions.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View


class S3DestinationRegion(EdgeRule):
    id = "s3-destination-region"
    severity = "error"
    category = "limits"
    title = "Notification into another region"
    why = "S3 notifies only what stands in the bucket's own region."
    fix = "Put both into one region, or lead the events through EventBridge."
    doc = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html"
    read = "2026-11-23"
    sources = ("s3",)
    mechanisms = ("notification",)

    def check(self, view: View, edge: EdgeView) -> Found:
        here, there = view.region_of(edge.source), view.region_of(edge.target)
        if here != there:
            yield self.finding(
                edge.subject,
                f"{edge.source.title} stands in {here} and cannot notify {edge.target.title} in {there}.",
                fixes=[insert_on(edge, ("eventbridge-bus",), "Insert EventBridge")],
            )
