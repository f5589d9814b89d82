"""A generic node of a resource type that CloudFormation does not have.

Types of other publishers and custom resources (`Custom::…`) are not judged.

Example: `"type": "AWS::Transfer::Servers"`.
Instead: `"type": "AWS::Transfer::Server"`.
"""

from __future__ import annotations

import difflib
import re

from designer.model.catalogue import GENERIC
from designer.model.design import Design
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View
from designer.schemas import TYPE_NAME, schemas

PUBLISHED_HERE = ("AWS::", "Alexa::", "AMZN::")
UNLISTED = frozenset({"AWS::CDK::Metadata"})  # the CDK adds it, and CloudFormation takes it


class GenericUnknownType(NodeRule):
    id = "generic-unknown-type"
    severity = "error"
    category = "integration"
    title = "Unknown resource type"
    why = "CloudFormation refuses a template with a type that it does not have."
    fix = "Take the name from CloudFormation's reference."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html"
    read = "2026-11-24"

    def looks_at(self, node: NodeView) -> bool:
        return node.node.service == GENERIC

    def check(self, view: View, node: NodeView) -> Found:
        type_ = node.node.type
        if not type_ or type_ in UNLISTED:
            return  # one without a type is an unknown service
        if not re.fullmatch(TYPE_NAME, type_):
            yield self.finding(
                node.subject,
                f"{type_[:80]!r} of {node.title} is not the name of a resource type.",
                fix="Write three parts, such as AWS::Transfer::Server, or Custom:: and a name.",
            )
        elif type_.startswith(PUBLISHED_HERE) and not type_.endswith("::MODULE"):
            known = schemas()
            if not known.at_hand or type_ in known.types:
                return
            near = difflib.get_close_matches(type_, known.types, n=2, cutoff=0.8)
            yield self.finding(
                node.subject,
                f"{node.title} is of the type {type_}, which CloudFormation did not have on {known.date}.",
                fixes=[_take(node.id, name) for name in near],
            )


def _take(node: str, type_: str) -> QuickFix:
    def apply(design: Design) -> Design:
        return design.change(design.subject(node), type=type_) if node in design.nodes else design

    return QuickFix(f"Make it {type_}", apply)
