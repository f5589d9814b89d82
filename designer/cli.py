"""The command line.  Each verb imports what it needs, so that `check` starts fast and none needs a display.

Exit status: 0 done; 1 findings of severity error, or a difference; 2 the input or the call is at fault, said in one
line on standard error.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from designer import __version__

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design
    from designer.model.finding import Finding
    from designer.storage.design_file import Opened

FAULT = 2
INTERRUPTED = 130
OPEN = "open"
OURS = b"Skydraft"  # stands near the beginning of every picture that we write


class FaultError(Exception):
    """The person's call cannot be carried out; one line says why."""


class _Verbs(click.Group):
    """The verbs; without one the designer opens."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--help", "-h", "--version"):
            self._refuse_mistyped(first)
            args = [OPEN, *args]
        return super().parse_args(ctx, args)

    def _refuse_mistyped(self, word: str) -> None:
        """A word that is neither a verb nor looks like a file is a verb mistyped."""
        if re.fullmatch(r"[a-z]+", word) and not Path(word).exists():
            verbs = [name for name, verb in self.commands.items() if not verb.hidden]
            close = get_close_matches(word, verbs, 1)
            meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(sorted(verbs))}"
            raise FaultError(f"there is no verb and no file {word[:80]!r}; {meant}")


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
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
    if not _has_display():
        raise FaultError("there is no display to open a window on; check, export and render work without one")
    from designer.app import run

    return run(files, exit_after_first_frame=exit_after_first_frame)


@verbs.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE…")
@click.option("--deep", is_flag=True, help="Run cfn-lint over the exported template, too.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
def check(files: tuple[Path, ...], deep: bool, format_: str) -> int:
    """Check designs against all rules."""
    from designer import report, sarif
    from designer.storage.errors import FileError

    checked: list[sarif.Checked] = []
    faults: list[tuple[Path, str]] = []
    for file in files:
        try:
            found = _checked(file, deep)
        except FileError as error:
            faults.append((file, str(error)))
            _complain(error.line)
            if format_ == "json":
                click.echo(json.dumps({"file": str(file), "error": str(error)}))
            continue
        checked.append(found)
        if format_ == "text":
            click.echo(report.findings_text(file, found.design, found.findings))
        elif format_ == "json":
            click.echo(report.findings_json(file, found.findings))
    if format_ == "sarif":
        click.echo(sarif.log(checked, faults))
    elif format_ == "text" and len(checked) > 1:
        click.echo(f"{len(checked)} designs: {report.counts(f for c in checked for f in c.findings)}")
    if faults:
        return FAULT
    return int(any(f.severity == "error" and not f.accepted for c in checked for f in c.findings))


def _checked(file: Path, deep: bool) -> Any:
    """One file with what was found in it.  Raises FileError."""
    from designer.catalogue import load
    from designer.rules import check as check_design
    from designer.sarif import Checked

    catalogue = load()
    opened = _read(file, catalogue)
    findings = list(check_design(opened.design, catalogue))
    if deep:
        findings += _deep(opened, catalogue)
    return Checked(file, opened.design, opened.data.decode("utf-8-sig"), findings)


def _deep(opened: Opened, catalogue: Catalogue) -> Sequence[Finding]:
    """What cfn-lint finds in the exported template.  Raises FileError where there is none."""
    from designer.storage.errors import FileError
    from exporters.base import ExportError
    from exporters.registry import export
    from exporters.sam.lint import lint

    try:
        return lint(export(opened.design, catalogue, ["sam"])["sam"], opened.design.region)
    except ExportError as error:
        raise FileError(opened.path, str(error)) from None


@verbs.command()
@click.argument("file", type=_FILE)
@click.option(
    "--to",
    "words",
    required=True,
    multiple=True,
    help="sam, cdk-python, cdk-typescript, terraform; several with commas, or the option again.",
)
@click.option("--out", required=True, type=_FILE, help="The folder; each target gets one of its own in it.")
@_FORCE
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
    design = _read(file, catalogue).design
    try:
        made = make(design, catalogue, targets)
        folders = write(made, out, force)
    except ExportError as error:
        raise FaultError(str(error)) from None
    for target, folder in folders.items():
        click.echo(f"{target:15} {len(made[target]):3} files in {click.format_filename(folder)}")
    errors = sum(f.severity == "error" and not f.accepted for f in check_design(design, catalogue))
    if errors:
        _complain(f"{file}: the design has {errors} error{'s' * (errors > 1)}; `skydraft check` names them")
    return 0


@verbs.command("import")
@click.argument("path", type=_FILE)
@click.option("--out", type=_FILE, help="The design file.")
@_FORCE
def import_(path: Path, out: Path | None, force: bool) -> int:
    """Make a design from a template (not yet in this version)."""
    raise FaultError(f"{path}: this version cannot import templates yet; draw the design or start with `skydraft new`")


@verbs.command()
@click.argument("source")
@click.argument("target")
@_FORMAT
def explain(source: str, target: str, format_: str) -> int:
    """Say whether SOURCE may be connected to TARGET, how, why not, and what to do instead.

    Both are services or variants (sqs, sqs-fifo) or CloudFormation types.
    """
    from designer import report
    from designer.catalogue import load

    catalogue = load()
    verdict = catalogue.explain(_id(catalogue, source), _id(catalogue, target))
    if format_ == "json":
        click.echo(report.verdict_json(source, target, verdict))
    else:
        click.echo(report.verdict_text(catalogue, verdict))
    return 0


def _id(catalogue: Catalogue, word: str) -> str:
    ids = catalogue.ids_of(word)
    if ids:
        return ids[0]
    close = get_close_matches(word[:80], catalogue.variants, 1)
    meant = f"did you mean {close[0]!r}?" if close else "`skydraft catalogue services` lists them"
    raise FaultError(f"there is no service {word[:80]!r}; {meant}")


@verbs.command()
@click.argument("what", type=click.Choice(["services", "integrations", "rules"]), required=False)
@_FORMAT
def catalogue(what: str | None, format_: str) -> int:
    """List what the designer knows."""
    from designer import report
    from designer.catalogue import load
    from designer.rules import rules

    known = load()
    tables: dict[str, list[dict[str, Any]]] = {
        "services": [report.service_record(service) for service in known.services.values()],
        "integrations": [report.integration_record(integration) for integration in known.integrations.values()],
        "rules": [report.rule_record(rule) for rule in rules()],
    }
    if what:
        tables = {what: tables[what]}
    if format_ == "json":
        click.echo(json.dumps(tables))
    else:
        for table, rows in tables.items():
            click.echo(report.table_text(table, rows))
    return 0


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
    from designer.rules import check as check_design

    known = load()
    design = _laid_out(_read(file, known).design, known)
    _may_write(out, force)
    if not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from designer.gui.render import RenderError
    from designer.gui.render import render as draw

    try:
        draw(design, known, check_design(design, known) if findings else (), out, theme=theme, scale=scale)
    except RenderError as error:
        raise FaultError(str(error)) from None
    click.echo(f"Drawn in {click.format_filename(out)}")
    return 0


def _list_templates(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from designer.examples import examples

        for example in examples():
            click.echo(f"{example.id:26} {example.about}")
        ctx.exit()


@verbs.command()
@click.argument("template")
@click.option("--out", required=True, type=_FILE, help="The design file.")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list_templates, help="Name the templates."
)
@_FORCE
def new(template: str, out: Path, force: bool) -> int:
    """Write a starter design."""
    from designer.examples import examples
    from designer.storage.atomic import write_atomically

    found = {example.id: example for example in examples()}
    if template not in found:
        raise FaultError(f"there is no template {template[:80]!r}; there are {', '.join(found)}")
    data = found[template].path.read_bytes()
    if not (out.is_file() and out.read_bytes() == data):
        if out.exists() and not force:  # a design may have been edited since, so none counts as ours
            raise _in_the_way(out)
        write_atomically(out, data)
    click.echo(f"Written to {click.format_filename(out)}")
    return 0


@verbs.command()
@click.argument("old", type=_FILE)
@click.argument("new_file", metavar="NEW", type=_FILE)
@_FORMAT
def diff(old: Path, new_file: Path, format_: str) -> int:
    """Show what changed between two designs, by node and edge."""
    from designer import changes
    from designer.catalogue import load

    known = load()
    before, after = (_read(path, known).design for path in (old, new_file))
    found = changes.between(before, after)
    click.echo(json.dumps(found) if format_ == "json" else changes.as_text(before, after, found))
    return int(any(found.values()))


# -- what verbs share


def _read(file: Path, known: Catalogue) -> Opened:
    from designer.storage.design_file import read

    return read(file, known.services)


def _laid_out(design: Design, known: Catalogue) -> Design:
    """A place for every node; a design that has them all needs no layout library."""
    if all(node.at is not None for node in design.nodes.values()):
        return design
    from designer.editing.layout import place

    return place(design, known)


def _may_write(out: Path, force: bool) -> None:
    """Refuse to overwrite what is no picture of ours."""
    if out.is_dir():
        raise FaultError(f"{out}: this is a folder; name a file in it")
    if not out.parent.is_dir():
        raise FaultError(f"{out}: the folder for it does not exist")
    if not force and out.exists():
        with out.open("rb") as file:
            if OURS not in file.read(4096):
                raise _in_the_way(out)


def _in_the_way(out: Path) -> FaultError:
    return FaultError(f"{out}: is there already; choose another name or use --force")


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _complain(line: str) -> None:
    """One line on standard error, whatever a file's name or content may hold."""
    from designer.report import printable

    text = line.encode(errors="surrogateescape").decode(errors="replace")
    click.echo(f"skydraft: {' '.join(printable(text).split())}", err=True)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a verb and end the process with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks an arrow shows a question mark
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run a verb; its exit status."""
    from designer.storage.errors import FileError, reason

    try:
        # Not through `verbs.main`, which has an exit status of its own for a reader that has gone.
        with verbs.make_context("skydraft", list(sys.argv[1:] if argv is None else argv)) as context:
            status = verbs.invoke(context)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough; the flush at the end must not fail once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        _complain(error.format_message())
    except FileError as error:
        _complain(error.line)
    except FaultError as error:
        _complain(str(error))
    except OSError as error:
        _complain(f"{error.filename or 'the system'}: {reason(error)}")
    return FAULT
