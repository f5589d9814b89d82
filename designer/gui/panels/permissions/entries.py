"""What the Permissions tab lists: statements as entries, filtered and grouped.  Knows no exporter, so it loads fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from designer.model.design import Design, Subject

if TYPE_CHECKING:
    from exporters.permissions import Permission
    from exporters.plan import Plan

Grouping = Literal["principal", "resource"]
KindName = Literal["", "identity", "managed", "resource", "trust", "denied", "unlimited"]
KINDS: tuple[tuple[KindName, str], ...] = (
    ("", "All permissions"), ("identity", "In roles"), ("managed", "Policies of AWS"),
    ("resource", "Let in by resources"), ("trust", "Trust of roles"), ("denied", "Denied"),
    ("unlimited", "On any resource"),
)  # fmt: skip
COLUMNS: dict[Grouping, tuple[str, ...]] = {
    "principal": ("May", "On", "If", "Because of"),
    "resource": ("Lets", "By", "If", "Because of"),
}


class Party(NamedTuple):
    """Who acts, or what is acted on: a head of the list.  `subject` is what it is in the design, where it is there."""

    key: str
    title: str
    subject: Subject | None = None


class Detail(NamedTuple):
    """A line below an entry: a remark on the whole of it (in the first cell alone), or the rest of its lists."""

    cells: tuple[str, ...]
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement.  `subjects` are all that it concerns; `words` what the filter looks at, folded."""

    permission: Permission
    key: str  # tells statements apart from one plan to the next
    who: Party
    whom: Party
    actions: tuple[str, ...]
    resources: tuple[str, ...]  # by the titles of nodes
    conditions: tuple[str, ...]
    why: str
    reason: str  # `why` without the name of whose property it is; "" where it is not about a property
    unlimited: str  # why it holds for any resource
    chosen: bool  # whether the design itself says so, or AWS leaves no choice
    subjects: frozenset[Subject]
    words: str

    def lists(self, grouping: Grouping) -> tuple[tuple[str, ...], ...]:
        """What the four columns hold."""
        on = self.resources if grouping == "principal" else (self.who.title,)
        own = self.reason and self.permission.subject in (self.who.subject, self.whom.subject)  # the row says whose
        return self.actions, on, self.conditions, (self.reason if own else self.why,)

    def cells(self, grouping: Grouping) -> tuple[str, ...]:
        """The first of each column's list, and how many more there are."""
        return tuple(folded(words) for words in self.lists(grouping))

    def depth(self, grouping: Grouping) -> int:
        """How many lines stand below the entry."""
        return max(map(len, self.lists(grouping))) - 1 + bool(self.unlimited)

    def details(self, grouping: Grouping) -> tuple[Detail, ...]:
        """The rest of the lists side by side, then the remark."""
        lists = self.lists(grouping)
        remark = Detail((f"Any resource: {self.unlimited}.", "", "", ""), remark=True)
        rest = [
            Detail(tuple(words[number] if number < len(words) else "" for words in lists))
            for number in range(1, max(map(len, lists)))
        ]
        return (remark, *rest) if self.unlimited else tuple(rest)

    @property
    def tip(self) -> str:
        """The whole statement, a part a line."""
        p = self.permission
        lines = [f"{p.principal_title} {'must never' if p.effect == 'Deny' else 'may'}", *(f"  {a}" for a in p.actions)]
        if p.kind != "managed":
            lines += ["on", *(f"  {resource}" for resource in p.resources)]
        if p.conditions:
            lines.append("if")
        lines += [f"  {key} {test} {value}" for test, keys in p.conditions.items() for key, value in keys.items()]
        lines += ["because of", f"  {self.why}"]
        return "\n".join([*lines, *([f"Any resource: {self.unlimited}."] if self.unlimited else [])])

    def is_kind(self, kind: KindName) -> bool:
        if kind == "denied":
            return self.permission.effect == "Deny"
        if kind == "unlimited":
            return bool(self.unlimited)
        return not kind or (self.permission.kind == kind and self.permission.effect == "Allow")


class Group(NamedTuple):
    party: Party
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The permissions of one design."""

    design: Design
    plan: Plan
    entries: tuple[Entry, ...]


def folded(words: Sequence[str]) -> str:
    """`s3:GetObject +3`."""
    return "" if not words else words[0] if len(words) == 1 else f"{words[0]} +{len(words) - 1}"


def chosen(entries: Iterable[Entry], subjects: frozenset[Subject], text: str = "", kind: KindName = "") -> list[Entry]:
    """The entries that concern some of the subjects (all, where there are none) and hold every word of a text.

    An edge is concerned by what it asks for itself; a node by what it may do, what may be done to it and what it
    asks for.
    """
    words = text.casefold().split()
    return [
        entry for entry in entries
        if entry.is_kind(kind)
        and (not subjects or not subjects.isdisjoint(entry.subjects))
        and all(word in entry.words for word in words)
    ]  # fmt: skip


def grouped(entries: Iterable[Entry], grouping: Grouping, column: int = -1, *, down: bool = False) -> list[Group]:
    """Entries below who acts or what is acted on, in the plan's order or sorted by a column."""
    found: dict[Party, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.who if grouping == "principal" else entry.whom, []).append(entry)
    if column >= 0:
        for some in found.values():
            some.sort(key=lambda entry: entry.cells(grouping)[column].casefold(), reverse=down)
    return [Group(party, tuple(some)) for party, some in found.items()]
