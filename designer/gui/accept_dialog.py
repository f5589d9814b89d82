"""Accepting a finding: a reason, and a last day if it is only for a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.icons import badge
from designer.gui.theme import theme
from designer.gui.widgets import Button, hbox, label, mark, rule, vbox
from designer.model.finding import Finding, heading_of

SPANS = (("A month", 30), ("Three months", 91), ("A year", 365))  # days


def ask(document: Document, finding: Finding | None, parent: QWidget) -> None:
    """Let a person accept a finding, change the acceptance or withdraw it."""
    if finding is not None and commands.acceptable(finding):
        AcceptDialog(document, finding, parent.window()).exec()


class AcceptDialog(QDialog):
    def __init__(self, document: Document, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self.finding = document, finding
        known = commands.acceptance_of(document.design, finding.rule, finding.subject)
        self.setWindowTitle("Accepted finding" if known else "Accept a finding")
        self.setMinimumWidth(theme().px(460))
        layout = vbox(self, margins=(20, 20, 20, 16), spacing=8)
        layout.addLayout(self._head())
        layout.addSpacing(4)
        layout.addWidget(self._named("&Reason"))
        self.reason = QPlainTextEdit(known.reason if known else "")
        self.reason.setProperty("field", True)
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName("Reason")
        self.reason.setPlaceholderText("Why this is right as it is; whoever reviews the design reads it")
        self.reason.setFixedHeight(theme().px(72))
        self.reason.textChanged.connect(self._look)
        layout.addWidget(self.reason)
        layout.addWidget(self._named("&Until"))
        days = hbox(spacing=8)
        self.until = QLineEdit((known.until if known else None) or "")
        self.until.setAccessibleName("Until")
        self.until.setPlaceholderText("YYYY-MM-DD, or for good")
        self.until.textChanged.connect(self._look)
        days.addWidget(self.until, 1)
        for text, span in SPANS:
            link = Button(text, link=True)
            day = date.today() + timedelta(days=span)  # noqa: DTZ011 - the day on the person's own calendar
            link.clicked.connect(lambda _on=False, day=day: self.until.setText(day.isoformat()))
            days.addWidget(link)
        layout.addLayout(days)
        self.wrong = label("", "small", "error", wrap=True)
        layout.addWidget(self.wrong)
        layout.addStretch(1)
        layout.addWidget(rule())
        layout.addLayout(self._buttons(known is not None))
        for name, field in zip(self.findChildren(QLabel, "name"), (self.reason, self.until), strict=True):
            name.setBuddy(field)
        self._look()
        self.reason.setFocus()

    def _head(self) -> Any:
        finding = self.finding
        row = hbox(spacing=10)
        sign = QLabel()
        sign.setPixmap(badge(finding.severity, 18))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = vbox(spacing=2)
        words.addWidget(label(heading_of(finding), "strong", wrap=True))
        words.addWidget(label(finding.message, "small", "text2", wrap=True))
        words.addWidget(label(f"It stays visible and no longer counts. It covers all that {finding.rule} says here.",
                              "small", "text2", wrap=True))  # fmt: skip
        row.addLayout(words, 1)
        return row

    @staticmethod
    def _named(text: str) -> QLabel:
        name = QLabel(text)
        name.setObjectName("name")
        name.setProperty("role", "small")
        name.setProperty("ink", "text2")
        return name

    def _buttons(self, known: bool) -> Any:
        row = hbox(margins=(0, 8, 0, 0), spacing=8)
        if known:
            back = Button("Withdraw")
            back.setToolTip("The finding counts again")
            back.clicked.connect(self._withdraw)
            row.addWidget(back)
        row.addStretch(1)
        cancel = Button("Cancel")
        cancel.clicked.connect(self.reject)
        self.go = Button("Save" if known else "Accept", primary=True)
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _day(self) -> tuple[str | None, str]:
        """The last day, and what is wrong with it."""
        try:
            return commands.last_day(self.until.text(), date.today()), ""  # noqa: DTZ011 - as above
        except commands.AcceptError as error:
            return None, str(error)

    def _look(self) -> None:
        """Whether all is said that must be said."""
        _, wrong = self._day()
        mark(self.until, "invalid", bool(wrong))
        self.wrong.setText(f"{wrong}." if wrong else "")
        self.wrong.setVisible(bool(wrong))
        self.go.setEnabled(bool(self.reason.toPlainText().strip()) and not wrong)

    def accept(self) -> None:
        if not self.go.isEnabled():
            return
        finding, (until, _) = self.finding, self._day()
        reason = self.reason.toPlainText()
        self._document.execute(commands.accept(finding.rule, finding.subject, reason, until))
        super().accept()

    def _withdraw(self) -> None:
        self._document.execute(commands.withdraw(self.finding.rule, self.finding.subject))
        super().accept()
