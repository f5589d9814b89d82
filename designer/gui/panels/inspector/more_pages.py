"""The inspector's pages for frames, notes, several records, and the design itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from designer.editing.editor import Command
from designer.gui.document import Document
from designer.gui.icons import ui_pixmap
from designer.gui.panels.inspector.header import Header
from designer.gui.panels.inspector.pages import Page, Read, Write
from designer.gui.theme import theme
from designer.gui.widgets import Section
from designer.model.design import DESIGN, Design, Edge, Group, Node, Note, Subject, get_path
from designer.model.specs import PropertySpec

GROUP_KINDS = {
    "bounded-context": "Bounded context",
    "vpc": "VPC",
    "subnet": "Subnet",
    "account": "Account",
    "region": "Region",
    "custom": "Frame",
}
TINTS = ("sky", "moss", "sand", "rose", "lilac", "slate")
REGIONS = (
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ca-central-1", "ca-west-1", "eu-central-1",
    "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1",
    "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
RUNTIMES = {
    "python3.14": "Python 3.14",
    "python3.13": "Python 3.13",
    "python3.12": "Python 3.12",
    "nodejs24.x": "Node.js 24",
    "nodejs22.x": "Node.js 22",
}


class GroupPage(Page):
    def __init__(self, document: Document, id_: str, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._subject = subject = Subject("group", id_)
        group: Group = document.design.groups[id_]
        header = self._head(Header(ui_pixmap("frame", size=24), group.title, id_, title_field="Title", id_field="Id"))
        self._titled(subject, header, lambda: str(self._record(subject, group).title))
        self._add_findings(subject)
        section = Section("Frame")
        kinds = PropertySpec(
            type="enum", title="Kind", default="bounded-context", values=tuple(GROUP_KINDS),
            value_titles=tuple(GROUP_KINDS.values()),
        )  # fmt: skip
        tints = PropertySpec(type="enum", title="Tint", values=TINTS, value_titles=tuple(t.title() for t in TINTS))
        region = PropertySpec(type="enum", title="Region", values=REGIONS)
        collapsed = PropertySpec(type="boolean", title="Collapsed", default=False)
        domain, in_region = group.kind in ("bounded-context", "custom"), group.kind == "region"
        rows: tuple[tuple[PropertySpec, bool, Read, Write], ...] = (
            (kinds, True, self._read("kind"), lambda d, v: d.change(subject, kind=v or "bounded-context")),
            (tints, domain, self._read("tint"), lambda d, v: d.change(subject, tint=v)),
            (
                region, in_region, lambda d: get_path(self._read("properties")(d) or {}, "Region"),
                lambda d, v: d.set_property(subject, "Region", v),
            ),
            (collapsed, True, self._read("collapsed"), lambda d, v: d.change(subject, collapsed=bool(v))),
        )  # fmt: skip
        for spec, shown, read, write in rows:
            if shown:
                self._field_row(section, spec, read, write, f"Change the {spec.title.lower()}")
        self.column.addWidget(section)
        self.column.addStretch(1)
        self._kind = group.kind

    def _read(self, field: str) -> Read:
        return lambda design: getattr(design.groups.get(self._subject.id), field, None)

    @property
    def key(self) -> object:
        return ("group", self._subject.id, self._kind)


class NotePage(Page):
    def __init__(self, document: Document, id_: str, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._subject = Subject("note", id_)
        note: Note = document.design.notes[id_]
        self._head(Header(ui_pixmap("note", size=24), "Note", id_))
        self._text = QPlainTextEdit(note.text)
        self._text.setProperty("field", True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName("Text of the note")
        self._text.setPlaceholderText("What should be remembered here")
        self._text.setMinimumHeight(theme().px(160))
        self._text.textChanged.connect(self._typed)
        self.column.addWidget(self._text)
        self.column.addStretch(1)

    def _typed(self) -> None:
        text, subject = self._text.toPlainText(), self._subject
        self.document.execute(Command("Write a note", lambda d: d.change(subject, text=text), merge=f"{subject} text"))

    @property
    def key(self) -> object:
        return ("note", self._subject.id)

    def refresh(self) -> None:
        super().refresh()
        text = self._record(self._subject, Note()).text
        if text != self._text.toPlainText():
            self._text.blockSignals(True)
            self._text.setPlainText(text)
            self._text.blockSignals(False)


class ManyPage(Page):
    """Several records: what they have in common can be set for all."""

    def __init__(self, document: Document, subjects: frozenset[Subject], parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._subjects = subjects
        design = document.design
        kinds = {kind: sum(s.kind == kind for s in subjects) for kind in ("node", "edge", "group", "note")}
        words = {"node": "node", "edge": "connection", "group": "frame", "note": "note"}
        text = ", ".join(f"{number} {words[k]}{'s' if number > 1 else ''}" for k, number in kinds.items() if number)
        self._head(Header(None, f"{len(subjects)} selected", text))
        section = Section("All of them")
        disable = [s for s in subjects if s.kind in ("node", "edge")]
        if disable:
            spec = PropertySpec(
                type="boolean", title="Not deployed", default=False, help="Drawn, checked and exported as if absent."
            )
            self._field_row(
                section, spec, lambda d: all(_flag(d, s) for s in disable),
                lambda d, value: _all(d, disable, bool(value)), "Change deployment",
            )  # fmt: skip
            self.column.addWidget(section)
        services = {design.nodes[s.id].service for s in subjects if s.kind == "node"}
        if len(services) == 1 and kinds["node"] == len(subjects):
            spec_of = document.catalogue.services.get(next(iter(services)))
            if spec_of is not None:
                self._add_common(spec_of.properties)
        self.column.addStretch(1)

    def _add_common(self, specs: Any) -> None:
        """The plain properties of nodes of one service; a value is set for all of them."""
        subjects = sorted(self._subjects)
        plain = {
            p: s for p, s in specs.items() if s.type in ("integer", "number", "enum", "boolean") and not s.advanced
        }
        if not plain:
            return
        section = Section("Properties")
        for path, spec in plain.items():

            def read(design: Design, path: str = path) -> Any:
                values = [get_path(design.nodes[s.id].properties, path) for s in subjects if s.id in design.nodes]
                return values[0] if values and all(v == values[0] for v in values) else None

            def write(design: Design, value: Any, path: str = path) -> Design:
                for subject in subjects:
                    design = design.set_property(subject, path, value)
                return design

            self._field_row(section, spec, read, write, f"Change {spec.title}")
        self.column.addWidget(section)

    @property
    def key(self) -> object:
        return ("many", self._subjects)


def _flag(design: Design, subject: Subject) -> bool:
    record = design.get(subject) if subject.id in design else None
    return isinstance(record, (Node, Edge)) and record.disabled


def _all(design: Design, subjects: list[Subject], disabled: bool) -> Design:
    return design.put_all([(s, design.get(s).replace(disabled=disabled)) for s in subjects])


class DesignPage(Page):
    """Nothing is selected: the design itself."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        design = document.design
        counts = _counts(design)
        self._counts = Header(None, "Design", counts, menu=False)
        self._head(self._counts)
        self._add_findings(DESIGN)
        section = Section("Design")
        name = PropertySpec(type="string", title="Name", max=200)
        region = PropertySpec(type="enum", title="Region", values=REGIONS, default="eu-west-1")
        runtime = PropertySpec(
            type="enum", title="Runtime", values=tuple(RUNTIMES), value_titles=tuple(RUNTIMES.values()),
            default="python3.13", help="What functions run on, unless they say otherwise.",
        )  # fmt: skip
        description = PropertySpec(type="string", title="Description", max=400)
        rows: tuple[tuple[PropertySpec, Read, Write], ...] = (
            (name, lambda d: d.name, lambda d, value: d.model_copy(update={"name": value or ""})),
            (region, lambda d: d.settings.get("region"), _setting("region")),
            (runtime, lambda d: d.settings.get("runtime"), _setting("runtime")),
            (description, lambda d: d.settings.get("description"), _setting("description")),
        )
        for spec, read, write in rows:
            self._field_row(section, spec, read, write, f"Change the {spec.title.lower()}")
        self.column.addWidget(section)
        self.column.addStretch(1)

    @property
    def key(self) -> object:
        return ("design",)

    def refresh(self) -> None:
        super().refresh()
        design = self.document.design
        self._counts.second.setText(_counts(design))


def _setting(key: str) -> Write:
    def write(design: Design, value: Any) -> Design:
        settings = design.settings.without(key) if value is None else design.settings.set(key, value)
        return design.model_copy(update={"settings": settings})

    return write


def _counts(design: Design) -> str:
    nodes, edges = len(design.nodes), len(design.edges)
    return f"{nodes} node{'' if nodes == 1 else 's'}, {edges} connection{'' if edges == 1 else 's'}"
