"""Runs the rules: once over a whole design, or after every edit over what the edit touched.

One task a record: all rules that look at it, run together, with one note of what they read.  An edit dirties keys
(see view.py), and the tasks that read a dirty key run again.  Checking a whole design is an edit from nothing, so
there is only one way to a finding.
"""

from __future__ import annotations

import gc
import time
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Literal, get_args

from designer.model.catalogue import Catalogue
from designer.model.design import DESIGN, Design, Kind, Subject
from designer.model.finding import SEVERITIES, Finding
from designer.rules.base import DesignRule, EdgeRule, NodeRule, RecordRule, Rule
from designer.rules.policy import OFF, Policy
from designer.rules.registry import rules as all_rules
from designer.rules.view import SETTINGS, EdgeView, NodeView, View

MANY = 1000  # tasks from which on findings are sorted all at once instead of one by one
INTERNAL = "internal"  # the id of the finding that stands for a rule that crashed


def check(
    design: Design, catalogue: Catalogue, *, project: Mapping[str, str] | None = None, today: date | None = None
) -> tuple[Finding, ...]:
    """All findings of a design, worst first, then by subject and rule.

    `project` says how the project's configuration weighs the rules (see policy.py); the design's own settings win.
    """
    return Validator(catalogue, project=project, today=today).update(design)


def mark_accepted(findings: Iterable[Finding], design: Design, today: str = "") -> tuple[Finding, ...]:
    """The findings, those marked that a person has accepted in the design until `today` (ISO) or later."""
    today = today or date.today().isoformat()  # noqa: DTZ011 - the person's own calendar
    accepted = {(a.rule, a.subject) for a in design.accepted.values() if a.until is None or a.until >= today}
    if not accepted:
        return tuple(findings)
    return tuple(replace(f, accepted=True) if (f.rule, str(f.subject)) in accepted else f for f in findings)


class Validator:
    """The findings of a design under work.

    `update` brings them up to date at once.  A window calls `submit` after each edit and then `run` with a budget
    until it returns True; `findings` may be read in between and is then as old as what has not run yet.

    `crash` says what becomes of a rule that raises: "raise" passes it on (tests), "report" makes it a finding of the
    rule "internal" on the subject, so that one faulty rule does not take the window down.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        rules: Iterable[Rule] | None = None,
        *,
        crash: Literal["raise", "report"] = "raise",
        project: Mapping[str, str] | None = None,
        today: date | None = None,
    ) -> None:
        self._all = tuple(all_rules() if rules is None else rules)
        self._view = View(catalogue, today)
        self._crash = crash
        self._project = dict(project or {})
        self._node_dispatch: dict[tuple[str, str], tuple[NodeRule, ...]] = {}
        self._edge_dispatch: dict[tuple[str, str, str], tuple[EdgeRule, ...]] = {}
        self._weigh(Policy.of(self._project))
        self._readers: defaultdict[str, set[Subject]] = defaultdict(set)
        self._reads: dict[Subject, set[str]] = {}
        self._found: dict[Subject, tuple[Finding, ...]] = {}
        self._pending: dict[Subject, None] = {DESIGN: None} if self._design_rules else {}
        self._ordered: list[Finding] | None = []  # None: to be sorted when somebody asks

    @property
    def design(self) -> Design:
        """The design that was last submitted."""
        return self._view.design

    @property
    def pending(self) -> int:
        """How many tasks have not run yet; 0 when the findings are up to date."""
        return len(self._pending)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Worst first, then by subject and rule; what a person has accepted is marked."""
        if self._ordered is None:
            self._ordered = sorted((f for found in self._found.values() for f in found), key=_order)
        return mark_accepted(self._ordered, self._view.design, self._view.today)

    def update(self, design: Design) -> tuple[Finding, ...]:
        """Submit a design and run everything that is pending."""
        with _without_collections(len(design.nodes) + len(design.edges) if not self._reads else 0):
            self.submit(design)
            self.run()
            return self.findings

    def submit(self, design: Design) -> int:
        """Take the next design; the number of tasks that are now pending."""
        changes, dirty = self._view.advance(design)
        if SETTINGS in dirty:
            policy = Policy.of(self._project, design.settings.get("rules"))
            if policy != self._policy:
                self._weigh(policy)
                self._pending.update(dict.fromkeys((*self._reads, DESIGN)))
        for subject in changes.removed:
            self._drop(subject)
        for key in dirty:
            for subject in self._readers.get(key, ()):
                self._pending[subject] = None
        for subject in changes.added:
            self._pending[subject] = None
        if len(self._pending) > MANY:
            self._ordered = None
        return len(self._pending)

    def run(self, budget: float | None = None) -> bool:
        """Run pending tasks for about `budget` seconds (None: all); True when nothing is left to run."""
        if budget is None:
            with _without_collections(len(self._pending)):
                while self._pending:
                    self._run_next()
            return True
        end = time.perf_counter() + budget
        while self._pending:
            self._run_next()
            if time.perf_counter() >= end:
                break
        return not self._pending

    def _weigh(self, policy: Policy) -> None:
        """Take another policy: which rules run, and how bad each is."""
        self._policy = policy
        weights = {rule.id: policy.of_rule(rule.id, rule.category) for rule in self._all}
        self._severities = {id_: weight for id_, weight in weights.items() if weight is not None and weight != OFF}
        rules = tuple(rule for rule in self._all if weights[rule.id] != OFF)
        self._node_rules = tuple(r for r in rules if isinstance(r, NodeRule))
        self._edge_rules = tuple(r for r in rules if isinstance(r, EdgeRule))
        on_records = [r for r in rules if isinstance(r, RecordRule)]
        self._record_rules = {kind: tuple(r for r in on_records if kind in r.kinds) for kind in get_args(Kind)}
        self._design_rules = tuple(r for r in rules if isinstance(r, DesignRule))
        self._node_dispatch.clear()
        self._edge_dispatch.clear()

    # -- tasks

    def _run_next(self) -> None:
        subject = next(iter(self._pending))
        del self._pending[subject]
        reads = self._view.start()
        self._store(subject, tuple(self._results(subject)))
        old = self._reads.get(subject)
        if reads == old:
            return
        if old is None:
            old = set()
        for key in old - reads:
            self._unread(key, subject)
        for key in reads - old:
            self._readers[key].add(subject)
        self._reads[subject] = reads

    def _results(self, subject: Subject) -> list[Finding]:
        view, found = self._view, list[Finding]()
        view.reads.add(subject.id)
        if subject == DESIGN:
            self._apply(self._design_rules, subject, found)
            return found
        self._apply(self._record_rules[subject.kind], subject, found, subject, view.design.get(subject))
        if subject.kind == "node":
            node = view.node(subject.id)
            if node is not None:
                self._apply(self._rules_of_node(node), subject, found, node)
        elif subject.kind == "edge":
            edge = view.edge(subject.id)
            if edge is not None:
                self._apply(self._rules_of_edge(edge), subject, found, edge)
        return found

    def _apply(self, rules: Iterable[Rule], subject: Subject, found: list[Finding], *what: object) -> None:
        for rule in rules:
            severity = self._severities.get(rule.id)
            try:
                said = rule.check(self._view, *what)
                found.extend(said if severity is None else (replace(f, severity=severity) for f in said))
            except Exception as error:
                if self._crash == "raise":
                    raise
                found.append(_crashed(rule, subject, error))

    def _rules_of_node(self, node: NodeView) -> tuple[NodeRule, ...]:
        key = (node.node.service, node.variant)
        found = self._node_dispatch.get(key)
        if found is None:
            found = self._node_dispatch[key] = tuple(r for r in self._node_rules if r.looks_at(node))
        return found

    def _rules_of_edge(self, edge: EdgeView) -> tuple[EdgeRule, ...]:
        key = (edge.source.variant, edge.target.variant, edge.mechanism)
        found = self._edge_dispatch.get(key)
        if found is None:
            found = self._edge_dispatch[key] = tuple(r for r in self._edge_rules if r.looks_at(edge))
        return found

    def _store(self, subject: Subject, found: tuple[Finding, ...]) -> None:
        old = self._found.pop(subject, ())
        if found:
            self._found[subject] = found
        if self._ordered is None:
            return
        for finding in old:
            place = bisect_left(self._ordered, _order(finding), key=_order)
            while self._ordered[place] is not finding:
                place += 1
            del self._ordered[place]
        for finding in found:
            insort(self._ordered, finding, key=_order)

    def _drop(self, subject: Subject) -> None:
        """Forget a record that is gone."""
        self._pending.pop(subject, None)
        self._store(subject, ())
        for key in self._reads.pop(subject, ()):
            self._unread(key, subject)

    def _unread(self, key: str, subject: Subject) -> None:
        readers = self._readers[key]
        readers.discard(subject)
        if not readers:
            del self._readers[key]


@contextmanager
def _without_collections(tasks: int) -> Iterator[None]:
    """Holds back the cyclic garbage collector during a large check.

    It makes hundreds of thousands of objects that stay, and no circles; looking through them again and again takes a
    fifth of the time.
    """
    if tasks <= MANY or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _crashed(rule: Rule, subject: Subject, error: Exception) -> Finding:
    return Finding(
        rule=INTERNAL,
        severity="error",
        subject=subject,
        message=f"The rule {rule.id} failed here: {type(error).__name__}: {error}.",
        why="What this rule would have said is not known.",
        fix="Please report this with the design that shows it.",
        doc=rule.doc,
    )


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    severity = SEVERITIES.index(finding.severity)
    return severity, finding.subject.kind, finding.subject.id, finding.rule, finding.message
