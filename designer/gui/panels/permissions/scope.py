"""What the selection has to do with the permissions, in words: how many are listed, and why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from designer.gui.panels.permissions.entries import KINDS, Entry, KindName, Snapshot
from designer.gui.panels.permissions.model import statements
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject

Scope = frozenset[Subject]


def counted(snapshot: Snapshot, shown: Sequence[Entry], scope: Scope) -> str:
    """How many permissions are listed, of whom, and how many of them name no resource."""
    number, every = len(shown), len(snapshot.entries)
    text = statements(every) if number == every else f"{number} of {every}"
    if scope:
        text = f"{_scope_title(snapshot.design, scope)}: {text}"
    wide = sum(bool(entry.unlimited) for entry in shown)
    return f"{text} · {wide} on any resource" if wide else text


def why_empty(
    snapshot: Snapshot, catalogue: Catalogue, scope: Scope, text: str, kind: KindName
) -> tuple[str, str, str]:
    """Why there is nothing to list: what is so, the reason, and the words of a way out."""
    design = snapshot.design
    if not snapshot.entries:
        return (
            "Nothing needs a permission yet",
            "Connect services: each connection asks for precisely what it needs, and the list says which one did.",
            "",
        )
    if text or kind:
        what = f"“{text}”" if text else f"“{dict(KINDS)[kind]}”"
        where = f" of {_scope_title(design, scope)}" if scope else ""
        return f"No permission{where} matches {what}", "", "Show all"
    first, why = _why_not(snapshot, catalogue, scope)
    return first, why, "Show all"


def _why_not(snapshot: Snapshot, catalogue: Catalogue, scope: Scope) -> tuple[str, str]:
    design, title = snapshot.design, _scope_title(snapshot.design, scope)
    (first, *more) = scope
    if more:
        return "What is selected needs no permission", ""
    if first.kind == "edge" and first.id in design.edges:
        from exporters.permissions import nothing_asked

        return f"{title} asks for no permission", nothing_asked(design, catalogue, snapshot.plan, first.id)
    if first.kind == "node":
        return f"{title} needs no permission", "It acts in no role, and nobody needs a permission to reach it."
    return f"{title} needs no permission", ""


def with_members(design: Design, subjects: frozenset[Subject]) -> frozenset[Subject]:
    """Subjects, and for each group the nodes that stand in it or in a group inside it."""
    groups = {subject.id for subject in subjects if subject.kind == "group"}
    if not groups:
        return subjects
    inside = (id_ for id_, node in design.nodes.items() if not groups.isdisjoint(design.ancestors(node.group)))
    return subjects | {Subject("node", id_) for id_ in inside}


def _title_of(design: Design, subject: Subject) -> str:
    """What a person calls a part of the drawing."""
    if subject.kind == "edge" and subject.id in design.edges:
        record = design.edges[subject.id]
        return " → ".join(
            design.nodes[end].title or end if end in design.nodes else end for end in (record.source, record.target)
        )
    named = design.nodes.get(subject.id) or design.groups.get(subject.id)
    return (named.title if named else "") or ("Note" if subject.kind == "note" else subject.id)


def _scope_title(design: Design, scope: Scope) -> str:
    return f"{len(scope)} selected" if len(scope) > 1 else _title_of(design, next(iter(scope)))
