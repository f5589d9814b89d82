"""A streamed answer of a REST API that also has a cache or compresses.

Example: `ResponseTransferMode` STREAM on a route of an API with `CacheClusterEnabled`.
Instead: The answer at once, or no cache and no compression.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

FEATURES = {"CacheClusterEnabled": "a cache", "MinimumCompressionSize": "compression"}
MODE = "ResponseTransferMode"


class StreamingWithCache(EdgeRule):
    id = "streaming-with-cache"
    severity = "error"
    category = "limits"
    title = "Streamed answer with cache or compression"
    why = "What is passed on while it is written can neither be kept nor compressed; API Gateway refuses the pair."
    fix = "Give the answer at once, or switch the other off."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html"
    read = "2026-11-23"
    sources = ("apigw-rest",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get(MODE) != "STREAM":
            return
        for path, feature in FEATURES.items():
            if edge.source.node.properties.get(path) not in (None, False):
                fixes = [
                    set_property(edge.subject, MODE, "BUFFERED", "Give the answer at once"),
                    set_property(edge.source.subject, path, None, f"Remove {path}"),
                ]
                message = f"{edge} streams its answer, but {edge.source.title} has {feature}."
                yield self.finding(edge.subject, message, fixes=fixes, property_=MODE)
                return
