"""Small boxes above the canvas: why a connection is refused, which of several to take, which service may follow,
what a badge means.  They are children of the canvas, so keyboard and screen reader reach them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QIcon,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
)

from designer.editing import commands
from designer.gui.canvas.look import MODEL_TITLE
from designer.gui.canvas.popover import NARROW, WIDE, Popover, sample_icon, separator, still_icon, tile_pixmap
from designer.model.catalogue import Verdict
from designer.model.design import Edge
from designer.model.finding import Finding, QuickFix, heading_of, words_of
from designer.model.sentences import explained
from designer.model.specs import Category, Detour, IntegrationSpec
from designer.tools.base import Connection

if TYPE_CHECKING:
    from designer.gui.canvas.view import CanvasView


class RefusalBox(Popover):
    """Why two nodes cannot be connected, and the ways that work.

    While a gesture runs the ways are keys (`live`); after a release they are buttons.
    """

    chosen = Signal(object)  # Detour

    def __init__(self, view: CanvasView, pair: Connection, verdict: Verdict, *, live: bool) -> None:
        super().__init__(view, WIDE)
        self.pair, self.verdict = pair, verdict
        self.head("error", verdict.title)
        self.column.addWidget(self.words(verdict.why))
        if verdict.detours:
            self.column.addWidget(separator(view))
            self.column.addLayout(self._way(verdict.detours[0]))
        if live:
            row = QHBoxLayout()
            row.setSpacing(8)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            if verdict.detours:
                row.addWidget(self.key_cap("Tab"))
                row.addWidget(self.words("Connect this way instead"), 1)
            elif verdict.fix:
                row.addWidget(self.words(verdict.fix), 1)
            else:
                row.addStretch(1)
            row.addWidget(self.key_cap("Esc"))
            cancel = self.words("Cancel")
            cancel.setWordWrap(False)
            row.addWidget(cancel)
            self.column.addLayout(row)
        else:
            if not verdict.detours and verdict.fix:
                self.column.addWidget(self.words(verdict.fix))
            ways = [
                self.button(detour.title, partial(self.chosen.emit, detour), primary=number == 0)
                for number, detour in enumerate(verdict.detours[:3])
            ]
            self.flow([*ways, self.link("Documentation", verdict.doc)])

    def _way(self, detour: Detour) -> QHBoxLayout:
        """Tiles and names from the source over what is put in between to the target."""
        view, design = self.view, self.view.editor.design
        row = QHBoxLayout()
        row.setSpacing(8)
        ends = [design.nodes[id_] for id_ in (self.pair.source, self.pair.target or "") if id_ in design.nodes]
        if detour.reverse:
            ends.reverse()
        services = [ends[0].service, *detour.through, ends[-1].service]
        names = [
            "",
            *(view.catalogue.title(s) for s in detour.through),
            ends[-1].title or view.catalogue.title(ends[-1].service),
        ]
        for number, (service, name) in enumerate(zip(services, names, strict=True)):
            if number:
                row.addWidget(self.words("›", size=14))
            tile = QLabel()
            tile.setPixmap(tile_pixmap(view, service, 20))
            row.addWidget(tile)
            if name:
                label = self.words(name, bold=True, ink="text")
                label.setWordWrap(False)
                row.addWidget(label)
        row.addStretch(1)
        return row


class Chooser(Popover):
    """A list to choose from by mouse or keyboard, with a search field where it is long."""

    chosen = Signal(object)

    def __init__(self, view: CanvasView, title: str, *, searchable: bool = False) -> None:
        super().__init__(view, NARROW)
        self.head(None, title)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a service")
        self.search.setAccessibleName("Find")
        self.search.setVisible(searchable)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(44, 20))
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.column.addWidget(self.list)
        self._taken = False

    def add(self, icon: QIcon, text: str, value: object, hint: str = "") -> None:
        item = QListWidgetItem(icon, text)
        item.setData(Qt.ItemDataRole.UserRole, value)
        item.setToolTip(hint)
        self.list.addItem(item)

    def ready(self, at: QPoint) -> None:
        """Fit the list to its items, show it, and give it the keyboard."""
        rows = min(self.list.count(), 8)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 24) + 4)
        self.list.setCurrentRow(0)
        self.pop(at)
        (self.search if not self.search.isHidden() else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            rows = [r for r in range(self.list.count()) if not self.list.item(r).isHidden()]
            if rows:
                now = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1
                self.list.setCurrentRow(rows[(now + step) % len(rows)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.list.currentItem()
            if item is not None and not item.isHidden():
                self._take(item)
        else:
            super().keyPressEvent(event)

    def _filter(self, text: str) -> None:
        """Show what has the words in its name, or else in its description."""
        words = text.lower().split()
        items = [self.list.item(row) for row in range(self.list.count())]
        named = [all(word in item.text().lower() for word in words) for item in items]
        told = [all(word in f"{item.text()} {item.toolTip()}".lower() for word in words) for item in items]
        shown = named if any(named) else told
        for item, show in zip(items, shown, strict=True):
            item.setHidden(not show)
        self.list.setCurrentRow(shown.index(True) if any(shown) else -1)

    def _take(self, item: QListWidgetItem) -> None:
        if self._taken:  # a click is an activation too on some platforms
            return
        self._taken = True
        value = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(value)


def integration_chooser(view: CanvasView, pair: Connection, options: Sequence[IntegrationSpec]) -> Chooser:
    """Which of several legal integrations, the commonest first."""
    box = Chooser(view, "How are they connected?")
    for option in options:
        edge = Edge.model_validate({"from": pair.source, "to": pair.target, "via": option.id})
        told = explained(view.catalogue, view.editor.design, edge)
        hint = f"{MODEL_TITLE[option.model]}. {told.what if told else ''}"
        box.add(sample_icon(view, option.model), option.title, option, hint)
    return box


def service_chooser(view: CanvasView, source: str) -> Chooser:
    """The services that a node can reach, to be created ready connected."""
    catalogue, node = view.catalogue, view.editor.design.nodes[source]
    found: dict[str, str] = {}
    for variant in catalogue.reachable(catalogue.variant(node)):
        service = catalogue.variants.get(variant)
        direct = [i for i in catalogue.between(catalogue.variant(node), variant) if i.default]
        if service is not None and direct:
            found.setdefault(service.id, direct[0].title)
    box = Chooser(view, f"What follows {node.title or catalogue.title(node.service)}?", searchable=len(found) > 6)
    categories = get_args(Category)

    def place(id_: str) -> tuple[int, int, str]:
        service = catalogue.services[id_]
        return categories.index(service.category), service.rank, service.title

    order = sorted(found, key=place)
    for id_ in order:
        service = catalogue.services[id_]
        box.add(
            still_icon(tile_pixmap(view, id_, 20)), service.title, id_, f"{found[id_]}. {' '.join(service.keywords)}"
        )
    return box


class WhyBox(Popover):
    """What a badge means: each finding with its reason and its fix."""

    fixed = Signal(object, object)  # Finding, QuickFix
    accept_wanted = Signal(object)  # Finding

    def __init__(self, view: CanvasView, findings: Sequence[Finding]) -> None:
        super().__init__(view, WIDE)
        for number, finding in enumerate(findings[:4]):
            if number:
                self.column.addWidget(separator(view))
            self.head("accepted" if finding.accepted else finding.severity, heading_of(finding))
            self.column.addWidget(self.words(words_of(finding)))
            row = QHBoxLayout()
            row.setSpacing(12)
            record = (
                commands.acceptance_of(view.editor.design, finding.rule, finding.subject) if finding.accepted else None
            )
            for place, fix in enumerate(finding.fixes[:2] if record is None else ()):
                row.addWidget(self._fix_button(finding, fix, primary=place == 0 and number == 0))
            if record is not None:
                self.column.addWidget(self.words(commands.acceptance_words(record), ink="text"))
            elif not finding.fixes and finding.fix:
                self.column.addWidget(self.words(finding.fix))
            row.addWidget(self.link("Why?", finding.doc))
            if commands.acceptable(finding):
                row.addWidget(self._accept_link(finding))
            row.addStretch(1)
            self.column.addLayout(row)
        if len(findings) > 4:
            self.column.addWidget(self.words(f"and {len(findings) - 4} more", ink="text3"))

    def _accept_link(self, finding: Finding) -> QLabel:
        link = self.link("Change…" if finding.accepted else "Accept…", "")

        def ask() -> None:
            self.close()
            self.accept_wanted.emit(finding)

        link.linkActivated.connect(ask)
        return link

    def _fix_button(self, finding: Finding, fix: QuickFix, *, primary: bool) -> QPushButton:
        return self.button(fix.label, lambda: self.fixed.emit(finding, fix), primary=primary)
