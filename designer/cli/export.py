"""`skydraft export`: the scaffolds."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer.cli.shared import FILE, FORCE, FaultError, complain, has_display, laid_out

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design
    from exporters.base import File
    from exporters.changes import FolderChanges

_COLOURS = {"new": "green", "updated": "cyan", "merged": "cyan", "conflict": "red", "removed": "yellow"}


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--to",
    "words",
    required=True,
    multiple=True,
    help="sam, cdk-python, cdk-typescript, terraform; and to take home mermaid, drawio, markdown, diagrams. "
    "Several with commas, or the option again.",
)
@click.option("--out", required=True, type=FILE, help="The folder; each target gets one of its own in it.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changes line by line.")
@click.option("--verify", "prove", is_flag=True, help="Prove the scaffolds with the tools on this machine.")
@FORCE
def export(
    file: Path, words: tuple[str, ...], out: Path, dry_run: bool, show_diff: bool, prove: bool, force: bool
) -> int:
    """Write the scaffold of one or more targets, or documents of the design.

    An export into the same folder again keeps what you have edited and merges what the design has changed; where
    both changed the same lines, the file holds git's conflict marks and the exit status is 1.

    What a target cannot express, or leaves to be done by hand, is said before anything is written.
    """
    from designer import report
    from designer.catalogue import load
    from designer.checking.one import Checked, located
    from designer.config import config_of
    from designer.importers.registry import recognise
    from designer.rules import check as check_design
    from designer.rules import mark_accepted
    from exporters.base import ExportError
    from exporters.changes import changes
    from exporters.documents import DOCUMENTS, documents
    from exporters.findings import findings as left_by
    from exporters.registry import TARGETS
    from exporters.registry import export as make
    from exporters.write import write

    wanted = list(dict.fromkeys(target for word in words for target in re.split(r"[,\s]+", word) if target))
    for word in wanted:
        if word not in (*TARGETS, *DOCUMENTS):
            raise FaultError(f"there is no target {word[:80]!r}; there are {', '.join((*TARGETS, *DOCUMENTS))}")
    if not wanted:
        raise FaultError(f"--to names no target; there are {', '.join((*TARGETS, *DOCUMENTS))}")
    catalogue = load()
    design, places, news = located(recognise(file), catalogue)
    for line in news:
        complain(line)
    findings = check_design(design, catalogue, project=config_of(file).rules)
    try:
        scaffolds = [word for word in wanted if word in TARGETS]
        left = mark_accepted(left_by(design, catalogue, scaffolds), design) if scaffolds else ()
        if left:
            click.echo(report.left_text(Checked(file, design, left, places)))
        made = make(design, catalogue, scaffolds)
        papers = [word for word in wanted if word in DOCUMENTS]
        if papers:
            placed = laid_out(design, catalogue)
            picture = _picture(placed, catalogue) if "markdown" in papers else ""
            made |= documents(placed, catalogue, findings, papers, picture)
        folders = changes({word: made[word] for word in wanted}, out, force, design)
        if not dry_run:
            write(folders.values())
    except ExportError as error:
        raise FaultError(str(error)) from None
    for target, found in folders.items():
        click.echo(_told(target, found, dry_run, show_diff))
    errors = sum(f.severity == "error" and not f.accepted for f in findings)
    if errors:
        complain(f"{file}: the design has {errors} error{'s' * (errors > 1)}; `skydraft check` names them")
    proven = not prove or _verified({word: made[word] for word in scaffolds}, design, out)
    return int(not proven or any(found.conflicts for found in folders.values()))


def _verified(made: Mapping[str, Sequence[File]], design: Design, out: Path) -> bool:
    """Tell how each step of the proof ended, and whether none failed."""
    from designer import report
    from exporters.verify import Cancel, verify

    fine = True
    colours = {"passed": "green", "failed": "red", "missing": "yellow"}
    for result in verify(made, out, design.region, Cancel(), lambda _target, _step: None):
        fine &= result.status != "failed"
        word = click.style(f"{result.status:8}", fg=colours[result.status])
        told = f"  {report.printable(result.words)}" if result.words else ""
        click.echo(f"{result.target:15} {word} {result.step}{told}")
        for finding in result.findings:
            if finding.severity == "error":
                click.echo(report.wrapped(f"{report.name(design, finding.subject)}: {finding.message}", " " * 25))
    return fine


def _picture(design: Design, catalogue: Catalogue) -> str:
    """The picture of a design as the text of an SVG."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from designer.gui.render import render

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "architecture.svg"
        render(design, catalogue, (), path)
        return path.read_text(encoding="utf-8")


def _told(target: str, found: FolderChanges, dry_run: bool, show_diff: bool) -> str:
    """What became of a target's files: a first export in one line, a later one file by file."""
    from designer.report import printable

    number = Counter(change.kind for change in found.changes)
    first = set(number) <= {"new"}
    kinds = "" if first else f" ({', '.join(f'{count} {kind}' for kind, count in sorted(number.items()))})"
    would = "would be " if dry_run else ""
    total = sum(change.new is not None for change in found.changes)
    lines = [f"{target:15} {total:3} files {would}in {click.format_filename(found.folder)}{kinds}"]
    for change in found.changes:
        if change.kind != "same" and not (first and not dry_run and not show_diff):
            word = click.style(f"{change.kind:9}", fg=_COLOURS.get(change.kind))
            lines.append(f"  {word} {change.path}{f'  ({change.why})' if change.why else ''}")
        if show_diff and change.diff:
            lines += [f"    {printable(line)}" for line in change.diff.split("\n")]
    return "\n".join(lines)
