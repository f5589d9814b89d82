"""cfn-lint over the exported template, its findings mapped back to what a person has drawn.

cfn-lint takes half a second to load, so it is loaded when it is asked for.  It reads the template's text and the
schemas that come with it; nothing is fetched, and no settings file of the folder or the user changes the answer.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from designer.model.design import DESIGN, Subject
from designer.model.finding import SEVERITIES, Finding, Severity
from exporters.base import ExportError, File

_TEMPLATE = "template.yaml"
_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "info"}  # by the first letter of a rule's id
_DOC = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"


def lint(files: Sequence[File], region: str) -> list[Finding]:
    """What cfn-lint says about the template among a SAM export's files, for one region; worst first.

    A finding stands on the subject whose lines it points at, else on the design.  ExportError where there is no
    template among the files, or no such region.
    """
    from cfnlint.api import ManualArgs
    from cfnlint.api import lint as run
    from cfnlint.helpers import REGIONS

    template = next((file for file in files if file.path == _TEMPLATE), None)
    if template is None:
        raise ExportError(f"There is no {_TEMPLATE} to check.")
    if region not in REGIONS:
        raise ExportError(f"cfn-lint knows no region {region!r:.60}; mend settings.region.")
    matches = run(template.text, config=ManualArgs(regions=[region], config_file=os.devnull))
    owner = _Owners(template)
    found = dict.fromkeys(_finding(match, owner.of(match.linenumber)) for match in matches)
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), str(f.subject), f.rule, f.message))


class _Owners:
    """Whose lines a file's are."""

    def __init__(self, file: File) -> None:
        self._spans = list(file.spans())
        self._starts = [span.first for span in self._spans]

    def of(self, line: int) -> Subject:
        place = bisect_right(self._starts, line) - 1
        return self._spans[place].subject if place >= 0 and line <= self._spans[place].last else DESIGN


def _finding(match: Any, subject: Subject) -> Finding:
    """One of cfn-lint's matches as a finding of ours."""
    rule = match.rule
    path = ".".join(str(part) for part in getattr(match, "path", None) or ())
    return Finding(
        rule=f"cfn-lint:{rule.id}",
        severity=_SEVERITIES.get(rule.id[:1], "error"),
        subject=subject,
        message=f"{match.message.rstrip('.')}.",
        why=f"{rule.description.rstrip('.')}.",
        fix=f"Look at {path or 'the template'} ({_TEMPLATE}, line {match.linenumber}).",
        doc=rule.source_url if rule.source_url.startswith("https://") else _DOC,
    )
