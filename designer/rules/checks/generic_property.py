"""A generic node's property that its resource type does not take as it is given.

The type's schema says which properties there are, what kind of value each takes, which values, bounds and patterns.
Values that CloudFormation computes (`Ref`, `Fn::Sub` …) are not looked at.

Example: `"Domain": "EBS"` on an `AWS::Transfer::Server`, which stores files in S3 or EFS.
Instead: `"Domain": "EFS"`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from designer.model.catalogue import GENERIC
from designer.model.design import Design, Node
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View
from designer.schemas import Fault, faults, schemas
from designer.schemas.edits import renamed, with_part

MOST = 40  # faults told of one node
_judged: list[tuple[Node | None, Sequence[tuple[Fault, str]]]] = [(None, [])]  # the node judged last; one item


class GenericProperty(NodeRule):
    id = "generic-property"
    severity = "error"
    category = "limits"
    title = "Property that the type does not take"
    why = "CloudFormation refuses the resource."
    fix = "Give the value that the property takes."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-24"

    def looks_at(self, node: NodeView) -> bool:
        return node.node.service == GENERIC

    def check(self, view: View, node: NodeView) -> Found:
        for fault, doc in islice(faults_of(node), MOST):
            if fault.sort != "missing":
                yield self.finding(
                    node.subject,
                    f"{fault.where} of {node.title} {fault.words}.",
                    doc=doc,
                    fixes=_fixes(node.id, fault),
                    property_=property_of(fault),
                )


def faults_of(node: NodeView) -> Sequence[tuple[Fault, str]]:
    """What a generic node's schema says of its properties, with the page of its type.

    Two rules ask of each node, one after the other; the second takes what the first has found.
    """
    last, found = _judged[0]
    if last is not node.node:
        resource = schemas().resource(node.node.type) if node.node.type else None
        found = [(f, resource.doc) for f in faults(resource.shape, node.node.properties)] if resource else []
        _judged[0] = (node.node, found)
    return found


def property_of(fault: Fault) -> str:
    """The property whose field shows a fault: that of the node itself."""
    return str(fault.path[0]) if fault.path else ""


def _fixes(node: str, fault: Fault) -> Iterator[QuickFix]:
    def edit(new: object) -> QuickFix:
        def apply(design: Design) -> Design:
            if node not in design.nodes:
                return design
            properties = with_part(design.nodes[node].properties, fault.path, new)
            return design.change(design.subject(node), properties=properties)

        return QuickFix(f"Remove {fault.name}" if new is None else f"Set to {new}", apply)

    def rename(design: Design) -> Design:
        if node not in design.nodes:
            return design
        properties = renamed(design.nodes[node].properties, fault.path, fault.rename)
        return design.change(design.subject(node), properties=properties)

    if fault.rename:
        yield QuickFix(f"Rename to {fault.rename}", rename)
    if fault.meant is not None:
        yield edit(fault.meant)
    if fault.path:
        yield edit(None)
