"""A connection into another region that AWS makes within one region only.

Queues and their dead-letter queues, event sources and their functions, load balancers and their functions, web ACLs
and what they guard stand in one region.  Regions are drawn as groups of kind `region`; what stands in none is in the
design's.

Example: A queue in eu-west-1 whose dead-letter queue stands in us-west-2.
Instead: Both in one region; what must cross goes over a bus that forwards to a bus of the other region.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import put_in_region
from designer.rules.view import EdgeView, View


class RegionOther(EdgeRule):
    id = "region-other"
    severity = "error"
    category = "limits"
    title = "Connection into another region"
    why = "AWS refuses the setting: it takes the ARN of a resource in the same region only."
    fix = "Put both into one region."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
    read = "2026-11-23"
    mechanisms = ("redrive", "event-source-mapping", "pipe-source", "association", "proxy-integration")

    def check(self, view: View, edge: EdgeView) -> Found:
        web_acl = edge.source.is_a("waf")
        if edge.mechanism == "association" and (not web_acl or edge.target.is_a("cloudfront")):
            return
        if edge.mechanism == "proxy-integration" and not edge.source.is_a("alb"):
            return
        here, there = view.region_of(edge.source), view.region_of(edge.target)
        if here == there:
            return
        moved, region = (edge.source, there) if web_acl else (edge.target, here)
        yield self.finding(
            edge.subject,
            f"{edge.source.title} stands in {here} and {edge.target.title} in {there}; {edge} stays in one region.",
            doc=edge.integration.doc if edge.integration else None,
            fixes=[put_in_region(moved, region)],
        )
