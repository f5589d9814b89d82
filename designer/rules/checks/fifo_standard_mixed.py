"""A connection that would be legal if one end were of the other kind, standard or FIFO.

Ordered queues and topics take part in fewer integrations than standard ones, and each side of an ordered path must
know of the order.

Example: A bucket notifies a FIFO queue: S3 sends to standard queues only.
Instead: Make the queue a standard one, or put in between what can name a message group.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import switch_kind, take_detour
from designer.rules.pairs import case_of, other_kind
from designer.rules.view import EdgeView, View


class FifoStandardMixed(EdgeRule):
    id = "fifo-standard-mixed"
    severity = "error"
    category = "integration"
    title = "FIFO and standard mixed"
    why = "AWS refuses this pair: the one side promises an order that the other cannot keep or name."
    fix = "Make both ends the same kind, or put in between what can name a message group."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html"
    read = "2026-11-23"
    mechanisms = ("",)  # there is no integration

    def check(self, view: View, edge: EdgeView) -> Found:
        if case_of(view, edge) != "fifo" or (edge.source.is_a("sqs") and edge.target.is_a("sqs")):
            return  # queue to queue is sqs-dlq-type-mismatch's
        known = view.catalogue.refusals_of(edge.source.variant, edge.target.variant)
        refusal = next((r for r in known if r.mechanism == edge.edge.via), known[0] if known else None)
        pair = f"{edge.source.kind} cannot be connected with {edge.target.kind}"
        said = refusal.title if refusal else pair
        switches = []
        for end, fifo in other_kind(view, edge):
            switches.append(switch_kind(edge.source if end == "source" else edge.target, fifo))
        detours = [
            take_detour(edge.id, d)
            for d in (refusal.detours if refusal else ())
            if d.through or not (d.source or d.target)
        ]
        yield self.finding(
            edge.subject,
            f"{edge} mixes FIFO and standard: {said}.",
            why=refusal.why if refusal else None,
            fix=refusal.fix if refusal else None,
            doc=refusal.doc if refusal else None,
            fixes=[*detours, *switches],
        )
