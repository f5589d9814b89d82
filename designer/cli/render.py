"""`skydraft render`: the picture of a design."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from designer.cli.shared import FILE, FORCE, FaultError, design_of, has_display, laid_out, may_write


@click.command()
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=FILE, help="A .png, .svg or .pdf file.")
@click.option("--theme", type=click.Choice(["light", "dark", "contrast"]), default="light", show_default=True)
@click.option("--scale", type=click.FloatRange(0.25, 8), default=2.0, show_default=True, help="Of a PNG.")
@click.option("--findings/--no-findings", default=True, help="Draw the badges of what `check` finds.")
@FORCE
def render(file: Path, out: Path, theme: Any, scale: float, findings: bool, force: bool) -> int:
    """Draw the picture of a design, or of a template, cdk.out or Terraform folder."""
    from designer.catalogue import load
    from designer.config import config_of
    from designer.rules import check as check_design

    known = load()
    design = laid_out(design_of(file, known), known)
    may_write(out, force)
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from designer.gui.render import RenderError
    from designer.gui.render import render as draw

    try:
        found = check_design(design, known, project=config_of(file).rules) if findings else ()
        draw(design, known, found, out, theme=theme, scale=scale)
    except RenderError as error:
        raise FaultError(str(error)) from None
    click.echo(f"Drawn in {click.format_filename(out)}")
    return 0
