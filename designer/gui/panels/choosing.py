"""Help me choose: questions, what follows from the answers, and a button that inserts it.

The dialog stays open beside the canvas, so that a person may select what the insertion is to be connected with: it
stands over the inspector, its parts one below the other; where it is made wide they stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer.choosing import Guide, Ranked, Recommendation, guides, recommend
from designer.choosing.guide import Question, Reason
from designer.editing import commands
from designer.gui.document import Document
from designer.gui.icons import tile
from designer.gui.panels.inspector.form import open_link
from designer.gui.theme import theme
from designer.gui.widgets import Button, Ink, Section, clear, hbox, label, mark, rule, vbox

NARROW, WIDE = 400, 720  # px: as it opens, and from where its parts stand side by side
TALL = 560  # px, at least, where the screen has them


class ChoosingDialog(QDialog):
    """`inserted` tells that something was put into the design."""

    inserted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help Me Choose")
        self._document = document
        self._answers: dict[str, dict[str, str]] = {guide.id: {} for guide in guides()}
        self._list = QListWidget()
        self._list.setAccessibleName("Choices")
        self._list.setProperty("choices", True)
        self._list.setFixedWidth(theme().px(256))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._combo = QComboBox()
        self._combo.setAccessibleName("Choices")
        for guide in guides():
            item = QListWidgetItem(guide.title, self._list)
            item.setSizeHint(QSize(0, theme().px(34)))
            self._combo.addItem(guide.title)
        self._questions = _Column()
        self._outcome = _Column()
        self._connects = label("", "small", "text2", wrap=True)
        self._insert = Button("Insert", primary=True)
        self._insert.clicked.connect(self.insert)
        close = Button("Close")
        close.clicked.connect(self.close)
        buttons = hbox(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self._insert)
        foot = vbox(margins=(20, 10, 20, 16), spacing=8)
        foot.addWidget(self._connects)
        foot.addLayout(buttons)
        right = QWidget()
        column = vbox(right)
        column.addWidget(self._outcome, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._choice = QWidget()
        hbox(self._choice, margins=(16, 12, 16, 12)).addWidget(self._combo)
        self._rules = (rule(), rule())
        self._parts = vbox(self)
        self._parts.addWidget(self._choice)
        self._parts.addWidget(self._list)
        self._parts.addWidget(self._rules[0])
        self._parts.addWidget(self._questions, 1)
        self._parts.addWidget(self._rules[1])
        self._parts.addWidget(right, 1)
        self._arrange()
        self._list.currentRowChanged.connect(self._combo.setCurrentIndex)
        self._list.currentRowChanged.connect(self._show_guide)
        self._combo.activated.connect(self._list.setCurrentRow)
        document.selection_changed.connect(self._show_ends)
        document.opened.connect(self._show_ends)
        theme().changed.connect(lambda: self._show_guide(self._list.currentRow()))
        self._list.setCurrentRow(0)
        self.setMinimumSize(theme().px(320), theme().px(360))
        self.resize(theme().px(NARROW), theme().px(TALL))

    def stand_over(self, window: QWidget, inspector: QWidget) -> None:
        """Take a place at the right of a window, over its inspector, so that the canvas stays to be seen."""
        screen = window.screen().availableGeometry()
        over = inspector if inspector.isVisible() else window
        top = over.mapToGlobal(QPoint(0, 0)).y()
        right = window.mapToGlobal(QPoint(window.width(), 0)).x()
        width, height = theme().px(NARROW), max(over.height(), theme().px(TALL))
        height = min(height, screen.bottom() - top - theme().px(40))  # the frame that the system draws
        self.setGeometry(max(right - width, screen.left()), top, width, max(height, self.minimumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """One part below the other, or side by side where there is room."""
        wide = self.width() >= theme().px(WIDE)
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._list.setVisible(wide)
        self._choice.setVisible(not wide)
        for line in self._rules:
            mark(line, "rule", "v" if wide else "h")

    @property
    def guide(self) -> Guide:
        return guides()[max(self._list.currentRow(), 0)]

    @property
    def recommendation(self) -> Recommendation:
        return recommend(self.guide, self._answers[self.guide.id])

    def show_guide(self, id_: str) -> None:
        self._list.setCurrentRow(next(n for n, guide in enumerate(guides()) if guide.id == id_))

    def answer(self, question: str, answer: str | None) -> None:
        """Give an answer, or take it back (None)."""
        answers = self._answers[self.guide.id]
        if answer is None:
            answers.pop(question, None)
        else:
            answers[question] = answer
        self._show_outcome()

    def insert(self) -> bool:
        """Put what is recommended into the design, as one step that Undo takes back."""
        catalogue, candidate = self._document.catalogue, self.recommendation.best.candidate
        done = self._document.execute(commands.insert_choice(catalogue, candidate, self._ends()))
        if done:
            self.inserted.emit()
        return done

    # -- showing

    def _show_guide(self, _row: int) -> None:
        guide = self.guide
        column = self._questions.start()
        column.addWidget(label(guide.question, "heading", wrap=True))
        column.addSpacing(4)
        for question in guide.questions:
            column.addWidget(self._question(question))
        again = Button("Clear the answers", link=True)
        again.clicked.connect(self._clear)
        column.addWidget(again)
        column.addStretch(1)
        self._show_outcome()

    def _question(self, question: Question) -> QWidget:
        box = QWidget()
        column = vbox(box, margins=(0, 4, 0, 6), spacing=3)
        column.addWidget(label(question.text, "strong", wrap=True))
        if question.help:
            column.addWidget(label(question.help, "small", "text2", wrap=True))
        group = QButtonGroup(box)
        for answer in question.answers:
            button = QRadioButton(answer.text.replace("&", "&&"))
            button.setAccessibleName(f"{question.text} {answer.text}")
            button.setChecked(self._answers[self.guide.id].get(question.id) == answer.id)
            button.toggled.connect(
                lambda on, question=question.id, answer=answer.id: self.answer(question, answer) if on else None
            )
            group.addButton(button)
            column.addWidget(button)
        return box

    def _clear(self) -> None:
        self._answers[self.guide.id].clear()
        self._show_guide(self._list.currentRow())

    def _show_outcome(self) -> None:
        found = self.recommendation
        best, answered = found.best, len(found.guide.questions) - len(found.open)
        column = self._outcome.start()
        column.addWidget(label("Recommended" if answered else "The simplest choice", "small", "text2"))
        column.addLayout(self._head(best))
        column.addWidget(label(best.candidate.summary, wrap=True))
        if not answered:
            column.addWidget(label("Answer the questions to see what fits, and why.", "small", "text2", wrap=True))
        elif found.open:
            left = len(found.open)
            text = f"{left} {'question is' if left == 1 else 'questions are'} still open."
            column.addWidget(label(text, "small", "text2", wrap=True))
        if best.pro:
            self._add(column, "Why", [self._reason(found.guide, reason, "ok") for reason in best.pro])
        if best.con:
            self._add(column, "What speaks against it", [self._reason(found.guide, r, "warning") for r in best.con])
        candidate = best.candidate
        gives = [_line("+", text, "ok") for text in candidate.gives]
        self._add(column, "Trade-offs", [*gives, *(_line("–", text, "text2") for text in candidate.costs)])
        if found.runner_up is not None and answered:
            self._add(column, "Runner-up", [self._runner_up(found.runner_up)])
        out = [ranked for ranked in found.ranking if ranked.out]
        if out:
            lines = [_line("×", f"{ranked.candidate.title}: {ranked.out[0].text}", "error") for ranked in out]
            self._add(column, "Ruled out", lines)
        if found.changes and answered:
            changes = [
                label(f"“{c.question.text}” – {c.answer.text}: {c.candidate.title}", "small", wrap=True)
                for c in found.changes
            ]
            self._add(column, "What would change the answer", changes)
        self._add(column, "Sources", list(self._sources(found)))
        column.addStretch(1)
        self._insert.setText(f"Insert {candidate.title}" if len(candidate.title) < 30 else "Insert")
        self._show_ends()

    def _head(self, best: Ranked) -> QHBoxLayout:
        """The candidate's name beside the tile of what is inserted first."""
        services = self._document.catalogue.services
        first = next((n for n in best.candidate.nodes if n.stands_for is None), best.candidate.nodes[0])
        line = hbox(spacing=12)
        sign = QLabel()
        sign.setPixmap(tile(services[first.service], 40))
        line.addWidget(sign)
        line.addWidget(label(best.candidate.title, "heading", wrap=True), 1)
        return line

    @staticmethod
    def _runner_up(other: Ranked) -> QLabel:
        least = f" {other.con[0].text}" if other.con else ""
        return label(f"{other.candidate.title}: {other.candidate.summary}{least}", "small", wrap=True)

    def _reason(self, guide: Guide, reason: Reason, ink: Ink) -> QWidget:
        line = _line("+" if reason.weight > 0 else "–", reason.text, ink)
        source = guide.source_of(reason)
        line.setToolTip(f"{source.title}\n{source.url}\nRead {source.read}")
        return line

    def _sources(self, found: Recommendation) -> Iterable[QWidget]:
        """The sources of what counted here, with the date of the text that was read."""
        reasons = [reason for ranked in found.ranking for reason in (*ranked.pro, *ranked.con, *ranked.out)]
        named = dict.fromkeys(found.guide.source_of(reason) for reason in reasons) or dict.fromkeys(found.guide.sources)
        for source in named:
            box = QWidget()
            line = hbox(box, spacing=8)
            link = Button(source.title, link=True)
            link.setToolTip(source.url)
            link.clicked.connect(lambda _on=False, url=source.url: open_link(url))
            line.addWidget(link)
            line.addWidget(label(source.read, "caption", "text2"))
            line.addStretch(1)
            yield box

    @staticmethod
    def _add(column: QVBoxLayout, title: str, lines: Sequence[QWidget]) -> None:
        section = Section(title)
        section.content.setSpacing(4)
        for line in lines:
            section.content.addWidget(line)
        column.addWidget(section)

    # -- what it is connected with

    def _ends(self) -> commands.Ends:
        document = self._document
        candidate = self.recommendation.best.candidate
        return commands.ends_of(document.catalogue, document.design, candidate, document.editor.selection)

    def _show_ends(self) -> None:
        self._insert.setEnabled(self._document.active)
        ends, nodes = self._ends(), self._document.design.nodes
        names = {end: nodes[end].title or end for end in (ends.source, ends.target) if end is not None}
        if ends.source and ends.target:
            text = f"Between {names[ends.source]} and {names[ends.target]}."
        elif names:
            text = f"Connected with {next(iter(names.values()))}."
        else:
            text = "Select nodes or a connection to have it connected."
        self._connects.setText(text)


class _Content(QWidget):
    """As wide as the column is: words are wrapped, not cut."""

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return QSize(0, layout.totalHeightForWidth(self.width()) if layout is not None else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # other lines, another height


class _Column(QScrollArea):
    """A scrolled column that is filled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = _Content()
        self._layout = vbox(content, margins=(20, 18, 20, 16), spacing=6)
        self.setWidget(content)

    def start(self) -> QVBoxLayout:
        clear(self._layout)
        return self._layout


def _line(sign: str, text: str, ink: Ink) -> QWidget:
    """A sentence with a sign before it."""
    box = QWidget()
    row = hbox(box, spacing=8)
    bullet = label(sign, "strong", ink)
    bullet.setFixedWidth(theme().px(12))
    bullet.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
    row.addWidget(bullet)
    row.addWidget(label(text, "small", wrap=True), 1)
    return box
