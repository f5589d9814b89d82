"""The Design: what a person has drawn, as one immutable value.

Every change returns a new Design that shares what did not change, so history, validation, export and autosave
keep a reference instead of a copy.  The names are those of the design file (docs/design-file.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from designer.model.frozen import FrozenDict, freeze

FORMAT = "skydraft/1"
ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,254}$"

Kind = Literal["node", "edge", "group", "note"]
GroupKind = Literal["bounded-context", "vpc", "subnet", "account", "region", "custom"]
Tint = Literal["sky", "moss", "sand", "rose", "lilac", "slate"]

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
FARTHEST = 1e7  # px from the middle of the drawing
Coordinate = Annotated[float, Field(strict=True, ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
Point = tuple[Coordinate, Coordinate]  # px at 100 %, x to the right, y down
Properties = FrozenDict[str, Any]


class Record(BaseModel):
    """A frozen part of a design.  Keys that this version does not know are kept and written back."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, strict=False)

    def replace(self, **changes: Any) -> Self:
        """A copy with `changes`, which the caller vouches for: they are not validated again.

        A field that is put back to its default counts as not set, so that it leaves the file.
        """
        copy = self.model_copy(update={name: freeze(value) for name, value in changes.items()})
        fields = type(self).model_fields
        copy.model_fields_set.difference_update(
            [name for name, value in changes.items() if name in fields and fields[name].default == value]
        )
        return copy


class Node(Record):
    """A service (or actor) on the canvas.  `properties` are CloudFormation's, of its main resource type."""

    service: str
    type: str | None = None  # the CloudFormation type of a generic node (service "cfn")
    title: str = ""
    at: Point | None = None  # top left corner of the card
    group: Id | None = Field(None, alias="in")
    disabled: StrictBool = False  # drawn, not deployed
    properties: Properties = FrozenDict()


class Edge(Record):
    """A connection.  `via` is an integration's id or a mechanism's word; without it the pair's default holds."""

    source: Id = Field(alias="from")
    target: Id = Field(alias="to")
    via: str | None = None
    disabled: StrictBool = False
    properties: Properties = FrozenDict()


class Group(Record):
    """A frame around nodes and other groups, nested by `in`."""

    kind: GroupKind = "bounded-context"
    title: str = ""
    group: Id | None = Field(None, alias="in")
    tint: Tint | None = None
    collapsed: StrictBool = False
    at: Point | None = None  # only while empty; else the frame follows its content
    size: Point | None = None
    properties: Properties = FrozenDict()


class Note(Record):
    """A sticky text."""

    text: str = ""
    at: Point | None = None
    size: Point | None = None
    group: Id | None = Field(None, alias="in")


class Accepted(Record):
    """A finding that a person has accepted, with the reason and an optional last day (ISO date)."""

    rule: str
    subject: str
    reason: str = ""
    until: str | None = None


R = TypeVar("R", bound=Record)


class Subject(NamedTuple):
    """What a finding stands on or a selection holds; printed as `kind:id`, the design itself as `design`."""

    kind: Literal["node", "edge", "group", "note", "design"]
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def parse(cls, text: str) -> Subject:
        kind, _, id_ = text.partition(":")
        return cls(cast("Kind", kind), id_)


DESIGN = Subject("design")

_KINDS: dict[Kind, str] = {"node": "nodes", "edge": "edges", "group": "groups", "note": "notes"}


class Design(Record):
    """A whole design.  Records are keyed by ids that are unique across the kinds, in the file's order."""

    format: str = FORMAT
    name: str = ""
    settings: Properties = FrozenDict()
    groups: FrozenDict[Id, Group] = FrozenDict()
    nodes: FrozenDict[Id, Node] = FrozenDict()
    edges: FrozenDict[Id, Edge] = FrozenDict()
    notes: FrozenDict[Id, Note] = FrozenDict()
    accepted: FrozenDict[Id, Accepted] = FrozenDict()

    # -- reading

    def __contains__(self, id_: str) -> bool:
        return id_ in self.nodes or id_ in self.edges or id_ in self.groups or id_ in self.notes

    def subject(self, id_: str) -> Subject:
        """The subject of an id; KeyError when the design has no such id."""
        for kind, field in _KINDS.items():
            if id_ in getattr(self, field):
                return Subject(kind, id_)
        raise KeyError(id_)

    def get(self, subject: Subject) -> Node | Edge | Group | Note:
        """The record of a node, edge, group or note; KeyError when it is gone."""
        return cast("Node | Edge | Group | Note", getattr(self, _KINDS[cast("Kind", subject.kind)])[subject.id])

    def records(self) -> Iterator[tuple[Subject, Node | Edge | Group | Note]]:
        for kind, field in _KINDS.items():
            for id_, record in getattr(self, field).items():
                yield Subject(kind, id_), record

    @property
    def region(self) -> str:
        return str(self.settings.get("region", "eu-west-1"))

    @property
    def runtime(self) -> str:
        return str(self.settings.get("runtime", "python3.13"))

    def ancestors(self, group: str | None) -> Iterator[str]:
        """The ids of a group and of those around it, inside out.  Ends even where groups form a circle."""
        seen: set[str] = set()
        while group is not None and group not in seen and group in self.groups:
            seen.add(group)
            yield group
            group = self.groups[group].group

    def context_of(self, node: str) -> str | None:
        """The bounded context that a node stands in (the innermost), or None."""
        groups = self.ancestors(self.nodes[node].group)
        return next((g for g in groups if self.groups[g].kind == "bounded-context"), None)

    # -- changing

    def new_id(self, base: str) -> str:
        """A free id made from `base`: itself, or with -2, -3 …"""
        base = re.sub(r"[^A-Za-z0-9_-]+", "_", base).strip("_-")[:240] or "item"
        if not base[0].isalpha():
            base = f"n{base}"
        if base not in self:
            return base
        number = 2
        while f"{base}-{number}" in self:
            number += 1
        return f"{base}-{number}"

    def put(self, subject: Subject, record: Record) -> Design:
        """With `record` under this id; a new id comes last, a known one keeps its place."""
        field = _KINDS[cast("Kind", subject.kind)]
        return self._with(field, getattr(self, field).set(subject.id, record))

    def put_all(self, records: Mapping[Subject, Record] | Iterable[tuple[Subject, Record]]) -> Design:
        """`put` for many at once: each kind's table is copied only once."""
        tables: dict[str, dict[str, Record]] = {}
        for subject, record in records.items() if isinstance(records, Mapping) else records:
            tables.setdefault(_KINDS[cast("Kind", subject.kind)], {})[subject.id] = record
        changes = {field: getattr(self, field).merged(table) for field, table in tables.items()}
        return self.model_copy(update=changes) if changes else self

    def change(self, subject: Subject, **changes: Any) -> Design:
        """With fields of one record changed; the Design itself when nothing is different."""
        record = self.get(subject)
        if all(getattr(record, name) == value for name, value in changes.items()):
            return self
        return self.put(subject, record.replace(**changes))

    def set_property(self, subject: Subject, path: str, value: Any) -> Design:
        """With one property set, by its dotted CloudFormation path; None removes it (and what it leaves empty)."""
        record = self.get(subject)
        if isinstance(record, Note):
            raise TypeError("a note has no properties")
        properties = set_path(record.properties, path, value)
        return self if properties == record.properties else self.put(subject, record.replace(properties=properties))

    def add_node(self, node: Node, id_: str | None = None) -> tuple[Design, str]:
        """With a new node; returns the id that it got (made from title or service where none is given)."""
        new = self.new_id(id_ or slug(node.title) or node.service.replace("-", "_"))
        return self.put(Subject("node", new), node), new

    def add_edge(self, edge: Edge) -> tuple[Design, str]:
        """With a new edge named FROM-TO (then FROM-TO-2); returns its id."""
        new = self.new_id(f"{edge.source}-{edge.target}")
        return self.put(Subject("edge", new), edge), new

    def remove(self, subjects: Iterable[Subject]) -> Design:
        """Without these records.  Edges of a removed node go too; what stood in a removed group moves one out."""
        gone = set(subjects)
        nodes = {s.id for s in gone if s.kind == "node"}
        edges = {s.id for s in gone if s.kind == "edge"}
        if nodes:
            edges |= {i for i, e in self.edges.items() if e.source in nodes or e.target in nodes}
        groups = {s.id for s in gone if s.kind == "group"}
        notes = {s.id for s in gone if s.kind == "note"}
        design = self
        if groups:
            design = design._lift_out_of(groups)
        changes: dict[str, Any] = {}
        for field, ids in (("nodes", nodes), ("edges", edges), ("groups", groups), ("notes", notes)):
            if ids:
                changes[field] = getattr(design, field).without(*ids)
        lost = {f"{kind}:{i}" for kind, ids in (("node", nodes), ("edge", edges), ("group", groups)) for i in ids}
        stale = [i for i, accepted in design.accepted.items() if accepted.subject in lost]
        if stale:
            changes["accepted"] = design.accepted.without(*stale)
        return design.model_copy(update=changes) if changes else design

    def _lift_out_of(self, groups: set[str]) -> Design:
        def outside(group: str | None) -> str | None:
            return next((g for g in self.ancestors(group) if g not in groups), None)

        changed = [
            (subject, record.replace(group=outside(record.group)))
            for subject, record in self.records()
            if not isinstance(record, Edge) and record.group in groups
        ]
        return self.put_all(changed)

    def _with(self, field: str, table: FrozenDict[str, Any]) -> Design:
        return self.model_copy(update={field: table})


def slug(title: str) -> str:
    """A title as an id's beginning: `Fulfilment queue` -> `fulfilment_queue`; may be empty."""
    return re.sub(r"[^A-Za-z0-9]+", "_", title).strip("_").lower()[:60]


def get_path(properties: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """A property by its dotted path (`ScalingConfig.MaximumConcurrency`), or `default`."""
    if path in properties:  # an event pattern's own keys may have dots
        return properties[path]
    if "." not in path:
        return default
    value: Any = properties
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return default
        value = value[key]
    return value


def set_path(properties: FrozenDict[str, Any], path: str, value: Any) -> FrozenDict[str, Any]:
    """The properties with a dotted path set; None removes it and every dict that it leaves empty."""
    head, _, rest = path.partition(".")
    if path in properties or not rest:
        key = path if path in properties else head
        return properties.without(key) if value is None else properties.set(key, freeze(value))
    inner = properties.get(head)
    changed = set_path(inner if isinstance(inner, FrozenDict) else FrozenDict(), rest, value)
    return properties.set(head, changed) if changed else properties.without(head)
