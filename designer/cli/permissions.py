"""`skydraft permissions`: who may do what in an export, and because of which edge or property."""

from __future__ import annotations

import json
from itertools import groupby
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
    from exporters.permissions import cause, record
    from exporters.permissions import permissions as permissions_of
    from exporters.planner import plan

    catalogue = load()
    made = plan(design_of(file, catalogue), catalogue)
    found = permissions_of(made)
    if format_ == "json":
        click.echo(json.dumps([record(made, permission) for permission in found]))
        return 0
    lines: list[str] = []
    for (kind, title), group in groupby(found, key=lambda p: (p.kind, p.principal_title)):
        lines.append(f"{title}{_KINDS[kind]}")
        for permission in group:
            lines.append(f"  {', '.join(permission.actions)}")
            lines.extend(f"    on {resource}" for resource in permission.resources if kind != "managed")
            for test, keys in permission.conditions.items():
                lines.extend(f"    if {key} {test} {value}" for key, value in keys.items())
            lines.append(f"    because of {cause(made, permission)}")
    for line in lines or ["This design needs no permissions."]:
        click.echo(printable(line))
    return 0


_KINDS = {"identity": "", "managed": " (a policy of AWS)", "resource": " (let in by a resource)"}
