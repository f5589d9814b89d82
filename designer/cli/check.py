"""`skydraft check`: all rules over one or more designs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.shared import FAULT, FILE, complain, read

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.finding import Finding
    from designer.storage.design_file import Opened


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option("--deep", is_flag=True, help="Run cfn-lint over the exported template, too.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
def check(files: tuple[Path, ...], deep: bool, format_: str) -> int:
    """Check designs against all rules."""
    from designer import report, sarif
    from designer.storage.errors import FileError

    checked: list[sarif.Checked] = []
    faults: list[tuple[Path, str]] = []
    for file in files:
        try:
            found = _checked(file, deep)
        except FileError as error:
            faults.append((file, str(error)))
            complain(error.line)
            if format_ == "json":
                click.echo(json.dumps({"file": str(file), "error": str(error)}))
            continue
        checked.append(found)
        if format_ == "text":
            click.echo(report.findings_text(file, found.design, found.findings))
        elif format_ == "json":
            click.echo(report.findings_json(file, found.findings))
    if format_ == "sarif":
        click.echo(sarif.log(checked, faults))
    elif format_ == "text" and len(checked) > 1:
        click.echo(f"{len(checked)} designs: {report.counts(f for c in checked for f in c.findings)}")
    if faults:
        return FAULT
    return int(any(f.severity == "error" and not f.accepted for c in checked for f in c.findings))


def _checked(file: Path, deep: bool) -> Any:
    """One file with what was found in it.  Raises FileError."""
    from designer.catalogue import load
    from designer.rules import check as check_design
    from designer.sarif import Checked

    catalogue = load()
    opened = read(file, catalogue)
    findings = list(check_design(opened.design, catalogue))
    if deep:
        findings += _deep(opened, catalogue)
    return Checked(file, opened.design, opened.data.decode("utf-8-sig"), findings)


def _deep(opened: Opened, catalogue: Catalogue) -> Sequence[Finding]:
    """What cfn-lint finds in the exported template.  Raises FileError where there is none."""
    from designer.storage.errors import FileError
    from exporters.base import ExportError
    from exporters.registry import export
    from exporters.sam.lint import lint

    try:
        return lint(export(opened.design, catalogue, ["sam"])["sam"], opened.design.region)
    except ExportError as error:
        raise FileError(opened.path, str(error)) from None
