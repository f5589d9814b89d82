"""A connection whose `via` names a way that this pair does not have, or a pair that needs a `via` and has none.

Failure paths, replication, enrichment and authorizers are never taken for granted: two queues connected without a
word could mean anything.

Example: A queue connected with another queue, without `via`.
Instead: Say `"via": "redrive"`: the second queue is the first one's dead-letter queue.
"""

from __future__ import annotations

from designer.model.specs import IntegrationSpec
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_via, take_detour
from designer.rules.pairs import case_of
from designer.rules.view import EdgeView, View

GROUPS = ("SqsParameters.MessageGroupId", "SqsQueueParameters.MessageGroupId")


class ViaUnknown(EdgeRule):
    id = "via-unknown"
    severity = "error"
    category = "integration"
    title = "Integration that this pair does not have"
    why = "Without a known integration nothing can be deployed for this connection."
    fix = "Choose one of the integrations that the two have."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html"
    read = "2026-11-23"
    mechanisms = ("",)  # there is no integration

    def check(self, view: View, edge: EdgeView) -> Found:
        if case_of(view, edge) != "via":
            return
        source, target, via = edge.source.variant, edge.target.variant, edge.edge.via
        options = view.catalogue.between(source, target)
        refusal = next((r for r in view.catalogue.refusals_of(source, target) if r.mechanism == via), None)
        names = ", ".join(dict.fromkeys(i.mechanism for i in options))
        message = f"{edge} has no integration {via!r}; it has: {names}."
        if via is None:
            message = f"{edge} must say by `via` what it means; it may be: {names}."
        default = next((i for i in options if i.default), None)
        fixes = [take_detour(edge.id, detour) for detour in (refusal.detours if refusal else ())]
        fixes += [set_via(edge.id, None, default.title, _group_of(edge, default))] if default else []
        fixes += [set_via(edge.id, i.id, i.title, _group_of(edge, i)) for i in options if i is not default]
        yield self.finding(
            edge.subject,
            message,
            why=refusal.why if refusal else None,
            fix=refusal.fix if refusal else None,
            doc=refusal.doc if refusal else options[0].doc,
            fixes=fixes,
        )


def _group_of(edge: EdgeView, integration: IntegrationSpec) -> dict[str, str]:
    """The message group that an integration must name before a FIFO queue."""
    if edge.target.variant != "sqs-fifo":
        return {}
    return {path: edge.source.id[:128] for path in GROUPS if path in integration.properties}
