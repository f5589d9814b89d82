"""`skydraft check`: all rules over designs, templates, cdk.out and Terraform folders, many at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer.cli.shared import FAULT, FILE, FaultError, complain

if TYPE_CHECKING:
    from designer.checking import Checked, Fault
    from designer.checking.baseline import Baseline

MOST_FILES = 20_000
FORMATS = ("text", "json", "sarif", "junit")
# Where no team keeps templates of its own.
_SKIPPED = frozenset({".git", ".venv", "node_modules", ".terraform", ".aws-sam", "cdk.out", "__pycache__"})
_ENDINGS = (".skydraft.json", ".yaml", ".yml", ".json", ".template", ".tf", ".drawio")


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="PATH…")
@click.option("--deep", is_flag=True, help="Run cfn-lint over the exported template, too.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--composition", is_flag=True, help="Say how each design is composed, too (JSON always does).")
@click.option("--summary", "brief", is_flag=True, help="Only the summary, not each finding.")
@click.option("--baseline", "baseline_file", type=FILE, help="A file of findings that are known and do not count.")
@click.option("--update-baseline", is_flag=True, help="Write what is found now into the baseline.")
@click.option("--jobs", type=click.IntRange(0, 64), default=0, help="Processes; as many as processors if left out.")
def check(
    files: tuple[Path, ...],
    deep: bool,
    format_: str,
    composition: bool,
    brief: bool,
    baseline_file: Path | None,
    update_baseline: bool,
    jobs: int,
) -> int:
    """Check designs, or what can be imported as one, against all rules.

    PATH is a design, a SAM or CloudFormation template, a cdk.out folder, a Terraform folder or plan, a draw.io file, a
    serverless.yml, or a folder that holds such files.
    """
    from designer.checking import Checked, Fault, check_all
    from designer.checking.baseline import read_baseline
    from designer.checking.one import Wanted

    if update_baseline and baseline_file is None:
        raise FaultError("--update-baseline needs --baseline FILE, the file to write")
    known = read_baseline(baseline_file, missing_is_empty=update_baseline) if baseline_file else None
    paths = _expanded(files)
    start = time.monotonic()
    results: list[Checked | Fault] = []
    for found in check_all(paths, Wanted(deep, composition or format_ == "json"), jobs):
        result = found if known is None or update_baseline or isinstance(found, Fault) else known.apply(found)
        results.append(result)
        if isinstance(result, Fault):
            complain(f"{result.path}: {result.message}")
        else:
            for line in result.news:
                complain(line)
        if not brief:
            _print(result, format_, composition)
    if update_baseline and known is not None:
        return _update(known, [result for result in results if isinstance(result, Checked)], format_)
    _print_all(results, format_, time.monotonic() - start, known, brief)
    if any(isinstance(result, Fault) for result in results):
        return FAULT
    return int(
        any(f.severity == "error" and not f.accepted for r in results if isinstance(r, Checked) for f in r.findings)
    )


def _print(result: Checked | Fault, format_: str, composition: bool) -> None:
    """What is said of one file, as soon as it is known."""
    import json

    from designer import report
    from designer.checking import Checked

    if isinstance(result, Checked):
        if format_ == "text":
            click.echo(report.findings_text(result, composition=composition))
        elif format_ == "json":
            click.echo(report.findings_json(result))
    elif format_ == "json":
        click.echo(json.dumps({"file": str(result.path), "error": result.message}))


def _print_all(
    results: Sequence[Checked | Fault], format_: str, seconds: float, known: Baseline | None, brief: bool
) -> None:
    """What is said of all files together."""
    from designer.checking import Checked, Fault

    checked = [result for result in results if isinstance(result, Checked)]
    if format_ == "sarif":
        from designer import sarif

        click.echo(sarif.log(checked, ((r.path, r.message) for r in results if isinstance(r, Fault))))
    elif format_ == "junit":
        from designer.checking.junit import junit

        click.echo(junit(results))
    elif format_ == "text" and (len(results) > 1 or brief):
        from designer.checking.summary import summary

        click.echo(summary(results, seconds, known.gone if known else 0))


def _update(known: Baseline, checked: Sequence[Checked], format_: str) -> int:
    """Write the baseline; from now on only new findings count."""
    updated = known.with_files(checked)
    updated.save()
    if format_ == "text":
        number = sum(sum(keys.values()) for keys in updated.files.values())
        click.echo(f"{click.format_filename(known.path)}: {number} known findings in {len(updated.files)} files")
    return 0


def _expanded(files: Sequence[Path]) -> list[Path]:
    """The paths to check: a folder that is nothing itself stands for what lies in it."""
    from designer.importers.registry import recognise
    from designer.storage.errors import FileError

    found: dict[Path, None] = {}
    for path in files:
        if path.is_dir():
            try:
                recognise(path, below=False)
            except FileError:
                found |= dict.fromkeys(_within(path) or [path])
                continue
        found[path] = None
    return list(found)


def _within(folder: Path) -> list[Path]:
    """What can be checked below a folder; other files there are none of our business."""
    import os

    from designer.importers.registry import recognise
    from designer.storage.design_file import SUFFIX
    from designer.storage.errors import FileError

    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        if any(name.endswith(".tf") for name in names):
            found.append(here)
        for name in sorted(names):
            if name.endswith(_ENDINGS) and not name.endswith(".tf"):
                try:
                    source = recognise(here / name)
                except FileError:
                    continue
                if source.kind != "cdk" and (source.kind != "design" or name.endswith(SUFFIX)):
                    found.append(here / name)
        if (here / "cdk.out" / "manifest.json").is_file():
            found.append(here / "cdk.out")
        if len(found) > MOST_FILES:
            raise FaultError(f"{folder}: more than {MOST_FILES:,} files to check; name a part of them")
    return found
