"""The workbench on which a plan is made: resources that are still open, and the questions that mechanisms ask.

Functions for nodes and mechanisms (nodes_*.py, edges_*.py) only ever talk to a Builder; when all have spoken,
`finish` turns it into a Plan.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import DESIGN, Design, Edge, Node, Subject, slug
from designer.model.specs import IntegrationSpec, PropertySpec
from exporters.cfn import ARNS
from exporters.plan import Allow, Grant, Join, Link, Omission, Output, Param, Parameter, Pseudo, Ref, Value
from exporters.planner.shapes import shaped
from exporters.planner.values import resolve

# What a design says about traffic is for the rules, not for CloudFormation, whatever record it stands on.
TRAFFIC = frozenset(
    {"PayloadKB", "DetailType", "MessageGroupId", "Ordering", "Idempotent", "RequestsPerSecond", "ExpectedSeconds"}
)


Access: TypeAlias = Literal["read", "write", "read-write", ""]


@dataclass(slots=True)
class Draft:
    """A resource that may still change."""

    id: str
    type: str
    properties: dict[str, Value]
    subject: Subject
    role: str = "main"
    title: str = ""
    comment: str = ""
    depends_on: list[str] = field(default_factory=list)
    deletion: Literal["", "Retain", "Snapshot"] = ""


@dataclass(slots=True)
class Wire:
    """An edge that is being planned, with everything that its mechanism asks for."""

    id: str
    edge: Edge
    integration: IntegrationSpec
    source: str
    target: str
    properties: dict[str, Value]  # resolved, with the names that are ours
    resources: list[str] = field(default_factory=list)

    @property
    def subject(self) -> Subject:
        return Subject("edge", self.id)

    def take(self, *names: str) -> dict[str, Value]:
        """The properties of these names that the design gives, in this order."""
        return {name: self.properties[name] for name in names if name in self.properties}


class Builder:
    """Collects what a design needs.  Ids of drafts are unique; order is settled when it is finished."""

    def __init__(self, design: Design, catalogue: Catalogue) -> None:
        self.design = design
        self.catalogue = catalogue
        self.slug = slug_of(design.name)
        self.drafts: dict[str, Draft] = {}
        self.wires: dict[str, Wire] = {}
        self.out: dict[str, list[Wire]] = {}
        self.into: dict[str, list[Wire]] = {}
        self.links: dict[str, Link] = {}
        self.grants: list[Grant] = []
        self.allows: list[Allow] = []
        self._asked: dict[tuple[object, ...], list[Grant | Allow]] = {}  # what may be the same statement once more
        self.parameters: dict[str, Parameter] = {}
        self.outputs: dict[str, Output] = {}
        self.omissions: list[Omission] = []
        self.roles: dict[str, str] = {}
        self.environment: dict[str, dict[str, Value]] = {}
        self.variables: dict[str, dict[str, str]] = {}  # function -> "KIND|node" -> the variable's name
        self.notes: dict[str, Any] = {}  # what one mechanism leaves for a later step, by a key of its own
        self._taken = {*design.nodes, *design.edges, *design.groups}
        self._connect()

    def _connect(self) -> None:
        """Find the integration of every edge that is deployed; what has none is an omission."""
        for id_, edge in self.design.edges.items():
            if edge.disabled or not (self.deployed(edge.source) and self.deployed(edge.target)):
                continue
            integration = self.catalogue.integration(self.design, edge)
            if integration is None:
                self.omit(Subject("edge", id_), "The catalogue has no such integration: nothing is generated for it.")
                continue
            wire = Wire(id_, edge, integration, *self.catalogue.ends(self.design, edge, integration), {})
            self.wires[id_] = wire
            self.out.setdefault(wire.source, []).append(wire)
            self.into.setdefault(wire.target, []).append(wire)

    def resolve_edges(self) -> None:
        """Give the edges their properties, once every node has said what it is called."""
        for wire in self.wires.values():
            given = self._fitting(
                _nested(wire.edge.properties, wire.integration), wire.integration.properties, wire.subject
            )
            wire.properties = {k: resolve(self, v, wire.subject) for k, v in given.items()}

    def _fitting(
        self, given: Mapping[str, Value], specs: Mapping[str, PropertySpec], subject: Subject
    ) -> dict[str, Value]:
        kept, dropped = shaped(given, specs)
        for name in dropped:
            self.omit(subject, f"{line(name)[:80]} has a value of the wrong kind and is left out.")
        return kept

    # -- the design

    def deployed(self, node: str) -> bool:
        return node in self.design.nodes and not self.design.nodes[node].disabled

    def node(self, id_: str) -> Node:
        return self.design.nodes[id_]

    def service(self, id_: str) -> str:
        return self.design.nodes[id_].service

    def title(self, id_: str) -> str:
        """What a person calls a node, as one line of text."""
        return line(self.node(id_).title) or id_

    def is_actor(self, id_: str) -> bool:
        spec = self.catalogue.service(self.node(id_))
        return spec is not None and (spec.actor or spec.cfn_type is None)

    def outgoing(self, node: str, *mechanisms: str) -> list[Wire]:
        return [w for w in self.out.get(node, ()) if not mechanisms or w.integration.mechanism in mechanisms]

    def incoming(self, node: str, *mechanisms: str) -> list[Wire]:
        return [w for w in self.into.get(node, ()) if not mechanisms or w.integration.mechanism in mechanisms]

    def node_properties(self, id_: str) -> dict[str, Value]:
        """The CloudFormation properties that a design gives a node: references resolved, our own names left out."""
        node = self.node(id_)
        spec = self.catalogue.service(node)
        own = {name.split(".")[0] for name, p in spec.properties.items() if p.own} if spec else set()
        drop = set() if node.service == GENERIC else own | TRAFFIC
        given = {k: v for k, v in node.properties.items() if k not in drop}
        if spec is not None:
            given = self._fitting(given, spec.properties, Subject("node", id_))
        return {k: resolve(self, v, Subject("node", id_)) for k, v in given.items()}

    # -- values

    def arn(self, id_: str) -> Value:
        """The ARN of what a node stands for; the default bus has one without being a resource."""
        special = self.notes.get(f"arn:{id_}")
        if special is not None:
            return special
        draft = self.drafts.get(id_)
        if draft is not None and draft.type in ARNS:
            service, path = ARNS[draft.type]
            head = ("arn:", Pseudo("Partition"), f":{service}:", Pseudo("Region"), ":", Pseudo("AccountId"), f":{path}")
            return Join((*head, Ref(id_, "")))
        return Ref(id_, "Arn")

    def name(self, id_: str) -> Value:
        special = self.notes.get(f"name:{id_}")
        return special if special is not None else Ref(id_, "Name")

    def physical_name(self, id_: str, limit: int, suffix: str = "") -> Join:
        """A name that no other stack of this account has: the stack's, then the node's.  At most `limit` characters
        where the stack's name has up to 60 % of them."""
        return Join((Pseudo("StackName"), f"-{short(kebab(id_), int(limit * 0.4) - len(suffix) - 1)}{suffix}"))

    # -- making things

    def fresh(self, base: str) -> str:
        """An id made from `base` that neither the design nor the plan has."""
        id_, number = base, 2
        while id_ in self._taken:
            id_, number = f"{base}_{number}", number + 1
        self._taken.add(id_)
        return id_

    def main(self, node: str, type_: str, properties: Mapping[str, Value], **more: Any) -> Draft:
        """The node's own resource, under the node's id."""
        draft = Draft(node, type_, dict(properties), Subject("node", node), title=self.title(node), **more)
        self.drafts[node] = draft
        return draft

    def add(
        self, base: str, type_: str, properties: Mapping[str, Value], subject: Subject, role: str, **more: Any
    ) -> Draft:
        """A further resource, under a fresh id made from `base`."""
        draft = Draft(self.fresh(base), type_, dict(properties), subject, role, **more)
        self.drafts[draft.id] = draft
        return draft

    def for_wire(self, wire: Wire, suffix: str, type_: str, properties: Mapping[str, Value], **more: Any) -> Draft:
        """A resource that exists for an edge, and is listed with its link."""
        base = f"{wire.id}_{suffix}" if suffix else wire.id
        if not suffix:  # the edge's own id is free in the plan: nodes and edges share no ids
            self._taken.discard(base)
        draft = self.add(base, type_, properties, wire.subject, suffix or "main", **more)
        wire.resources.append(draft.id)
        return draft

    def drop(self, node: str) -> None:
        """Take back a node that cannot be made after all, with what was made for it and what it might have done."""
        for draft in [d for d in self.drafts.values() if d.subject == Subject("node", node)]:
            del self.drafts[draft.id]
        self.roles.pop(node, None)
        self.grants = [g for g in self.grants if g.principal != node]

    def role(self, principal: str, service: str, subject: Subject, managed: Iterable[str] = ()) -> Ref:
        """The ARN of the role in which `principal` acts; made when it is first asked for."""
        if principal not in self.roles:
            condition = {"StringEquals": {"aws:SourceAccount": Pseudo("AccountId")}}
            statement: dict[str, Value] = {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
            }
            if service in _CONFUSED_DEPUTY:
                statement["Condition"] = condition
            properties: dict[str, Value] = {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}
            }
            policies = [Join(("arn:", Pseudo("Partition"), f":iam::aws:policy/{name}")) for name in managed]
            if policies:
                properties["ManagedPolicyArns"] = policies
            draft = self.add(f"{principal}_role", "AWS::IAM::Role", properties, subject, "role")
            self.roles[principal] = draft.id
        return Ref(self.roles[principal], "Arn")

    def grant(
        self,
        principal: str,
        actions: Iterable[str],
        resources: Iterable[Value],
        subject: Subject,
        target: str = "",
        access: Access = "",
        conditions: Mapping[str, Any] | None = None,
        because: str = "",
    ) -> None:
        limits = dict(conditions or {})
        grant = Grant(principal, tuple(actions), tuple(resources), subject, limits, access, target, because)
        same = self._asked.setdefault((principal, grant.actions, subject), [])
        if grant.actions and grant not in same:
            same.append(grant)
            self.grants.append(grant)

    def allow(
        self, resource: str, service: str, actions: Iterable[str], source: Value | None, subject: Subject
    ) -> None:
        allow = Allow(resource, service, tuple(actions), source, subject)
        same = self._asked.setdefault((resource, service, allow.actions, subject), [])
        if allow not in same:
            same.append(allow)
            self.allows.append(allow)

    def parameter(self, name: str, type_: str, description: str, **more: Any) -> Param:
        if name not in self.parameters:
            self.parameters[name] = Parameter(name, type_, description, **more)  # type: ignore[arg-type]
        return Param(name)

    def output(self, name: str, value: Value, description: str) -> None:
        base, number = name, 2
        while name in self.outputs:
            name, number = f"{base}{number}", number + 1
        self.outputs[name] = Output(name, value, description)

    def omit(self, subject: Subject, reason: str, target: str = "") -> None:
        omission = Omission(subject, target, reason)
        if omission not in self.omissions:
            self.omissions.append(omission)

    def env(self, function: str, kind: str, target: str, value: Value) -> None:
        """A function gets to know `value`; `kind` is the variable's name where it has only one of them."""
        self.environment.setdefault(function, {})[f"{kind}|{target}"] = value

    # -- what several families share

    @property
    def retention(self) -> Param:
        return self.parameter(
            "LogRetentionDays", "Number", "Days for which logs are kept", default=30, allowed=RETENTION_DAYS
        )

    @property
    def stage(self) -> Param:
        return self.parameter(
            "Stage",
            "String",
            "Stage of the deployment, such as dev or prod",
            default="dev",
            pattern="^[a-z][a-z0-9]{0,7}$",
        )

    def log_group(self, owner: str, subject: Subject, prefix: str, role: str = "log-group") -> Ref:
        """A log group with retention; returns its ARN."""
        name = Join((prefix, Pseudo("StackName"), f"-{short(kebab(owner), 100)}"))
        properties = {"LogGroupName": name, "RetentionInDays": self.retention}
        return Ref(self.add(f"{owner}_logs", "AWS::Logs::LogGroup", properties, subject, role).id, "Arn")

    def wires_to_other(self, statement: Grant | Allow) -> bool:
        """Whether a statement of an edge is about a queue to which the edge does not lead: a dead-letter queue."""
        wire = self.wires.get(statement.subject.id) if statement.subject.kind == "edge" else None
        about = statement.target if isinstance(statement, Grant) else statement.resource
        return wire is not None and about not in (wire.source, wire.target)


RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)

# Services that pass aws:SourceAccount when they assume a role.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
_CONFUSED_DEPUTY = frozenset(
    {
        "states.amazonaws.com",
        "pipes.amazonaws.com",
        "scheduler.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "firehose.amazonaws.com",
        "logs.amazonaws.com",
    }
)


def _nested(properties: Mapping[str, Value], integration: IntegrationSpec) -> dict[str, Value]:
    """A path that somebody wrote as one key (`"DeadLetterConfig.Arn": …`) as the objects that it means."""
    found: dict[str, Value] = {}
    for key, value in properties.items():
        if "." not in key or key not in integration.properties:
            found[key] = (
                {**found[key], **value} if isinstance(value, dict) and isinstance(found.get(key), dict) else value
            )
            continue
        *path, last = key.split(".")
        at = found
        for part in path:
            inner = at.get(part)
            at[part] = dict(inner) if isinstance(inner, dict) else {}
            at = at[part]
        at[last] = value
    return found


def line(text: str) -> str:
    """A title as one line of text: control characters and line breaks become spaces, and CloudFormation finds no
    dynamic reference in it, for which it knows no escape."""
    text = text.replace("{{resolve:", "{{ resolve:")
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text).split())


def kebab(id_: str) -> str:
    """An id as AWS names like it: lower case letters, digits and hyphens."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", id_)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "item"


def short(name: str, limit: int) -> str:
    """A name of at most `limit` characters; what is cut off is told apart by a digest."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('-')}-{digest}"


def slug_of(name: str) -> str:
    """A design's name as a stack, project and folder name."""
    base = re.sub(r"-+", "-", slug(name).replace("_", "-")).strip("-")
    if base and not base[0].isalpha():
        base = f"app-{base}"
    return short(base, 40) or "serverless-app"


__all__ = ["DESIGN", "Builder", "Draft", "Wire", "kebab", "line", "short", "slug_of"]
