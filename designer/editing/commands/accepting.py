"""Accepting findings: what a person puts up with, why, and until when.

An acceptance is of a rule on a subject, so it holds for everything that the rule says there.  Its id in the file is
made of both, so that two branches that accept the same thing meet on the same line.
"""

from __future__ import annotations

import re
from datetime import date

from designer.editing.editor import Command
from designer.model.design import Accepted, Design, Subject
from designer.model.finding import Finding

UNACCEPTABLE = frozenset({"internal", "accepted-expired", "accepted-stale"})  # they speak of us, or of acceptances


class AcceptError(ValueError):
    """An acceptance that may not be; `str()` says why."""


def acceptable(finding: Finding | None) -> bool:
    """Whether a finding may be accepted, or its acceptance changed."""
    return finding is not None and finding.rule not in UNACCEPTABLE


def acceptance_words(record: Accepted) -> str:
    """An acceptance in a sentence: "Accepted until 2027-03-31: another team reads the queue." """
    reason = record.reason.strip().rstrip(".") or "no reason is given"
    return f"Accepted{f' until {record.until}' if record.until else ''}: {reason}."


def acceptance_of(design: Design, rule: str, subject: Subject) -> Accepted | None:
    """The record by which a rule's findings on a subject are accepted, or were until a day that has passed."""
    id_ = _id_of(design, rule, subject)
    return design.accepted[id_] if id_ is not None else None


def last_day(text: str, today: date) -> str | None:
    """An ISO date as it was typed, None for an empty text.  AcceptError where it is none, or has passed."""
    text = text.strip()
    if not text:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise AcceptError("A day such as 2027-03-31, or nothing") from None
    if day < today:
        raise AcceptError("That day has passed")
    return text


def accept(rule: str, subject: Subject, reason: str, until: str | None = None) -> Command:
    """Accept a rule's findings on a subject, or change reason and last day of what is accepted already."""
    reason = reason.strip()
    if not reason:
        raise AcceptError("A reason is needed")

    def apply(design: Design) -> Design:
        if subject.id and subject.id not in design:
            return design
        id_ = _id_of(design, rule, subject)
        if id_ is None:
            record = Accepted(rule=rule, subject=str(subject), reason=reason, **({"until": until} if until else {}))
            return design.replace(accepted=design.accepted.set(_new_id(design, rule, subject), record))
        old = design.accepted[id_]
        if (old.reason, old.until) == (reason, until):
            return design
        return design.replace(accepted=design.accepted.set(id_, old.replace(reason=reason, until=until)))

    return Command(f"Accept {rule}", apply)


def withdraw(rule: str, subject: Subject) -> Command:
    """Let a rule's findings on a subject count again."""

    def apply(design: Design) -> Design:
        ids = [id_ for id_, a in design.accepted.items() if (a.rule, a.subject) == (rule, str(subject))]
        return design.replace(accepted=design.accepted.without(*ids)) if ids else design

    return Command(f"Withdraw the acceptance of {rule}", apply)


def _id_of(design: Design, rule: str, subject: Subject) -> str | None:
    """The id of the acceptance; of several the one that holds the longest."""
    found = [
        (a.until or "9999", id_) for id_, a in design.accepted.items() if (a.rule, a.subject) == (rule, str(subject))
    ]
    return max(found)[1] if found else None


def _new_id(design: Design, rule: str, subject: Subject) -> str:
    base = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{rule}-{subject.id or 'design'}").lstrip("-_0123456789")[:240]
    name, number = base, 2
    while name in design or name in design.accepted:
        name, number = f"{base}-{number}", number + 1
    return name
