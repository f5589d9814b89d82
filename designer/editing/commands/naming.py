"""What undo names and selections call the records that a command is about."""

from __future__ import annotations

from collections.abc import Iterable

from designer.model.design import Design, Edge, Note, Subject
from designer.model.diff import diff


def name_of(design: Design, subject: Subject) -> str:
    """What an undo name calls a record: its title, a connection's ends, else its id."""
    record = design.get(subject)
    if isinstance(record, Edge):
        ends = (name_of(design, Subject("node", end)) for end in (record.source, record.target))
        return " to ".join(ends)
    if isinstance(record, Note):
        return "note"
    return record.title or subject.id


def many(design: Design, subjects: Iterable[Subject]) -> str:
    """ "Orders", "3 nodes", "5 items": what a command is about."""
    found = [s for s in subjects if s.id in design]
    if len(found) == 1:
        return name_of(design, found[0])
    kinds = {s.kind for s in found}
    word = f"{kinds.pop()}s" if len(kinds) == 1 else "items"
    return f"{len(found)} {word}"


def added(before: Design, after: Design) -> tuple[Subject, ...]:
    """The selection after something was made: the new nodes, groups and notes, or else the new edges."""
    new = diff(before, after).added
    return tuple(s for s in new if s.kind != "edge") or new


# -- making
