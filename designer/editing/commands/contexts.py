"""Grouping nodes into bounded contexts as the composition analysis suggests."""

from __future__ import annotations

from designer.composition.records import Suggestion
from designer.editing.commands.naming import added
from designer.editing.commands.records import TINTS, keep_frames
from designer.editing.editor import Command
from designer.editing.layout import tidy
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Group, Note, Record, Subject


def group_as_suggested(catalogue: Catalogue, suggestion: Suggestion) -> Command:
    """Move nodes to the contexts that a suggestion gives them, make the new ones, and lay the drawing out anew.

    Members that are gone since the suggestion was made are left out.
    """

    def apply(design: Design) -> Design:
        before = design
        for context in suggestion.contexts:
            group = context.group
            members = [m for m in context.members if m in design.nodes or m in design.groups]
            if group is None:
                if not members:
                    continue
                group = design.new_id(context.title.lower().replace(" ", "_"))
                contexts = sum(known.kind == "bounded-context" for known in design.groups.values())
                frame = {"kind": "bounded-context", "title": context.title, "tint": TINTS[contexts % len(TINTS)]}
                around = context.inside if context.inside in design.groups else None
                record = Group.model_validate({**frame, **({"in": around} if around else {})})
                design = design.put(Subject("group", group), record)
            elif group not in design.groups:
                continue
            design = design.put_all(_moved(design, members, group))
        placed = {member for context in suggestion.contexts for member in context.members}
        for move in suggestion.moves:
            if move.member not in placed:  # it leaves its context for none
                design = design.put_all(_moved(design, [move.member], _outside(design, move.member)))
        if design is before or design == before:
            return before
        return tidy(design, catalogue).apply(keep_frames(before, design))

    return Command("Group as suggested", apply, select=lambda a, b: added(a, b) if b.groups != a.groups else ())


def _moved(design: Design, members: list[str], group: str | None) -> list[tuple[Subject, Record]]:
    subjects = [design.subject(member) for member in members if member in design]
    records = [(subject, design.get(subject)) for subject in subjects]
    return [
        (subject, record.replace(group=group))
        for subject, record in records
        if not isinstance(record, (Edge, Note)) and record.group != group
    ]


def _outside(design: Design, member: str) -> str | None:
    """The first group around a member that is no bounded context."""
    record = design.nodes.get(member) or design.groups.get(member)
    around = design.ancestors(record.group if record else None)
    return next((id_ for id_ in around if design.groups[id_].kind != "bounded-context"), None)
