"""What a page tells of connections: what one does in sentences, and those of a node as a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from designer.gui.document import Document
from designer.gui.icons import edge, tile
from designer.gui.theme import theme
from designer.gui.widgets import Button, ClickRow, ElidedLabel, Section, clear, hbox, label, vbox
from designer.model.design import Subject
from designer.model.graph import graph_of
from designer.model.sentences import Explained, explained


class Told(QWidget):
    """What a connection does, in sentences that follow its settings; `what` stands apart, above the form."""

    permissions_wanted = Signal()

    def __init__(self, document: Document, edge: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._document, self._edge = document, edge
        self.what = label("", "small", "text2", wrap=True)
        self._failure, self._permissions = Section("When it fails"), Section("Permissions", folded=True)
        layout = vbox(self)
        layout.addWidget(self._failure)
        layout.addWidget(self._permissions)
        self._shown: Explained | None = None
        self.refresh()

    def refresh(self) -> None:
        design = self._document.design
        edge = design.edges.get(self._edge)
        told = explained(self._document.catalogue, design, edge) if edge else None
        if told is None or told == self._shown:
            return
        self._shown = told
        self.what.setText(told.what)
        for section, sentences in ((self._failure, (told.failure,)), (self._permissions, told.permissions)):
            clear(section.content)
            for text in filter(None, sentences):
                words = label(text, "small", "text2", wrap=True)
                words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.setContentsMargins(0, 2, 0, 4)
                section.content.addWidget(words)
            section.setVisible(section.content.count() > 0)
        if told.permissions:
            link = Button("Show in Permissions", link=True)
            link.clicked.connect(self.permissions_wanted)
            self._permissions.content.addWidget(link)


class Connections(QWidget):
    """The edges of a node: how, with whom, and one fact each.  A click selects the edge."""

    def __init__(
        self, document: Document, node: str, activate: Callable[[Subject], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._document, self._node, self._activate = document, node, activate
        self._layout = vbox(self, spacing=0)
        self._shown: object = None
        self.refresh()

    @property
    def count(self) -> int:
        return self._layout.count()

    def refresh(self) -> None:
        design, catalogue = self._document.design, self._document.catalogue
        rows = []
        for id_ in graph_of(design).edges_of(self._node):
            record = design.edges[id_]
            other = record.target if record.source == self._node else record.source
            if other not in design.nodes:
                continue
            integration = catalogue.integration(design, record)
            node = design.nodes[other]
            rows.append((id_, record, node, other, integration, record.target == other))
        rows.sort(key=lambda row: row[5])  # what comes in first
        shown = tuple((id_, record, node) for id_, record, node, *_ in rows)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._layout)
        for id_, record, node, other, integration, leaves in rows:
            model = integration.model if integration else "attached"
            fact = edge_fact(record.properties, integration.label if integration else "no integration")
            name = node.title or other
            row = ClickRow(f"{'To' if leaves else 'From'} {name}, {model}, {fact}")
            row.setFixedHeight(theme().px(30))
            line = hbox(row, margins=(2, 0, 2, 0), spacing=10)
            for pixmap in (edge(model), tile(catalogue.service(node), 20)):
                sign = QLabel()
                sign.setPixmap(pixmap)
                sign.setFixedWidth(pixmap.deviceIndependentSize().toSize().width())
                line.addWidget(sign)
            line.addWidget(ElidedLabel(name), 1)
            line.addWidget(label(fact, "small", "text2"))
            row.clicked.connect(lambda id_=id_: self._activate(Subject("edge", id_)))
            self._layout.addWidget(row)


def edge_fact(properties: object, default: str) -> str:
    """The one fact of an edge that its list row names."""
    found = properties if isinstance(properties, dict) else {}
    if isinstance(size := found.get("BatchSize"), int):
        return f"batch {size}"
    if isinstance(path := found.get("Path"), str):
        return f"{found.get('Method', '')} {path}".strip()[:24]
    for name in ("RouteKey", "DetailType", "Access"):
        if isinstance(value := found.get(name), str):
            return value[:24]
    return default
