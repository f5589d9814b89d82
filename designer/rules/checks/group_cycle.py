"""Groups that contain each other.

Example: Group A stands `in` B, and B stands `in` A.
Instead: Take one of them out.
"""

from __future__ import annotations

from designer.model.design import Design, Group, Subject
from designer.model.finding import QuickFix
from designer.rules.base import Found, Record, RecordRule
from designer.rules.view import View


class GroupCycle(RecordRule):
    id = "group-cycle"
    severity = "error"
    category = "design"
    title = "Groups that contain each other"
    why = "A frame cannot stand inside itself; nothing can be drawn or deployed for it."
    fix = "Take one of the groups out of the other."
    doc = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html"
    read = "2026-11-23"
    kinds = ("group",)

    def check(self, view: View, subject: Subject, record: Record) -> Found:
        if not isinstance(record, Group) or record.group is None:
            return
        around = list(view.ancestors(subject.id))
        outermost = view.group(around[-1]) if around else None
        if outermost is None or outermost.group != subject.id:
            return
        names = [(view.design.groups[g].title or g) for g in around]
        message = f"{names[0]} stands inside itself: {' in '.join([*names, names[0]])}."
        yield self.finding(subject, message, fixes=[_take_out(subject)])


def _take_out(subject: Subject) -> QuickFix:
    def apply(design: Design) -> Design:
        return design.change(subject, group=None) if subject.id in design.groups else design

    return QuickFix("Take it out of the other group", apply)
