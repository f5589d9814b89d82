"""A REST API that is to wait longer than 29 s.

The quota can be raised for Regional and private APIs, not for edge-optimised ones; nobody has reported more than
300 s.  Streamed answers may take 900 s without that.

Example: `TimeoutInMillis` 60,000 on a route of an API whose endpoint is EDGE.
Instead: A REGIONAL endpoint and a raised quota, or an asynchronous request.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import duration
from designer.rules.view import EdgeView, View

PATH, DEFAULT, REPORTED = "TimeoutInMillis", 29_000, 300_000
ENDPOINT = "EndpointConfiguration.Types"


class RestTimeoutRaised(EdgeRule):
    id = "rest-timeout-raised"
    severity = "error"
    category = "limits"
    title = "REST API that waits longer than 29 s"
    why = "An edge-optimised API ends every request after 29 s; the others do until their quota is raised."
    fix = "Make the API Regional and have the quota raised, or answer at once and work asynchronously."
    doc = "https://aws.amazon.com/about-aws/whats-new/2024/06/amazon-api-gateway-integration-timeout-limit-29-seconds/"
    read = "2026-11-23"
    sources = ("apigw-rest",)

    def check(self, view: View, edge: EdgeView) -> Found:
        millis = edge.number(PATH)
        if millis is None or millis <= DEFAULT or edge.get("ResponseTransferMode") == "STREAM":
            return
        edge_optimised = "EDGE" in str(edge.source.get(ENDPOINT) or "")
        waits = f"{edge.source.title} is to wait {millis / 1000:.10g} s for {edge.target.title}"
        fits = (duration(edge.target) or 0) <= DEFAULT / 1000
        fixes = [set_property(edge.subject, PATH, DEFAULT, "Set to 29 s")] if fits else []
        if edge_optimised:
            fixes.insert(0, set_property(edge.source.subject, ENDPOINT, ["REGIONAL"], "Make the API Regional"))
        yield self.finding(
            edge.subject,
            f"{waits}, but is edge-optimised." if edge_optimised else f"{waits}, which needs a raised quota.",
            severity="error" if edge_optimised else "warning" if millis > REPORTED else "info",
            fixes=fixes,
            property_=PATH,
        )
