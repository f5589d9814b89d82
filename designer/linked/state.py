"""A template while changes are written into it one by one, and what it says when it is read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.importers.base import Imported
from designer.linked.merge import EdgeKey, edge_key
from designer.linked.references import references
from designer.linked.template import TemplateText
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import FrozenDict

Reader = Callable[[TemplateText], Imported]
Edges = Counter[tuple[EdgeKey, FrozenDict[str, Any]]]

# Resources that are there for one connection and mean nothing without it.
CONNECTING = frozenset(
    {
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::AppSync::DataSource",
        "AWS::Events::Rule",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Permission",
        "AWS::Logs::SubscriptionFilter",
        "AWS::SNS::Subscription",
        "AWS::Serverless::Connector",
        "AWS::WAFv2::WebACLAssociation",
    }
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change of the design that the template does not hold; one sentence for the person."""

    subject: Subject
    message: str


class NotWrittenError(Exception):
    """This change cannot be written; the message says why."""


@dataclass
class State:
    """The text as it is so far; `names` has the logical ids of nodes that are called otherwise in the design."""

    text: TemplateText
    catalogue: Catalogue
    read: Reader
    names: Mapping[str, str]
    conflicts: list[Conflict] = field(default_factory=list)
    _imported: dict[str, Imported] = field(default_factory=dict)
    _folded: tuple[Imported, dict[str, set[str]]] | None = None

    def logical(self, id_: str) -> str:
        return self.names.get(id_, id_)

    def named(self, value: Any) -> Any:
        """A value in which references name logical ids instead of node ids."""
        if isinstance(value, Mapping):
            if len(value) == 1 and "Fn::GetAtt" in value and isinstance(value["Fn::GetAtt"], (list, tuple)):
                id_, *rest = value["Fn::GetAtt"]
                return {"Fn::GetAtt": [self.logical(id_) if isinstance(id_, str) else id_, *rest]}
            if len(value) == 1 and isinstance(value.get("Ref"), str):
                return {"Ref": self.logical(value["Ref"])}
            return {key: self.named(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.named(item) for item in value]
        return value

    def is_deployed(self, node: Node) -> bool:
        """People, browsers and the like are drawn, not deployed."""
        spec = self.catalogue.service(node)
        return bool(node.type if spec is None else spec.cfn_type or node.type)

    def imported(self) -> Imported:
        key = self.text.text
        if key not in self._imported:
            self._imported = {key: self.read(self.text)}
        return self._imported[key]

    def key(self, design: Design, edge: Edge) -> EdgeKey:
        source, target, integration = edge_key(design, edge, self.catalogue)
        return self.logical(source), self.logical(target), integration

    def edges(self) -> Counter[tuple[EdgeKey, FrozenDict[str, Any]]]:
        """The edges that the template has, with their properties; some may stand there more than once."""
        found = self.imported().design
        return Counter((edge_key(found, edge, self.catalogue), edge.properties) for edge in found.edges.values())

    def keys(self) -> Counter[EdgeKey]:
        found: Counter[EdgeKey] = Counter()
        for (key, _), count in self.edges().items():
            found[key] += count
        return found

    def parts(self, found: Imported, end: str) -> set[str]:
        """The logical ids of what belongs to a node."""
        if self._folded is None or self._folded[0] is not found:
            index: dict[str, set[str]] = {}
            for item in found.report.items:
                if item.subject is not None and item.subject.kind == "node":
                    index.setdefault(item.subject.id, set()).add(item.name)
            self._folded = found, index
        return {end, *self._folded[1].get(end, ())}

    def between(self, found: Imported, key: Sequence[str]) -> set[str]:
        """The resources that do nothing but connect the two ends of an edge."""
        source, target = self.parts(found, key[0]), self.parts(found, key[1])
        between: set[str] = set()
        for name, resource in self.text.section("Resources").items():
            if isinstance(resource, dict) and resource.get("Type") in CONNECTING:
                names = {id_ for _, id_ in references(resource.get("Properties"), source | target)}
                if names & target and (names & source or name in source) and name not in key[:2]:
                    between.add(name)
        return between
