"""A connection that is drawn from the receiver to the sender.

Edges point the way that the request or the event travels: from the bucket to the function that it notifies, from
the queue to the function that works it off.

Example: A function connected to the API that calls it.
Instead: Draw from the API to the function.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import reverse, take_detour
from designer.rules.pairs import case_of
from designer.rules.view import EdgeView, View


class WrongDirection(EdgeRule):
    id = "wrong-direction"
    severity = "error"
    category = "integration"
    title = "Connection in the wrong direction"
    why = "An edge points the way that the request or event travels, and AWS offers this one only the other way."
    fix = "Turn the connection round."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html"
    read = "2026-11-23"
    mechanisms = ("",)  # there is no integration

    def check(self, view: View, edge: EdgeView) -> Found:
        if case_of(view, edge) != "direction":
            return
        back = next(iter(view.catalogue.between(edge.target.variant, edge.source.variant)), None)
        others = view.catalogue.explain(edge.source.variant, edge.target.variant).detours
        yield self.finding(
            edge.subject,
            f"{edge} points the wrong way: {edge.target.kind} → {edge.source.kind} is how AWS connects the two.",
            doc=back.doc if back else None,
            fixes=[take_detour(edge.id, d) for d in others] or [reverse(edge.id)],
        )
