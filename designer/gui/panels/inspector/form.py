"""A form made from property specs: rows by section, rare ones folded, values followed and changed as one undo step."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.panels.inspector.field import Field, tooltip
from designer.gui.panels.inspector.fields import field_for
from designer.gui.theme import theme
from designer.gui.widgets import ElidedLabel, Section, clear, vbox
from designer.model.design import Subject, get_path
from designer.model.finding import Finding
from designer.model.specs import PropertySpec

Specs = Mapping[str, PropertySpec]
LABEL_WIDTH, FIELD_WIDTH = 124, 148
_runs = count(1)  # each stay in a field is a run of typing that undoes as one step


class Row(QWidget):
    """A label and its field, side by side or one below the other."""

    def __init__(self, spec: PropertySpec, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        name = ElidedLabel(spec.title, "small", "text2")
        name.setBuddy(field.control)
        name.setMinimumHeight(theme().px(28))
        layout: QHBoxLayout | QVBoxLayout
        if field.wide:
            name.setMinimumHeight(theme().px(20))
            layout = vbox(self, margins=(0, 4, 0, 4), spacing=2)
            layout.addWidget(name)
            layout.addWidget(field)
        else:
            layout = QHBoxLayout(self)
            layout.setContentsMargins(0, 4, 0, 4)
            layout.setSpacing(8)
            layout.addWidget(name, LABEL_WIDTH, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(field, FIELD_WIDTH)
        if help_ := tooltip(spec):
            name.setWhatsThis(help_)


class PropertyForm(QWidget):
    """The properties of one record.  `refresh` follows the design without touching what is being typed."""

    def __init__(self, document: Document, subject: Subject, specs: Specs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._document = document
        self.subject = subject
        self._specs = specs
        self._fields: dict[str, Field] = {}
        self._shown: tuple[str, ...] = ()
        self._open: dict[str, bool] = {}
        self._run = 0
        self._layout = vbox(self, spacing=4)
        self.refresh()

    # -- following

    def refresh(self) -> None:
        """Show the record's values; built anew only when other fields are to be seen."""
        properties = self._properties()
        if properties is None:
            return
        shown = tuple(path for path, spec in self._specs.items() if holds(spec, properties, self._specs))
        if shown != self._shown:
            self._build(shown, properties)
        for path, field in self._fields.items():
            field.set_value(get_path(properties, path))
        self.show_findings(self._document.findings_of(self.subject))

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        said = {f.property: f for f in reversed(findings) if f.property and not f.accepted}
        for path, field in self._fields.items():
            finding = said.get(path)
            field.set_finding(finding.message if finding else "", finding.severity if finding else "error")

    def focus(self, path: str) -> bool:
        """Put the cursor into a property's field, the first below it where it has several; False where it has none."""
        below = (field for known, field in self._fields.items() if known.startswith(f"{path}."))
        field = self._fields.get(path) or next(below, None)
        if field is None:
            return False
        parent = field.parentWidget()
        while parent is not None and parent is not self:
            if isinstance(parent, Section):
                parent.head.setChecked(True)
            parent = parent.parentWidget()
        field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def field(self, path: str) -> Field | None:
        return self._fields.get(path)

    def _properties(self) -> Mapping[str, Any] | None:
        design = self._document.design
        if self.subject.id not in design:
            return None
        record = design.get(self.subject)
        return getattr(record, "properties", {})

    # -- building

    def _build(self, shown: tuple[str, ...], properties: Mapping[str, Any]) -> None:
        focused = next((path for path, field in self._fields.items() if field.control.hasFocus()), None)
        clear(self._layout)
        self._fields.clear()
        self._shown = shown
        sections: dict[str, list[str]] = {}
        rare: list[str] = []
        for path in shown:
            spec = self._specs[path]
            set_ = get_path(properties, path) is not None
            if spec.advanced and not set_:
                rare.append(path)
            else:
                sections.setdefault(spec.section or "Properties", []).append(path)
        for title, paths in sections.items():
            self._add_section(title, paths, properties, folded=False)
        if rare:
            self._add_section("More" if sections else "Properties", rare, properties, folded=bool(sections))
        if focused in self._fields:
            self._fields[focused].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_section(self, title: str, paths: list[str], properties: Mapping[str, Any], *, folded: bool) -> None:
        section = Section(title, folded=not self._open.get(title, not folded))
        section.toggled.connect(lambda opened, title=title: self._open.__setitem__(title, opened))
        for path in paths:
            section.content.addWidget(self._row(path, properties))
        self._layout.addWidget(section)

    def _row(self, path: str, properties: Mapping[str, Any]) -> Row:
        spec = self._specs[path]
        field = field_for(spec, get_path(properties, path), self._references(spec))
        field.edited.connect(lambda value, path=path: self._edit(path, value))
        field.control.installEventFilter(self)
        self._fields[path] = field
        return Row(spec, field)

    def _references(self, spec: PropertySpec) -> list[tuple[str, str]]:
        if spec.type != "reference":
            return []
        services = self._document.catalogue.variants
        wanted = {services[id_].id for id_ in spec.refers_to if id_ in services}
        nodes = self._document.design.nodes.items()
        return [(id_, n.title or id_) for id_, n in nodes if n.service in wanted and id_ != self.subject.id]

    # -- editing

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._run = next(_runs)
        return False

    def _edit(self, path: str, value: Any) -> None:
        subject, title = self.subject, self._specs[path].title
        merge = f"{subject} {path} {self._run}"
        self._document.execute(commands.set_property(subject, path, value, title, merge))


def holds(spec: PropertySpec, properties: Mapping[str, Any], specs: Specs) -> bool:
    """Whether a property's `when` holds, or it has a value that must not be hidden."""

    def value(name: str) -> Any:
        default = specs[name].default if name in specs else None
        return get_path(properties, name, default)

    return all(value(name) == wanted or (wanted is False and value(name) is None) for name, wanted in spec.when.items())


def open_link(url: str) -> None:
    """Open a documentation page in the browser; only https leaves the program."""
    if url.startswith("https://"):
        QDesktopServices.openUrl(QUrl(url))
