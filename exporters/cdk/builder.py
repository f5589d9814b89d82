"""Builds the construct tree of a plan: every resource after what it needs, then what ties them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from designer.model.design import Subject
from exporters.base import ExportError
from exporters.cdk import tree as t
from exporters.cdk.idiom import Bag, Idiom, Props
from exporters.cdk.level1 import attribute as typed_attribute
from exporters.cdk.level1 import conforms, construct_of, modules
from exporters.cdk.modules import aliases
from exporters.cdk.naming import Names
from exporters.cdk.text import words
from exporters.cfn import attribute
from exporters.plan import Join, Link, Param, Plan, Pseudo, Ref, Resource

# What realises a resource that is no construct of its own in an idiomatic program (a mapping, a permission, a route);
# None where it knows no idiom for this one, which then becomes a level-1 construct.
Tie: TypeAlias = Callable[["Builder", Resource], Sequence[t.Statement] | None]

_PSEUDO = {
    "Region": "region", "AccountId": "account", "Partition": "partition", "StackName": "stackName",
    "StackId": "stackId",
    "UrlSuffix": "urlSuffix",
}  # fmt: skip
# Printed only if something refers to them: most constructs bring their own.
LAZY = frozenset({"AWS::IAM::Role", "AWS::ApiGateway::Account", "AWS::ApiGateway::Deployment"})
# Printed last, and only for what no idiom has brought along.
DEFERRED = frozenset(
    {"AWS::Lambda::Permission", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"}
)
_REMOVAL = {"Retain": "RETAIN", "Snapshot": "SNAPSHOT"}


class Builder:
    """The tree of one plan under construction.  `local` builds what it names first, so nothing is used before it is."""

    def __init__(self, plan: Plan, idioms: Mapping[str, Sequence[Idiom]], ties: Mapping[str, Tie]) -> None:
        self.plan = plan
        self.names = Names(aliases(modules()))
        self.covered: set[str] = set()  # edges whose permissions an idiom brings along
        self.absorbed: set[str] = set()  # resources that an idiom brings along
        self.files: dict[str, str] = {}  # what the stack reads when it is synthesised
        self.shared: dict[str, t.Local] = {}  # what several functions are given, by a key of it: layers, options
        self._later: list[Callable[[], None]] = []
        self._stand_ins: dict[str, tuple[t.Expr, Mapping[str, str]]] = {}
        self._idioms = idioms
        self._ties = ties
        self._locals: dict[str, t.Local] = {}
        self._ids: dict[str, str] = {}
        self._parameters: dict[str, t.Expr] = {}
        self._sections: list[t.Section] = []
        self._under_way: list[str] = []
        self._done: set[str] = set()
        self._shapes: dict[str, bool] = {}
        self._typed: set[str] = set()  # the level-1 constructs that are no plain CfnResource

    # -- asking

    def type_of(self, resource: str) -> str:
        """The CloudFormation type of a resource, "" where the plan has none by that id."""
        found = self.plan.resources.get(resource)
        return found.type if found else ""

    def idiom_of(self, resource: str) -> Idiom | None:
        found = self.plan.resources.get(resource)
        if found is None or not self._conforms(found):
            return None
        return next((i for i in self._idioms.get(found.type, ()) if i.applies is None or i.applies(self, found)), None)

    def _conforms(self, resource: Resource) -> bool:
        """Idioms take what has CloudFormation's shapes; what has not is passed on for CloudFormation to judge."""
        if resource.id not in self._shapes:
            self._shapes[resource.id] = conforms(resource)
        return self._shapes[resource.id]

    def is_level2(self, resource: str) -> bool:
        return self.idiom_of(resource) is not None

    def edges_of(self, resource: str) -> list[Link]:
        """The links that a resource was made for."""
        return self._links.get(resource, [])

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.plan.links.values():
            for resource in link.resources:
                found.setdefault(resource, []).append(link)
        return found

    @cached_property
    def tls_only(self) -> frozenset[str]:
        """The buckets, queues and topics whose policies in the plan refuse requests without TLS."""
        found: set[str] = set()
        for resource in self.plan.resources.values():
            if resource.type in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"):
                given = resource.properties
                if any(map(is_tls, given["PolicyDocument"].get("Statement", ()))):
                    named = (*given.get("Queues", ()), *given.get("Topics", ()), given.get("Bucket"))
                    found |= {ref.resource for ref in named if isinstance(ref, Ref)}
        return frozenset(found)

    def cover(self, resource: Resource) -> None:
        """What the edges of this resource need in permissions comes along with its idiom."""
        self.covered.update(link.edge for link in self.edges_of(resource.id))
        if resource.subject.kind == "edge":
            self.covered.add(resource.subject.id)

    def later(self, build: Callable[[], None]) -> None:
        """Build this when every resource stands."""
        self._later.append(build)

    def stand_in(self, resource: str, expr: t.Expr, attributes: Mapping[str, str]) -> None:
        """A resource that another construct brings along is known by `expr`."""
        self.absorbed.add(resource)
        self._stand_ins[resource] = (expr, attributes)

    # -- names

    def name(self, resource: Resource) -> t.Local:
        """The variable of a resource; asked for by whatever defines it."""
        if resource.id not in self._locals:
            idiom = self.idiom_of(resource.id)
            noun = idiom.noun if idiom else (words(resource.type.split("::")[-1]) or ["resource"])[-1]
            self._locals[resource.id] = self.names.local(resource.id, noun)
        return self._locals[resource.id]

    def id(self, resource: Resource) -> t.Expr:
        """The construct id of a resource."""
        if resource.id not in self._ids:
            self._ids[resource.id] = self.names.construct(resource.id)
        return t.Lit(self._ids[resource.id])

    # -- values

    def value(self, value: Any) -> t.Expr:
        """A value of the plan as an expression."""
        match value:
            case Ref(resource, word):
                return self.attribute(resource, word)
            case Param(name):
                return self._parameters[name]
            case Pseudo(name):
                return t.Attribute(t.This(), _PSEUDO[name])
            case Join(parts):
                return self.join(parts)
            case Mapping():
                if "__proto__" in value:
                    raise ExportError('The CDK passes on no key named "__proto__"; give it another name.')
                return t.Data({str(key): self.value(item) for key, item in value.items()})
            case list() | tuple():
                return t.Items(tuple(map(self.value, value)))
            case _:
                return t.Lit(value)

    def text(self, value: Any) -> t.Expr:
        """A value where a text must stand: a list of the deployer's is one with commas."""
        if isinstance(value, Param) and self.plan.parameters[value.name].type == "CommaDelimitedList":
            return t.Call(t.Symbol("", "Fn.join"), (t.Lit(","), self.value(value)))
        return self.value(value)

    def join(self, parts: Iterable[Any]) -> t.Expr:
        """Texts and values as one text, as few pieces as there can be."""
        pieces: list[str | t.Expr] = []
        for part in parts:
            for piece in (part,) if isinstance(part, str) else _pieces(self.text(part)):
                if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                    pieces[-1] += piece
                else:
                    pieces.append(piece)
        if not pieces:
            return t.Lit("")
        if len(pieces) == 1:
            return t.Lit(pieces[0]) if isinstance(pieces[0], str) else pieces[0]
        if any(isinstance(expr, t.Call) for piece in pieces if not isinstance(piece, str) for expr in t.walk(piece)):
            items = tuple(t.Lit(piece) if isinstance(piece, str) else piece for piece in pieces)
            return t.Call(t.Symbol("", "Fn.join"), (t.Lit(""), t.Items(items)))
        return t.Concat(tuple(pieces))

    def attribute(self, resource: str, word: str) -> t.Expr:
        """What a reference stands for: an attribute of the construct, as text."""
        if resource in self._stand_ins:
            expr, attributes = self._stand_ins[resource]
            return t.Attribute(expr, attributes[word])
        local = self.local(resource)
        idiom = self.idiom_of(resource)
        if idiom is not None and word in idiom.attributes:
            return t.Attribute(local, idiom.attributes[word])
        of: t.Expr = local
        if idiom is not None:
            of = t.Cast(t.Symbol("", "CfnResource"), t.Attribute(t.Attribute(local, "node"), "defaultChild"))
        cfn_word = attribute(self.type_of(resource), word)
        if not cfn_word:
            return t.Attribute(of, "ref")
        typed = typed_attribute(self.type_of(resource), cfn_word) if resource in self._typed else None
        if typed is not None:
            return t.Attribute(of, typed)
        return t.Call(t.Attribute(t.Call(t.Attribute(of, "getAtt"), (t.Lit(cfn_word),)), "toString"))

    def local(self, resource: str) -> t.Local:
        """The variable of a resource, which is built now if it was not yet."""
        self.realise(self.plan.resources[resource])
        return self.name(self.plan.resources[resource])

    # -- building

    def set_parameter(self, name: str, value: t.Expr) -> None:
        self._parameters[name] = value

    def section(self, subject: Subject | None, statements: Sequence[t.Statement], home: str = "") -> None:
        """Statements in the stack of the resource `home`; "" is any stack that reads what they define."""
        if statements:
            self._sections.append(t.Section(subject, tuple(statements), home))

    def realise(self, resource: Resource) -> None:
        """Print a resource, once, behind everything that it refers to."""
        if resource.id in self._done or resource.id in self.absorbed:
            return
        if resource.id in self._under_way:
            circle = " → ".join([*self._under_way[self._under_way.index(resource.id) :], resource.id])
            raise ExportError(f"These refer to one another in a circle, so none of them can be made first: {circle}")
        self._under_way.append(resource.id)
        statements: Sequence[t.Statement] | None = None
        if resource.type in self._ties and self._conforms(resource):
            statements = self._ties[resource.type](self, resource)
        if statements is None:
            idiom = self.idiom_of(resource.id)
            statements = self._level2(resource, idiom) if idiom else self.level1(resource)
        self._under_way.pop()
        self._done.add(resource.id)
        remark = [t.Remark(resource.comment)] if resource.comment and statements else []
        self.section(resource.subject, [*remark, *statements], resource.id)

    def level1(self, resource: Resource) -> list[t.Statement]:
        """A resource as CloudFormation has it, whatever idiom there is."""
        local = self.name(resource)
        made = construct_of(self, resource)
        if made.type.module:
            self._typed.add(resource.id)
        statements: list[t.Statement] = [t.Let(local, made)]
        if resource.deletion:
            policy = t.Symbol("", f"RemovalPolicy.{_REMOVAL[resource.deletion]}")
            statements.append(t.Do(t.Call(t.Attribute(local, "applyRemovalPolicy"), (policy,))))
        role = self.plan.roles.get(resource.id)
        if role is not None and self.plan.grants_of(resource.id):  # it must not act before it may
            add = t.Attribute(t.Attribute(local, "node"), "addDependency")
            statements.append(t.Do(t.Call(add, (self.local(role),))))
        return [*statements, *self.dependencies(resource)]

    def _level2(self, resource: Resource, idiom: Idiom) -> list[t.Statement]:
        local = self.name(resource)
        bag = Bag(resource.properties)
        props = self.props(resource, idiom, bag)
        made = t.New(idiom.construct, (t.This(), self.id(resource)), props)
        after = idiom.after(self, resource, bag) if idiom.after else ()
        return [t.Let(local, made), *after, *self.overrides(local, idiom, bag), *self.dependencies(resource)]

    def props(self, resource: Resource, idiom: Idiom, bag: Bag) -> Props:
        """The construct's props; what has no counterpart stays in the bag."""
        props: Props = {}
        for row in idiom.rows:
            given = bag.peek(row.cfn)
            if given is not None:
                expr = row.convert(self, given)
                if expr is not None:
                    bag.take(row.cfn)
                    props[row.prop] = expr
        if idiom.more is not None:
            props.update(idiom.more(self, resource, bag))
        if resource.deletion and idiom.removal:
            props["removalPolicy"] = t.Symbol("", f"RemovalPolicy.{_REMOVAL[resource.deletion]}")
        return {name: props[name] for name in (*(n for n in idiom.first if n in props), *props)}

    def overrides(self, local: t.Local, idiom: Idiom, bag: Bag) -> list[t.Statement]:
        """What the construct has no prop for, set on the CloudFormation resource inside it."""
        left = bag.left()
        if not left:
            return []
        inner = t.Cast(t.Symbol("", "CfnResource"), t.Attribute(t.Attribute(local, "node"), "defaultChild"))
        resource = self.names.local(f"cfn_{idiom.noun}", local.python)
        set_property = t.Attribute(resource, "addPropertyOverride")
        return [
            t.Let(resource, inner),
            *(
                t.Do(t.Call(set_property, (t.Lit(key.replace(".", "\\.")), self.value(value))))
                for key, value in left.items()
            ),
        ]

    def dependencies(self, resource: Resource) -> list[t.Statement]:
        """What must stand first although no property says so."""
        others = [
            r
            for r in resource.depends_on
            if r in self.plan.resources and r not in self.absorbed and self.type_of(r) not in DEFERRED
        ]
        targets = [self.local(other) for other in others if self.has_local(other)]
        if not targets:
            return []
        add = t.Attribute(t.Attribute(self.name(resource), "node"), "addDependency")
        return [t.Do(t.Call(add, tuple(targets)))]

    def has_local(self, resource: str) -> bool:
        """Whether a resource is a variable (a tie may have made it something else)."""
        self.realise(self.plan.resources[resource])
        return resource in self._locals

    def build(self) -> None:
        """All resources, then what ties them together, then who may do what."""
        for resource in self.plan.resources.values():
            if resource.role == "main" or resource.type not in LAZY | DEFERRED:
                self.realise(resource)
        while self._later:
            self._later.pop(0)()

    def sections(self) -> tuple[t.Section, ...]:
        return tuple(self._sections)


def _pieces(expr: t.Expr) -> tuple[str | t.Expr, ...]:
    match expr:
        case t.Concat(parts):
            return parts
        case t.Lit(str() as text):
            return (text,)
        case t.Lit(value):
            return (str(value),)
        case _:
            return (expr,)


def is_tls(statement: Mapping[str, Any]) -> bool:
    """Whether a statement refuses requests without TLS."""
    return statement.get("Effect") == "Deny" and "aws:SecureTransport" in str(statement.get("Condition"))
