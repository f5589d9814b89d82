"""What the rules say of a page's subject: boxes with the fix, and below them what has been accepted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from designer.editing import commands
from designer.gui.accept_dialog import ask
from designer.gui.document import Document
from designer.gui.icons import badge
from designer.gui.panels.inspector.form import open_link
from designer.gui.theme import theme
from designer.gui.widgets import Button, clear, hbox, label, vbox
from designer.model.design import Subject
from designer.model.finding import Finding, heading_of, words_of

LONG_LABEL = 14  # letters: beside a longer button there is no room for the links
LONGEST_LABEL = 32
MOST_BOXES = 3  # findings shown in full; the Problems panel has them all


class FindingBox(QFrame):
    """A finding: badge, what, why, the fix as the one button, the reason as a link."""

    def __init__(self, document: Document, finding: Finding, *, primary: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", finding.severity)
        self.setProperty("contrast", theme().tokens.flat)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{finding.severity}: {finding.message}")
        row = hbox(self, margins=(12, 10, 12, 10), spacing=8)
        sign = QLabel()
        sign.setPixmap(badge(finding.severity, 18))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = vbox(spacing=2)
        column.addWidget(label(heading_of(finding), "strong", wrap=True))
        column.addWidget(label(words_of(finding), "small", "text2", wrap=True))
        buttons = hbox(spacing=8)
        buttons.setContentsMargins(0, 6, 0, 0)
        if finding.fixes:
            best = Button(shorten(finding.fixes[0].label), primary=primary and finding.severity == "error", small=True)
            best.clicked.connect(lambda: document.fix(finding))
            best.setToolTip(finding.fix if len(finding.fixes[0].label) <= LONGEST_LABEL else finding.fixes[0].label)
            buttons.addWidget(best)
        elif finding.fix:
            column.addWidget(label(finding.fix, "small", "text2", wrap=True))
        link = Button("Why?", link=True)
        link.setToolTip(finding.doc)
        link.setAccessibleName(f"Documentation: {finding.message}")
        link.clicked.connect(lambda: open_link(finding.doc))
        links = hbox(spacing=8)
        links.addWidget(link)
        if commands.acceptable(finding):
            links.addWidget(_accept_link("Accept…", document, finding, self))
        column.addLayout(buttons)
        if finding.fixes and len(finding.fixes[0].label) > LONG_LABEL:
            links.addStretch(1)
            column.addLayout(links)
        else:
            buttons.addLayout(links)
        buttons.addStretch(1)
        row.addLayout(column, 1)


class AcceptedBox(QWidget):
    """An accepted finding: the hollow badge, what it says, and why that is right."""

    def __init__(self, document: Document, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = hbox(self, margins=(12, 4, 12, 4), spacing=8)
        sign = QLabel()
        sign.setPixmap(badge("accepted", 18))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = vbox(spacing=2)
        heading = label(heading_of(finding), "small", "text2", wrap=True)
        heading.setToolTip(finding.message)
        column.addWidget(heading)
        record = document.acceptance_of(finding)
        if record is not None:
            column.addWidget(label(commands.acceptance_words(record), "small", "text2", wrap=True))
        column.addWidget(_accept_link("Change…", document, finding, self), 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)


def _accept_link(text: str, document: Document, finding: Finding, parent: QWidget) -> Button:
    link = Button(text, link=True)
    link.setAccessibleName(f"{text.removesuffix('…')}: {finding.message}")
    link.clicked.connect(lambda: ask(document, finding, parent))
    return link


def shorten(text: str) -> str:
    """A button's text within the inspector's least width; the tooltip has the whole."""
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


class Findings(QWidget):
    """The boxes of a subject's findings, worst first; rebuilt only when they say something else."""

    def __init__(self, document: Document, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._document, self._subject = document, subject
        self._layout = vbox(self, spacing=8)
        self._shown: object = None
        self.refresh()

    def refresh(self) -> None:
        findings = self._document.findings_of(self._subject)
        shown = (findings, [self._document.acceptance_of(finding) for finding in findings])
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._layout)
        waiting = [f for f in findings if not f.accepted]
        primary = next((f for f in waiting if f.fixes), None)
        for finding in waiting[:MOST_BOXES]:
            self._layout.addWidget(FindingBox(self._document, finding, primary=finding is primary))
        if len(waiting) > MOST_BOXES:
            self._layout.addWidget(label(f"{len(waiting) - MOST_BOXES} more in Problems", "small", "text2"))
        accepted = [finding for finding in findings if finding.accepted]
        for finding in accepted:
            self._layout.addWidget(AcceptedBox(self._document, finding))
        self.setVisible(bool(findings))
