"""A function that waits for a function of another bounded context.

Calls through an API are left alone: an API is what a context publishes.

Example: A function of Ordering calls a function of Billing.
Instead: An event on a bus, or an API of Billing.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.flows import waits
from designer.rules.view import EdgeView, View


class CrossContextSyncCall(EdgeRule):
    id = "cross-context-sync-call"
    severity = "warning"
    category = "design"
    title = "Call into another bounded context"
    why = "The one context is down whenever the other is, and knows its inner parts."
    fix = "Publish an event, or call an API that the other context offers."
    doc = "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/acl.html"
    read = "2026-11-23"
    sources = ("lambda", "stepfunctions", "ecs-fargate")
    targets = ("lambda", "sfn-express", "ecs-fargate")

    def check(self, view: View, edge: EdgeView) -> Found:
        if not waits(edge):
            return
        ours, theirs = view.context_of(edge.source), view.context_of(edge.target)
        if ours is None or theirs is None or ours == theirs:
            return
        names = [view.design.groups[c].title or c for c in (ours, theirs)]
        message = f"{edge.source.title} of {names[0]} waits for {edge.target.title} of {names[1]}."
        yield self.finding(edge.subject, message)
