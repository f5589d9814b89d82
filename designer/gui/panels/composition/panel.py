"""The Composition tab: five views of one analysis, and the switch that draws it on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QWidget

from designer.composition.records import Composition
from designer.editing import commands
from designer.gui.document import Document
from designer.gui.panels.composition import rows
from designer.gui.panels.composition.analysis import Analysis
from designer.gui.panels.composition.tables import Table
from designer.gui.theme import theme
from designer.gui.widgets import Button, Segmented, hbox, label, rule, vbox

if TYPE_CHECKING:
    from designer.gui.panels.composition.chart import BudgetChart

ViewName = Literal["overview", "chains", "failures", "events", "contexts"]
VIEWS: tuple[tuple[ViewName, str], ...] = (
    ("overview", "Overview"), ("chains", "Chains"), ("failures", "Failures"), ("events", "Events"),
    ("contexts", "Contexts"),
)  # fmt: skip
EMPTY: dict[ViewName, str] = {
    "overview": "Nothing to analyse yet: place services and connect them.",
    "chains": "Nobody waits for anybody: this design has no synchronous chains.",
    "failures": "No calls and no events: nothing can fail between services yet.",
    "events": "This design publishes no events.",
    "contexts": "No context depends on another.",
}


class CompositionPanel(QWidget):
    """`show_subjects` asks the window to select and centre; `overlay_wanted` to draw the marks on the canvas."""

    show_subjects = Signal(object)  # tuple[Subject, ...]
    overlay_wanted = Signal(bool)
    preview_wanted = Signal(bool)
    regrouped = Signal()  # the drawing was laid out anew

    def __init__(self, document: Document, analysis: Analysis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._document = document
        self._analysis = analysis
        self._chart: BudgetChart | None = None
        self.tables = {
            "overview": Table("Contexts and styles", rows.CONTEXTS),
            "chains": Table("Synchronous chains", rows.CHAINS),
            "failures": Table("Where failures stop the caller, and where events wait or are lost", rows.FAILURES),
            "events": Table("Event catalogue", rows.EVENTS),
            "contexts": Table("Dependencies between contexts", rows.DEPENDENCIES),
        }
        self._switch = Segmented("View", VIEWS)
        self._switch.set_value("overview")
        self._switch.chosen.connect(self.show_view)
        self._said = label("", "small", "text2")
        self.overlay = Button("Show on canvas", small=True, icon="map")
        self.overlay.setCheckable(True)
        self.overlay.setProperty("toggle", True)
        self.overlay.setAccessibleName("Show the composition on the canvas")
        self.overlay.toggled.connect(self.overlay_wanted)
        head = QWidget()
        line = hbox(head, margins=(12, 8, 12, 8), spacing=12)
        line.addWidget(self._switch)
        line.addWidget(self._said)
        line.addStretch(1)
        line.addWidget(self.overlay)
        self._suggestion = _SuggestionBox()
        self._pages = QStackedWidget()
        self._split = _splitter(self.tables["chains"])
        pages: dict[ViewName, QWidget] = {
            "overview": self.tables["overview"], "chains": self._split, "failures": self.tables["failures"],
            "events": self.tables["events"], "contexts": _splitter(self.tables["contexts"], self._suggestion),
        }  # fmt: skip
        for name, _ in VIEWS:
            self._pages.addWidget(pages[name])
        layout = vbox(self)
        layout.addWidget(head)
        layout.addWidget(rule())
        layout.addWidget(self._pages, 1)
        for table in self.tables.values():
            table.picked.connect(self.show_subjects)
        self._suggestion.apply.clicked.connect(self.apply_suggestion)
        self._suggestion.preview.toggled.connect(self.preview_wanted)
        analysis.changed.connect(self._refresh)

    @property
    def view(self) -> ViewName:
        return VIEWS[self._pages.currentIndex()][0]

    @property
    def previewing(self) -> bool:
        return self._suggestion.preview.isChecked()

    def show_view(self, name: ViewName) -> None:
        self._switch.set_value(name)
        self._pages.setCurrentIndex([view for view, _ in VIEWS].index(name))
        if name == "chains":
            self._make_chart()
        if name != "contexts":
            self._suggestion.preview.setChecked(False)
        self._say()

    def set_overlay(self, shown: bool) -> None:
        """Follow the switch in the menu."""
        self.overlay.setChecked(shown)

    def apply_suggestion(self) -> bool:
        """Group the nodes as suggested: one step, which Undo takes back."""
        found = self._analysis.found
        if found is None or self._analysis.design is not self._document.design:
            return False
        self._suggestion.preview.setChecked(False)
        done = self._document.execute(commands.group_as_suggested(self._document.catalogue, found.suggestion))
        if done:
            self.regrouped.emit()
        return done

    # -- following

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._analysis.watch("panel", wanted=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._analysis.watch("panel", wanted=False)
        self._suggestion.preview.setChecked(False)

    def _refresh(self) -> None:
        found, design = self._analysis.found, self._analysis.design
        if found is None or design is None:
            return
        self.tables["overview"].show_rows(rows.context_rows(found) if design.nodes else [])
        self.tables["chains"].show_rows(rows.chain_rows(found, design))
        self.tables["failures"].show_rows(rows.failure_rows(found, design, self._document.catalogue))
        self.tables["events"].show_rows(rows.event_rows(found, design))
        self.tables["contexts"].show_rows(rows.dependency_rows(found, design))
        self._suggestion.show_suggestion(found, rows.move_lines(found, design))
        self._fill_chart()
        self._say()

    def _say(self) -> None:
        """A word beside the switch: what the view shows, or that there is nothing."""
        found, name = self._analysis.found, self.view
        if found is None:
            self._said.setText("")
            return
        if not self.tables[name].rows.rows:
            self._said.setText(EMPTY[name])
            return
        over = sum(chain.breaks is not None for chain in found.chains)
        lost = len(found.lost)
        texts: dict[ViewName, str] = {
            "overview": "",
            "chains": f"{over} over budget" if over else "All within their limits",
            "failures": f"Events may be lost on {lost} of {len(found.handovers)} ways" if lost else "No event is lost",
            "events": _plural(len(found.events), "event"),
            "contexts": _plural(len(found.dependencies), "dependency", "dependencies"),
        }
        self._said.setText(texts[name])

    def _make_chart(self) -> None:
        """The chart comes with the first look at it, since its library is slow to import."""
        if self._chart is None:
            from designer.gui.panels.composition.chart import BudgetChart

            self._chart = BudgetChart()
            self._split.addWidget(self._chart)
            self._split.setSizes([theme().px(520), theme().px(480)])
            self._chart.picked.connect(self._picked_bar)
            self.tables["chains"].current_changed.connect(self._chart.set_current)
            self._fill_chart()

    def _fill_chart(self) -> None:
        found = self._analysis.found
        if self._chart is not None and found is not None:
            titles = [row.cells[0] for row in self.tables["chains"].rows.rows]
            self._chart.show_chains(found.chains, titles)

    def _picked_bar(self, number: int) -> None:
        table = self.tables["chains"]
        table.make_current(number)
        self.show_subjects.emit(table.rows.rows[number].subjects)


class _SuggestionBox(QWidget):
    """What a better grouping would change, how much it helps, and the buttons that try and apply it."""

    def __init__(self) -> None:
        super().__init__()
        layout = vbox(self, margins=(16, 12, 16, 12), spacing=8)
        self._title = label("Suggested contexts", "strong")
        self._words = label("", "small", "text2", wrap=True)
        self._moves = label("", "small", wrap=True)
        self._moves.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._moves)
        self.preview = Button("Preview", small=True)
        self.preview.setCheckable(True)
        self.preview.setProperty("toggle", True)
        self.preview.setToolTip("Outline the suggested contexts on the canvas")
        self.apply = Button("Group as suggested", primary=True, small=True)
        buttons = hbox(spacing=8)
        buttons.addWidget(self.apply)
        buttons.addWidget(self.preview)
        buttons.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._words)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)

    def show_suggestion(self, found: Composition, moves: list[str]) -> None:
        suggestion = found.suggestion
        better = bool(suggestion.moves)
        if better:
            words = (
                f"{_plural(len(suggestion.contexts), 'context')}; what crosses between them weighs "
                f"{suggestion.after:.4g} instead of {suggestion.before:.4g}."
            )
        else:
            words = "Nothing to suggest: no other grouping would couple this design less."
        self._words.setText(words)
        self._moves.setText("\n".join(moves))
        for button in (self.apply, self.preview):
            button.setVisible(better)
        if not better:
            self.preview.setChecked(False)


def _splitter(*widgets: QWidget) -> QSplitter:
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(1)
    for number, widget in enumerate(widgets):
        made.addWidget(widget)
        made.setStretchFactor(number, 2 - number)
    return made


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
