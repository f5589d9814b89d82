"""The inspector while a connection is being made: where it may lead, where only by a way round, where not."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from designer.choosing import guides_for
from designer.gui.document import Document
from designer.gui.icons import tile, ui_pixmap
from designer.gui.panels.inspector.header import Header
from designer.gui.panels.inspector.pages import Page
from designer.gui.theme import theme
from designer.gui.widgets import ElidedLabel, hbox, key_caps, label, vbox
from designer.model.catalogue import Verdict
from designer.tools.base import Connecting

SECTIONS = (
    ("direct", "Can be reached directly", "check", "ok"),
    ("detour", "Needs a step in between", "close", "text2"),
    ("none", "Has no connection", "close", "text2"),
)
MOST_ROWS = 40  # of a section; a large design would bury the answer


class ConnectPage(Page):
    def __init__(self, document: Document, link: Connecting, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._source = link.source
        design, catalogue = document.design, document.catalogue
        node = design.nodes[link.source]
        title = node.title or link.source
        kind = catalogue.title(catalogue.variant(node))
        self._head(Header(tile(catalogue.service(node), 40), f"Connect from {title}", kind, menu=False))
        for state, heading, icon, ink in SECTIONS:
            rows = [(id_, v) for id_, v in link.verdicts.items() if v.state == state and id_ != link.source]
            rows = [(id_, v) for id_, v in rows if id_ in design.nodes]
            if not rows:
                continue
            self.column.addSpacing(4)
            self.column.addWidget(label(heading, "strong"))
            box = QWidget()
            column = vbox(box, spacing=0)
            for id_, verdict in rows[:MOST_ROWS]:
                column.addWidget(self._row(id_, verdict, icon, ink))
            if len(rows) > MOST_ROWS:
                column.addWidget(label(f"and {len(rows) - MOST_ROWS} more", "small", "text2"))
            self.column.addWidget(box)
        own = {catalogue.variant(node), node.service}
        self._add_guides(guides_for(own, ()))
        self.column.addStretch(1)
        keys = hbox(spacing=8)
        for shortcut, words in (("Down", "next target"), ("Enter", "connect")):
            keys.addWidget(key_caps(shortcut))
            keys.addWidget(label(words, "small", "text2"))
        keys.addStretch(1)
        self.column.addLayout(keys)

    def _row(self, id_: str, verdict: Verdict, icon: str, ink: str) -> QWidget:
        node = self.document.design.nodes[id_]
        row = QWidget()
        row.setFixedHeight(theme().px(32))
        row.setToolTip(verdict.why)
        line = hbox(row, spacing=10)
        for pixmap in (ui_pixmap(icon, ink, 14), tile(self.document.catalogue.service(node), 20)):
            sign = QLabel()
            sign.setPixmap(pixmap)
            sign.setFixedWidth(pixmap.deviceIndependentSize().toSize().width())
            line.addWidget(sign)
        line.addWidget(ElidedLabel(node.title or id_, "", "" if verdict.legal else "text2"), 1)
        line.addWidget(label(self._how(verdict), "small", "text2"))
        return row

    def _how(self, verdict: Verdict) -> str:
        """The short answer at a row's right end."""
        if verdict.legal:
            return verdict.integrations[0].model
        if verdict.detours:
            way = verdict.detours[0]
            if way.reverse and not way.through:
                return "the other way"
            services = (self.document.catalogue.services[s].short for s in way.through)
            return f"via {', '.join(services)}" if way.through else "other settings"
        return ""

    @property
    def key(self) -> object:
        return ("connect", self._source)
