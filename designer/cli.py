"""The command line.  Each verb imports what it needs, so that `check` starts fast and none needs a display.

Exit status: 0 done; 1 findings of severity error, or a difference; 2 the input or the call is at fault, said in one
line on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from designer import __version__

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design
    from designer.storage import Opened

FAULT = 2
WIDTH = 110
OPEN = "open"


class Fault(Exception):
    """The person's call cannot be carried out; one line says why."""


class _Verbs(click.Group):
    """The verbs; without one the designer opens."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h", "--version")):
            args = [OPEN, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    epilog="Without a verb the designer opens, on a design file if one is named: skydraft [FILE]. "
    "With --exit-after-first-frame [FILE] it opens, paints once and ends.",
)
@click.version_option(__version__, prog_name="skydraft")
def verbs() -> None:
    """Skydraft designs AWS serverless architectures: draw them, have them checked, take the code home."""


_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="For people or for programs."
)
_FORCE = click.option("--force", is_flag=True, help="Overwrite what was not written by Skydraft.")
_FILE = click.Path(path_type=Path)


@verbs.command(OPEN, hidden=True)
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--exit-after-first-frame", is_flag=True, help="Paint once and end.")
def open_(files: tuple[Path, ...], exit_after_first_frame: bool) -> int:
    """Open the designer."""
    for file in files:
        if str(file).startswith("-"):
            raise Fault(f"there is no option {file}; see skydraft --help")
    if not _has_display():
        raise Fault("there is no display to open a window on; check, export and render work without one")
    from designer.app import run

    return run(files, exit_after_first_frame=exit_after_first_frame)


@verbs.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE…")
@click.option("--deep", is_flag=True, help="Run cfn-lint over the exported template, too.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
def check(files: tuple[Path, ...], deep: bool, format_: str) -> int:
    """Check designs against all rules."""
    from designer import report
    from designer.catalogue import load
    from designer.rules import check as check_design
    from designer.storage import FileError

    catalogue = load()
    results, lines, faults = [], {}, 0
    for file in files:
        try:
            opened = _read(file, catalogue)
        except FileError as error:
            faults += 1
            _complain(error.line)
            if format_ == "json":
                click.echo(json.dumps({"file": str(file), "error": str(error)}, ensure_ascii=False))
            continue
        findings = list(check_design(opened.design, catalogue))
        if deep:
            findings += _deep(opened.design, catalogue)
        results.append((file, findings))
        if format_ == "text":
            click.echo(report.findings_text(file, opened.design, findings, WIDTH))
        elif format_ == "json":
            click.echo(report.findings_json(file, findings))
        else:
            lines |= report.lines_of(opened.data.decode("utf-8-sig"), file, opened.design)
    if format_ == "sarif":
        click.echo(report.sarif(results, lines))
    elif format_ == "text" and len(results) > 1:
        click.echo(f"{len(results)} designs: {report.counts(f for _, found in results for f in found)}")
    if faults:
        return FAULT
    return int(any(f.severity == "error" and not f.accepted for _, found in results for f in found))


def _deep(design: Design, catalogue: Catalogue) -> Sequence[Any]:
    from exporters.sam.lint import lint

    from exporters.registry import export

    return lint(export(design, catalogue, ["sam"])["sam"], design.region)


@verbs.command()
@click.argument("file", type=_FILE)
@click.option("--to", "targets", required=True, help="sam, cdk-python, cdk-typescript, terraform; several with commas.")
@click.option("--out", required=True, type=_FILE, help="The folder; each target gets one of its own in it.")
@_FORCE
def export(file: Path, targets: str, out: Path, force: bool) -> int:
    """Write the scaffold of one or more targets."""
    from designer.catalogue import load
    from exporters.base import ExportError
    from exporters.registry import TARGETS
    from exporters.registry import export as make
    from exporters.write import write

    wanted = list(dict.fromkeys(t.strip() for t in targets.split(",") if t.strip()))
    for target in wanted:
        if target not in TARGETS:
            raise Fault(f"there is no target {target!r}; there are {', '.join(TARGETS)}")
    catalogue = load()
    try:
        made = make(_read(file, catalogue).design, catalogue, wanted)
        folders = write(made, out, force)
    except ExportError as error:
        raise Fault(str(error)) from None
    for target, folder in folders.items():
        click.echo(f"{target:15} {len(made[target]):3} files in {folder}")
    return 0


@verbs.command("import")
@click.argument("path", type=_FILE)
@click.option("--out", type=_FILE, help="The design file.")
@_FORCE
def import_(path: Path, out: Path | None, force: bool) -> int:
    """Make a design from a template (not yet in this version)."""
    raise Fault(f"{path}: this version cannot import templates yet; draw the design or start with `skydraft new`")


@verbs.command()
@click.argument("source")
@click.argument("target")
@_FORMAT
def explain(source: str, target: str, format_: str) -> int:
    """Say whether SOURCE may be connected to TARGET, how, why not, and what to do instead.

    Both are services or variants (sqs, sqs-fifo) or CloudFormation types.
    """
    from designer.catalogue import load

    catalogue = load()
    verdict = catalogue.explain(_id(catalogue, source), _id(catalogue, target))
    if format_ == "json":
        record = {
            "source": source,
            "target": target,
            "legal": verdict.legal,
            "integrations": [i.id for i in verdict.integrations],
            "why": verdict.why,
            "fix": verdict.fix,
            "doc": verdict.doc,
        }
        click.echo(json.dumps(record, ensure_ascii=False))
        return 0
    names = catalogue.title(verdict.source), catalogue.title(verdict.target)
    answer = "yes" if verdict.legal else "not directly" if verdict.detours else "no"
    click.echo(f"{click.style(f'{names[0]} → {names[1]}', bold=True)}: {answer}")
    if not verdict.legal:
        click.echo(_wrapped(f"{verdict.title}. {verdict.why}"))
    for integration in verdict.integrations:
        how = integration.sentence.format(source=names[0], target=names[1])
        asked = "" if integration.default else "  (only by name)"
        click.echo(f"  {integration.id}  [{integration.model}]{asked}")
        click.echo(_wrapped(how, "    "))
    if verdict.fix:
        click.echo(_wrapped(f"Instead: {verdict.fix}" if not verdict.legal else f"Mind: {verdict.fix}"))
    click.echo(_wrapped(verdict.doc))
    return 0


def _id(catalogue: Catalogue, word: str) -> str:
    from difflib import get_close_matches

    ids = catalogue.ids_of(word)
    if ids:
        return ids[0]
    close = get_close_matches(word, catalogue.variants, 1)
    meant = f"did you mean {close[0]!r}?" if close else "`skydraft catalogue services` lists them"
    raise Fault(f"there is no service {word[:80]!r}; {meant}")


@verbs.command()
@click.argument("what", type=click.Choice(["services", "integrations", "rules"]), required=False)
@_FORMAT
def catalogue(what: str | None, format_: str) -> int:
    """List what the designer knows."""
    from designer.catalogue import load
    from designer.rules import rules

    known = load()
    tables: dict[str, list[dict[str, Any]]] = {
        "services": [
            {
                "id": s.id,
                "title": s.title,
                "category": s.category,
                "cfn_type": s.cfn_type,
                "terraform_type": s.terraform_type,
                "actor": s.actor,
                "variants": [v.id for v in s.variants],
                "description": s.description,
                "doc": s.doc,
                "properties": {path: _property(p) for path, p in s.properties.items()},
            }
            for s in known.services.values()
        ],
        "integrations": [
            {
                "id": i.id,
                "source": i.source,
                "target": i.target,
                "mechanism": i.mechanism,
                "model": i.model,
                "invocation": i.invocation,
                "default": i.default,
                "title": i.title,
                "doc": i.doc,
                "properties": {path: _property(p) for path, p in i.properties.items()},
            }
            for i in known.integrations.values()
        ],
        "rules": [
            {"id": r.id, "severity": r.severity, "category": r.category, "title": r.title, "doc": r.doc}
            for r in rules()
        ],
    }
    tables = {what: tables[what]} if what else tables
    if format_ == "json":
        click.echo(json.dumps(tables, ensure_ascii=False))
        return 0
    for table, rows in tables.items():
        click.echo(click.style(f"{len(rows)} {table}", bold=True))
        for row in rows:
            middle = {"services": row.get("category"), "integrations": row.get("model"), "rules": row.get("severity")}
            click.echo(f"  {row['id']:48} {middle[table]:12} {row['title']}")
    return 0


def _property(spec: Any) -> dict[str, Any]:
    return dict(spec.model_dump(exclude_defaults=True))


@verbs.command()
@click.argument("file", type=_FILE)
@click.option("--out", required=True, type=_FILE, help="A .png, .svg or .pdf file.")
@click.option("--theme", type=click.Choice(["light", "dark", "contrast"]), default="light", show_default=True)
@click.option("--scale", type=click.FloatRange(0.25, 8), default=2.0, show_default=True, help="Of a PNG.")
@click.option("--findings/--no-findings", default=True, help="Draw the badges of what `check` finds.")
@_FORCE
def render(file: Path, out: Path, theme: Any, scale: float, findings: bool, force: bool) -> int:
    """Draw the picture of a design."""
    from designer.catalogue import load

    known = load()
    design = _laid_out(_read(file, known).design, known)
    _may_write(out, force)
    if not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from designer.gui.render import RenderError
    from designer.gui.render import render as draw
    from designer.rules import check as check_design

    try:
        draw(design, known, check_design(design, known) if findings else (), out, theme=theme, scale=scale)
    except RenderError as error:
        raise Fault(str(error)) from None
    click.echo(f"Drawn in {out}")
    return 0


@verbs.command()
@click.argument("template")
@click.option("--out", required=True, type=_FILE, help="The design file.")
@_FORCE
def new(template: str, out: Path, force: bool) -> int:
    """Write a starter design; `skydraft new list --out -` names the templates."""
    from designer.examples import examples
    from designer.storage import write_atomically

    found = {example.id: example for example in examples()}
    if template == "list":
        for example in found.values():
            click.echo(f"{example.id:26} {example.about}")
        return 0
    if template not in found:
        raise Fault(f"there is no template {template[:80]!r}; there are {', '.join(found)}")
    data = found[template].path.read_bytes()
    if not (out.is_file() and out.read_bytes() == data):
        _may_write(out, force)
        write_atomically(out, data)
    click.echo(f"Written to {out}")
    return 0


@verbs.command()
@click.argument("old", type=_FILE)
@click.argument("new_file", metavar="NEW", type=_FILE)
@_FORMAT
def diff(old: Path, new_file: Path, format_: str) -> int:
    """Show what changed between two designs, by node and edge."""
    from designer import report
    from designer.catalogue import load

    known = load()
    before, after = (_read(path, known).design for path in (old, new_file))
    found = report.changes(before, after)
    click.echo(
        json.dumps(found, ensure_ascii=False) if format_ == "json" else report.changes_text(before, after, found)
    )
    return int(any(found.values()))


# -- what verbs share


def _read(file: Path, known: Catalogue) -> Opened:
    from designer.storage import read

    return read(file, known.services)


def _laid_out(design: Design, known: Catalogue) -> Design:
    """A place for every node; a design that has them all needs no layout library."""
    if all(node.at is not None for node in design.nodes.values()):
        return design
    from designer.editing.layout import place

    return place(design, known)


def _may_write(out: Path, force: bool) -> None:
    """Refuse to overwrite what Skydraft did not write.  Its pictures carry its name."""
    if force or not out.exists():
        return
    if out.is_file():
        with out.open("rb") as file:
            if b"Skydraft" in file.read(4096):
                return
    raise Fault(f"{out}: is there already; choose another name or use --force")


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _wrapped(text: str, indent: str = "  ") -> str:
    return click.wrap_text(text, WIDTH, indent, indent)


def _complain(line: str) -> None:
    click.echo(f"skydraft: {' '.join(line.split())}", err=True)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a verb and end the process with its status."""
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run a verb; its exit status."""
    from designer.storage.errors import FileError, reason

    try:
        status = verbs.main(args=list(sys.argv[1:] if argv is None else argv), standalone_mode=False)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        _complain(error.format_message())
    except FileError as error:
        _complain(error.line)
    except Fault as error:
        _complain(str(error))
    except OSError as error:
        _complain(f"{error.filename or 'the system'}: {reason(error)}")
    return FAULT
