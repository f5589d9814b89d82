"""A node of a service that the catalogue does not know.

Example: `"service": "lamda"`.
Instead: `"service": "lambda"`, or `"service": "cfn"` with the CloudFormation type in `type`.
"""

from __future__ import annotations

import difflib

from designer.model.catalogue import GENERIC
from designer.model.design import Design
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class UnknownService(NodeRule):
    id = "unknown-service"
    severity = "error"
    category = "integration"
    title = "Unknown service"
    why = "Nothing is known of it, so it can neither be checked nor exported."
    fix = 'Take a service of the catalogue, or "cfn" with a CloudFormation type.'
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-23"

    def looks_at(self, node: NodeView) -> bool:
        return node.service is None

    def check(self, view: View, node: NodeView) -> Found:
        service = node.node.service
        if service == GENERIC:
            if node.node.type:
                return
            yield self.finding(node.subject, f"{node.title} is generic and names no CloudFormation type.")
            return
        near = difflib.get_close_matches(service, view.catalogue.services, n=2)
        fixes = [_take(node.id, id_, view.catalogue.title(id_)) for id_ in near]
        yield self.finding(node.subject, f"{node.title} is of the unknown service {service!r}.", fixes=fixes)


def _take(node: str, service: str, title: str) -> QuickFix:
    def apply(design: Design) -> Design:
        return design.change(design.subject(node), service=service) if node in design.nodes else design

    return QuickFix(f"Make it {title}", apply)
