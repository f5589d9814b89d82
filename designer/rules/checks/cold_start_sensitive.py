"""A function that starts slowly, behind an API that somebody waits for.

Java and .NET take a second or more to start; a snapshot of the initialised function shortens that.

Example: A function in `java21` behind an HTTP API, without SnapStart.
Instead: `SnapStart.ApplyOn` PublishedVersions, or provisioned concurrency.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import ENTRIES, HELPERS, waits
from designer.rules.view import SETTINGS, EdgeView, View

SLOW = ("java", "dotnet")
PATH = "SnapStart.ApplyOn"


class ColdStartSensitive(EdgeRule):
    id = "cold-start-sensitive"
    severity = "info"
    category = "performance"
    title = "Slow start behind an API"
    why = "Whoever comes first after a pause, or in a burst, waits for the start too."
    fix = "Use SnapStart or provisioned concurrency."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/API_SnapStart.html"
    read = "2026-11-24"
    sources = ENTRIES
    targets = ("lambda",)

    def check(self, view: View, edge: EdgeView) -> Found:
        runtime = str(edge.target.get("Runtime") or "")
        if not runtime:
            view.reads.add(SETTINGS)
            runtime = view.design.runtime
        if not runtime.startswith(SLOW) or not waits(edge) or edge.mechanism in HELPERS:
            return
        if edge.target.get(PATH) != "PublishedVersions":
            yield self.finding(
                edge.subject,
                f"{edge.source.title} waits for {edge.target.title}, which starts slowly in {runtime}.",
                fixes=[set_property(edge.target.subject, PATH, "PublishedVersions", "Use SnapStart")],
                property_=PATH,
            )
