"""A generic node without a property that its resource type requires.

Example: an `AWS::Transfer::User` without `ServerId`.
Instead: `"ServerId": {"Fn::GetAtt": ["sftp", "ServerId"]}`.
"""

from __future__ import annotations

from itertools import islice

from designer.model.catalogue import GENERIC
from designer.rules.base import Found, NodeRule
from designer.rules.checks.generic_property import MOST, faults_of, property_of
from designer.rules.view import NodeView, View


class GenericRequired(NodeRule):
    id = "generic-required"
    severity = "info"
    category = "limits"
    title = "Required properties not set"
    why = "The export has no default for them, and CloudFormation refuses the resource without."
    fix = "Set them in the inspector."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-24"

    def looks_at(self, node: NodeView) -> bool:
        return node.node.service == GENERIC

    def check(self, view: View, node: NodeView) -> Found:
        missing = list(islice((pair for pair in faults_of(node) if pair[0].sort == "missing"), MOST))
        if not missing:
            return
        names = [fault.where for fault, _ in missing]
        words = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        yield self.finding(
            node.subject,
            f"{words} {'is' if len(names) == 1 else 'are'} required by {node.node.type} and not set on {node.title}.",
            doc=missing[0][1],
            property_=property_of(missing[0][0]),
        )
