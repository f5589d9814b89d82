"""What the command line prints for people and programs: findings, verdicts, the catalogue."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from designer.model.catalogue import Catalogue, Verdict
from designer.model.design import Design, Edge, Note, Subject
from designer.model.finding import SEVERITIES, Finding, Severity
from designer.model.sentences import explained_kind
from designer.model.specs import IntegrationSpec, ServiceSpec

if TYPE_CHECKING:
    from designer.checking import Checked
    from designer.rules import Rule

_COLOURS: Mapping[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}
_WORDS: Mapping[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("piece of advice", "pieces of advice"),
}


WIDTH = 110  # columns


def printable(text: str) -> str:
    """A text from a design without signs that steer a terminal."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def wrapped(text: str, indent: str = "  ") -> str:
    """A paragraph in lines of at most WIDTH columns."""
    return click.wrap_text(printable(text), WIDTH, indent, indent)


def name(design: Design, subject: Subject) -> str:
    """What a person calls a subject, with its id: `Fulfilment queue (node q)`."""
    if subject.kind == "design":
        return "the design"
    record = design.get(subject)
    if isinstance(record, Edge):
        ends = (
            design.nodes[end].title or end if end in design.nodes else end for end in (record.source, record.target)
        )
        return printable(f"{' → '.join(ends)} (edge {subject.id})")
    title = "" if isinstance(record, Note) else record.title
    return printable(f"{title} ({subject.kind} {subject.id})" if title else f"{subject.kind} {subject.id}")


# -- findings


def counts(findings: Iterable[Finding]) -> str:
    """ "1 error, 2 warnings, 1 accepted", or "nothing to report"."""
    found = list(findings)
    number = Counter(finding.severity for finding in found if not finding.accepted)
    parts = [f"{number[s]} {_WORDS[s][number[s] > 1]}" for s in SEVERITIES if number[s]]
    if accepted := sum(finding.accepted for finding in found):
        parts.append(f"{accepted} accepted")
    return ", ".join(parts) or "nothing to report"


def findings_text(checked: Checked, *, composition: bool = False) -> str:
    """The findings of one file, worst first, each with the line on which its subject stands."""
    lines = [click.style(click.format_filename(checked.path), bold=True)]
    for finding in checked.findings:
        lines += _finding_lines(checked, finding)
    lines.append(f"  {counts(checked.findings)}")
    if composition:
        lines += ["  Composition", *(wrapped(line, "    ") for line in checked.composition_lines)]
    return "\n".join(lines)


def left_text(checked: Checked) -> str:
    """What must be known before an export: what its targets leave to be done by hand."""
    lines = [click.style("Before this export", bold=True)]
    for finding in checked.findings:
        lines += _finding_lines(checked, finding)
    return "\n".join((*lines, f"  {counts(checked.findings)}"))


def _finding_lines(checked: Checked, finding: Finding) -> Iterator[str]:
    severity = "accepted" if finding.accepted else finding.severity
    colour = None if finding.accepted else _COLOURS[finding.severity]
    where = name(checked.design, finding.subject)
    yield f"  {click.style(f'{severity:8}', fg=colour, bold=True)} {where}  [{finding.rule}]"
    why, fix = finding.why and f"Why: {finding.why}", finding.fix and f"Fix: {finding.fix}"
    yield from (wrapped(text, " " * 11) for text in (finding.message, why, fix, finding.doc) if text)
    yield f"           at {printable(click.format_filename(f'{checked.place(finding.subject)}'))}"


def findings_json(checked: Checked) -> str:
    """One object on one line; `counts` tells how many there are of each severity, and how many are accepted."""
    count = Counter("accepted" if finding.accepted else finding.severity for finding in checked.findings)
    record: dict[str, Any] = {
        "file": str(checked.path),
        "findings": [_with_place(checked, finding) for finding in checked.findings],
        "counts": {word: count[word] for word in (*SEVERITIES, "accepted")},
    }
    if checked.composition is not None:
        record["composition"] = checked.composition
    return json.dumps(record)


def _with_place(checked: Checked, finding: Finding) -> dict[str, Any]:
    place = checked.place(finding.subject)
    record = {**finding.as_json(), "line": place.line}
    return record if place.path == checked.path else {**record, "file": str(place.path)}


# -- verdicts


def verdict_text(catalogue: Catalogue, verdict: Verdict) -> str:
    """May two services be connected, how, why not, and what to do instead."""
    source, target = catalogue.title(verdict.source), catalogue.title(verdict.target)
    answer = {"direct": "yes", "detour": "not directly", "none": "no"}[verdict.state]
    lines = [f"{click.style(f'{source} → {target}', bold=True)}: {answer}"]
    if not verdict.legal:
        lines.append(wrapped(f"{verdict.title}. {verdict.why}"))
    for integration in verdict.integrations:
        asked = "" if integration.default else "  (only by name)"
        lines.append(f"  {integration.id}  [{integration.model}]{asked}")
        told = explained_kind(catalogue, integration, verdict.source, verdict.target)
        lines += [wrapped(text, "    ") for text in (told.what, told.failure, *told.permissions) if text]
    if verdict.fix:
        lines.append(wrapped(f"{'Mind' if verdict.legal else 'Instead'}: {verdict.fix}"))
    lines.append(wrapped(verdict.doc))
    return "\n".join(lines)


def verdict_json(source: str, target: str, verdict: Verdict) -> str:
    """`source` and `target` are the words that were asked with."""
    record = {
        "source": source,
        "target": target,
        "legal": verdict.legal,
        "integrations": [integration.id for integration in verdict.integrations],
        "why": verdict.why,
        "fix": verdict.fix,
        "doc": verdict.doc,
    }
    return json.dumps(record)


# -- the catalogue


def service_record(service: ServiceSpec) -> dict[str, Any]:
    """A service as `catalogue --format json` prints it."""
    return {
        "id": service.id,
        "title": service.title,
        "category": service.category,
        "cfn_type": service.cfn_type,
        "terraform_type": service.terraform_type,
        "actor": service.actor,
        "variants": [variant.id for variant in service.variants],
        "description": service.description,
        "doc": service.doc,
        "properties": _properties(service),
    }


def integration_record(integration: IntegrationSpec) -> dict[str, Any]:
    """An integration as `catalogue --format json` prints it."""
    return {
        "id": integration.id,
        "source": integration.source,
        "target": integration.target,
        "mechanism": integration.mechanism,
        "model": integration.model,
        "invocation": integration.invocation,
        "default": integration.default,
        "title": integration.title,
        "doc": integration.doc,
        "properties": _properties(integration),
    }


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule as `catalogue --format json` prints it."""
    return {
        "id": rule.id,
        "severity": rule.severity,
        "category": rule.category,
        "title": rule.title,
        "doc": rule.doc,
    }


def _properties(spec: ServiceSpec | IntegrationSpec) -> dict[str, Any]:
    return {path: dict(found.model_dump(exclude_defaults=True)) for path, found in spec.properties.items()}


def table_text(table: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A table of the catalogue: each record's id, its kind, its title."""
    kind = {"services": "category", "integrations": "model", "rules": "severity"}[table]
    lines = [f"  {row['id']:48} {row[kind]:12} {row['title']}" for row in rows]
    return "\n".join([click.style(f"{len(rows)} {table}", bold=True), *lines])
