"""The drawing board of an import: nodes, what folds into them, and edges, until they become a design."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from designer.importers.base import Place, Remark
from designer.importers.cloudformation.fitting import fitted
from designer.importers.cloudformation.sam import TRANSLATED
from designer.importers.cloudformation.tables import GENERIC_TYPES, NAMESPACES
from designer.importers.cloudformation.template import Resource, Template, arn, as_map, text
from designer.importers.cloudformation.titles import title, words
from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import Design, Edge, Node, Subject
from designer.model.specs import IntegrationSpec, ServiceSpec

_NAMED = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}")
# Mechanisms that are drawn only where the catalogue knows them: what else says that one thing may talk to another
# stays a property.
_ONLY_KNOWN = frozenset({"association", "access-logs", "data-access", "connection", "sdk-call", "publish", "tracing"})
# Types whose node is made as the service's main type all the same.
_SAME_NODE = frozenset({*TRANSLATED, "AWS::ECS::TaskDefinition", "AWS::MSK::ServerlessCluster"})
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
MOST_EDGES = 10_000


@dataclass(slots=True)
class Draft:
    """A node that is being made."""

    id: str
    service: str
    type: str | None
    properties: dict[str, Any]
    place: Place | None
    title: str = ""
    outside: bool = False  # it stands for something that the template only names

    @property
    def is_generic(self) -> bool:
        return self.service == GENERIC


@dataclass(slots=True)
class Link:
    """An edge that is being made."""

    source: str
    target: str
    via: str | None
    mechanism: str
    properties: dict[str, Any]
    place: Place | None


@dataclass
class Drawing:
    """What has been understood so far.  Ids of nodes are logical ids."""

    template: Template
    catalogue: Catalogue
    nodes: dict[str, Draft] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)  # a folded resource -> the resource that it belongs to
    remarks: list[Remark] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)  # a physical name -> the resources that bear it
    used: dict[str, set[str]] = field(default_factory=dict)  # node -> top properties that edges say in full
    groups: dict[str, str] = field(default_factory=dict)  # a folded resource of a network -> its VPC
    _of_pair: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
    _seen: set[tuple[str, str, str | None, str]] = field(default_factory=set)

    @cached_property
    def _of_type(self) -> Mapping[str, str]:
        return {s.cfn_type: s.id for s in self.catalogue.services.values() if s.cfn_type}

    # -- nodes

    def add(self, resource: Resource, service: str, properties: dict[str, Any]) -> Draft:
        spec = self.catalogue.services.get(service)
        said = spec is not None and (spec.cfn_type == resource.type or resource.type in _SAME_NODE)
        type_ = None if said else resource.type
        draft = Draft(resource.id, service, type_, properties, resource.place)
        self.nodes[resource.id] = draft
        return draft

    def peer(self, namespace: str, key: str = "") -> str:
        """The node for something outside the template that a namespace (`s3`, `dynamodb`) and `key` name."""
        return self.outside(self.service_of(namespace), key, namespace)

    def service_of(self, namespace: str) -> str:
        """The service that an action's, ARN's or event source's namespace means; empty for one we do not know."""
        return NAMESPACES.get(namespace) or self._of_type.get(GENERIC_TYPES.get(namespace, ""), "")

    def inside(self, namespace: str) -> list[str]:
        """The template's own nodes of a namespace."""
        service, type_ = self.service_of(namespace), GENERIC_TYPES.get(namespace, "")
        return [
            id_
            for id_, draft in self.nodes.items()
            if not draft.outside and (draft.service == service if service else draft.type == type_)
        ]

    def outside(self, service: str, key: str = "", namespace: str = "") -> str:
        """The node for something of this service outside the template; a generic one where `service` is empty."""
        spec = self.catalogue.services.get(service)
        base = key or (pascal(spec.short) if spec else pascal(namespace))
        id_ = base if base and base[0].isalpha() else f"Outside{base}"
        if service == "eventbridge-bus" and not key:
            id_ = "DefaultBus"
        wanted = service or GENERIC
        while (id_ in self.nodes or id_ in self.template.resources) and not (
            id_ in self.nodes and self.nodes[id_].outside and self.nodes[id_].service == wanted
        ):
            id_ += "Outside"
        if id_ not in self.nodes:
            name = title(key, wanted, outside=True) if key else spec.title if spec else title(base, wanted)
            type_ = None if spec else GENERIC_TYPES.get(namespace, f"AWS::{pascal(namespace)}::Resource")
            if id_ == "DefaultBus":
                name = "Default bus"
            self.nodes[id_] = Draft(id_, wanted, type_, {}, None, name, outside=True)
        return id_

    def free(self, base: str) -> str:
        """A logical id that nothing has yet."""
        id_, number = base, 2
        while id_ in self.nodes or id_ in self.template.resources:
            id_, number = f"{base}{number}", number + 1
        return id_

    def fold(self, id_: str, owner: str) -> None:
        self.owners.setdefault(id_, owner)

    def owner(self, id_: str) -> str | None:
        """The node that a resource is or belongs to; None while that is not known."""
        seen: set[str] = set()
        while id_ not in self.nodes:
            if id_ in seen or id_ not in self.owners:
                return None
            seen.add(id_)
            id_ = self.owners[id_]
        return id_

    def service(self, id_: str) -> str:
        return self.nodes[id_].service

    # -- whom a value names

    def resources(self, value: Any) -> list[str]:
        """The logical ids that a value names, in order, by reference or by their physical name."""
        found = dict.fromkeys(id_ for part in _texts(value) for id_ in self._in_text(part))
        return list(found)

    def _in_text(self, value: str) -> Iterator[str]:
        if "${" in value:
            yield from (id_ for id_ in _NAMED.findall(value) if id_ in self.template.resources)
        if self.names and len(value) < 2048:
            name = known_name(value)
            if name in self.names:
                yield from self.names[name]
            elif name.startswith("arn:"):
                whole = name.split(":", 5)[-1].partition("/")[2]
                yield from self.names.get(whole, self.names.get(f"/{whole}", []))
                for part in re.split(r"[:/]", name):
                    yield from self.names.get(part, []) if part else []

    def targets(self, value: Any) -> list[str]:
        """The nodes that a value names, folded resources by their owner."""
        found = (self.owner(id_) for id_ in self.resources(value))
        return list(dict.fromkeys(id_ for id_ in found if id_ is not None))

    def target(self, value: Any, service: str = "") -> str | None:
        """The one node that a value names: of the service, if one is given; else something outside, by its ARN or as
        `service`; None when nothing can be said."""
        found = self.targets(value)
        fitting = [id_ for id_ in found if not service or self.service(id_) == service]
        if fitting or found:
            return (fitting or found)[0]
        written = text(value)
        if written is None:
            return None
        if parts := arn(value):
            return self.peer(namespace_of(parts[2], parts[5]))
        if service:
            named = next((n for n in _NAMED.findall(written) if n in self.parameters), "")
            return self.outside(service, named)
        return None

    @property
    def parameters(self) -> Mapping[str, Any]:
        found = self.template.data.get("Parameters")
        return found if isinstance(found, Mapping) else {}

    def referring(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Properties in which a named node is `{"Fn::GetAtt": [node, "Arn"]}`, the design's own way to say it."""
        found = dict(words)
        for path in (("DeadLetterConfig", "Arn"), ("DestinationConfig", "OnFailure", "Destination")):
            at: Any = found
            for key in path:
                at = as_map(at).get(key)
            node = next(iter(self.targets(at)), None) if at is not None else None
            if node is not None:
                value: Any = {"Fn::GetAtt": [node, "Arn"]}
                for key in reversed(path[1:]):
                    value = {key: value}
                found[path[0]] = {**as_map(found[path[0]]), **value} if len(path) == 2 else value
        return found

    # -- edges

    def connect(
        self,
        source: str | None,
        target: str | None,
        mechanisms: Iterable[str],
        properties: Mapping[str, Any] | None = None,
        place: Place | None = None,
    ) -> bool:
        """Draw an edge of the first of these mechanisms that the pair has.  False when there is nothing to draw."""
        if source is None or target is None or source not in self.nodes or target not in self.nodes:
            return False
        if len(self.links) >= MOST_EDGES:
            return True
        words_ = tuple(mechanisms)
        if any((self.nodes[end].type or "").startswith(_CUSTOM) for end in (source, target)) and words_[0] != "invoke":
            return False  # what a custom resource finds out is known only at deployment
        if source == target and words_[0] not in ("redrive", "task", "sdk-call", "elb"):
            return False
        found, default = self._integration(source, target, words_)
        generic = self.nodes[source].is_generic or self.nodes[target].is_generic
        if found is None and not generic and words_[0] in _ONLY_KNOWN:
            return False
        given = {k: v for k, v in (properties or {}).items() if v is not None and v != {} and v != []}
        if found is not None:
            via = None if default else found.mechanism if self._says(found, source, target) else found.id
            heads = {name.partition(".")[0] for name in found.properties}
            given = fitted({k: v for k, v in given.items() if k in heads}, found.properties)
        else:
            via = words_[0]
        key = (source, target, via, repr(sorted(given.items())))
        if key in self._seen:
            return True
        self._seen.add(key)
        for known in self._of_pair.get((source, target), ()):
            if known.via == via and _same(known.properties, given):  # told twice, once in more words
                known.properties = {**known.properties, **given}
                return True
        mechanism = found.mechanism if found is not None else words_[0]
        link = Link(source, target, via, mechanism, given, place)
        self.links.append(link)
        self._of_pair.setdefault((source, target), []).append(link)
        if found is None and not generic:
            ends = f"{self.nodes[source].title or source} → {target}"
            self.remarks.append(Remark(f"{ends}: the designer knows no such connection ({words_[0]}).", place))
        return True

    def known(self, source: str, target: str, *mechanisms: str) -> bool:
        """Whether the catalogue has such an integration for these two."""
        return self._integration(source, target, mechanisms)[0] is not None

    def _integration(self, source: str, target: str, words_: tuple[str, ...]) -> tuple[IntegrationSpec | None, bool]:
        """The integration and whether it is what an edge without `via` means."""
        pair = self.catalogue.between(self._variant(source), self._variant(target))
        default = next((i for i in pair if i.default), None)
        for word in words_:
            found = next((i for i in pair if word in self.catalogue.words(i)), None)
            if found is not None:
                return found, found is default
        return None, False

    def _says(self, found: IntegrationSpec, source: str, target: str) -> bool:
        pair = self.catalogue.between(self._variant(source), self._variant(target))
        return next((i for i in pair if found.mechanism in self.catalogue.words(i)), None) is found

    def _variant(self, id_: str) -> str:
        draft = self.nodes[id_]
        spec = self.catalogue.services.get(draft.service)
        return spec.variant_of(draft.properties) if spec else draft.service

    def between(self, source: str, target: str) -> list[Link]:
        """The edges that lead from one node to another."""
        return self._of_pair.get((source, target), [])

    def speaks(self, source: str, service: ServiceSpec, mechanisms: Iterable[str]) -> bool:
        """Whether a node may be connected with a plain one of this service in one of these ways."""
        pair = self.catalogue.between(self._variant(source), service.variant_of({}))
        return any(self.catalogue.words(i) & set(mechanisms) for i in pair)

    # -- the end

    def design(self, name: str) -> Design:
        nodes: dict[str, Node] = {}
        for id_, draft in self.nodes.items():
            nodes[id_] = Node.model_validate(
                {
                    "service": draft.service,
                    **({"type": draft.type} if draft.type else {}),
                    "title": draft.title or title(id_, draft.service),
                    **({"properties": draft.properties} if draft.properties else {}),
                    **({"in": self.groups[id_]} if id_ in self.groups else {}),
                    # Of a type that we do not know there is nothing to deploy that would stand for it.
                    **({"disabled": True} if draft.outside and draft.is_generic else {}),
                }
            )
        design = Design(name=name)
        return design.put_all({Subject("node", id_): node for id_, node in nodes.items()})

    def edges(self, design: Design) -> Iterator[tuple[str, Edge, Place | None]]:
        """The edges under ids of their own: FROM-TO, then FROM-TO-2."""
        taken = {*design.nodes, *design.groups}
        for link in self.links:
            base = f"{link.source}-{link.target}"[:240]
            id_, number = base, 2
            while id_ in taken:
                id_, number = f"{base}-{number}", number + 1
            taken.add(id_)
            record = {"from": link.source, "to": link.target}
            if link.via is not None:
                record["via"] = link.via
            yield id_, Edge.model_validate({**record, "properties": link.properties}), link.place


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two edges of a pair are one: the one says what the other says and more, or both are the same route."""
    shared = {key for key in one if key in other}
    if any(one[key] != other[key] for key in shared):
        return False
    return {"Path", "Method"} <= shared or len(shared) in (len(one), len(other))


def namespace_of(service: str, resource: str) -> str:
    """An ARN's service as a namespace of ours: API Gateway's WebSocket and event buses by what the ARN names."""
    if service == "events" and resource.startswith("api-destination"):
        return "http-endpoint"
    return service


def known_name(value: str) -> str:
    """A physical name as it is compared: without the colons of pseudo parameters, which part an ARN."""
    return value.replace("${AWS::", "${AWS.")


def pascal(text_: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words(text_)) or "Item"


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, references as `${…}`."""
    written = text(value)
    if written is not None:
        yield written
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts([key, item] if "${" in str(key) else item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
