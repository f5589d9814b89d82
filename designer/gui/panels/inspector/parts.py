"""The parts of a page that are no form: its head, the boxes of findings, the list of connections."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.icons import badge, edge, tile, ui_icon
from designer.gui.panels.inspector.form import open_link
from designer.gui.theme import theme
from designer.gui.widgets import Button, ClickRow, ElidedLabel, clear, hbox, label, mark, vbox
from designer.model.design import Design, Subject
from designer.model.finding import Finding, heading_of, words_of
from designer.model.graph import graph_of

LONG_LABEL = 24  # letters: beside a longer button there is no room for the link
MOST_BOXES = 3  # findings shown in full; the Problems panel has them all


class Header(QWidget):
    """Tile, title and id; both can be changed in place.  `menu_wanted` is the three dots."""

    menu_wanted = Signal(QWidget)

    def __init__(
        self, pixmap: QPixmap | None, title: str, second: str, *, title_field: str = "", id_field: str = "",
        menu: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout = hbox(self, margins=(0, 0, 0, 4), spacing=8)
        if pixmap is not None:
            sign = QLabel()
            sign.setPixmap(pixmap)
            sign.setFixedSize(pixmap.deviceIndependentSize().toSize())
            layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = vbox(spacing=0)
        self.title = self._line(title, title_field, "title")
        self.second = self._line(second, id_field, "ident")
        column.addWidget(self.title)
        column.addWidget(self.second)
        layout.addLayout(column, 1)
        if menu:
            more = QToolButton()
            more.setIcon(ui_icon("more"))
            more.setAccessibleName("More actions")
            more.setToolTip("More actions")
            more.clicked.connect(lambda: self.menu_wanted.emit(more))
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)

    def _line(self, text: str, field: str, kind: str) -> QLineEdit | QLabel:
        if not field:
            if kind == "title":
                made: QLabel = label(text, "heading", wrap=True)
            else:
                made = ElidedLabel(text, "small", "text2", Qt.TextElideMode.ElideMiddle)
            made.setContentsMargins(4, 2, 0, 0)
            return made
        line = QLineEdit(text)
        line.setCursorPosition(0)
        line.setProperty(kind, True)
        line.setAccessibleName(field)
        line.setToolTip(field)
        if kind == "ident":
            line.setFont(theme().code_font("small"))
        return line


class TitleEdit(QObject):
    """Lets a header's title line change a record's title: typing is one undo step."""

    def __init__(self, document: Document, subject: Subject, line: QLineEdit, field: str = "title") -> None:
        super().__init__(line)
        self._document, self._subject, self._line, self._field = document, subject, line, field
        line.textEdited.connect(self._edit)
        line.installEventFilter(self)
        self._run = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._run += 1
        return False

    def _edit(self, text: str) -> None:
        subject, field = self._subject, self._field
        merge = f"{subject} {field} {self._run}"
        self._document.execute(commands.set_fields("Rename", [subject], merge, **{field: text}))

    def refresh(self, text: str) -> None:
        if self._line.text() != text:
            self._line.setText(text)
            self._line.setCursorPosition(0)


class IdEdit(QObject):
    """Lets a header's second line change a record's id; every reference follows."""

    def __init__(self, document: Document, subject: Subject, line: QLineEdit) -> None:
        super().__init__(line)
        self._document, self._subject, self._line = document, subject, line
        line.editingFinished.connect(self._commit)
        line.textEdited.connect(self._look)
        line.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self._line.setText(self._subject.id)
            self._look(self._subject.id)
            return True
        return False

    def _look(self, text: str) -> None:
        wrong = wrong_id(self._document.design, self._subject.id, text)
        mark(self._line, "invalid", bool(wrong))
        self._line.setToolTip(wrong or "Id")

    def _commit(self) -> None:
        text = self._line.text().strip()
        if text == self._subject.id:
            return
        if wrong_id(self._document.design, self._subject.id, text):
            self._line.setText(self._subject.id)
            self._look(self._subject.id)
            return
        self._document.execute(commands.rename(self._subject, text))


def wrong_id(design: Design, old: str, new: str) -> str:
    """Why a text is no id for a record of the design; empty where it is one."""
    try:
        commands.check_id(design, old, new)
    except commands.EditError as error:
        return str(error)
    return ""


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
            best = Button(finding.fixes[0].label, primary=primary and finding.severity == "error", small=True)
            best.clicked.connect(lambda: document.fix(finding))
            best.setToolTip(finding.fix)
            buttons.addWidget(best)
        elif finding.fix:
            column.addWidget(label(finding.fix, "small", "text2", wrap=True))
        link = Button("Why?", link=True)
        link.setToolTip(finding.doc)
        link.setAccessibleName(f"Documentation: {finding.message}")
        link.clicked.connect(lambda: open_link(finding.doc))
        if finding.fixes and len(finding.fixes[0].label) > LONG_LABEL:
            column.addLayout(buttons)
            column.addWidget(link)
        else:
            buttons.addWidget(link)
            column.addLayout(buttons)
        buttons.addStretch(1)
        row.addLayout(column, 1)


class Findings(QWidget):
    """The boxes of a subject's findings, worst first; rebuilt only when they say something else."""

    def __init__(self, document: Document, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._document, self._subject = document, subject
        self._layout = vbox(self, spacing=8)
        self._shown: tuple[Finding, ...] | None = None
        self.refresh()

    def refresh(self) -> None:
        findings = self._document.findings_of(self._subject)
        if findings == self._shown:
            return
        self._shown = findings
        clear(self._layout)
        waiting = [f for f in findings if not f.accepted]
        primary = next((f for f in waiting if f.fixes), None)
        for finding in waiting[:MOST_BOXES]:
            self._layout.addWidget(FindingBox(self._document, finding, primary=finding is primary))
        if len(waiting) > MOST_BOXES:
            self._layout.addWidget(label(f"{len(waiting) - MOST_BOXES} more in Problems", "small", "text2"))
        self.setVisible(bool(waiting))


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
