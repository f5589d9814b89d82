"""One file's check, from its bytes to findings with their places; all that it gives can go between processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from designer.catalogue import load
from designer.importers.base import Place
from designer.importers.registry import Source, read, recognise
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.finding import Finding, QuickFix
from designer.sarif import lines_of
from designer.storage import design_file
from designer.storage.errors import FileError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be said of each file, besides the rules' findings."""

    deep: bool = False
    composition: bool = False


PLAIN = Wanted()


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked: its design, what was found, and where the subjects stand."""

    path: Path
    design: Design
    findings: Sequence[Finding]
    places: Mapping[Subject, Place] = field(default_factory=dict)
    composition: Mapping[str, Any] | None = None
    composition_lines: tuple[str, ...] = ()
    news: tuple[str, ...] = ()  # what a person should know of a linked template, one line each

    def place(self, subject: Subject) -> Place:
        """Where a subject stands; what has no place of its own stands at its source node, or at the beginning."""
        found = self.places.get(subject)
        if found is None and subject.kind == "edge" and subject.id in self.design.edges:
            edge = self.design.edges[subject.id]
            ends = (self.places.get(Subject("node", end)) for end in (edge.source, edge.target))
            found = next((place for place in ends if place is not None), None)
        return found or Place(self.path)


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be checked.  `message` may begin with a place in it: "3:14: …"."""

    path: Path
    message: str


def check_one(path: Path, wanted: Wanted = PLAIN) -> Checked | Fault:
    """Check a file; whatever is wrong with it is a Fault, ours too, so that others are still checked."""
    try:
        return _check(path, wanted)
    except FileError as error:
        return Fault(path, str(error) if error.path == path else error.line)
    except RecursionError:
        return Fault(path, "nested too deeply")
    except MemoryError:
        return Fault(path, "too large for this machine's memory")
    except Exception as error:  # one file's crash must not lose what is said of the others
        return Fault(path, f"the check failed: {type(error).__name__}: {error}; please report this with the file")


def _check(path: Path, wanted: Wanted) -> Checked:
    from designer.config import config_of
    from designer.rules import check

    catalogue = load()
    source = recognise(path)
    design, places, news = located(source, catalogue)
    config = config_of(path / "any" if path.is_dir() else path)  # that of the folder itself counts, too
    findings: list[Finding] = list(check(design, catalogue, project=config.rules))
    if wanted.deep:
        findings += _deep(path, design, catalogue)
    composition, lines = _composition(design, catalogue) if wanted.composition else (None, ())
    found = tuple(replace(f, fixes=tuple(QuickFix(x.label, _elsewhere) for x in f.fixes)) for f in findings)
    return Checked(path, design, found, places, composition, lines, news)


def located(source: Source, catalogue: Catalogue) -> tuple[Design, Mapping[Subject, Place], tuple[str, ...]]:
    """The design of a source, where its subjects stand, and what is to be told.  Raises FileError."""
    if source.kind != "design":
        imported = read(source, catalogue)
        return _with_accepted(imported.design, source), dict(imported.positions), ()
    opened = design_file.read(source.path, catalogue.services)
    lines = lines_of(opened.data.decode("utf-8-sig"))
    places = {subject: Place(source.path, line) for subject, line in lines.items()}
    if "template" not in opened.design.settings:
        return opened.design, places, ()
    from designer.linked.link import open_design

    linked = open_design(opened, catalogue)
    news = tuple(f"{linked.template}: was changed by hand: {line}" for line in linked.news)
    news += tuple(f"{linked.template}: does not say yet what the design does: {line}" for line in linked.pending)
    return linked.design, places, news


def _with_accepted(design: Design, source: Source) -> Design:
    """A template with the findings that were accepted in the design that lies beside it and is linked to it."""
    from designer.linked.link import design_of, template_of

    beside = design_of(source.path)
    if source.kind != "cloudformation" or not beside.is_file():
        return design
    try:
        linked = design_file.read(beside).design
        if template_of(linked, beside) != source.path.resolve():
            return design
    except FileError:
        return design
    return design.replace(accepted=linked.accepted)


def _deep(path: Path, design: Design, catalogue: Catalogue) -> Sequence[Finding]:
    """What the exports leave out, and what cfn-lint finds in the template.  Raises FileError where there is none."""
    from designer.rules import mark_accepted
    from exporters.base import ExportError
    from exporters.findings import findings
    from exporters.registry import export
    from exporters.sam.lint import lint

    try:
        found = [*findings(design, catalogue), *lint(export(design, catalogue, ["sam"])["sam"], design.region)]
    except ExportError as error:
        raise FileError(path, str(error)) from None
    return mark_accepted(found, design)


def _composition(design: Design, catalogue: Catalogue) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    from designer.composition import analyse
    from designer.composition.report import as_json, summary

    found = analyse(design, catalogue)
    return as_json(found), tuple(summary(found, design))


def _elsewhere(design: Design) -> Design:
    """A quick fix belongs to the process that found it; here only its label counts."""
    return design
