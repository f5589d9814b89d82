"""More than five targets on one rule.

Edges of a bus that name the same `Rule` share it; an edge without that word is a rule of its own.

Example: Six functions on the rule `order-placed`.
Instead: A rule for each consumer with the same pattern, or a topic behind the rule that fans out.
"""

from __future__ import annotations

from collections import defaultdict

from designer.model.design import Design, Edge, Node, Subject
from designer.model.finding import QuickFix
from designer.model.places import COLUMN, free_place
from designer.rules.base import Found, NodeRule
from designer.rules.view import EdgeView, NodeView, View

MOST = 5
FAN_OUT = ("lambda", "sqs-standard")  # what a standard topic can feed too


class EventbridgeTooManyTargets(NodeRule):
    id = "eventbridge-too-many-targets"
    severity = "error"
    category = "limits"
    title = "More than five targets on a rule"
    why = "Five targets a rule is a quota that AWS does not raise."
    fix = "Give each consumer a rule of its own, or let one topic behind the rule fan out."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html"
    read = "2026-08-07"
    services = ("eventbridge-bus",)

    def check(self, view: View, node: NodeView) -> Found:
        by_rule: defaultdict[str, list[EdgeView]] = defaultdict(list)
        for edge in view.outgoing(node.id):
            rule = edge.get("Rule")
            if isinstance(rule, str) and rule and edge.model != "attached":
                by_rule[rule].append(edge)
        for rule, edges in by_rule.items():
            if len(edges) <= MOST:
                continue
            ids = tuple(e.id for e in edges)
            fixes = [_rule_each(ids)]
            if all(e.target.is_a(*FAN_OUT) for e in edges):
                fixes.append(_through_topic(node.id, rule, ids))
            yield self.finding(
                node.subject,
                f"The rule “{rule}” of {node.title} has {len(edges)} targets; {MOST} is the most.",
                fixes=fixes,
                property_="Rule",
            )


def _rule_each(edges: tuple[str, ...]) -> QuickFix:
    def apply(design: Design) -> Design:
        for id_ in edges:
            if id_ in design.edges:
                design = design.set_property(Subject("edge", id_), "Rule", None)
        return design

    return QuickFix("Give each target a rule", apply)


def _through_topic(bus: str, rule: str, edges: tuple[str, ...]) -> QuickFix:
    """One edge bus → topic keeps the rule; the targets become subscribers of the topic."""

    def apply(design: Design) -> Design:
        here = [id_ for id_ in edges if id_ in design.edges]
        if bus not in design.nodes or not here:
            return design
        at, group = design.nodes[bus].at, design.nodes[bus].group
        place = free_place(design, at and (at[0] + COLUMN / 2, at[1]))
        topic = Node(service="sns", title=rule[:80], at=place, group=group)
        pattern = design.edges[here[0]].properties
        targets = [design.edges[id_].target for id_ in here]
        design, new = design.remove(Subject("edge", id_) for id_ in here).add_node(topic)
        design, _ = design.add_edge(Edge(source=bus, target=new, properties=pattern))
        for target in targets:
            design, _ = design.add_edge(Edge(source=new, target=target))
        return design

    return QuickFix("Insert SNS topic", apply)
