"""The parts of a design as a rule sees them: a deployed node or edge with what the catalogue says of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from designer.model.design import Edge, Node, Subject, get_path
from designer.model.specs import IntegrationSpec, PropertySpec, ServiceSpec

_MISSING = object()


class NodeView(NamedTuple):
    """A deployed node with what the catalogue says of it.  `service` is None for generic and unknown services."""

    id: str
    node: Node
    variant: str
    service: ServiceSpec | None

    @property
    def subject(self) -> Subject:
        return Subject("node", self.id)

    @property
    def title(self) -> str:
        return self.node.title or self.id

    @property
    def kind(self) -> str:
        """What the node is, by the catalogue's name: "SQS FIFO queue"."""
        if self.service is None:
            return self.node.type or self.node.service
        return next((v.title for v in self.service.variants if v.id == self.variant), self.service.title)

    def get(self, path: str) -> Any:
        """A property, or the value that CloudFormation takes where it is left out; None where neither is known."""
        return _get(self.node.properties, self.service.properties if self.service else {}, path)

    def number(self, path: str) -> float | None:
        """A property that is a number; None where it is unknown, a reference, or no number at all."""
        return _number(self.get(path))

    def is_a(self, *ids: str) -> bool:
        """Whether the node is of one of these services or variants."""
        return self.node.service in ids or self.variant in ids


class EdgeView(NamedTuple):
    """A deployed edge with its ends and the integration that it stands for (None where there is none)."""

    id: str
    edge: Edge
    source: NodeView
    target: NodeView
    integration: IntegrationSpec | None

    @property
    def subject(self) -> Subject:
        return Subject("edge", self.id)

    @property
    def mechanism(self) -> str:
        return self.integration.mechanism if self.integration else ""

    @property
    def model(self) -> str:
        return self.integration.model if self.integration else ""

    @property
    def invocation(self) -> str:
        return self.integration.invocation if self.integration else ""

    def get(self, path: str) -> Any:
        return _get(self.edge.properties, self.integration.properties if self.integration else {}, path)

    def number(self, path: str) -> float | None:
        return _number(self.get(path))

    def __str__(self) -> str:
        return f"{self.source.title} → {self.target.title}"


def _get(properties: Any, specs: Any, path: str) -> Any:
    if path in properties:
        return properties[path]
    if properties and "." in path:
        value = get_path(properties, path, _MISSING)
        if value is not _MISSING:
            return value
    spec: PropertySpec | None = specs.get(path)
    return spec.default if spec else None


def _number(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
