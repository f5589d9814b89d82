"""A queue whose function has few reserved executions, and pollers that do not know of them.

Example: `ReservedConcurrentExecutions` 2: the pollers fetch messages that Lambda then turns away, and after some
rounds good messages lie in the dead-letter queue.
Instead: `ScalingConfig.MaximumConcurrency` on the edge.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH, FEW = "ScalingConfig.MaximumConcurrency", 5


class ReservedConcurrencyThrottlesQueue(EdgeRule):
    id = "reserved-concurrency-with-sqs-throttle"
    severity = "warning"
    category = "reliability"
    title = "Reserved concurrency throttles the queue"
    why = (
        "The pollers fetch more than may run; what is turned away counts as received and ends in the dead-letter queue."
    )
    fix = "Set the mapping's maximum concurrency too."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    read = "2026-08-07"
    sources = ("sqs",)
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        reserved = edge.target.number("ReservedConcurrentExecutions")
        if reserved is None or reserved >= FEW or edge.get(PATH):
            return
        bound = max(2, int(reserved))
        yield self.finding(
            edge.subject,
            f"{edge.target.title} may run {reserved:.10g} times at once, and {edge.source.title} does not know.",
            fixes=[set_property(edge.subject, PATH, bound, f"Set to {bound} at once")],
            property_=PATH,
        )
