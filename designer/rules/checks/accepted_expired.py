"""A finding that was accepted until a day that has passed.

It counts again.  Accepting is a promise to come back to it, and the day has come.

Example: `"accepted": {"a1": {"rule": "dangling-node", "subject": "node:archive", "until": "2026-03-31"}}` in April.
Instead: Mend it, or accept it anew with a reason and a later day.
"""

from __future__ import annotations

from designer.model.design import Design, Subject
from designer.model.finding import QuickFix
from designer.rules.base import DesignRule, Found
from designer.rules.view import ACCEPTED, View


class AcceptedExpired(DesignRule):
    id = "accepted-expired"
    severity = "warning"
    category = "operations"
    title = "Accepted finding that has expired"
    why = "What was to be put up with for a time counts again."
    fix = "Mend what was accepted, or accept it anew with a later day."
    doc = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    read = "2026-11-23"

    def check(self, view: View) -> Found:
        view.reads.add(ACCEPTED)
        for id_, accepted in view.design.accepted.items():
            subject = Subject.parse(accepted.subject)
            if accepted.until is None or accepted.until >= view.today or not view.has(subject):
                continue
            message = f"{accepted.rule} was accepted here until {accepted.until}"
            message += f", because “{accepted.reason.rstrip('.')}”." if accepted.reason else "."
            yield self.finding(subject, message, fixes=[without(id_, "Let it count again")])


def without(id_: str, label: str) -> QuickFix:
    """Takes an acceptance out of the design."""

    def apply(design: Design) -> Design:
        return design.replace(accepted=design.accepted.without(id_)) if id_ in design.accepted else design

    return QuickFix(label, apply)
