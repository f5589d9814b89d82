"""An accepted finding of a rule, or on a subject, that no longer exists.

Example: An acceptance of `sns-single-subscribers` (there is no such rule), or on a node that has been removed.
Instead: Nothing; the entry can go.
"""

from __future__ import annotations

import difflib

from designer.model.design import DESIGN, Subject
from designer.rules.base import DesignRule, Found
from designer.rules.checks.accepted_expired import without
from designer.rules.view import ACCEPTED, View


class AcceptedStale(DesignRule):
    id = "accepted-stale"
    severity = "info"
    category = "operations"
    title = "Acceptance of what is no longer there"
    why = "It accepts nothing, and would one day accept something that nobody meant."
    fix = "Remove it, or correct its rule or subject."
    doc = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    read = "2026-11-23"

    def check(self, view: View) -> Found:
        from designer.rules.registry import rules  # which knows all rules, this one too

        view.reads.add(ACCEPTED)
        known = {rule.id for rule in rules()} if view.design.accepted else set()
        for id_, accepted in view.design.accepted.items():
            subject = Subject.parse(accepted.subject)
            if not view.has(subject):
                message = f"The acceptance {id_} of {accepted.rule} stands on {accepted.subject}, which is not there."
            elif accepted.rule not in known and ":" not in accepted.rule:  # cfn-lint:E3012 is another tool's
                meant = next(iter(difflib.get_close_matches(accepted.rule, known, 1)), None)
                hint = f"; did you mean {meant}?" if meant else "."
                message = f"The acceptance {id_} is of {accepted.rule}, which is no rule{hint}"
            else:
                continue
            yield self.finding(DESIGN, message, fixes=[without(id_, "Remove the acceptance")])
