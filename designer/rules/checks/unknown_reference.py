"""A record that names another one which is not in the design.

Edges name their ends, nodes and groups the group that they stand in, and properties other nodes by
`{"Fn::GetAtt": ["node id", "Arn"]}`.  Something outside the design is named by its ARN, as a string.

Example: `"DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["failed_ordes", "Arn"]}}`, where the queue is `failed_orders`.
Instead: Name the node by its id, or write the ARN of a resource outside.
"""

from __future__ import annotations

from designer.model.design import Design, Edge, Note, Subject
from designer.model.finding import QuickFix
from designer.model.references import references
from designer.rules.base import Found, Record, RecordRule
from designer.rules.fixes import remove, set_property
from designer.rules.view import View


class UnknownReference(RecordRule):
    id = "unknown-reference"
    severity = "error"
    category = "integration"
    title = "Reference to something that is not there"
    why = "What is not in the design cannot be deployed with it."
    fix = "Name what exists, or take the reference out."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html"
    read = "2026-11-23"

    def check(self, view: View, subject: Subject, record: Record) -> Found:
        if isinstance(record, Edge):
            missing = [end for end in (record.source, record.target) if not view.has_node(end)]
            for end in dict.fromkeys(missing):
                message = f"The connection {record.source} → {record.target} has an end {end!r} that is no node."
                yield self.finding(subject, message, fixes=[remove(subject, "Remove the connection")])
        elif record.group is not None and view.group(record.group) is None:
            message = f"{_title(subject, record)} stands in {record.group!r}, which is no group."
            yield self.finding(subject, message, fixes=[_take_out(subject)])
        if isinstance(record, Note) or not record.properties:
            return
        for path, id_ in references(record.properties):
            if not view.has_node(id_):
                message = f"{_title(subject, record)} refers to {id_!r} in {path}, which is no node."
                fixes = [set_property(subject, path, None, f"Remove {path}")]
                yield self.finding(subject, message, fixes=fixes, property_=path)


def _title(subject: Subject, record: Record) -> str:
    return getattr(record, "title", "") or subject.id


def _take_out(subject: Subject) -> QuickFix:
    def apply(design: Design) -> Design:
        return design.change(subject, group=None) if subject.id in design else design

    return QuickFix("Take it out of the group", apply)
