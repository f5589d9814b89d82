"""What a rule is: its id, its words, what it looks at, and how it says what it has found.

A rule is one class in one file of `checks/`; the file's docstring is its documentation (see docs.py): first what it
looks for, then `Example:` and `Instead:`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, Literal

from designer.model.design import Edge, Group, Kind, Node, Note, Subject
from designer.model.finding import Finding, QuickFix, Severity
from designer.rules.view import EdgeView, NodeView, View

Category = Literal[
    "integration", "reliability", "limits", "design", "security", "cost", "performance", "operations"
]  # fmt: skip
Found = Iterable[Finding]
Record = Node | Edge | Group | Note


class Rule(ABC):
    """One thing that may be wrong with a design.

    `why` (what it leads to) and `fix` (what to do) are one sentence each and stand in every finding that does not
    bring its own.  `doc` is where AWS writes it, `read` the day when that page was last read (ISO, or a year).
    """

    id: ClassVar[str]
    severity: ClassVar[Severity]
    category: ClassVar[Category]
    title: ClassVar[str]
    why: ClassVar[str]
    fix: ClassVar[str]
    doc: ClassVar[str]
    read: ClassVar[str]
    check: Callable[..., Found]

    def finding(
        self,
        subject: Subject,
        message: str,
        *,
        why: str | None = None,
        fix: str | None = None,
        doc: str | None = None,
        fixes: Iterable[QuickFix] = (),
        severity: Severity | None = None,
        property_: str = "",
    ) -> Finding:
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            subject=subject,
            message=message,
            why=self.why if why is None else why,
            fix=self.fix if fix is None else fix,
            doc=doc or self.doc,
            fixes=tuple(fixes),
            title=self.title,
            property=property_,
        )


class NodeRule(Rule):
    """Looks at each deployed node of some services (service or variant ids; none given: all)."""

    services: ClassVar[tuple[str, ...]] = ()

    def looks_at(self, node: NodeView) -> bool:
        """Decided by service and variant alone."""
        return not self.services or node.is_a(*self.services)

    @abstractmethod
    def check(self, view: View, node: NodeView) -> Found: ...


class EdgeRule(Rule):
    """Looks at each deployed edge of some pairs and mechanisms (none given: all)."""

    sources: ClassVar[tuple[str, ...]] = ()
    targets: ClassVar[tuple[str, ...]] = ()
    mechanisms: ClassVar[tuple[str, ...]] = ()

    def looks_at(self, edge: EdgeView) -> bool:
        """Decided by the ends' variants and the mechanism alone."""
        return (
            (not self.sources or edge.source.is_a(*self.sources))
            and (not self.targets or edge.target.is_a(*self.targets))
            and (not self.mechanisms or edge.mechanism in self.mechanisms)
        )

    @abstractmethod
    def check(self, view: View, edge: EdgeView) -> Found: ...


class RecordRule(Rule):
    """Looks at every record of some kinds as it stands in the file, deployed or not."""

    kinds: ClassVar[tuple[Kind, ...]] = ("node", "edge", "group", "note")

    @abstractmethod
    def check(self, view: View, subject: Subject, record: Record) -> Found: ...


class DesignRule(Rule):
    """Looks at the design as a whole."""

    @abstractmethod
    def check(self, view: View) -> Found: ...
