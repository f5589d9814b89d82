"""In which networks a node stands: by the groups around it, or by a connection from a VPC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from designer.model.design import Subject
from designer.rules.view import NodeView, View

NETWORK = ("vpc", "subnet")
INSIDE = ("rds", "rds-proxy", "aurora-serverless-v2", "elasticache", "documentdb", "efs", "msk", "mq", "redshift")


class Network(NamedTuple):
    """A VPC that is drawn, as a group or as a node."""

    title: str
    properties: Mapping[str, Any]
    subject: Subject


def networks(view: View, node: NodeView) -> Iterator[Network]:
    """The VPCs that a node stands in, the outermost group first."""
    around = [g for g in view.ancestors(node.node.group) if view.design.groups[g].kind in NETWORK]
    if around:
        group = view.design.groups[around[-1]]
        yield Network(group.title or around[-1], group.properties, Subject("group", around[-1]))
    for edge in view.incoming(node.id):
        if edge.source.is_a("vpc"):
            yield Network(edge.source.title, edge.source.node.properties, edge.source.subject)


def attached(view: View, node: NodeView) -> bool:
    """Whether a function has been put into a VPC, by a group, a connection or a property."""
    return bool(node.get("VpcConfig")) or next(networks(view, node), None) is not None
