"""Findings as a SARIF log, the format that code scanning reads.

Version 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from designer import __version__
from designer.model.design import Kind, Subject
from designer.model.finding import Finding, Severity, heading_of

if TYPE_CHECKING:
    from designer.checking import Checked

_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_KINDS: Mapping[str, Kind] = {"nodes": "node", "edges": "edge", "groups": "group", "notes": "note"}
_TOKEN = re.compile(r'(?P<key>"(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}\[\]\n]')


def log(checked: Iterable[Checked], faults: Iterable[tuple[Path, str]] = ()) -> str:
    """All files as one run.  `faults` are the files that could not be read, with the reason."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for file in checked:
        for finding in file.findings:
            rules.setdefault(finding.rule, _rule(finding))
            results.append(_result(file, finding))
    notifications = [
        {
            "level": "error",
            "message": {"text": reason},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
        }
        for path, reason in faults
    ]
    driver = {
        "name": "Skydraft",
        "version": __version__,
        "rules": list(rules.values()),
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    record = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(record, indent=2)


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "helpUri": finding.doc,
        "shortDescription": {"text": heading_of(finding) if finding.title else finding.rule.replace("-", " ")},
        "fullDescription": {"text": finding.why or finding.message},
    }


def _result(file: Checked, finding: Finding) -> dict[str, Any]:
    place = file.place(finding.subject)
    region = {"startLine": place.line}
    if place.column > 1:
        region["startColumn"] = place.column
    record: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}".strip()},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": region},
                "logicalLocations": [{"fullyQualifiedName": str(finding.subject)}],
            }
        ],
        "partialFingerprints": {"skydraft/v1": f"{finding.rule}|{finding.subject}"},
    }
    if finding.accepted:
        # The last one first: what was accepted anew counts, not what has expired.
        said = (a.reason for a in reversed(file.design.accepted.values()) if (a.rule, a.subject) == _key(finding))
        reason = next(said, None)
        kind, default = ("external", "In the baseline.") if reason is None else ("inSource", "Accepted in the design.")
        record["suppressions"] = [{"kind": kind, "status": "accepted", "justification": reason or default}]
    return record


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, str(finding.subject)


def _uri(path: Path) -> str:
    """A relative path stays relative, so that the log can be read in another checkout."""
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix().encode(errors="surrogateescape"))


def lines_of(text: str) -> dict[Subject, int]:
    """The line (from 1) on which each record's key stands in the text of a design file, which must be valid JSON."""
    found: dict[Subject, int] = {}
    around: list[str] = []  # the keys of the objects and arrays around the place
    line, key = 1, ""
    for match in _TOKEN.finditer(text):
        sign, name = match.group(), match["key"]
        if sign in "{[":
            around.append(key)
            key = ""
        elif sign in "}]":
            around.pop()
        elif name:
            key = json.loads(name)
            if len(around) == 2 and around[1] in _KINDS:
                found.setdefault(Subject(_KINDS[around[1]], key), line)
        line += sign.count("\n")
    return found
