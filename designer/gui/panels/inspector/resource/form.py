"""A resource's properties as a form made from its schema; what the schema does not know is shown as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, islice
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.editing import commands
from designer.gui.document import Document
from designer.gui.panels.inspector.field import Field
from designer.gui.panels.inspector.resource.composites import COMPOSITES, ObjectField
from designer.gui.panels.inspector.resource.leaves import Around
from designer.gui.panels.inspector.resource.part import Part
from designer.gui.picker import Choice
from designer.gui.widgets import vbox
from designer.model.catalogue import GENERIC
from designer.model.design import Node, Subject
from designer.model.finding import Finding
from designer.model.frozen import thaw
from designer.model.references import GET_ATT
from designer.schemas import Resource, faults, schemas

MOST_FAULTS = 200
_runs = count(1)  # each stay in a field is a run of typing that undoes as one step


class ResourceForm(QWidget):
    """Follows a node by `refresh`; an edit anywhere in it is one change of one of the node's properties.

    `without` names properties that stand in another form; then only what is set is shown, since that form knows what
    is required.
    """

    def __init__(
        self,
        document: Document,
        subject: Subject,
        resource: Resource,
        without: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.subject = subject
        self._document, self.resource, self._without = document, resource, without
        self._run = 0
        around = Around(self.references, self._describe, self._touched, COMPOSITES)
        shape = resource.shape.without(without) if without else resource.shape
        self.root = ObjectField(resource.type, shape, around, 0)
        self.root.part_edited.connect(self._edited)
        vbox(self).addWidget(self.root)
        self.refresh()

    # -- following

    def refresh(self) -> None:
        if self._node() is not None:
            self.root.set_value(self._given())
            self.show_findings(self._document.findings_of(self.subject))

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """The schema's faults stand in their fields, except where a person has accepted them."""
        node = self._node()
        if node is None:
            return
        accepted = {f.property for f in findings if f.accepted} - {f.property for f in findings if not f.accepted}
        found = islice(faults(self.resource.shape, node.properties), MOST_FAULTS)
        # Beside the catalogue's form, names of ours are no fault: the schema does not know them.
        shown = [f for f in found if str(f.path[0]) not in accepted and not (self._without and f.sort == "unknown")]
        self.root.show_faults(shown, 0)

    def _given(self) -> dict[str, Any]:
        """The node's properties that stand in this form."""
        node = self._node()
        return {n: thaw(v) for n, v in (node.properties if node else {}).items() if n not in self._without}

    def focus(self, path: str) -> bool:
        """Put the cursor into a property's field, which is added where it is not shown."""
        name = path.partition(".")[0]
        part = self.root.part(name)
        if part is None and name in self.resource.shape.properties:
            part = self.root.add(name)
        if part is None:
            return False
        part.unfold()
        target = part.field.control if isinstance(part.field, Field) else part.field
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def part(self, name: str) -> Part | None:
        return self.root.part(name)

    def _node(self) -> Node | None:
        return self._document.design.nodes.get(self.subject.id)

    # -- editing

    def _touched(self) -> None:
        self._run = next(_runs)

    def _edited(self, name: str) -> None:
        if self._node() is None:
            return
        part = self.root.part(name)
        value = part.value if part is not None else None
        merge = f"{self.subject} {name} {self._run}"
        self._document.execute(commands.set_property(self.subject, name, value, name, merge))

    # -- references

    def references(self) -> Sequence[Choice]:
        """Every attribute of every other node."""
        choices = []
        for id_, node in self._document.design.nodes.items():
            type_ = self._type_of(node)
            if type_ is None or id_ == self.subject.id:
                continue
            resource = schemas().resource(type_)
            title = node.title or id_
            choices += [
                Choice(title, name, {GET_ATT: [id_, name]}, type_) for name in (resource.attributes if resource else ())
            ]
            choices.append(Choice(title, "Ref", {"Ref": id_}, type_))
        return choices

    def _type_of(self, node: Node) -> str | None:
        if node.service == GENERIC:
            return node.type
        service = self._document.catalogue.service(node)
        return service.cfn_type if service else None

    def _describe(self, value: Any) -> str:
        nodes = self._document.design.nodes
        if isinstance(value, Mapping) and len(value) == 1:
            ref, get_att = value.get("Ref"), value.get(GET_ATT)
            if isinstance(ref, str) and ref in nodes:
                return f"{nodes[ref].title or ref} · Ref"
            if isinstance(get_att, str):
                get_att = get_att.split(".", 1)
            if isinstance(get_att, (list, tuple)) and len(get_att) == 2 and all(isinstance(p, str) for p in get_att):
                title = nodes[get_att[0]].title or get_att[0] if get_att[0] in nodes else f"{get_att[0]} (missing)"
                return f"{title} · {get_att[1]}"
        return ""
