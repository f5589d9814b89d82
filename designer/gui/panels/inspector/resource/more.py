"""What a service of the catalogue takes besides the properties that the catalogue has chosen for its form.

Folded, and made only when it is unfolded or holds something: most nodes never need it, and schemas take time to read.
"""

from __future__ import annotations

from designer.gui.document import Document
from designer.gui.panels.inspector.resource.form import ResourceForm
from designer.gui.widgets import Section, label
from designer.model.design import Subject
from designer.model.specs import ServiceSpec
from designer.schemas import schemas


class MoreProperties(Section):
    """The further properties of a node, by CloudFormation's names."""

    def __init__(self, document: Document, subject: Subject, service: ServiceSpec) -> None:
        self._document, self._subject, self._service = document, subject, service
        self._heads = frozenset(path.partition(".")[0] for path in service.properties)
        self.form: ResourceForm | None = None
        super().__init__("Any other property", folded=not self._holds())
        self.toggled.connect(self._toggled)
        self._toggled(self.head.isChecked())

    def refresh(self) -> None:
        if self.form is not None:
            self.form.refresh()
        elif self._holds():
            self.head.setChecked(True)

    def focus(self, path: str) -> bool:
        """Put the cursor into a property's field, which is added where it is not shown."""
        if path.partition(".")[0] in self._heads:
            return False
        self.head.setChecked(True)
        return self.form is not None and self.form.focus(path)

    def _holds(self) -> bool:
        """Whether something is set that the catalogue's form does not show."""
        node = self._document.design.nodes.get(self._subject.id)
        return node is not None and not self._heads.issuperset(node.properties)

    def _toggled(self, opened: bool) -> None:
        if not opened or self.content.count():
            return
        resource = schemas().resource(self._service.cfn_type or "")
        if resource is None:
            self.content.addWidget(label("The schema of this type is not at hand.", "small", "text2", wrap=True))
            return
        self.form = ResourceForm(self._document, self._subject, resource, self._heads)
        self.content.addWidget(self.form)
