"""What changed between two designs, found by identity first: unchanged records are the same objects."""

from __future__ import annotations

from dataclasses import dataclass

from designer.model.design import Design, Kind, Subject

_TABLES: tuple[tuple[Kind, str], ...] = (
    ("group", "groups"), ("node", "nodes"), ("edge", "edges"), ("note", "notes"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Diff:
    """The subjects that were added, removed and changed, each in its design's order.

    `document` tells that name, settings or accepted findings did.
    """

    added: tuple[Subject, ...] = ()
    removed: tuple[Subject, ...] = ()
    changed: tuple[Subject, ...] = ()
    document: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.document)


def diff(old: Design, new: Design) -> Diff:
    """The difference of two designs, linear in their size, and a few microseconds a table that is shared."""
    if old is new:
        return Diff()
    added: list[Subject] = []
    removed: list[Subject] = []
    changed: list[Subject] = []
    for kind, field in _TABLES:
        before, after = getattr(old, field), getattr(new, field)
        if before is after:
            continue
        for id_, record in after.items():
            known = before.get(id_)
            if known is None:
                added.append(Subject(kind, id_))
            elif known is not record and known != record:
                changed.append(Subject(kind, id_))
        removed.extend(Subject(kind, id_) for id_ in before if id_ not in after)
    document = (
        old.name != new.name
        or (old.settings is not new.settings and old.settings != new.settings)
        or (old.accepted is not new.accepted and old.accepted != new.accepted)
    )
    return Diff(tuple(added), tuple(removed), tuple(changed), document)
