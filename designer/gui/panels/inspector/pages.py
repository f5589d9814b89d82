"""The inspector's pages: one for each kind of selection."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from designer.choosing import Guide, guides_between
from designer.editing import commands
from designer.editing.editor import Command
from designer.gui.document import Document
from designer.gui.icons import edge, tile
from designer.gui.panels.inspector.connections import Connections, Told
from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.fields import field_for
from designer.gui.panels.inspector.findings import Findings
from designer.gui.panels.inspector.form import PropertyForm, Row, open_link
from designer.gui.panels.inspector.header import Header, IdEdit, TitleEdit
from designer.gui.panels.inspector.resource import MoreProperties, ResourceForm
from designer.gui.theme import theme
from designer.gui.widgets import Button, Section, label, vbox
from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import freeze
from designer.model.specs import IntegrationSpec, PropertySpec
from designer.schemas import schemas

Activate = Callable[[Subject], None]
Read = Callable[[Design], Any]
Write = Callable[[Design, Any], Design]


class Page(QWidget):
    """A page follows the design by `refresh` until something else is selected."""

    menu_wanted = Signal(QWidget)
    choice_wanted = Signal(str)  # the id of a guide
    permissions_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.column = vbox(self, margins=(16, 14, 16, 12), spacing=8)
        self.form: PropertyForm | ResourceForm | None = None
        self.findings: Findings | None = None
        self._titles: list[tuple[TitleEdit, Callable[[], str]]] = []
        self._rows: list[tuple[Field, Read]] = []

    def minimumSizeHint(self) -> QSize:
        """The dock decides how wide a page is, not its longest word."""
        return QSize(0, super().minimumSizeHint().height())

    def refresh(self) -> None:
        for edit, text in self._titles:
            edit.refresh(text())
        for field, read in self._rows:
            field.set_value(read(self.document.design))
        if self.form is not None:
            self.form.refresh()
        if self.findings is not None:
            self.findings.refresh()

    def refresh_findings(self) -> None:
        if self.findings is not None:
            self.findings.refresh()
        if self.form is not None:
            self.form.show_findings(self.document.findings_of(self.form.subject))

    def focus_property(self, path: str) -> bool:
        """Put the cursor into the field of a property; False where there is none."""
        return self.form is not None and self.form.focus(path)

    @property
    @abstractmethod
    def key(self) -> object:
        """What the page is about; a page with the same key is kept."""

    # -- parts

    def _head(self, header: Header) -> Header:
        header.menu_wanted.connect(self.menu_wanted)
        self.column.addWidget(header)
        return header

    def _titled(self, subject: Subject, header: Header, text: Callable[[], str]) -> None:
        if isinstance(header.title, QLineEdit):
            self._titles.append((TitleEdit(self.document, subject, header.title), text))
        if isinstance(header.second, QLineEdit):
            IdEdit(self.document, subject, header.second)

    def _add_findings(self, subject: Subject) -> None:
        self.findings = Findings(self.document, subject)
        self.column.addWidget(self.findings)

    def _add_doc(self, text: str, url: str) -> None:
        link = Button(text, link=True)
        link.setToolTip(url)
        link.clicked.connect(lambda: open_link(url))
        self.column.addWidget(link)

    def _add_guides(self, guides: Iterable[Guide]) -> None:
        """Links to the guides that may help here."""
        for guide in guides:
            link = Button(f"Help me choose: {guide.title}", link=True)
            link.clicked.connect(lambda _on=False, id_=guide.id: self.choice_wanted.emit(id_))
            self.column.addWidget(link)

    def _record(self, subject: Subject, default: Any) -> Any:
        design = self.document.design
        return design.get(subject) if subject.id in design else default

    def _field_row(self, section: Section, spec: PropertySpec, read: Read, write: Write, name: str) -> None:
        """A row for something that is no property: a setting of the design, a group's kind."""
        field = field_for(spec, read(self.document.design), [])
        field.set_value(read(self.document.design))
        merge = f"{name} {id(field)}" if spec.type == "string" else None  # typing is one step, choices are several

        def edit(value: Any) -> None:
            self.document.execute(Command(name, lambda design: write(design, value), merge))

        field.edited.connect(edit)
        section.content.addWidget(Row(spec, field))
        self._rows.append((field, read))


class NodePage(Page):
    def __init__(self, document: Document, id_: str, activate: Activate, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._subject = Subject("node", id_)
        node = document.design.nodes[id_]
        service = document.catalogue.service(node)
        self._key = NodePage.key_of(document, id_)
        header = self._head(Header(tile(service, 40), node.title, id_, title_field="Title", id_field="Id"))
        if isinstance(header.title, QLineEdit):
            header.title.setPlaceholderText(id_)
        self._titled(self._subject, header, lambda: str(self._record(self._subject, node).title))
        self._add_findings(self._subject)
        if service is not None and service.properties:
            self.form = PropertyForm(document, self._subject, service.properties)
            self.column.addWidget(self.form)
        self._more: MoreProperties | None = None
        if service is not None and service.cfn_type:
            self._more = MoreProperties(document, self._subject, service)
            self.column.addWidget(self._more)
        elif service is None:
            self.column.addWidget(label(node.type or node.service, "small", "text2", wrap=True))
            resource = schemas().resource(node.type) if node.type else None
            if resource is None:
                self._add_raw(node)
            else:
                self.form = ResourceForm(document, self._subject, resource)
                section = Section("Properties")
                section.content.addWidget(self.form)
                self.column.addWidget(section)
        self._connections = Connections(document, id_, activate)
        self._section = Section("Connections")
        self._section.content.addWidget(self._connections)
        self.column.addWidget(self._section)
        if service is not None:
            if not service.actor:
                self.column.addWidget(label(service.description, "small", "text2", wrap=True))
            self._add_doc(f"{service.short} documentation", service.doc)
        elif isinstance(self.form, ResourceForm):
            if self.form.resource.description:
                self.column.addWidget(label(self.form.resource.description, "small", "text2", wrap=True))
            self._add_doc("CloudFormation's documentation", self.form.resource.doc)
        self.column.addStretch(1)
        self._section.setVisible(self._connections.count > 0)

    def _add_raw(self, node: Node) -> None:
        """All properties of a type that the catalogue does not know, as one JSON object."""
        subject = self._subject
        spec = PropertySpec(
            type="object", title="Properties", help="By CloudFormation's names, as in a template's Properties."
        )

        def write(design: Design, value: Any) -> Design:
            return design.change(subject, properties=freeze(value or {}))

        section = Section("Resource")
        self._field_row(
            section, spec, lambda _d: self._record(subject, node).properties or None, write, "Change Properties"
        )
        self.column.addWidget(section)

    @staticmethod
    def key_of(document: Document, id_: str) -> object:
        node = document.design.nodes[id_]
        return ("node", id_, node.service, node.type)

    def focus_property(self, path: str) -> bool:
        return super().focus_property(path) or (self._more is not None and self._more.focus(path))

    @property
    def key(self) -> object:
        return self._key

    def refresh(self) -> None:
        super().refresh()
        if self._more is not None:
            self._more.refresh()
        self._connections.refresh()
        self._section.setVisible(self._connections.count > 0)


class EdgePage(Page):
    def __init__(self, document: Document, id_: str, activate: Activate, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._subject = Subject("edge", id_)
        self._key = EdgePage.key_of(document, id_)
        design, catalogue = document.design, document.catalogue
        record = design.edges[id_]
        integration = catalogue.integration(design, record)
        ends = [
            design.nodes[end].title or end if end in design.nodes else end for end in (record.source, record.target)
        ]
        head = Header(edge(integration.model if integration else "attached", 40), f"{ends[0]} → {ends[1]}", id_)
        self._head(head)
        self._add_findings(self._subject)
        self._add_choice(record, integration)
        self._told: Told | None = None
        if integration is not None:
            self._told = Told(document, id_)
            self._told.permissions_wanted.connect(self.permissions_wanted)
            self.column.addWidget(self._told.what)
            if integration.properties:
                self.form = PropertyForm(document, self._subject, integration.properties)
                self.column.addWidget(self.form)
            self.column.addWidget(self._told)
            self._add_doc("AWS documentation", integration.doc)
        self._add_guides(guides_between(catalogue, design, frozenset({self._subject})))
        self.column.addStretch(1)

    @staticmethod
    def key_of(document: Document, id_: str) -> object:
        design = document.design
        record = design.edges[id_]
        integration = document.catalogue.integration(design, record)
        ends = tuple(design.nodes[e].title if e in design.nodes else e for e in (record.source, record.target))
        return ("edge", id_, record.via, integration.id if integration else None, ends)

    @property
    def key(self) -> object:
        return self._key

    def _add_choice(self, record: Edge, integration: IntegrationSpec | None) -> None:
        """What the edge stands for, where the pair has several integrations."""
        design, catalogue = self.document.design, self.document.catalogue
        if record.source not in design.nodes or record.target not in design.nodes:
            return
        pair = (catalogue.variant(design.nodes[record.source]), catalogue.variant(design.nodes[record.target]))
        options = catalogue.between(*pair)
        if integration is not None and len(options) < 2:
            self.column.addWidget(label(integration.title, "strong", wrap=True))
            return
        if not options:
            return
        combo = QComboBox()
        combo.setAccessibleName("Integration")
        combo.setIconSize(QSize(theme().px(32), theme().px(16)))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if integration is None:
            combo.addItem("Choose an integration", None)
        for option in options:
            combo.addItem(edge(option.model), option.title, option.id)
        if integration is not None:
            combo.setCurrentIndex(combo.findData(integration.id))
        combo.activated.connect(lambda index: self._choose(combo.itemData(index)))
        self.column.addWidget(combo)

    def _choose(self, via: str | None) -> None:
        if via is not None:
            catalogue, id_ = self.document.catalogue, self._subject.id
            self.document.execute(commands.set_via(self.document.design, catalogue, id_, catalogue.integrations[via]))

    def refresh(self) -> None:
        super().refresh()
        if self._told is not None:
            self._told.refresh()
