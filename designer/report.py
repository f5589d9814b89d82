"""What the command line prints: findings for people and programs, and the difference of two designs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from designer import __version__
from designer.model.design import Design, Edge, Note, Subject
from designer.model.diff import diff
from designer.model.finding import SEVERITIES, Finding, Severity
from designer.model.frozen import thaw

_COLOURS: Mapping[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}
_SARIF_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def name(design: Design, subject: Subject) -> str:
    """What a person calls a subject, with its id: `Fulfilment queue (node q)`."""
    if subject.kind == "design":
        return "the design"
    record = design.get(subject)
    if isinstance(record, Edge):
        ends = [name_of_node(design, end) for end in (record.source, record.target)]
        return f"{ends[0]} → {ends[1]} (edge {subject.id})"
    title = "" if isinstance(record, Note) else record.title
    return f"{title} ({subject.kind} {subject.id})" if title else f"{subject.kind} {subject.id}"


def name_of_node(design: Design, id_: str) -> str:
    return design.nodes[id_].title or id_ if id_ in design.nodes else id_


# -- findings


def counts(findings: Iterable[Finding]) -> str:
    """ "1 error, 2 warnings, 1 accepted", or "nothing to report"."""
    found = list(findings)
    number = Counter(f.severity for f in found if not f.accepted)
    words = {"error": "error", "warning": "warning", "info": "piece of advice"}
    parts = [_many(number[s], words[s]) for s in SEVERITIES if number[s]]
    if accepted := sum(f.accepted for f in found):
        parts.append(f"{accepted} accepted")
    return ", ".join(parts) or "nothing to report"


def _many(number: int, word: str) -> str:
    plural = word.replace("piece", "pieces") if word.startswith("piece") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"


def findings_text(path: Path, design: Design, findings: Sequence[Finding], width: int) -> str:
    """The findings of one file for a person, worst first."""
    lines = [click.style(str(path), bold=True)]
    for finding in findings:
        severity = "accepted" if finding.accepted else finding.severity
        colour = None if finding.accepted else _COLOURS[finding.severity]
        where = name(design, finding.subject)
        lines.append(f"  {click.style(f'{severity:8}', fg=colour, bold=True)} {where}  [{finding.rule}]")
        for text in (finding.message, f"Why: {finding.why}", f"Fix: {finding.fix}", finding.doc):
            if text.rstrip().endswith(":"):
                continue
            lines.append(click.wrap_text(text, width, " " * 11, " " * 11))
    lines.append(f"  {counts(findings)}")
    return "\n".join(lines)


def findings_json(path: Path, findings: Iterable[Finding]) -> str:
    """One object on one line."""
    return json.dumps({"file": str(path), "findings": [f.as_json() for f in findings]}, ensure_ascii=False)


def sarif(results: Iterable[tuple[Path, Sequence[Finding]]], lines: Mapping[tuple[Path, Subject], int]) -> str:
    """All files as one SARIF 2.1.0 log, for code scanning.  `lines` says where a subject stands in its file."""
    rules: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []
    for path, findings in results:
        for finding in findings:
            rules.setdefault(
                finding.rule,
                {
                    "id": finding.rule,
                    "helpUri": finding.doc,
                    "shortDescription": {"text": finding.rule.replace("-", " ")},
                    "fullDescription": {"text": finding.why},
                },
            )
            uri = {"uri": path.as_posix()}
            region = {"startLine": lines.get((path, finding.subject), 1)}
            result: dict[str, Any] = {
                "ruleId": finding.rule,
                "level": _SARIF_LEVELS[finding.severity],
                "message": {"text": f"{finding.message} {finding.fix}".strip()},
                "locations": [
                    {
                        "physicalLocation": {"artifactLocation": uri, "region": region},
                        "logicalLocations": [{"fullyQualifiedName": str(finding.subject)}],
                    }
                ],
                "partialFingerprints": {"skydraft/v1": f"{finding.rule}|{finding.subject}"},
            }
            if finding.accepted:
                result["suppressions"] = [{"kind": "inSource", "justification": "accepted in the design"}]
            found.append(result)
    driver = {
        "name": "Skydraft",
        "version": __version__,
        "informationUri": "https://github.com/skydraft/skydraft",
        "rules": list(rules.values()),
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}],
    }
    return json.dumps(log, indent=2, ensure_ascii=False)


def lines_of(text: str, path: Path, design: Design) -> dict[tuple[Path, Subject], int]:
    """The line on which each record's key stands in a design file."""
    found: dict[tuple[Path, Subject], int] = {}
    subjects = {subject.id: subject for subject, _ in design.records()}
    for number, line in enumerate(text.splitlines(), 1):
        key, colon, _ = line.strip().partition(":")
        subject = subjects.get(key.strip().strip('"')) if colon and key.startswith('"') else None
        if subject is not None:
            found.setdefault((path, subject), number)
    return found


# -- differences


def changes(old: Design, new: Design) -> dict[str, Any]:
    """What changed, as JSON: subjects added and removed, and each changed property with both values."""
    found = diff(old, new)
    record: dict[str, Any] = {
        "added": [str(s) for s in found.added],
        "removed": [str(s) for s in found.removed],
        "changed": [
            {"subject": str(s), "changes": _differences(_plain(old, s), _plain(new, s))} for s in found.changed
        ],
    }
    document = _differences(_document(old), _document(new))
    return {**record, "design": document}


def changes_text(old: Design, new: Design, found: Mapping[str, Any]) -> str:
    """The same for a person: + what came, - what went, ~ what changed."""
    lines = [click.style(f"+ {name(new, Subject.parse(s))}", fg="green") for s in found["added"]]
    lines += [click.style(f"- {name(old, Subject.parse(s))}", fg="red") for s in found["removed"]]
    for changed in found["changed"]:
        lines.append(click.style(f"~ {name(new, Subject.parse(changed['subject']))}", fg="yellow"))
        lines += [_change_line(change) for change in changed["changes"]]
    if found["design"]:
        lines.append(click.style("~ the design", fg="yellow"))
        lines += [_change_line(change) for change in found["design"]]
    return "\n".join(lines) or "No difference."


def _change_line(change: Mapping[str, Any]) -> str:
    def text(key: str) -> str:
        return json.dumps(change[key], ensure_ascii=False) if key in change else "—"

    return f"    {change['path']}: {text('old')} → {text('new')}"


def _plain(design: Design, subject: Subject) -> dict[str, Any]:
    return design.get(subject).model_dump(by_alias=True, exclude_defaults=True)


def _document(design: Design) -> dict[str, Any]:
    accepted = {i: a.model_dump(exclude_defaults=True) for i, a in design.accepted.items()}
    return {"name": design.name, "settings": thaw(design.settings), "accepted": accepted}


def _differences(old: Any, new: Any, path: str = "") -> list[dict[str, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = [*old, *(key for key in new if key not in old)]
        missing = object()
        found: list[dict[str, Any]] = []
        for key in keys:
            a, b = old.get(key, missing), new.get(key, missing)
            place = f"{path}.{key}" if path else str(key)
            if a is missing:
                found.append({"path": place, "new": thaw(b)})
            elif b is missing:
                found.append({"path": place, "old": thaw(a)})
            else:
                found += _differences(a, b, place)
        return found
    return [] if old == new else [{"path": path, "old": thaw(old), "new": thaw(new)}]
