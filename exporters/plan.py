"""The Plan: what a design means, in CloudFormation's vocabulary and no target's syntax.

The planner (exporters/planner/) turns a Design and the Catalogue into a Plan once; each target realises it in its own
idiom.  Everything that two targets would otherwise decide twice stands here: names, defaults, references, who may
do what, what a function is given in its environment, which alarms watch what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from designer.model.design import Subject

# -- values: what may stand in a property


@dataclass(frozen=True, slots=True)
class Ref:
    """A resource's attribute.

    "Arn", "Name", "Url" and "Id" mean what they say whatever CloudFormation calls them (a topic's Arn and a queue's
    Url are its `Ref`; exporters/cfn.py has the table); any other word is CloudFormation's own attribute ("StreamArn",
    "DomainName", "Endpoint.Address"); empty is CloudFormation's `Ref`.
    """

    resource: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """The value of a parameter of the stack."""

    name: str


@dataclass(frozen=True, slots=True)
class Pseudo:
    """What the place of deployment gives; CloudFormation calls UrlSuffix `AWS::URLSuffix`."""

    name: Literal["Region", "AccountId", "Partition", "StackName", "StackId", "UrlSuffix"]


@dataclass(frozen=True, slots=True)
class Join:
    """Texts and values put together without a separator."""

    parts: tuple[Value, ...]


# A property's value: a JSON value in which a Ref, Param, Pseudo or Join may stand at any place.
Value = Any


def inside(value: Value) -> Iterator[Value]:
    """A value and every value inside it, the parts of a Join too."""
    yield value
    match value:
        case Join(parts):
            items: Iterable[Value] = parts
        case Mapping():
            items = value.values()
        case list() | tuple():
            items = value
        case _:
            return
    for item in items:
        yield from inside(item)


def references(value: Value) -> Iterator[Ref]:
    """Every Ref inside a value."""
    return (found for found in inside(value) if isinstance(found, Ref))


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the stack.

    All resources together are a complete CloudFormation stack: a target with no idiom of its own for one prints it
    as it stands, and one that has an idiom leaves out what the idiom brings along (roles, permissions, policies).

    `id` is unique in the plan: the node's id, or that with a suffix for what belongs to a node or an edge
    (`orders_api_stage`).  `type` is CloudFormation's.  `properties` are complete: the design's with the exporter's
    secure defaults filled in.  `subject` is the node or edge that it exists for; `role` tells what it is to it:
    "main" for the node's own resource, else a word ("dead-letter-alarm", "log-group", "stage", "policy").
    """

    id: str
    type: str
    properties: Mapping[str, Value]
    subject: Subject
    role: str = "main"
    title: str = ""
    comment: str = ""
    depends_on: tuple[str, ...] = ()  # ids that must stand first although no property refers to them
    deletion: Literal["", "Retain", "Snapshot"] = ""  # what becomes of the data when the resource goes


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody may do something: one statement of an identity policy, caused by one subject.

    `principal` is the id of the resource that acts (function, state machine, pipe, schedule, API …); its role is the
    resource `Plan.roles[principal]`, an AWS::IAM::Role that holds the trust and AWS's managed policies only: the
    statements are these grants, which each target turns into policies (or L2 grants) of its own.
    """

    principal: str
    actions: tuple[str, ...]
    resources: tuple[Value, ...]
    subject: Subject
    conditions: Mapping[str, Any] = field(default_factory=dict)
    access: Literal["read", "write", "read-write", ""] = ""  # for targets that have a grant by that name
    target: str = ""  # the id of the resource that it is about, "" where it is outside the plan
    because: str = ""  # the property of the subject that asked for it, "" where it is the edge itself


@dataclass(frozen=True, slots=True)
class Allow:
    """A service may act on a resource: one statement of a resource policy (queue, topic, function, bus, bucket).

    `source` is the ARN that `aws:SourceArn` must equal (or match, where it holds a `*`); None where the service gives
    none.  The resource that realises it is already in the plan: `policy` is its id (an AWS::SQS::QueuePolicy,
    AWS::SNS::TopicPolicy, AWS::S3::BucketPolicy with all statements of that resource, or one AWS::Lambda::Permission).
    """

    resource: str
    service: str  # "s3.amazonaws.com"
    actions: tuple[str, ...]
    source: Value | None
    subject: Subject
    policy: str = ""
    because: str = ""  # the property of the subject that asked for it, "" where it is the edge itself


@dataclass(frozen=True, slots=True)
class Link:
    """One edge, with what its mechanism needs; targets realise it by `mechanism`.

    `properties` are the edge's, with defaults filled in and references resolved to values.  `resources` are the ids
    of the resources that the planner made for it (rule, subscription, mapping …), which a target with an idiom of
    its own for the mechanism prints as that idiom instead.
    """

    edge: str
    integration: str
    mechanism: str
    source: str
    target: str
    properties: Mapping[str, Value]
    resources: tuple[str, ...] = ()


Language = Literal["python", "typescript"]
_OLDEST_NODE = 20  # that Powertools runs on: https://docs.aws.amazon.com/powertools/typescript/latest/


@dataclass(frozen=True, slots=True)
class Code:
    """The handler of one function.  `events` names the shapes that it must understand ("sqs", "apigw-http" …)."""

    function: str
    module: str  # the folder and package name, safe in every language
    events: tuple[str, ...]
    environment: Mapping[str, Value]
    calls: tuple[str, ...] = ()  # the ids of the links that leave it, in order
    runtime: str = ""  # Lambda's word: "python3.13", "nodejs22.x"
    variables: Mapping[str, str] = field(
        default_factory=dict
    )  # "TABLE_NAME|node id" -> the environment variable's name
    powertools: bool = False  # whether AWS Lambda Powertools is there to be used
    idempotent: tuple[str, ...] = ()  # the shapes that come at least once and are handled once

    @property
    def language(self) -> Language | None:
        return language_of(self.runtime)


def language_of(runtime: str) -> Language | None:
    """The language in which handlers for a runtime are generated, None where none are."""
    if runtime.startswith("python"):
        return "python"
    node = re.fullmatch(r"nodejs([0-9]+)\.x", runtime)
    return "typescript" if node and int(node[1]) >= _OLDEST_NODE else None


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Literal["String", "Number", "CommaDelimitedList"]
    description: str
    default: Any = None
    allowed: tuple[Any, ...] = ()
    pattern: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    value: Value
    description: str


@dataclass(frozen=True, slots=True)
class Omission:
    """What a target (or every target) cannot express: a finding before the export and a line in its README."""

    subject: Subject
    target: str  # "" means every target
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A group of the design."""

    kind: str
    title: str
    within: str = ""  # the group around it


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole stack.  Every mapping is in the design's order, so the same design gives the same bytes."""

    name: str  # the design's name, as text
    slug: str  # safe as a stack, project and folder name: "order-intake"
    region: str
    runtime: str
    resources: Mapping[str, Resource]
    links: Mapping[str, Link]
    grants: tuple[Grant, ...]
    allows: tuple[Allow, ...]
    code: Mapping[str, Code]
    parameters: Mapping[str, Parameter]
    outputs: tuple[Output, ...]
    tags: Mapping[str, str]
    contexts: Mapping[str, str]  # node id -> bounded context id
    omissions: tuple[Omission, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)  # principal's id -> id of its AWS::IAM::Role
    services: Mapping[str, str] = field(default_factory=dict)  # node id -> service id, actors too
    titles: Mapping[str, str] = field(default_factory=dict)  # node id -> what a person calls it, one line of text
    # node or edge id -> the dotted paths of the properties that the design itself gives
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, Frame] = field(default_factory=dict)  # group id -> what is drawn around nodes
    within: Mapping[str, str] = field(default_factory=dict)  # node id -> the group that it stands in
    # what is drawn and not deployed: settings, and the records of nodes and edges by id, as the design's file has them
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of_type(self, type_: str) -> Iterator[Resource]:
        return (r for r in self.resources.values() if r.type == type_)

    def grants_of(self, principal: str) -> tuple[Grant, ...]:
        return tuple(g for g in self.grants if g.principal == principal)


def leaves(value: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The dotted paths to what is no map in a record's properties; a reference counts as a value."""
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner and not any(k == "Ref" or k.startswith("Fn::") for k in inner):
            yield from leaves(inner, f"{at}{key}.")
        else:
            yield f"{at}{key}"
