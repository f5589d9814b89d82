"""A schedule or pipe with more than one target, or a pipe with more than one source.

A node of EventBridge Scheduler is one schedule, and a schedule has one target; a pipe has one source and one target
(and at most one enrichment besides).

Example: A schedule connected with two functions.
Instead: A schedule for each, or a topic or bus as the one target.
"""

from __future__ import annotations

from designer.model.design import Design
from designer.model.finding import QuickFix
from designer.model.places import ROW, free_place
from designer.rules.base import Found, NodeRule
from designer.rules.view import EdgeView, NodeView, View

LIVE = ("schedule-target", "pipe-target")


class OneTargetOnly(NodeRule):
    id = "one-target-only"
    severity = "error"
    category = "limits"
    title = "More than one target of a schedule or pipe"
    why = "A schedule has exactly one target, and a pipe one source and one target."
    fix = "Make one for each target, or let a topic or bus fan out."
    doc = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html"
    read = "2026-08-07"
    services = ("eventbridge-scheduler", "eventbridge-pipes")

    def check(self, view: View, node: NodeView) -> Found:
        targets = [e for e in view.outgoing(node.id) if e.mechanism in LIVE]
        if len(targets) > 1:
            names = ", ".join(e.target.title for e in targets)
            message = f"{node.title} has {len(targets)} targets ({names}); it may have one."
            yield self.finding(node.subject, message, fixes=[_one_each(node, targets)] if _is_timer(node) else ())
        enriching = [e for e in view.outgoing(node.id) if e.mechanism == "enrichment"]
        if len(enriching) > 1:
            names = ", ".join(e.target.title for e in enriching)
            yield self.finding(
                node.subject, f"{node.title} has {len(enriching)} enrichments ({names}); it may have one."
            )
        sources = [e for e in view.incoming(node.id) if e.mechanism == "pipe-source"]
        if len(sources) > 1:
            names = ", ".join(e.source.title for e in sources)
            yield self.finding(node.subject, f"{node.title} has {len(sources)} sources ({names}); it may have one.")


def _is_timer(node: NodeView) -> bool:
    return node.is_a("eventbridge-scheduler")


def _one_each(node: NodeView, targets: list[EdgeView]) -> QuickFix:
    def apply(design: Design) -> Design:
        if node.id not in design.nodes:
            return design
        for edge in targets[1:]:
            if edge.id in design.edges:
                timer = design.nodes[node.id]
                at = timer.at and free_place(design, (timer.at[0], timer.at[1] + ROW))
                design, new = design.add_node(timer.replace(at=at), node.id)
                design = design.change(edge.subject, source=new)
        return design

    return QuickFix("Make a schedule for each target", apply)
