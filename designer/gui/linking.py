"""Linked designs in the window: what is opened with a template, and what the person is told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from designer import storage
from designer.linked import link
from designer.linked.link import Linked
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.storage import FileError, Opened

if TYPE_CHECKING:
    from designer.linked.state import Conflict

MOST_NEWS = 3  # said one by one; the others are counted


@dataclass(frozen=True, slots=True)
class Reading:
    """What was opened: a design file, a template, or both; `word` is what the person has to know."""

    path: Path
    design: Design
    opened: Opened | None = None
    linked: Linked | None = None
    word: str = ""
    foreign: bool = False  # a drawing or configuration of another program, which is imported and never written


def read(path: Path, catalogue: Catalogue) -> Reading:
    """The design in a file, with its template where it has one; or the one that a template makes.

    Raises FileError.  A design whose template cannot be read opens without it.
    """
    if link.is_template(path):
        return _with(link.open_template(path, catalogue))
    if (other := _imported(path, catalogue)) is not None:
        return Reading(path, other, foreign=True)
    opened = storage.read(path)
    try:
        if link.template_of(opened.design, path) is None:
            return Reading(path, opened.design, opened)
        return _with(link.open_design(opened, catalogue))
    except FileError as error:
        return Reading(path, opened.design, opened, word=f"Opened without its template. {error.line}")


def _imported(path: Path, catalogue: Catalogue) -> Design | None:
    """The design in a file of another program (a draw.io drawing, a serverless.yml); None for everything else."""
    from designer.importers.registry import read as imported
    from designer.importers.registry import recognise

    if path.name.endswith(storage.SUFFIX) or not path.exists():
        return None
    source = recognise(path)
    return None if source.kind in ("design", "cloudformation") else imported(source, catalogue).design


def _with(linked: Linked) -> Reading:
    words = []
    if linked.news:
        words.append(f"{linked.template.name} was changed by hand: {listed(linked.news)}.")
    if linked.pending:
        words.append(f"Not in {linked.template.name} yet: {listed(linked.pending)}. Saving writes it there.")
    return Reading(linked.path, linked.design, linked.opened, linked, " ".join(words))


def listed(news: Sequence[str]) -> str:
    """Some sentences in one line."""
    more = len(news) - MOST_NEWS
    return "; ".join(news[:MOST_NEWS]) + (f"; and {more} more" if more > 0 else "")


def unwritten(conflicts: Sequence[Conflict], template: Path) -> str:
    """What a save could not write into the template."""
    count = len(conflicts)
    subject = "One change is" if count == 1 else f"{count} changes are"
    return f"{subject} not in {template.name}: {listed([c.message for c in conflicts])}."
