"""`skydraft permissions`: who may do what in an export, and because of which edge or property."""

from __future__ import annotations

import json
from pathlib import Path

import click

from designer.cli.shared import FILE, FORMAT, design_of


@click.command()
@click.argument("file", type=FILE)
@FORMAT
def permissions(file: Path, format_: str) -> int:
    """List every permission of a design's or template's exports with the edge or property that asked for it."""
    from designer.catalogue import load
    from designer.report import printable
    from exporters.permissions import as_text, record
    from exporters.permissions import permissions as permissions_of
    from exporters.planner import plan

    catalogue = load()
    made = plan(design_of(file, catalogue), catalogue)
    found = permissions_of(made)
    if format_ == "json":
        click.echo(json.dumps([record(made, permission) for permission in found]))
        return 0
    for line in as_text(made, found) or ["This design needs no permissions."]:
        click.echo(printable(line))
    return 0
