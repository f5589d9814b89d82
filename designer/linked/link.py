"""Designs that are linked to a template: opened from it, merged with what its owner wrote, saved into it.

The design file lies beside its template and says which it is (`settings.template`, a path relative to the design).
Everything that a template can say is read from the template, whenever the design is opened; the design file keeps the
drawing.  `settings.logical_ids` has the nodes whose id is not their logical id, `settings.unwritten` the subjects that
the template does not hold, for a reason that was told when they were saved, and `settings.in_template` what both said
then: what was changed in the design file since, by hand or by a merge, stays and is written by the next save.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from designer.importers.base import Imported, ImportReport, Progress, no_progress
from designer.linked import agreed
from designer.linked.merge import aligned, merge, renamed
from designer.linked.template import MOST_BYTES, TemplateText
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.frozen import FrozenDict, freeze
from designer.storage import SUFFIX, FileError, Opened, dump, read, write_all
from designer.storage.design_file import read_bytes
from designer.storage.errors import reason

if TYPE_CHECKING:
    from designer.linked.state import Conflict, Reader

_ENDINGS = (".yaml", ".yml", ".json", ".template")


@dataclass(frozen=True, slots=True)
class Linked:
    """A design and the template that it is linked to, as both lie on disk.

    `design` is to be shown; `news` says in words what came from the template's owner since the design was saved, and
    `pending` what the design file says and the template does not yet: the next save writes it there.
    `says` is what the template says, in the design's ids: what a save compares with.
    """

    design: Design
    template: Path
    text: TemplateText
    says: Design
    path: Path  # of the design file, which may not be there yet
    names: Mapping[str, str] = field(default_factory=dict)  # node ids that are not logical ids -> logical ids
    opened: Opened | None = None
    report: ImportReport | None = None
    news: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What lies on disk after a save, and what could not be written into the template."""

    linked: Linked
    conflicts: tuple[Conflict, ...] = ()
    changed: bool = False  # whether the template's bytes did
    news: tuple[str, ...] = field(default=())  # what the template's owner had changed meanwhile


def is_template(path: Path) -> bool:
    """Whether a file is opened as a template: a .json by what is in it, others by name.  Never raises."""
    from designer.importers.registry import recognise

    if path.name.endswith(SUFFIX) or not path.name.endswith(_ENDINGS):
        return False
    try:
        return recognise(path).kind == "cloudformation"
    except FileError:  # whoever reads it as a template says what is wrong
        return not path.name.endswith(".json")


def design_of(template: Path) -> Path:
    """Where the design of a template lies: beside it, by its name."""
    return template.with_name(template.name.rsplit(".", 1)[0] + SUFFIX)


def template_of(design: Design, path: Path) -> Path | None:
    """The template that a design in this file is linked to; None where it is linked to none.

    It lies in the design's folder or below, also when every link on the way is followed.  Raises FileError.
    """
    named = design.settings.get("template")
    if named is None:
        return None
    if not isinstance(named, str) or not named or Path(named).is_absolute() or "\0" in named:
        raise FileError(path, "is the path of a template, relative to this file", "settings.template")
    folder = path.parent.resolve()
    found = (folder / named).resolve()
    if not found.is_relative_to(folder):
        raise FileError(path, f"{named} lies outside the design's folder", "settings.template")
    return found


def open_template(template: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Linked:
    """A template as a linked design; the one that lies beside it already, or a new one without places.

    Raises FileError.
    """
    template = template.resolve()
    path = design_of(template)
    if path.exists():
        opened = read(path, catalogue.services)
        if template_of(opened.design, path) == template:
            return open_design(opened, catalogue, progress)
        path = template.with_name(template.name + SUFFIX)  # that design is about something else
        if path.exists():
            opened = read(path, catalogue.services)
            if template_of(opened.design, path) == template:
                return open_design(opened, catalogue, progress)
            raise FileError(path, "is in the way: this design is not linked to the template; rename it")
    text, imported = _read(template, catalogue, progress)
    settings = imported.design.settings.set("template", template.name)
    design = imported.design.model_copy(update={"settings": settings})
    return Linked(design, template, text, design, path, report=imported.report)


def open_design(opened: Opened, catalogue: Catalogue, progress: Progress = no_progress) -> Linked:
    """A linked design with what its template says today.  Raises FileError."""
    template = template_of(opened.design, opened.path)
    if template is None:
        raise FileError(opened.path, "this design is not linked to a template")
    text, imported = _read(template, catalogue, progress)
    names = _logical_ids(opened.design)
    says = aligned(renamed(imported.design, _inverse(names)), opened.design, catalogue)
    kept = _unwritten(opened.design)
    base = agreed.base_of(opened.design, says, catalogue) or opened.design
    found = merge(base, opened.design, says, catalogue, kept)
    rest = agreed.pending(found.design, says, catalogue, kept) if base is not opened.design else ()
    return Linked(found.design, template, text, says, opened.path, names, opened, imported.report, found.news, rest)


def refreshed(linked: Linked, design: Design, catalogue: Catalogue) -> Linked:
    """The linked design, drawn on as `design`, with what the template says now.  Raises FileError."""
    text, imported = _read(linked.template, catalogue, no_progress)
    says = aligned(renamed(imported.design, _inverse(linked.names)), design, catalogue)
    found = merge(linked.says, design, says, catalogue, _unwritten(design))
    return replace(
        linked, design=found.design, text=text, says=says, report=imported.report, news=found.news, pending=()
    )


def read_template(path: Path, catalogue: Catalogue) -> tuple[TemplateText, Design]:
    """A template's text, and the design that it makes.  Raises FileError."""
    text, imported = _read(path, catalogue, no_progress)
    return text, imported.design


def written(
    text: TemplateText,
    old: Design,
    new: Design,
    template: Path,
    catalogue: Catalogue,
    names: Mapping[str, str] | None = None,
) -> tuple[TemplateText, tuple[Conflict, ...]]:
    """The template's text with what changed between two designs, and what could not be written."""
    from designer.linked.transfer import transfer  # the exporters load with it

    done = transfer(text, old, new, catalogue, _reader(template, catalogue), names or {})
    return done.text, done.conflicts


def write_template(text: TemplateText, path: Path) -> None:
    """Write a template as a whole.  Raises FileError."""
    try:
        write_all({path: text.data})
    except OSError as error:
        raise FileError(path, f"cannot be written: {reason(error)}") from None


def unlinked(design: Design) -> Design:
    """A copy that belongs to no template."""
    for name in ("template", "logical_ids", "unwritten", agreed.SETTING):
        design = _with_setting(design, name, None)
    return design


def changed_outside(linked: Linked) -> bool:
    """Whether the template is no longer what was read or written last (also when it is gone)."""
    try:
        return linked.template.read_bytes() != linked.text.data
    except OSError:
        return True


def save(linked: Linked, design: Design, catalogue: Catalogue, path: Path | None = None) -> Saved:
    """Write the design and its template, both or none; the template only where the design says something else.

    What the template's owner has written meanwhile is merged first.  Raises FileError.
    """
    from designer.linked.transfer import transfer  # the exporters load with it

    path = path or linked.path
    news: tuple[str, ...] = ()
    if changed_outside(linked):
        linked = refreshed(linked, design, catalogue)
        design, news = linked.design, linked.news
    design = with_template(design, linked.template, path)
    names = {**linked.names, **_logical_ids(design)}
    reader = _reader(linked.template, catalogue)
    done = transfer(linked.text, linked.says, design, catalogue, reader, names)
    design = _noted(design, done.names, done.conflicts)
    changed = done.text.text != linked.text.text
    says = renamed(reader(done.text).design, _inverse(done.names)) if changed else linked.says
    says = aligned(says, design, catalogue)
    # What the template now says beyond what was drawn (defaults of what is new, variables) is part of the design.
    design = merge(design, design, says, catalogue, _unwritten(design)).design
    design = _with_setting(design, agreed.SETTING, agreed.agreement(design, says, catalogue) or None)
    files = {path: _bytes(linked, design, path)}
    if changed:
        files[linked.template] = done.text.data
    try:
        write_all(files)
    except OSError as error:
        raise FileError(error.filename or path, f"cannot be written: {reason(error)}") from None
    opened = Opened(design, path, files[path])
    conflicts = tuple(c for c in done.conflicts if not _is_known(c, linked.opened, design))
    after = Linked(design, linked.template, done.text, says, path, done.names, opened, linked.report)
    return Saved(after, conflicts, changed, news)


def _bytes(linked: Linked, design: Design, path: Path) -> bytes:
    """A design that was not changed keeps its bytes."""
    opened = linked.opened
    if opened is not None and opened.path == path and opened.design == design:
        return opened.data
    return dump(design).encode()


def with_template(design: Design, template: Path, path: Path) -> Design:
    """The design that will lie at `path`, linked to a template (a resolved path).  Raises FileError."""
    folder = path.parent.resolve()
    if not template.is_relative_to(folder):
        raise FileError(path, f"save the design in the folder of its template ({template.parent}) or above it")
    return _with_setting(design, "template", template.relative_to(folder).as_posix())


def _noted(design: Design, names: Mapping[str, str], conflicts: tuple[Conflict, ...]) -> Design:
    unwritten = tuple(dict.fromkeys(str(c.subject) for c in conflicts if c.subject.id in design))
    design = _with_setting(design, "logical_ids", dict(names) or None)
    return _with_setting(design, "unwritten", unwritten or None)


def _with_setting(design: Design, name: str, value: Any) -> Design:
    value = freeze(value)
    if design.settings.get(name) == value:
        return design
    settings = design.settings.without(name) if value is None else design.settings.set(name, value)
    return design.model_copy(update={"settings": settings})


def _logical_ids(design: Design) -> Mapping[str, str]:
    named = design.settings.get("logical_ids")
    return {i: n for i, n in named.items() if isinstance(n, str)} if isinstance(named, FrozenDict) else {}


def _is_known(conflict: Conflict, opened: Opened | None, design: Design) -> bool:
    """Whether this was told at the save before, and the subject has not changed since."""
    if opened is None or str(conflict.subject) not in _unwritten(opened.design):
        return False
    before, after = opened.design, design
    id_ = conflict.subject.id
    return id_ in before and id_ in after and before.get(conflict.subject) == after.get(conflict.subject)


def _inverse(names: Mapping[str, str]) -> dict[str, str]:
    return {name: id_ for id_, name in names.items()}


def _unwritten(design: Design) -> tuple[str, ...]:
    named = design.settings.get("unwritten")
    return tuple(str(s) for s in named) if isinstance(named, tuple) else ()


def _read(template: Path, catalogue: Catalogue, progress: Progress) -> tuple[TemplateText, Imported]:
    data = read_bytes(template, MOST_BYTES)
    text = TemplateText.parse(data, str(template))
    return text, _import(text, template, catalogue, progress)


def _reader(template: Path, catalogue: Catalogue) -> Reader:
    return lambda text: _import(text, template, catalogue, no_progress)


def _import(text: TemplateText, template: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.cloudformation import parse_template

    return parse_template(text.data, template, catalogue, progress)
