"""The document of a window: its editor, where it is stored, what the rules say of it.

Panels follow its signals and change the design through `editor` alone.  Checking runs in small slices on the event
loop, so that no frame waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from designer.config import config_of
from designer.editing import commands
from designer.editing.editor import Command, Editor
from designer.model.catalogue import Catalogue
from designer.model.design import DESIGN, Accepted, Design, Subject
from designer.model.finding import SEVERITIES, Finding, QuickFix, Severity
from designer.rules import Validator
from designer.rules.mend import mend
from designer.storage.errors import FileError

SLICE = 0.004  # seconds of checking at a time


@dataclass(frozen=True, slots=True)
class Counts:
    errors: int = 0
    warnings: int = 0
    accepted: int = 0


class Document(QObject):
    """One open design.  The same object stays with its window when another file is opened in it."""

    design_changed = Signal()
    selection_changed = Signal()
    findings_changed = Signal()
    state_changed = Signal()  # path, dirty, undo and redo
    opened = Signal()  # another design took the place of the last one

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.editor = Editor(Design())
        self.path: Path | None = None
        self.active = False  # whether a design is open, or the start page is shown
        self.findings: tuple[Finding, ...] = ()
        self.check_ms = 0.0
        self._configure()
        self._by_subject: dict[Subject, tuple[Finding, ...]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._check)
        self._spent = 0.0
        self.editor.on_design(self._changed)
        self.editor.on_selection(lambda _selection: self.selection_changed.emit())

    # -- the design

    @property
    def design(self) -> Design:
        return self.editor.design

    @property
    def title(self) -> str:
        """What the window calls it."""
        return self.design.name or (self.path.name.removesuffix(".skydraft.json") if self.path else "Untitled")

    def start(self, design: Design, path: Path | None, *, saved: bool = True) -> None:
        """Show another design, from a file or a new one."""
        self.path = path
        self.active = True
        self._configure()
        self.editor.load(design, saved=saved)
        self.opened.emit()
        self.state_changed.emit()

    def stop(self) -> None:
        """Close the design; the start page takes over."""
        self.path = None
        self.active = False
        self.editor.load(Design())
        self.state_changed.emit()

    def saved(self, path: Path) -> None:
        if path != self.path:
            self.path = path
            self._configure()
            self._validator.submit(self.design)
            self._timer.start()
        self.editor.mark_saved()
        self.state_changed.emit()

    def execute(self, command: Command) -> bool:
        return self.editor.execute(command)

    def fix(self, finding: Finding, fix: QuickFix | None = None) -> bool:
        """Apply a finding's fix (the best where none is given) as one step."""
        if fix is None:
            if not finding.fixes:
                return False
            fix = finding.fixes[0]
        # What the fix has added is selected; where it adds nothing the selection stays.
        selected = self.editor.selection
        command = replace(commands.fix(fix), select=lambda old, new: commands.added(old, new) or selected)
        return self.execute(command)

    def fix_all(self, findings: Iterable[Finding]) -> bool:
        """Apply the best fix of several findings as one step, one after the other, each on what the last one made.

        After each fix the design is checked again, since one fix may have made another needless.
        """
        wanted = {(f.rule, f.subject) for f in findings if f.fixes}
        if not wanted:
            return False

        def apply(design: Design) -> Design:
            validator = Validator(self.catalogue, crash="report", project=self._project)
            return mend(design, validator, lambda f: (f.rule, f.subject) in wanted)[0]

        return self.execute(Command(f"Fix {len(wanted)} problems", apply))

    # -- checking

    def _configure(self) -> None:
        """Check by the configuration of the project that the file lies in; a fault in that is a finding."""
        self._faults: tuple[Finding, ...] = ()
        try:
            self._project = config_of(self.path).rules if self.path else {}
        except FileError as error:
            self._project = {}
            self._faults = (_config_fault(error),)
        self._validator = Validator(self.catalogue, crash="report", project=self._project)

    def findings_of(self, subject: Subject) -> tuple[Finding, ...]:
        return self._by_subject.get(subject, ())

    @property
    def counts(self) -> Counts:
        found: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
        for finding in self.findings:
            if not finding.accepted:
                found[finding.severity] += 1
        return Counts(found["error"], found["warning"], sum(f.accepted for f in self.findings))

    def acceptance_of(self, finding: Finding) -> Accepted | None:
        """The record by which a finding is accepted; None where it is not, or no longer."""
        return commands.acceptance_of(self.design, finding.rule, finding.subject) if finding.accepted else None

    @property
    def checking(self) -> bool:
        return self._timer.isActive()

    def _changed(self, _old: Design, new: Design) -> None:
        started = time.perf_counter()
        self._validator.submit(new)
        self._spent = time.perf_counter() - started
        self._timer.start()
        self.design_changed.emit()
        self.state_changed.emit()

    def _check(self) -> None:
        started = time.perf_counter()
        done = self._validator.run(SLICE)
        self._spent += time.perf_counter() - started
        if not done:
            return
        self._timer.stop()
        self.check_ms = self._spent * 1000
        findings = (*self._faults, *self._validator.findings)
        by_subject: dict[Subject, tuple[Finding, ...]] = {}
        for finding in findings:
            by_subject[finding.subject] = (*by_subject.get(finding.subject, ()), finding)
        self.findings, self._by_subject = findings, by_subject
        self.findings_changed.emit()


def _config_fault(error: FileError) -> Finding:
    return Finding(
        rule="configuration",
        severity="error",
        subject=DESIGN,
        message=f"{error.line}.",
        why="None of the project's settings holds while the file is at fault.",
        fix="Correct the file, then open the design anew.",
        doc="https://toml.io/en/v1.0.0",
        title="Project configuration at fault",
    )
