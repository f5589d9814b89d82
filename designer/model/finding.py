"""What the rules say: findings, and the quick fixes that mend them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from designer.model.design import Design, Subject

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # worst first


@dataclass(frozen=True, slots=True)
class QuickFix:
    """One change that removes a finding.  `label` names the thing and the number: "Set to 360 s"."""

    label: str
    apply: Callable[[Design], Design] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the review, standing on one subject.

    `title` names the fault, `message` says what is wrong here, `why` what it leads to, `fix` what to do, `doc` where
    it is written.
    Two findings are equal when they say the same; the fixes' functions do not count.
    """

    rule: str
    severity: Severity
    subject: Subject
    message: str
    why: str
    fix: str
    doc: str
    fixes: tuple[QuickFix, ...] = ()  # the best first
    title: str = ""  # the rule's; short enough for a list
    property: str = ""  # the property concerned, for the inspector's field
    accepted: bool = False

    def as_json(self) -> dict[str, Any]:
        """The record that `check --format json` prints."""
        record: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity,
            "subject": str(self.subject),
            "message": self.message,
            "why": self.why,
            "fix": self.fix,
            "quick_fix": bool(self.fixes),
            "doc": self.doc,
        }
        if self.property:
            record["property"] = self.property
        if self.accepted:
            record["accepted"] = True
        return record


def heading_of(finding: Finding) -> str:
    """The title, or the message of a finding that has none."""
    return finding.title or finding.message


def words_of(finding: Finding) -> str:
    """What stands below a finding's heading: the message (unless it is the heading itself) and the reason."""
    return f"{finding.message} {finding.why}" if finding.title else finding.why
