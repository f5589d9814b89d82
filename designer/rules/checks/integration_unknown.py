"""A connection that AWS does not offer, in either direction.

The catalogue knows which service may hand events to which, and how.  Where it knows a step in between that makes
the connection work, the quick fix inserts it.

Example: A bucket connected with a state machine: S3 notifies queues, topics, functions and EventBridge only.
Instead: Lead the bucket's events through EventBridge; a rule there starts the state machine.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import take_detour
from designer.rules.pairs import case_of
from designer.rules.view import EdgeView, View


class IntegrationUnknown(EdgeRule):
    id = "integration-unknown"
    severity = "error"
    category = "integration"
    title = "Connection that does not exist"
    why = "There is nothing in AWS that would carry out this connection."
    fix = "Put a service in between that both can talk to, or remove the connection."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html"
    read = "2026-11-23"
    mechanisms = ("",)  # there is no integration

    def check(self, view: View, edge: EdgeView) -> Found:
        if case_of(view, edge) != "unknown":
            return
        verdict = view.catalogue.explain(edge.source.variant, edge.target.variant)
        yield self.finding(
            edge.subject,
            f"{edge.source.title} cannot be connected with {edge.target.title}: {verdict.title}.",
            why=verdict.why,
            fix=verdict.fix or self.fix,
            doc=verdict.doc,
            fixes=[take_detour(edge.id, detour) for detour in verdict.detours],
        )
