"""Circles of references, and how they are broken.

A bucket that notifies a function which may read the bucket: each would have to stand before the other.  One resource
of a circle gets a name of its own, and whatever refers to it inside the circle computes its ARN from that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from exporters.plan import Join, Pseudo, Ref, Value, references
from exporters.planner.builder import Builder, Draft, kebab, short


@dataclass(frozen=True, slots=True)
class _Naming:
    """How a type is named, and what its attributes are made of (a function of the name)."""

    property: str
    limit: int
    attributes: Mapping[str, Callable[[Value], Join]]


def _arn(service: str, path: str) -> Callable[[Value], Join]:
    return lambda name: _flat(
        "arn:", Pseudo("Partition"), f":{service}:", Pseudo("Region"), ":", Pseudo("AccountId"), f":{path}", name
    )


def _flat(*parts: Value) -> Join:
    flat: list[Value] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Join) else (part,))
    return Join(tuple(p for p in flat if p != ""))


def _plain(name: Value) -> Join:
    return _flat(name)


def _queue_url(name: Value) -> Join:
    return _flat("https://sqs.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/", Pseudo("AccountId"), "/", name)


# The cheapest to name first: a name that is fixed cannot be changed without replacing the resource.
_NAMINGS: Mapping[str, _Naming] = {
    "AWS::S3::Bucket": _Naming(
        "BucketName", 63, {"Arn": lambda n: _flat("arn:", Pseudo("Partition"), ":s3:::", n), "Name": _plain, "": _plain}
    ),
    "AWS::SQS::Queue": _Naming(
        "QueueName", 80, {"Arn": _arn("sqs", ""), "Name": _plain, "Url": _queue_url, "": _queue_url}
    ),
    "AWS::SNS::Topic": _Naming("TopicName", 256, {"Arn": _arn("sns", ""), "Name": _plain, "": _arn("sns", "")}),
    "AWS::StepFunctions::StateMachine": _Naming(
        "StateMachineName",
        80,
        {"Arn": _arn("states", "stateMachine:"), "Name": _plain, "": _arn("states", "stateMachine:")},
    ),
    "AWS::Events::EventBus": _Naming("Name", 256, {"Arn": _arn("events", "event-bus/"), "Name": _plain, "": _plain}),
    "AWS::DynamoDB::Table": _Naming("TableName", 255, {"Arn": _arn("dynamodb", "table/"), "Name": _plain, "": _plain}),
    "AWS::Lambda::Function": _Naming(
        "FunctionName", 64, {"Arn": _arn("lambda", "function:"), "Name": _plain, "": _plain}
    ),
}


def break_circles(b: Builder) -> None:
    """Name resources until no circle is left that naming could break.

    Circles have no member in common, and naming one member changes only the others of its circle: each circle is a
    task of its own, and what is left of it becomes smaller circles.
    """
    needs = _Needs(b)
    tasks = circles(needs.graph(b.drafts))
    while tasks:
        circle = tasks.pop()
        chosen = _pick(needs, circle)
        if chosen is not None:
            _compute(needs, chosen, circle)
            tasks += circles(needs.graph(circle))


# What an API says of itself in one resource where it is told by a document, as SAM does.
_PARTS: Mapping[str, str] = {
    "AWS::ApiGateway::Method": "RestApiId",
    "AWS::ApiGateway::Authorizer": "RestApiId",
    "AWS::ApiGatewayV2::Authorizer": "ApiId",
    "AWS::ApiGatewayV2::Integration": "ApiId",
    "AWS::ApiGatewayV2::Route": "ApiId",
}
_INSIDE = frozenset({*_PARTS, "AWS::ApiGateway::Resource"})


class _Needs:
    """Who needs whom first; a role needs what its statements name, an API what its routes lead to."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.principals = {role: principal for principal, role in b.roles.items()}
        self.grants: dict[str, list[int]] = {}  # principal -> places in b.grants, which stay
        for place, grant in enumerate(b.grants):
            self.grants.setdefault(grant.principal, []).append(place)
        self.order = {id_: number for number, id_ in enumerate(b.drafts)}
        self.parts: dict[str, list[str]] = {}  # API -> its methods, routes, integrations and authorizers
        for draft in b.drafts.values():
            api = draft.properties.get(_PARTS.get(draft.type, ""))
            if isinstance(api, Ref) and api.resource in b.drafts and not _is_websocket(b.drafts[api.resource]):
                self.parts.setdefault(api.resource, []).append(draft.id)

    def of(self, id_: str) -> Iterator[Ref]:
        """Every reference of a resource, and of the parts that may be told with it."""
        yield from references(self.b.drafts[id_].properties)
        for part in self.parts.get(id_, ()):
            for ref in references(self.b.drafts[part].properties):
                if self.b.drafts[ref.resource].type not in _INSIDE:
                    yield ref
        for place in self.grants.get(self.principals.get(id_, ""), ()):
            yield from references(self.b.grants[place].resources)

    def graph(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Who needs whom among these resources."""
        among = dict.fromkeys(sorted(ids, key=self.order.__getitem__))
        found = {}
        for id_ in among:
            needed = {ref.resource for ref in self.of(id_)} | set(self.b.drafts[id_].depends_on)
            found[id_] = {other for other in needed if other in among and other != id_}
        return found


def _is_websocket(api: Draft) -> bool:
    """SAM has no words for an API of WebSockets, which so stays in parts."""
    return api.properties.get("ProtocolType") == "WEBSOCKET"


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The strongly connected components with more than one member (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    circles: list[set[str]] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(sorted(graph[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(sorted(graph[other]))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members: set[str] = set()
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        members.add(member)
                        if member == node:
                            break
                    if len(members) > 1:
                        circles.append(members)
    return circles


def _pick(needs: _Needs, circle: set[str]) -> Draft | None:
    """The member to name: the first type in the table that the others refer to by what a name gives."""
    used: dict[str, set[str]] = {}  # resource -> the attributes of it that members use
    for member in circle:
        for ref in needs.of(member):
            used.setdefault(ref.resource, set()).add(ref.attribute)
    drafts = [needs.b.drafts[id_] for id_ in sorted(circle, key=needs.order.__getitem__)]
    for type_, naming in _NAMINGS.items():
        for draft in drafts:
            if draft.type == type_ and not used.get(draft.id, set()).isdisjoint(naming.attributes):
                return draft
    return None


def _compute(needs: _Needs, draft: Draft, circle: set[str]) -> None:
    b = needs.b
    naming = _NAMINGS[draft.type]
    name = draft.properties.get(naming.property)
    if name is None:
        name = (
            _bucket_name(b, draft.id)
            if draft.type == "AWS::S3::Bucket"
            else b.physical_name(draft.id, naming.limit, _suffix(draft))
        )
        draft.properties = {naming.property: name, **draft.properties}
    table = {Ref(draft.id, word): make(name) for word, make in naming.attributes.items()}
    for member in [m for whole in circle for m in (whole, *needs.parts.get(whole, ())) if m != draft.id]:
        other = b.drafts[member]
        other.properties = replace_references(other.properties, table)
        other.depends_on = [d for d in other.depends_on if d != draft.id]
    for member in circle:
        for place in needs.grants.get(needs.principals.get(member, ""), ()):
            grant = b.grants[place]
            b.grants[place] = replace(grant, resources=tuple(replace_references(r, table) for r in grant.resources))
    b.allows = [replace(a, source=replace_references(a.source, table)) if a.policy in circle else a for a in b.allows]


def _suffix(draft: Draft) -> str:
    return ".fifo" if draft.properties.get("FifoQueue") or draft.properties.get("FifoTopic") else ""


def _bucket_name(b: Builder, id_: str) -> Join:
    """Buckets share one space of names in the whole world: design, node, stage, account and region tell them apart."""
    base = short(f"{b.slug}-{kebab(id_)}", 25)
    return Join((f"{base}-", b.stage, "-", Pseudo("AccountId"), "-", Pseudo("Region")))


def replace_references(value: Any, table: Mapping[Ref, Value]) -> Any:
    """A value in which the Refs of a table stand replaced."""
    if isinstance(value, Ref):
        return table.get(value, value)
    if isinstance(value, Join):
        parts: list[Value] = []
        for part in value.parts:
            new = replace_references(part, table)
            parts.extend(new.parts if isinstance(new, Join) and new is not part else (new,))
        return Join(tuple(parts))
    if isinstance(value, Mapping):
        return {k: replace_references(v, table) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [replace_references(v, table) for v in value]
    return value
