"""What every document of a design needs: the nodes in groups, and the edges with the integration they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node
from designer.model.finding import Finding
from designer.model.specs import IntegrationSpec, ServiceSpec

CARD = (176.0, 56.0)  # px; the card that `at` is the left top corner of
_COLUMNS = 6


@dataclass(frozen=True)
class Drawing:
    """A design as documents see it.  Nodes without a place stand in a plain grid; `findings` are those of a check."""

    design: Design
    catalogue: Catalogue
    findings: tuple[Finding, ...] = field(default=())

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every record's id -> an identifier of letters, digits and `_` that no other record has."""
        taken: set[str] = set()
        found: dict[str, str] = {}
        for subject, _ in self.design.records():
            base = "".join(c if c.isascii() and c.isalnum() else "_" for c in subject.id)
            name, number = base, 2
            while name.lower() in taken:
                name, number = f"{base}_{number}", number + 1
            taken.add(name.lower())
            found[subject.id] = name
        return found

    def title(self, id_: str) -> str:
        """What a person calls a node or a group, in one line."""
        record = self.design.nodes.get(id_) or self.design.groups.get(id_)
        return (one_line(record.title) if record else "") or id_

    def service(self, node: Node) -> ServiceSpec | None:
        return self.catalogue.service(node)

    def kind(self, node: Node) -> str:
        """The service's name; of a generic node its CloudFormation type."""
        spec = self.service(node)
        return spec.title if spec else one_line(node.type or node.service)

    def edges(self) -> Iterator[tuple[str, Edge, IntegrationSpec | None]]:
        """Edges between nodes that exist, with their integration (None: not a legal one)."""
        for id_, edge in self.design.edges.items():
            if edge.source in self.design.nodes and edge.target in self.design.nodes:
                yield id_, edge, self.catalogue.integration(self.design, edge)

    def groups_in(self, group: str | None) -> list[str]:
        """The groups that stand directly in a group (None: on the canvas); a circle of groups stands nowhere."""
        return [id_ for id_, found in self.design.groups.items() if self._home(found.group) == group]

    def nodes_in(self, group: str | None) -> list[str]:
        return [id_ for id_, node in self.design.nodes.items() if self._home(node.group) == group]

    def _home(self, group: str | None) -> str | None:
        return group if group in self.design.groups else None

    @cached_property
    def places(self) -> Mapping[str, tuple[float, float]]:
        """The left top corner of each node's card, px."""
        placed = {i: (n.at[0], n.at[1]) for i, n in self.design.nodes.items() if n.at is not None}
        below = max((y for _, y in placed.values()), default=-CARD[1] * 2) + CARD[1] * 2
        rest = [i for i in self.design.nodes if i not in placed]
        for number, id_ in enumerate(rest):
            row, column = divmod(number, _COLUMNS)
            placed[id_] = (column * CARD[0] * 1.5, below + row * CARD[1] * 2.5)
        return placed


def one_line(text: str) -> str:
    """A text without line ends and signs that steer a terminal or the direction of writing."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
