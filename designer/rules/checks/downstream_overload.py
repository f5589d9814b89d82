"""A queue that may drive its function faster than what stands behind it can take.

Example: A queue, a function and a database: a full queue makes hundreds of executions, each with a connection.
Instead: `ScalingConfig.MaximumConcurrency` on the edge from the queue, or reserved concurrency.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH, MODERATE = "ScalingConfig.MaximumConcurrency", 10
LIMITED = ("rds", "aurora-serverless-v2", "documentdb", "third-party-saas", "mq")


class DownstreamOverload(EdgeRule):
    id = "downstream-overload"
    severity = "warning"
    category = "reliability"
    title = "Nothing holds the queue's function back"
    why = "A full queue scales the function past what the system behind it can take."
    fix = "Bound the concurrency of the event source mapping."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    read = "2026-08-07"
    sources = ("sqs",)
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.get(PATH) or edge.target.get("ReservedConcurrentExecutions"):
            return
        behind = next((e.target for e in view.outgoing(edge.target.id) if e.target.is_a(*LIMITED)), None)
        if behind is not None:
            yield self.finding(
                edge.subject,
                f"A full {edge.source.title} drives {edge.target.title} faster than {behind.title} may bear.",
                fixes=[set_property(edge.subject, PATH, MODERATE, f"Set to {MODERATE} at once")],
                property_=PATH,
            )
