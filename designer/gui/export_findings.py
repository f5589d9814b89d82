"""What the chosen targets cannot do, in the export dialog before anything is written: a row for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from designer import report
from designer.gui.icons import badge
from designer.gui.theme import theme
from designer.gui.widgets import Button, clear, hbox, label, vbox
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.model.design import DESIGN, Design
from designer.model.finding import Finding

WAIT_MS = 60  # several boxes ticked in a row are one question
TALLEST = 148  # px at 100 %: about three rows; the others are scrolled to


class ExportFindings(QWidget):
    """The rows.  `subject_wanted` names what a person wants to see on the canvas."""

    subject_wanted = Signal(object)

    def __init__(self, design: Design, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._design, self._catalogue = design, catalogue
        self.findings: tuple[Finding, ...] = ()
        layout = vbox(self, spacing=4)
        self._head = label("", "strong")
        self._head.setContentsMargins(0, theme().px(8), 0, 0)
        layout.addWidget(self._head)
        self._area = QScrollArea()
        self._area.setAccessibleName("Before this export")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        self._rows = vbox(body, margins=(0, 0, 8, 0), spacing=8)
        self._area.setWidget(body)
        layout.addWidget(self._area)
        self._worker = Latest(WAIT_MS, self)
        self._worker.done.connect(self._show)
        self._worker.failed.connect(self._failed)
        self.hide()

    def look(self, targets: Sequence[str]) -> None:
        """Ask what these targets leave out; the answer comes later."""
        design, catalogue = self._design, self._catalogue

        def found() -> tuple[Finding, ...]:
            from designer.rules import mark_accepted
            from exporters.findings import findings

            return mark_accepted(findings(design, catalogue, targets), design) if targets else ()

        self._worker.ask(found)

    def close_down(self) -> None:
        self._worker.close()

    def _show(self, found: tuple[Finding, ...]) -> None:
        if found == self.findings:
            return
        self.findings = found
        clear(self._rows)
        for finding in found:
            self._rows.addWidget(self._row(finding))
        self._rows.addStretch(1)
        self._head.setText(f"Before this export: {report.counts(found)}")
        self.setVisible(bool(found))
        if not found:
            return
        bar = self._area.verticalScrollBar().sizeHint().width()
        wanted = self._rows.heightForWidth(max(self.width(), theme().px(460)) - bar)
        self._area.setMinimumHeight(min(wanted, theme().px(TALLEST)))
        self._area.setMaximumHeight(wanted)

    def _row(self, finding: Finding) -> QWidget:
        row = hbox(spacing=8)
        sign = QLabel()
        sign.setPixmap(badge("accepted" if finding.accepted else finding.severity, 18))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        told = vbox(spacing=0)
        told.addWidget(label(report.name(self._design, finding.subject), "small", wrap=True))
        told.addWidget(label(finding.message, "small", "text2", wrap=True))
        row.addLayout(told, 1)
        if finding.subject != DESIGN:
            show = Button("Show", link=True)
            show.setAccessibleName(f"Show {finding.subject.id}")
            show.clicked.connect(lambda: self.subject_wanted.emit(finding.subject))
            row.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        whole = QWidget()
        whole.setLayout(row)
        whole.setToolTip(f"{finding.rule}\n{finding.why}\n{finding.fix}")
        whole.setAccessibleName(f"{finding.severity}: {finding.message}")
        return whole

    def _failed(self, error: Exception) -> None:
        raise error
