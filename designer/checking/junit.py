"""Findings as JUnit XML, which every CI server shows: a suite for each file, a case for each finding.

Only errors fail, as they do for the exit status; what is accepted is skipped.  The format is that of
https://github.com/testmoapp/junitxml, whose attributes the servers agree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from designer.checking.one import Checked, Fault
from designer.model.finding import Finding
from designer.report import name

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def junit(results: Iterable[Checked | Fault]) -> str:
    """The whole report."""
    suites, totals = [], [0, 0, 0, 0]
    for result in results:
        cases, counts = _fault(result) if isinstance(result, Fault) else _suite(result)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        suites += [f"  <testsuite name={_quoted(result.path)} {_counts(counts)}>", *cases, "  </testsuite>"]
    head = f'<testsuites name="Skydraft" {_counts(totals)}>'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"])


def _counts(counts: list[int]) -> str:
    tests, failures, errors, skipped = counts
    return f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'


def _fault(fault: Fault) -> tuple[list[str], list[int]]:
    case = f'    <testcase classname={_quoted(fault.path)} name="can be read">'
    return [case, f"      <error message={_quoted(fault.message)}/>", "    </testcase>"], [1, 0, 1, 0]


def _suite(file: Checked) -> tuple[list[str], list[int]]:
    if not file.findings:
        return [f'    <testcase classname={_quoted(file.path)} name="nothing to report"/>'], [1, 0, 0, 0]
    lines: list[str] = []
    for finding in file.findings:
        lines += _case(file, finding)
    failures = sum(f.severity == "error" and not f.accepted for f in file.findings)
    return lines, [len(file.findings), failures, 0, sum(f.accepted for f in file.findings)]


def _case(file: Checked, finding: Finding) -> list[str]:
    place = file.place(finding.subject)
    what = _quoted(f"{finding.rule}: {name(file.design, finding.subject)}")
    head = f'    <testcase classname={_quoted(file.path)} name={what} file={_quoted(place.path)} line="{place.line}"'
    text = "\n".join(t for t in (f"{place}", finding.message, finding.why, finding.fix, finding.doc) if t)
    if finding.accepted:
        inner = '      <skipped message="accepted"/>'
    elif finding.severity == "error":
        inner = (
            f"      <failure type={_quoted(finding.rule)} message={_quoted(finding.message)}>{_text(text)}</failure>"
        )
    else:
        inner = f"      <system-out>{_text(f'{finding.severity}: {text}')}</system-out>"
    return [f"{head}>", inner, "    </testcase>"]


def _quoted(value: object) -> str:
    return quoteattr(_clean(value))


def _text(value: str) -> str:
    return escape(_clean(value))


def _clean(value: object) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(value).encode(errors="replace").decode())
