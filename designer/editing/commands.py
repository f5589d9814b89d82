"""What a person can do to a design, each as a Command: a name for the undo menu and a pure function.

Nothing here looks at the screen: places, ids and names come in, the changed Design comes out.  A command that finds
its subject gone leaves the design as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from designer.editing.editor import Command
from designer.editing.geometry import Rect, frames
from designer.model.catalogue import Catalogue
from designer.model.design import (
    ID_PATTERN,
    Design,
    Edge,
    Group,
    GroupKind,
    Node,
    Note,
    Point,
    Record,
    Subject,
    Tint,
    get_path,
)
from designer.model.diff import diff
from designer.model.finding import QuickFix
from designer.model.frozen import FrozenDict, freeze
from designer.model.specs import Detour, IntegrationSpec
from designer.rules.fixes import apply_detour

TINTS: tuple[Tint, ...] = ("sky", "moss", "sand", "rose", "lilac")  # bounded contexts take them in turn


class EditError(ValueError):
    """What a person asked for cannot be done; `str()` says why."""


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
        node = Node(service=service, type=type_, title=name, at=at, properties=freeze(properties or {}))
        return design.add_node(node.replace(group=group) if group else node)[0]

    return Command(f"Add {title}", apply, select=added)


def edge_for(
    catalogue: Catalogue,
    design: Design,
    source: str,
    target: str,
    integration: IntegrationSpec | None,
) -> Edge:
    """The edge that stands for an integration: `via` is left out where it is the pair's default."""
    edge = Edge(source=source, target=target)
    if integration is None or catalogue.integration(design, edge) is integration:
        return edge
    return edge.replace(via=integration.id)


def connect(catalogue: Catalogue, design: Design, source: str, target: str, integration: IntegrationSpec) -> Command:
    """A new edge of this integration, with what it needs of its ends set where nothing is set yet."""
    names = (name_of(design, Subject("node", end)) for end in (source, target))

    def apply(before: Design) -> Design:
        if source not in before.nodes or target not in before.nodes:
            return before
        after, id_ = before.add_edge(edge_for(catalogue, before, source, target, integration))
        return with_needs(catalogue, after, after.edges[id_], integration)

    return Command(f"Connect {' to '.join(names)}", apply, select=lambda a, b: diff(a, b).added)


def connect_new(
    catalogue: Catalogue,
    design: Design,
    source: str,
    service: str,
    at: Point,
    integration: IntegrationSpec | None = None,
) -> Command:
    """A new node that stands ready connected.  `service` may be a variant; else it is the first that can be reached."""
    own = catalogue.variant(design.nodes[source])
    spec = catalogue.variants[service]
    kinds = [v for v in reversed(spec.variants) if service in (v.id, spec.id)]
    reached = next((v for v in kinds if any(i.default for i in catalogue.between(own, v.id))), None)
    make = place(catalogue, spec.id, at, design.nodes[source].group, reached.when if reached else None)

    def apply(before: Design) -> Design:
        after = make.apply(before)
        (new,) = diff(before, after).added
        found = integration or catalogue.integration(after, Edge(source=source, target=new.id))
        if source not in before.nodes or found is None:
            return after
        return connect(catalogue, after, source, new.id, found).apply(after)

    return Command(make.name, apply, select=added)


def with_needs(catalogue: Catalogue, design: Design, edge: Edge, integration: IntegrationSpec) -> Design:
    """The design with an integration's needs (a table's stream …) set at its ends, where nothing is set."""
    for path, value in integration.needs.items():
        end, _, name = path.partition(".")
        node = edge.source if end == "source" else edge.target
        spec = catalogue.service(design.nodes[node])
        wanted = value[0] if isinstance(value, tuple) else value
        known = spec.properties.get(name) if spec else None
        fits = known is not None and (known.type == "boolean" if isinstance(wanted, bool) else wanted in known.values)
        if fits and get_path(design.nodes[node].properties, name) is None:
            design = design.set_property(Subject("node", node), name, wanted)
    return design


def reconnect(
    catalogue: Catalogue, design: Design, edge: str, source: str, target: str, integration: IntegrationSpec
) -> Command:
    """An edge with another end; its properties stay where the new integration has them."""
    subject = Subject("edge", edge)

    def apply(before: Design) -> Design:
        old = before.edges.get(edge)
        if old is None or source not in before.nodes or target not in before.nodes:
            return before
        new = edge_for(catalogue, before, source, target, integration)
        heads = {path.split(".")[0] for path in integration.properties}
        kept = FrozenDict((k, v) for k, v in old.properties.items() if k in heads)
        after = before.put(subject, old.replace(source=source, target=target, via=new.via, properties=kept))
        return with_needs(catalogue, after, after.edges[edge], integration)

    return Command(f"Reconnect {name_of(design, subject)}", apply)


def frame(
    kind: GroupKind, rect: Rect, members: Iterable[Subject] = (), title: str = "", outer: str | None = None
) -> Command:
    """A new group around `members` (nodes, notes, groups), or an empty one of this place and size."""
    inside = tuple(members)

    def apply(design: Design) -> Design:
        inner = [s for s in inside if s.id in design and s.kind != "edge"]
        parents = {_parent(design, s) for s in inner} - {s.id for s in inner if s.kind == "group"}
        around = parents.pop() if len(parents) == 1 else outer if outer in design.groups else None
        contexts = sum(group.kind == "bounded-context" for group in design.groups.values())
        tint = TINTS[contexts % len(TINTS)] if kind == "bounded-context" else None
        name = title or _GROUP_TITLES.get(kind, "Group")
        record = Group.model_validate(
            {"kind": kind, "title": name, "at": rect[:2], "size": rect[2:], "in": around, "tint": tint}
        )
        id_ = design.new_id(name.lower().replace(" ", "_"))
        design = design.put(Subject("group", id_), record)
        tops = [s for s in inner if _parent(design, s) not in {i.id for i in inner}]
        return design.put_all([(s, design.get(s).replace(group=id_)) for s in tops])

    return Command("Add group", apply, select=added)


def note(at: Point, text: str = "", size: Point | None = None, group: str | None = None) -> Command:
    def apply(design: Design) -> Design:
        record = Note.model_validate({"text": text, "at": at, "size": size, "in": group})
        return design.put(Subject("note", design.new_id("note")), record)

    return Command("Add note", apply, select=added)


_GROUP_TITLES = {
    "bounded-context": "Context",
    "vpc": "Private network",
    "subnet": "Subnet",
    "account": "Account",
    "region": "Region",
}


# -- removing


def delete(design: Design, subjects: Iterable[Subject], verb: str = "Delete") -> Command:
    """Remove records, the edges of removed nodes with them."""
    gone = frozenset(subjects)
    return Command(f"{verb} {many(design, gone)}", lambda d: keep_frames(d, d.remove(s for s in gone if s.id in d)))


def ungroup(design: Design, groups: Iterable[str]) -> Command:
    """Take frames away; what stood in them stays, one further out, and is selected."""
    gone = [Subject("group", group) for group in groups]
    inside = [s for s, r in design.records() if not isinstance(r, Edge) and r.group in {g.id for g in gone}]
    return Command(f"Ungroup {many(design, gone)}", lambda d: d.remove(gone), select=lambda _a, _b: inside)


# -- changing


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
            [(s, before.get(s).replace(at=at)) for s, at in places.items() if s.id in before and s.kind != "edge"]
        )
        return keep_frames(before, _into(after, joined, into))

    return Command(f"Move {many(design, places)}", apply, merge=merge)


def move_into(design: Design, subjects: Iterable[Subject], group: str | None) -> Command:
    """Let records stand in a group (None: in none).  A group never comes to stand in itself."""
    moved = tuple(subjects)
    where = f"into {name_of(design, Subject('group', group))}" if group else "out of its group"
    return Command(f"Move {many(design, moved)} {where}", lambda d: keep_frames(d, _into(d, moved, group)))


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
    return after.put_all(
        [(Subject("group", i), after.groups[i].replace(at=old[i][:2], size=old[i][2:])) for i in emptied]
    )


def _into(design: Design, subjects: Iterable[Subject], group: str | None) -> Design:
    if group is not None and group not in design.groups:
        return design
    around = set(design.ancestors(group))
    fits = [s for s in subjects if s.id in design and s.kind != "edge" and s.id not in around]
    changed = [(s, design.get(s).replace(group=group)) for s in fits if _parent(design, s) != group]
    return design.put_all(changed)


def _parent(design: Design, subject: Subject) -> str | None:
    record = design.get(subject)
    return None if isinstance(record, Edge) else record.group


def resize(design: Design, subject: Subject, rect: Rect) -> Command:
    """Another place and size for a note or an empty group."""
    return Command(
        f"Resize {name_of(design, subject)}",
        lambda d: d.change(subject, at=rect[:2], size=rect[2:]) if subject.id in d else d,
    )


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


def set_via(design: Design, catalogue: Catalogue, edge: str, integration: IntegrationSpec) -> Command:
    """Make an edge another of its pair's integrations."""
    record = design.edges[edge]
    return reconnect(catalogue, design, edge, record.source, record.target, integration)


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


def detour(
    catalogue: Catalogue, design: Design, source: str, target: str, way: Detour, reconnecting: str | None = None
) -> Command:
    """Connect two nodes by the way that works where the direct one does not."""
    names = (name_of(design, Subject("node", end)) for end in (source, target))

    def apply(before: Design) -> Design:
        if source not in before.nodes or target not in before.nodes:
            return before
        if reconnecting is not None and reconnecting in before.edges:
            before = before.remove([Subject("edge", reconnecting)])
        after, id_ = before.add_edge(Edge(source=source, target=target))
        after = apply_detour(after, id_, way)
        for subject in diff(before, after).added:
            spec = catalogue.services.get(after.nodes[subject.id].service) if subject.kind == "node" else None
            if spec and not after.nodes[subject.id].title:
                after = after.change(subject, title=spec.title)
        return after

    return Command(f"Connect {' to '.join(names)}: {way.title}", apply, select=added)


# -- renaming an id


def check_id(design: Design, old: str, new: str) -> None:
    """Raises EditError where `new` is no id, or is taken by another record."""
    if not re.fullmatch(ID_PATTERN, new):
        raise EditError("An id begins with a letter and has up to 255 letters, digits, - and _")
    if new != old and new in design:
        raise EditError(f"There is another {new}")


def rename(subject: Subject, new: str) -> Command:
    """Another id for a record; edges, groups, references in properties and accepted findings follow.

    Raises EditError (when applied) where the id is none or is taken.
    """
    old = subject.id

    def apply(design: Design) -> Design:
        if old not in design or new == old:
            return design
        check_id(design, old, new)
        table = f"{subject.kind}s"
        records: dict[str, FrozenDict[str, Any]] = {
            field: getattr(design, field) for field in ("groups", "nodes", "edges", "notes", "accepted")
        }
        renamed: dict[str, Any] = {
            field: FrozenDict(
                (new if field == table and id_ == old else id_, _follow(record, subject, new))
                for id_, record in rows.items()
            )
            for field, rows in records.items()
        }
        return design.model_copy(update=renamed)

    return Command(f"Rename {old} to {new}", apply, select=lambda _a, _b: [Subject(subject.kind, new)])


def _follow(record: Record, subject: Subject, new: str) -> Record:
    """A record with everything in it that names `subject` changed to name the new id."""
    old, changes = subject.id, dict[str, Any]()
    if isinstance(record, Edge) and subject.kind == "node":
        changes = {end: new for end in ("source", "target") if getattr(record, end) == old}
    if subject.kind == "group" and getattr(record, "group", None) == old:
        changes["group"] = new
    if getattr(record, "subject", None) == str(subject):
        changes["subject"] = str(Subject(subject.kind, new))
    properties = getattr(record, "properties", None)
    if properties and subject.kind == "node":
        followed = follow_references(properties, old, new)
        if followed != properties:
            changes["properties"] = followed
    return record.replace(**changes) if changes else record


def follow_references(value: Any, old: str, new: str) -> Any:
    """{"Fn::GetAtt": [id, attribute]} and {"Ref": id} with `old` replaced by `new`, at any depth."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            get_att, ref = value.get("Fn::GetAtt"), value.get("Ref")
            if isinstance(get_att, (tuple, list)) and get_att and get_att[0] == old:
                return FrozenDict({"Fn::GetAtt": (new, *get_att[1:])})
            if ref == old:
                return FrozenDict({"Ref": new})
        return FrozenDict((key, follow_references(item, old, new)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(follow_references(item, old, new) for item in value)
    return value
