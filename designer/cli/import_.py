"""`skydraft import`: a design from what people already have, laid out at once, with a report of what became what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.shared import FILE, FORCE, FORMAT, FaultError, in_the_way, laid_out

if TYPE_CHECKING:
    from designer.importers.base import Imported, ImportReport

SHOWN = 40  # lines of each part of the report; with --format json all


@click.command("import")
@click.argument("path", type=FILE)
@click.option("--out", type=FILE, help="The design file; without it only the report is printed.")
@click.option("--link", is_flag=True, help="Link the design to the template: saving it writes the template.")
@FORMAT
@FORCE
def import_(path: Path, out: Path | None, link: bool, format_: str, force: bool) -> int:
    """Make a design from what is there.

    PATH is a SAM or CloudFormation template, a cdk.out folder, a Terraform folder or plan (JSON), a draw.io file or a
    serverless.yml.
    """
    from designer.catalogue import load
    from designer.importers.registry import read, recognise
    from designer.storage.design_file import save

    known = load()
    source = recognise(path)
    if source.kind == "design":
        raise FaultError(f"{path}: this is a design already; `skydraft open` shows it")
    if out is not None:
        _may_write(out, force)
    if link and (source.kind != "cloudformation" or out is None):
        raise FaultError("--link takes a SAM or CloudFormation template, and --out for the design")
    imported = read(source, known)
    if out is not None:
        design = laid_out(imported.design, known)
        if link:
            from designer.linked.link import with_template

            design = with_template(design, source.path.resolve(), out)
        save(design, out)
    if format_ == "json":
        click.echo(json.dumps(_record(path, out, imported)))
    else:
        click.echo(_text(path, out, imported))
    return 0


def _may_write(out: Path, force: bool) -> None:
    if out.is_dir():
        raise FaultError(f"{out}: this is a folder; name a file in it")
    if not out.parent.is_dir():
        raise FaultError(f"{out}: the folder for it does not exist")
    if out.exists() and not force:
        raise in_the_way(out)


def _record(path: Path, out: Path | None, imported: Imported) -> dict[str, Any]:
    design = imported.design
    counted = {"nodes": len(design.nodes), "edges": len(design.edges), "groups": len(design.groups)}
    return {"path": str(path), "out": out and str(out), **counted, **imported.report.as_json()}


def _text(path: Path, out: Path | None, imported: Imported) -> str:
    """What became what, in words: first how much there is, then what needs a person's eye."""
    from designer.report import printable

    design, report = imported.design, imported.report
    size = f"{len(design.nodes)} nodes, {len(design.edges)} connections, {len(design.groups)} groups"
    lines = [click.style(f"{click.format_filename(path)}: {report.kind}, {size}", bold=True)]
    lines += _counted(report)
    kept = [f"{_at(i.place)}{i.name} ({i.type}){_because(i.note)}" for i in report.items if i.fate == "kept"]
    left = [f"{_at(i.place)}{i.name} ({i.type}){_because(i.note)}" for i in report.items if i.fate == "left-out"]
    said = [f"{_at(remark.place)}{remark.message}" for remark in report.remarks]
    for heading, rows in (("Kept, but not understood", kept), ("Left out", left), ("To know", said)):
        if rows:
            lines.append(f"  {heading}")
            lines += [f"    {printable(row)}" for row in rows[:SHOWN]]
            if len(rows) > SHOWN:
                lines.append(f"    … and {len(rows) - SHOWN} more; --format json lists all")
    lines.append(
        f"  Written to {click.format_filename(out)}" if out else "  Nothing was written; --out FILE names the design"
    )
    return "\n".join(lines)


def _counted(report: ImportReport) -> list[str]:
    number = report.count()
    drawn = number["node"] + number["kept"]
    parts = [f"{drawn} became nodes" if drawn else "", f"{number['folded']} belong to one" if number["folded"] else ""]
    told = ", ".join(part for part in parts if part)
    return [f"  Of {len(report.items)} things {told}"] if told else []


def _at(place: object) -> str:
    return f"{place}  " if place is not None else ""


def _because(note: str) -> str:
    return f": {note}" if note else ""
