"""The proof of an export in the window: each tool's step as it goes, with what it found on what was drawn."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer.gui.exporting import TITLES
from designer.gui.theme import theme
from designer.gui.widgets import Button, ElidedLabel, Ink, clear, hbox, label, vbox
from designer.model.catalogue import Catalogue
from designer.model.design import DESIGN, Design, Subject
from exporters.verify import Cancel, Result, Status

log = logging.getLogger(__name__)
WORDS: dict[Status, tuple[str, Ink]] = {
    "passed": ("passed", "ok"),
    "failed": ("failed", "error"),
    "missing": ("not on this machine", "warning"),
}


class Verification(QWidget):
    """Rows that fill while the tools run.  `finished` says how many steps failed; `subject_wanted` names a node."""

    finished = Signal(int)
    subject_wanted = Signal(object)
    _begun = Signal(str, str)
    _ended = Signal(object)
    _over = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = vbox(self, spacing=4)
        self._now = label("", "small", "text2")
        self._rows.addWidget(self._now)
        self._cancel = Cancel()
        self._thread: threading.Thread | None = None
        self._failed = 0
        self.results: list[Result] = []
        self._begun.connect(lambda target, step: self._now.setText(f"{TITLES[target]}: {step} …"))
        self._ended.connect(self._show)
        self._over.connect(self._end)

    def start(self, design: Design, catalogue: Catalogue, targets: tuple[str, ...], out: Path) -> None:
        clear(self._rows)
        self._now = label("", "small", "text2")
        self._rows.addWidget(self._now)
        self._failed = 0
        self._cancel = cancel = Cancel()

        def work() -> None:
            from exporters.registry import export
            from exporters.verify import verify

            error: Exception | None = None
            try:
                made = export(design, catalogue, targets)
                for result in verify(made, out, design.region, cancel, self._begun.emit):
                    self._ended.emit(result)
            except Exception as caught:
                error = caught
            try:
                self._over.emit(error)
            except RuntimeError:
                log.debug("a proof ended after its window had closed")

        self._thread = threading.Thread(target=work, name="skydraft-verify", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def cancel(self) -> None:
        self._cancel.set()

    def close_down(self) -> None:
        """End what runs and wait for it, so that no tool outlives the dialog."""
        self._cancel.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self, result: Result) -> None:
        self.results.append(result)
        self._failed += result.status == "failed"
        word, ink = WORDS[result.status]
        row = hbox(spacing=8)
        row.addWidget(label(f"{TITLES[result.target]}: {result.step}", "small"))
        row.addWidget(label(word, "small", ink))
        told = ElidedLabel(result.words, "small", "text2", Qt.TextElideMode.ElideRight)
        told.setToolTip(result.words)
        row.addWidget(told, 1)
        self._rows.insertLayout(self._rows.count() - 1, row)
        for finding in result.findings:
            if finding.severity == "error":
                self._rows.insertLayout(self._rows.count() - 1, self._finding(finding.subject, finding.message))

    def _finding(self, subject: Subject, message: str) -> QHBoxLayout:
        line = hbox(margins=(theme().px(16), 0, 0, 0), spacing=8)
        told = ElidedLabel(message, "small", "text2", Qt.TextElideMode.ElideRight)
        told.setToolTip(message)
        line.addWidget(told, 1)
        if subject != DESIGN:
            show = Button("Show", link=True)
            show.setAccessibleName(f"Show {subject.id}")
            show.clicked.connect(lambda: self.subject_wanted.emit(subject))
            line.addWidget(show)
        return line

    def _end(self, error: Exception | None) -> None:
        self._thread = None
        self._now.setText("Cancelled." if self._cancel.is_set() else "")
        self._now.setVisible(bool(self._now.text()))
        self.finished.emit(self._failed)
        if error is not None:
            raise error
