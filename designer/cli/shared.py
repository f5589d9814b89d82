"""What the verbs share: the person's faults, the options, and reading and writing with care."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design
    from designer.storage.design_file import Opened

FAULT = 2
OURS = b"Skydraft"  # stands near the beginning of every picture that we write

FILE = click.Path(path_type=Path)
FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
FORCE = click.option("--force", is_flag=True, help="Overwrite what was not written by Skydraft.")


class FaultError(Exception):
    """The person's call cannot be carried out; one line says why."""


def read(file: Path, known: Catalogue) -> Opened:
    """A design file; one that is linked to a template with what that says today."""
    from dataclasses import replace

    from designer.storage.design_file import read

    opened = read(file, known.services)
    if "template" not in opened.design.settings:
        return opened
    from designer.linked.link import open_design

    linked = open_design(opened, known)
    for line in linked.news:
        complain(f"{linked.template}: was changed by hand: {line}")
    for line in linked.pending:
        complain(f"{linked.template}: does not say yet what the design does: {line}")
    return replace(opened, design=linked.design)


def design_of(path: Path, known: Catalogue) -> Design:
    """The design at a path: a design file's, or what is imported from a template, cdk.out, Terraform or a drawing."""
    from designer.importers.registry import read as imported
    from designer.importers.registry import recognise

    source = recognise(path)
    return read(source.path, known).design if source.kind == "design" else imported(source, known).design


def laid_out(design: Design, known: Catalogue) -> Design:
    """A place for every node; a design that has them all needs no layout library."""
    if all(node.at is not None for node in design.nodes.values()):
        return design
    from designer.editing.layout import place

    return place(design, known)


def may_write(out: Path, force: bool) -> None:
    """Refuse to overwrite what is no picture of ours."""
    if out.is_dir():
        raise FaultError(f"{out}: this is a folder; name a file in it")
    if not out.parent.is_dir():
        raise FaultError(f"{out}: the folder for it does not exist")
    if not force and out.exists():
        with out.open("rb") as file:
            if OURS not in file.read(4096):
                raise in_the_way(out)


def in_the_way(out: Path) -> FaultError:
    return FaultError(f"{out}: is there already; choose another name or use --force")


def has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def complain(line: str) -> None:
    """One line on standard error, whatever a file's name or content may hold."""
    from designer.report import printable

    text = line.encode(errors="surrogateescape").decode(errors="replace")
    click.echo(f"skydraft: {' '.join(printable(text).split())}", err=True)
