"""`skydraft export`: the scaffolds."""

from __future__ import annotations

import re
from pathlib import Path

import click

from designer.cli.shared import FILE, FORCE, FaultError, complain, read


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--to",
    "words",
    required=True,
    multiple=True,
    help="sam, cdk-python, cdk-typescript, terraform; several with commas, or the option again.",
)
@click.option("--out", required=True, type=FILE, help="The folder; each target gets one of its own in it.")
@FORCE
def export(file: Path, words: tuple[str, ...], out: Path, force: bool) -> int:
    """Write the scaffold of one or more targets."""
    from designer.catalogue import load
    from designer.rules import check as check_design
    from exporters.base import ExportError
    from exporters.registry import TARGETS
    from exporters.registry import export as make
    from exporters.write import write

    targets = list(dict.fromkeys(target for word in words for target in re.split(r"[,\s]+", word) if target))
    for target in targets:
        if target not in TARGETS:
            raise FaultError(f"there is no target {target[:80]!r}; there are {', '.join(TARGETS)}")
    if not targets:
        raise FaultError(f"--to names no target; there are {', '.join(TARGETS)}")
    catalogue = load()
    design = read(file, catalogue).design
    try:
        made = make(design, catalogue, targets)
        folders = write(made, out, force)
    except ExportError as error:
        raise FaultError(str(error)) from None
    for target, folder in folders.items():
        click.echo(f"{target:15} {len(made[target]):3} files in {click.format_filename(folder)}")
    errors = sum(f.severity == "error" and not f.accepted for f in check_design(design, catalogue))
    if errors:
        complain(f"{file}: the design has {errors} error{'s' * (errors > 1)}; `skydraft check` names them")
    return 0
