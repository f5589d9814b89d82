"""`skydraft diff`: what changed between two designs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from designer.cli.shared import FILE, FORMAT, read


@click.command()
@click.argument("old", type=FILE)
@click.argument("new_file", metavar="NEW", type=FILE)
@FORMAT
def diff(old: Path, new_file: Path, format_: str) -> int:
    """Show what changed between two designs, by node and edge."""
    from designer import changes
    from designer.catalogue import load

    known = load()
    before, after = (read(path, known).design for path in (old, new_file))
    found = changes.between(before, after)
    click.echo(json.dumps(found) if format_ == "json" else changes.as_text(before, after, found))
    return int(any(found.values()))
