"""`skydraft fix`: the quick fixes of what `check` finds, in designs and in templates, only the lines concerned."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.shared import FAULT, FILE, FORMAT, complain

if TYPE_CHECKING:
    from designer.linked.state import Conflict
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design, Subject
    from designer.model.finding import Finding


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--rule", "rules", multiple=True, help="Only findings of this rule; the option may stand again.")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="warning",
    show_default=True,
    help="Findings of this severity and above.",
)
@click.option("--all", "all_", is_flag=True, help="Also fixes that add or remove nodes and connections.")
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would change.")
@FORMAT
def fix(files: tuple[Path, ...], rules: tuple[str, ...], severity: str, all_: bool, dry_run: bool, format_: str) -> int:
    """Apply the quick fixes of what `check` finds: those that set properties, and with --all those that redraw.

    FILE is a design or a SAM or CloudFormation template (YAML or JSON).  In a template only the lines concerned
    change; what cannot be written there is told, and the exit status is 1.
    """
    from designer.catalogue import load
    from designer.model.finding import SEVERITIES
    from designer.storage.errors import FileError

    levels = SEVERITIES[: SEVERITIES.index(severity) + 1]
    known = load()

    def wanted(finding: Finding) -> bool:
        return finding.rule in rules if rules else finding.severity in levels

    status = 0
    for file in files:
        try:
            record = _fix(file, _Mender(known, wanted, keep_shape=not all_), dry_run)
        except FileError as error:
            status = FAULT
            complain(error.line)
            if format_ == "json":
                click.echo(json.dumps({"file": str(file), "error": str(error)}))
            continue
        status = max(status, 1 if record["unwritten"] else 0)
        click.echo(json.dumps(record) if format_ == "json" else _text(record, dry_run))
    return status


@dataclass(frozen=True, slots=True)
class _Mender:
    known: Catalogue
    wanted: Callable[[Finding], bool]
    keep_shape: bool

    def mend(self, design: Design, file: Path) -> tuple[Design, tuple[Finding, ...]]:
        from designer.config import config_of
        from designer.rules import Validator
        from designer.rules.mend import mend

        validator = Validator(self.known, project=config_of(file).rules)
        return mend(design, validator, self.wanted, keep_shape=self.keep_shape)


def _fix(file: Path, mender: _Mender, dry_run: bool) -> dict[str, Any]:
    from designer.linked import link
    from designer.storage import dump, read, save

    known = mender.known
    if link.is_template(file):
        beside = link.design_of(file)
        if beside.exists() and link.template_of(read(beside).design, beside) == file.resolve():
            return _fix(beside, mender, dry_run)
        template, old = link.read_template(file, known)
        new, done = mender.mend(old, file)
        text, conflicts = link.written(template, old, new, file, known)
        if text.text != template.text and not dry_run:
            link.write_template(text, file)
        return _record(file, (old, new), done, conflicts, _difference(template.text, text.text, file))
    opened = read(file, known.services)
    if link.template_of(opened.design, file) is None:
        new, done = mender.mend(opened.design, file)
        if done and not dry_run:
            save(new, file, opened)
        before = opened.data.decode("utf-8-sig")
        return _record(file, (opened.design, new), done, (), _difference(before, dump(new) if done else before, file))
    linked = link.open_design(opened, known)
    new, done = mender.mend(linked.design, file)
    text, conflicts = link.written(linked.text, linked.says, new, linked.template, known, linked.names)
    if not dry_run:
        conflicts = link.save(linked, new, known).conflicts
    difference = _difference(linked.text.text, text.text, linked.template)
    return _record(file, (linked.design, new), done, conflicts, difference)


def _record(
    file: Path,
    designs: tuple[Design, Design],
    done: Sequence[Finding],
    conflicts: Sequence[Conflict],
    difference: str,
) -> dict[str, Any]:
    fixed = [
        {"rule": f.rule, "subject": str(f.subject), "fix": f.fixes[0].label, "where": _where(f.subject, designs)}
        for f in done
    ]
    unwritten = [{"subject": str(c.subject), "message": c.message} for c in conflicts]
    return {"file": str(file), "fixed": fixed, "unwritten": unwritten, "diff": difference}


def _where(subject: Subject, designs: tuple[Design, Design]) -> str:
    """What a finding stood on, as it is called before or after; a fix may have made it and another taken it away."""
    from designer.report import name

    design = next((d for d in designs if subject.kind == "design" or subject.id in d), None)
    return name(design, subject) if design is not None else str(subject)


def _difference(old: str, new: str, file: Path) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), str(file), str(file), lineterm="")
    return "\n".join(lines)


def _text(record: dict[str, Any], dry_run: bool) -> str:
    from designer.report import printable

    file = click.format_filename(record["file"])
    count = len(record["fixed"])
    said = "nothing to fix" if not count else f"{count} {'fix' if count == 1 else 'fixes'}"
    lines = [click.style(f"{file}: {said}{', nothing written' if dry_run and count else ''}", bold=True)]
    lines += [printable(f"  {f['where']}: {f['fix']} ({f['rule']})") for f in record["fixed"]]
    lines += [click.style(printable(f"  not written: {c['message']}"), fg="red") for c in record["unwritten"]]
    if dry_run and record["diff"]:
        lines += [printable(line) for line in record["diff"].split("\n")]
    return "\n".join(lines)
