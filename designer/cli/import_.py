"""`skydraft import`: a design from what people already have."""

from __future__ import annotations

from pathlib import Path

import click

from designer.cli.shared import FILE, FORCE, FaultError


@click.command("import")
@click.argument("path", type=FILE)
@click.option("--out", type=FILE, help="The design file.")
@FORCE
def import_(path: Path, out: Path | None, force: bool) -> int:
    """Make a design from a template (not yet in this version)."""
    raise FaultError(f"{path}: this version cannot import templates yet; draw the design or start with `skydraft new`")
