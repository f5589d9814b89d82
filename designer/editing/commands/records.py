"""Making, removing, moving and changing records."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from designer.editing.commands.naming import added, many, name_of
from designer.editing.editor import Command
from designer.editing.geometry import Rect, clamp, frames
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Group, GroupKind, Node, Note, Point, Subject, Tint
from designer.model.finding import QuickFix
from designer.model.frozen import freeze

TINTS: tuple[Tint, ...] = ("sky", "moss", "sand", "rose", "lilac")  # bounded contexts take them in turn
_GROUP_TITLES = {
    "bounded-context": "Context",
    "vpc": "Private network",
    "subnet": "Subnet",
    "account": "Account",
    "region": "Region",
}


# -- making


def place(
    catalogue: Catalogue,
    service: str,
    at: Point,
    group: str | None = None,
    properties: Mapping[str, Any] | None = None,
    type_: str | None = None,
) -> Command:
    """A new node; its title is the service's name, with a number when there is one already."""
    spec = catalogue.services.get(service)
    title = spec.title if spec else (type_ or service).split("::")[-1]

    def apply(design: Design) -> Design:
        taken = {node.title for node in design.nodes.values()}
        name, number = title, 2
        while name in taken:
            name, number = f"{title} {number}", number + 1
        # Only what is said is set: the file's canonical form leaves out what merely has its default.
        said = {"type": type_, "in": group, "properties": properties}
        node = {"service": service, "title": name, "at": clamp(at), **{k: v for k, v in said.items() if v}}
        return design.add_node(Node.model_validate(node))[0]

    return Command(f"Add {title}", apply, select=added)


def frame(
    kind: GroupKind, rect: Rect, members: Iterable[Subject] = (), title: str = "", outer: str | None = None
) -> Command:
    """A new group around `members` (nodes, notes, groups), or an empty one of this place and size."""
    inside = tuple(members)

    def apply(design: Design) -> Design:
        named = {s for s in inside if s.id in design and s.kind != "edge"}
        tops = [s for s in inside if s in named and not _stands_in(design, s, named)]
        parents = {_parent(design, s) for s in tops}
        chain = list(design.ancestors(parents.pop() if len(parents) == 1 else outer))
        framed = [place for place, id_ in enumerate(chain, 1) if Subject("group", id_) in named]
        around = next(iter(chain[max(framed, default=0) :]), None)  # never what comes to stand inside itself
        contexts = sum(group.kind == "bounded-context" for group in design.groups.values())
        tint = TINTS[contexts % len(TINTS)] if kind == "bounded-context" else None
        name = title or _GROUP_TITLES.get(kind, "Group")
        record = Group.model_validate(
            {"kind": kind, "title": name, "at": clamp(rect[:2]), "size": rect[2:], "in": around, "tint": tint}
        )
        id_ = design.new_id(name.lower().replace(" ", "_"))
        design = design.put(Subject("group", id_), record)
        return design.put_all([(s, design.get(s).replace(group=id_)) for s in tops])

    return Command("Add group", apply, select=added)


def note(at: Point, text: str = "", size: Point | None = None, group: str | None = None) -> Command:
    def apply(design: Design) -> Design:
        record = Note.model_validate({"text": text, "at": clamp(at), "size": size, "in": group})
        return design.put(Subject("note", design.new_id("note")), record)

    return Command("Add note", apply, select=added)


# -- removing


def delete(design: Design, subjects: Iterable[Subject], verb: str = "Delete") -> Command:
    """Remove records, the edges of removed nodes with them."""
    gone = frozenset(subjects)
    return Command(f"{verb} {many(design, gone)}", lambda d: keep_frames(d, d.remove(s for s in gone if s.id in d)))


def ungroup(design: Design, groups: Iterable[str]) -> Command:
    """Take frames away; what stood in them stays, one further out, and is selected."""
    gone = [Subject("group", group) for group in groups]
    inside = [s for s, r in design.records() if not isinstance(r, Edge) and r.group in {g.id for g in gone}]
    return Command(
        f"Ungroup {many(design, gone)}", lambda d: keep_frames(d, d.remove(gone)), select=lambda _a, _b: inside
    )


# -- changing


# -- moving


def move(
    design: Design,
    places: Mapping[Subject, Point],
    into: str | None = None,
    joining: Iterable[Subject] = (),
    merge: str | None = None,
) -> Command:
    """Put nodes, notes and empty groups to new places; `joining` come to stand in the group `into` (None: in none)."""
    joined = tuple(joining)

    def apply(before: Design) -> Design:
        after = before.put_all(
            [
                (s, before.get(s).replace(at=clamp(at)))
                for s, at in places.items()
                if s.id in before and s.kind != "edge"
            ]
        )
        return keep_frames(before, _into(after, joined, into))

    return Command(f"Move {many(design, places)}", apply, merge=merge)


def move_into(design: Design, subjects: Iterable[Subject], group: str | None) -> Command:
    """Let records stand in a group (None: in none).  A group never comes to stand in itself."""
    moved = tuple(subjects)
    where = f"into {name_of(design, Subject('group', group))}" if group else "out of its group"
    return Command(f"Move {many(design, moved)} {where}", lambda d: keep_frames(d, _into(d, moved, group)))


def resize(design: Design, subject: Subject, rect: Rect) -> Command:
    """Another place and size for a note or an empty group."""
    return Command(
        f"Resize {name_of(design, subject)}",
        lambda d: d.change(subject, at=clamp(rect[:2]), size=rect[2:]) if subject.id in d else d,
    )


def keep_frames(before: Design, after: Design) -> Design:
    """A group that has lost all its content keeps the place and size that its frame had."""
    if not after.groups:
        return after
    full = {r.group for _, r in after.records() if not isinstance(r, Edge)}
    held = {r.group for _, r in before.records() if not isinstance(r, Edge)}
    emptied = [id_ for id_ in after.groups if id_ in held and id_ not in full]
    if not emptied:
        return after
    old = frames(before)
    kept = []
    for id_ in emptied:
        group, frame = after.groups[id_], old[id_]
        size = group.size if group.collapsed else frame[2:]  # a collapsed group's frame is a card
        kept.append((Subject("group", id_), group.replace(at=frame[:2], size=size)))
    return after.put_all(kept)


def _into(design: Design, subjects: Iterable[Subject], group: str | None) -> Design:
    if group is not None and group not in design.groups:
        return design
    around = set(design.ancestors(group))
    fits = [s for s in subjects if s.id in design and s.kind != "edge" and s.id not in around]
    changed = [(s, design.get(s).replace(group=group)) for s in fits if _parent(design, s) != group]
    return design.put_all(changed)


def _stands_in(design: Design, subject: Subject, others: Container[Subject]) -> bool:
    """Whether a record stands in one of these groups, at any depth."""
    return any(Subject("group", group) in others for group in design.ancestors(_parent(design, subject)))


def _parent(design: Design, subject: Subject) -> str | None:
    record = design.get(subject)
    return None if isinstance(record, Edge) else record.group


# -- changing


def set_property(subject: Subject, path: str, value: Any, title: str = "", merge: str | None = None) -> Command:
    """One property of a node, edge or group; None removes it."""
    return Command(
        f"Change {title or path}", lambda d: d.set_property(subject, path, value) if subject.id in d else d, merge
    )


def set_fields(name: str, subjects: Iterable[Subject], merge: str | None = None, **fields: Any) -> Command:
    """Fields of several records at once (title, disabled, collapsed, tint, via, text …)."""
    wanted = tuple(subjects)

    def apply(design: Design) -> Design:
        records = [(s, design.get(s)) for s in wanted if s.id in design]
        changed = [(s, r.replace(**fields)) for s, r in records if any(getattr(r, k) != v for k, v in fields.items())]
        return design.put_all(changed)

    return Command(name, apply, merge)


def toggle_disabled(design: Design, subjects: Iterable[Subject]) -> Command:
    """Leave nodes and edges out of the deployment, or take all back in when all of them are out."""
    wanted = [s for s in subjects if s.kind in ("node", "edge")]
    out = all(getattr(design.get(s), "disabled", False) for s in wanted)
    return set_fields(f"{'Deploy' if out else 'Leave out'} {many(design, wanted)}", wanted, disabled=not out)


def toggle_collapsed(design: Design, group: str) -> Command:
    collapsed = design.groups[group].collapsed
    subject = Subject("group", group)
    return set_fields(
        f"{'Expand' if collapsed else 'Collapse'} {name_of(design, subject)}", [subject], collapsed=not collapsed
    )


def set_name(name: str, merge: str | None = None) -> Command:
    return Command("Rename the design", lambda d: d.replace(name=name) if d.name != name else d, merge)


def set_setting(key: str, value: Any, merge: str | None = None) -> Command:
    """One of the design's settings (region, runtime …); None removes it."""

    def apply(design: Design) -> Design:
        changed = design.settings.without(key) if value is None else design.settings.set(key, freeze(value))
        return design if changed == design.settings else design.replace(settings=changed)

    return Command(f"Change {key}", apply, merge)


def fix(quick_fix: QuickFix) -> Command:
    """Apply a quick fix as one step."""
    return Command(f"Fix: {quick_fix.label}", quick_fix.apply, select=lambda a, b: added(a, b) or ())
