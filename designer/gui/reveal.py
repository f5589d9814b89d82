"""Selects what somebody names and brings it into view: a row of a panel, a finding, what a search has found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from designer.editing.geometry import union
from designer.model.design import Subject
from designer.model.finding import Finding

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow


class Reveal:
    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._document = window.document

    def subject(self, subject: Subject) -> None:
        """Select something and bring it into view; what is no part of the drawing leaves nothing selected."""
        if subject.id not in self._document.design:
            self._document.editor.select(())
            return
        self._document.editor.select([subject])
        box = self._window.canvas.scene.box_of(subject)
        if box is not None:
            self._window.canvas.reveal(box)

    def subjects(self, subjects: Iterable[Subject]) -> None:
        """Select several things and bring all of them into view."""
        there = [subject for subject in subjects if subject.id in self._document.design]
        if not there:
            return
        canvas = self._window.canvas
        self._document.editor.select(there)
        box = union(box for subject in there if (box := canvas.scene.box_of(subject)) is not None)
        if box is None:
            return
        seen = canvas.visible_rect()
        if box.width > seen.width or box.height > seen.height:
            canvas.zoom_to(box)
        else:
            canvas.reveal(box)

    def property(self, subject: Subject, path: str) -> None:
        """Show something, with the cursor in the field of one of its properties where it has one."""
        self.subject(subject)
        if path and self._window.inspector.isVisible():
            self._window.inspector.focus_property(path)

    def finding(self, finding: Finding) -> None:
        """Make a finding current and show what it stands on."""
        self._window.problems.make_current(finding)
        self.subject(finding.subject)

    def cause(self, finding: Finding) -> None:
        """Show a finding with the cursor in the field of the property that it is about."""
        self.finding(finding)
        self.property(finding.subject, finding.property)

    def next_finding(self, step: int) -> None:
        self._window.show_tab("problems")
        finding = self._window.problems.go(step)
        if finding is not None:
            self.subject(finding.subject)
