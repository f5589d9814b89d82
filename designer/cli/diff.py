"""`skydraft diff`: what changed between two designs, templates or Terraform folders, or two revisions of one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from designer.cli.shared import FaultError


@click.command()
@click.argument("old")
@click.argument("new_file", metavar="[NEW]", required=False)
@click.option("--git", "revision", help="Compare the one path that is named with itself at this revision.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def diff(old: str, new_file: str | None, revision: str | None, format_: str) -> int:
    """Show what changed between two designs, by node and edge.

    Each is a design or what can be imported as one, and may be named at a revision of git: `main:template.yaml`.
    """
    from designer import changes
    from designer.catalogue import load
    from designer.cli.revisions import design_at, design_of_revision
    from designer.cli.shared import design_of

    known = load()
    if revision is not None:
        if new_file is not None:
            raise FaultError("--git compares one path with itself; leave out the second")
        before, after = design_of_revision(revision, Path(old), known), design_of(Path(old), known)
    elif new_file is None:
        raise FaultError("name two designs, or one and --git REVISION")
    else:
        before, after = design_at(old, known), design_at(new_file, known)
    found = changes.between(before, after)
    if format_ == "json":
        click.echo(json.dumps(found))
    elif format_ == "markdown":
        click.echo(changes.as_markdown(before, after, found))
    else:
        click.echo(changes.as_text(before, after, found))
    return int(any(found.values()))
