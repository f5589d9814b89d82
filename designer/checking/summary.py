"""What a team lead reads after many files: how much there is to do, where most of it lies, and which rules say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from designer.checking.one import Checked, Fault
from designer.model.finding import SEVERITIES, Finding, heading_of
from designer.report import counts, printable

SHOWN = 8  # files, and rules


def summary(results: Sequence[Checked | Fault], seconds: float, gone: int = 0) -> str:
    """The last lines of a run over several files; `gone` findings of the baseline are there no more."""
    checked = [result for result in results if isinstance(result, Checked)]
    faults = [result for result in results if isinstance(result, Fault)]
    findings = [finding for file in checked for finding in file.findings]
    clean = sum(not _open(file) for file in checked)
    lines = [
        click.style(f"{len(results)} files in {seconds:.1f} s: {counts(findings)}", bold=True),
        f"  {sum(_errors(file) > 0 for file in checked)} with errors, {clean} with nothing to report"
        + (f", {len(faults)} that could not be read" if faults else ""),
    ]
    lines += [*_worst(checked), *_commonest([f for f in findings if not f.accepted])]
    if gone:
        lines.append(f"  {gone} findings of the baseline are gone; --update-baseline takes them out")
    return "\n".join(lines)


def _open(file: Checked) -> list[Finding]:
    return [finding for finding in file.findings if not finding.accepted]


def _errors(file: Checked) -> int:
    return sum(finding.severity == "error" for finding in _open(file))


def _worst(checked: Sequence[Checked]) -> list[str]:
    def key(file: Checked) -> tuple[int, ...]:
        number = Counter(finding.severity for finding in _open(file))
        return tuple(-number[severity] for severity in SEVERITIES)

    worst = [file for file in sorted(checked, key=key) if any(f.severity != "info" for f in _open(file))][:SHOWN]
    if not worst:
        return []
    lines = ["  Most to do"]
    for file in worst:
        number = Counter(finding.severity for finding in _open(file))
        lines.append(
            f"    {number['error']:4} errors {number['warning']:4} warnings  {click.format_filename(file.path)}"
        )
    return lines


def _commonest(findings: Sequence[Finding]) -> list[str]:
    number = Counter(finding.rule for finding in findings)
    if not number:
        return []
    said = {finding.rule: finding for finding in reversed(findings)}
    rows = sorted(number, key=lambda rule: (SEVERITIES.index(said[rule].severity), -number[rule], rule))
    rows = sorted(rows, key=lambda rule: -number[rule])[:SHOWN]
    lines = ["  Said most often"]
    for rule in rows:
        title = printable(heading_of(said[rule])).rstrip(".")
        lines.append(f"    {number[rule]:4} {said[rule].severity:8} {title[:60]}  [{rule}]")
    return lines
