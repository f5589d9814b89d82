"""A property and an edge that mean the same thing and say something different.

A dead-letter queue may be drawn as a `redrive` edge or be named in `RedrivePolicy`; both at once are fine while they
agree.

Example: A redrive edge to one queue, and `RedrivePolicy.deadLetterTargetArn` naming another.
Instead: One of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.model.references import target_of
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

# service, the property that names the target, the mechanisms of the edge, further properties (node's, edge's)
SAME = (
    ("sqs", "RedrivePolicy.deadLetterTargetArn", ("redrive",), (("RedrivePolicy.maxReceiveCount", "maxReceiveCount"),)),
    ("lambda", "DeadLetterConfig.TargetArn", ("dead-letter",), ()),
    ("lambda", "EventInvokeConfig.DestinationConfig.OnFailure.Destination", ("on-failure",), ()),
)  # fmt: skip


class PropertyContradictsEdge(NodeRule):
    id = "property-contradicts-edge"
    severity = "error"
    category = "integration"
    title = "Property and connection say different things"
    why = "Only one of the two can be deployed, and nobody can tell which was meant."
    fix = "Keep one of the two."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
    read = "2026-11-23"
    services = ("sqs", "lambda")

    def check(self, view: View, node: NodeView) -> Found:
        for path, edge_path, named, drawn in _pairs(view, node):
            if named != drawn:
                fixes = [set_property(node.subject, path, None, f"Remove {path}")]
                message = f"{node.title} says {named} in {path}, but its connection says {drawn}{edge_path}."
                yield self.finding(node.subject, message, fixes=fixes, property_=path)


def _pairs(view: View, node: NodeView) -> Iterator[tuple[str, str, Any, Any]]:
    """(property, what the edge calls it, the property's value, the edge's value) wherever both are given."""
    for service, path, mechanisms, further in SAME:
        value = node.get(path) if node.is_a(service) else None
        for edge in view.outgoing(node.id) if node.is_a(service) else ():
            if edge.mechanism not in mechanisms:
                continue
            if value is not None:
                yield path, "", target_of(value) or value, edge.target.id
            for node_path, edge_path in further:
                given = node.node.properties.get("RedrivePolicy")
                mine = given.get(edge_path) if isinstance(given, Mapping) else None
                theirs = edge.edge.properties.get(edge_path)
                if mine is not None and theirs is not None:
                    yield node_path, f" in {edge_path}", mine, theirs
