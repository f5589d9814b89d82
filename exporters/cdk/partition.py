"""One construct tree as several stacks: each gets its statements, and the constructs of the others that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.naming import Names
from exporters.cdk.needs import definitions
from exporters.cdk.stacks import SHARED, Assignment, Stack
from exporters.cdk.text import one_line, pascal, words
from exporters.plan import Plan
from exporters.planner.builder import short

# Classes that have an interface of what every construct of the kind offers, which is what a stack asks for.
_INTERFACES = frozenset({
    "apigateway.Resource", "apigateway.RestApi", "apigatewayv2.HttpApi", "apigatewayv2.WebSocketApi",
    "appsync.GraphqlApi", "cloudfront.Distribution", "cloudwatch.Alarm", "cognito.UserPool",
    "cognito.UserPoolClient", "dynamodb.Table", "events.EventBus", "events.Rule", "iam.Role", "kinesis.Stream",
    "kms.Key", "lambda.Function", "lambda.FunctionUrl", "logs.LogGroup", "s3.Bucket", "secretsmanager.Secret",
    "sns.Topic", "sqs.Queue", "stepfunctions.StateMachine",
})  # fmt: skip
# What only the classes have.
_OF_CLASSES = frozenset({"currentVersion", "graphqlUrl", "stateMachineName", "userPoolProviderUrl"})
_TAKE_CLASSES = frozenset({"HttpStepFunctionsIntegration"})  # whose props are typed so

# What every stack, and the props of every stack, have already.
_TAKEN = frozenset({
    "account", "analyticsReporting", "artifactId", "availabilityZones", "bundlingRequired", "connectors", "context",
    "crossRegionReferences", "dependencies", "description", "env", "environment", "nested", "nestedStackParent",
    "nestedStackResource", "node", "notificationArns", "partition", "permissionsBoundary", "propertyInjectors",
    "region", "resolve", "stackId", "stackName", "suppressTemplateIndentation", "synthesizer", "tags", "templateFile",
    "templateOptions", "terminationProtection", "urlSuffix", "with",
})  # fmt: skip


def parted(builder: Builder, tree: t.StackTree, assignment: Assignment) -> tuple[t.StackTree, ...]:
    """The stacks of a tree, in the order of the assignment; those without a statement of their own are left out."""
    cut = _Cut(builder, tree, assignment)
    drafts = [cut.draft(stack, names) for stack, names in zip(assignment.stacks, cut.identities, strict=True)]
    return tuple(t.without_idle_names(cut.finished(*draft)) for draft in drafts if draft[0].sections)


class _Cut:
    def __init__(self, builder: Builder, tree: t.StackTree, assignment: Assignment) -> None:
        self.builder = builder
        self.tree = tree
        self.of = assignment.of
        self.identities = _identities(builder.plan, assignment.stacks)
        self.id_of = {
            stack.label: identity[1] for stack, identity in zip(assignment.stacks, self.identities, strict=True)
        }
        self.order = {resource: number for number, resource in enumerate(builder.plan.resources)}
        self.homes = definitions(tree.sections)
        self.types = _types(builder, tree.sections)
        self.kept: dict[str, dict[t.Local, t.Local]] = {}  # stack's id -> what others read of it, and its public name
        self.read: dict[int, dict[t.Local, bool]] = {  # a section's identity -> what it reads, whether as its class
            id(section): _read(section) for section in tree.sections
        }
        self.free = {local: s for s in tree.sections if not s.home for local in _defined(s)}

    def draft(self, stack: Stack, identity: tuple[str, str, str, str]) -> tuple[t.StackTree, dict[t.Local, t.Expr]]:
        """A stack with its inputs, and how its statements call them."""
        title, id_, class_name, stem = identity
        own = [s for s in self.tree.sections if self.of.get(s.home) == stack.label]
        sections = self._with_copies(own) if own else []
        foreign: dict[t.Local, bool] = {}
        for section in sections:
            for local, as_class in self.read[id(section)].items():
                home = self.homes.get(local.python)
                if home and self.of[home] != stack.label:
                    foreign[local] = as_class or foreign.get(local, False)
        inputs: list[t.Input] = []
        table: dict[t.Local, t.Expr] = {}
        for local in sorted(foreign, key=lambda local: self.order[self.homes[local.python]]):
            home, type_ = self.homes[local.python], self.types[local.python]
            keeper = self.id_of[self.of[home]]
            name = self.kept.setdefault(keeper, {}).setdefault(local, self._public(local))
            inputs.append(t.Input(name, type_ if foreign[local] else _interface(type_), self._told(home), keeper))
            table[local] = t.Local(name.python, f"props.{name.typescript}")
        holds = frozenset(resource for resource, label in self.of.items() if label == stack.label)
        settings = self.tree.settings
        made = t.StackTree(class_name, title, settings, tuple(sections), id_, stem, tuple(inputs), holds=holds)
        return made, table

    def finished(self, draft: t.StackTree, table: dict[t.Local, t.Expr]) -> t.StackTree:
        """The stack with what others read of it as members, and its statements in those words."""
        foreign = frozenset(table)
        kept = self.kept.get(draft.id, {})
        members = tuple(t.Member(name, self.types[local.python]) for local, name in kept.items())
        for local, name in kept.items():
            table[local] = t.Local(f"self.{name.python}", f"this.{name.typescript}")
        sections = tuple(
            _renamed(s, table, foreign) if table.keys() & {*self.read[id(s)], *_defined(s)} else s
            for s in draft.sections
        )
        return replace(draft, sections=sections, members=members)

    def _with_copies(self, own: Sequence[t.Section]) -> list[t.Section]:
        """A stack's own sections, and before them those of no stack (parameters, layers) that they read."""
        wanted: set[t.Local] = set()
        waiting = list(own)
        while waiting:
            new = self.read[id(waiting.pop())].keys() & self.free.keys() - wanted
            waiting += [self.free[local] for local in new]
            wanted |= new
        chosen = {id(self.free[local]) for local in wanted} | {id(section) for section in own}
        return [section for section in self.tree.sections if id(section) in chosen]

    def _public(self, local: t.Local) -> t.Local:
        """A variable's name as a member and a prop of stacks, which have some of their own."""
        if local.typescript not in _TAKEN:
            return local
        noun = words(self.types[local.python].path)[-1]
        return t.Local(f"{local.python}_{noun}", f"{local.typescript}{noun.capitalize()}")

    def _told(self, home: str) -> str:
        """What a prop is, in the design's words."""
        resource = self.builder.plan.resources[home]
        title = self.builder.plan.titles.get(resource.subject.id, "") if resource.role == "main" else ""
        return one_line(title or resource.title or " ".join(words(home)).capitalize())


def _read(section: t.Section) -> dict[t.Local, bool]:
    """The variables that a section reads, and whether it needs one as its class and not as its interface."""
    found: dict[t.Local, bool] = {}
    for expr in t.inside(section):
        match expr:
            case t.Local():
                found.setdefault(expr, False)
            case t.Attribute(t.Local() as local, name) if name in _OF_CLASSES:
                found[local] = True
            case t.New(type_, _, props) if type_.path in _TAKE_CLASSES:
                found |= {value: True for value in props.values() if isinstance(value, t.Local)}
    return found


def _defined(section: t.Section) -> list[t.Local]:
    return [statement.name for statement in section.statements if isinstance(statement, t.Let)]


def _types(builder: Builder, sections: Sequence[t.Section]) -> dict[str, t.Symbol]:
    """Variable (in Python) -> its class."""
    found: dict[str, t.Symbol] = {}
    for section in sections:
        for statement in section.statements:
            if isinstance(statement, t.Let):
                match statement.value:
                    case t.New(type_, _, _) | t.Cast(type_, _):
                        found[statement.name.python] = type_
                    case _:
                        idiom = builder.idiom_of(section.home)
                        found[statement.name.python] = idiom.construct if idiom else t.Symbol("", "CfnResource")
    return found


def _interface(type_: t.Symbol) -> t.Symbol:
    known = f"{type_.module}.{type_.path}" in _INTERFACES
    return replace(type_, path=f"I{type_.path}") if known else type_


def _renamed(section: t.Section, table: Mapping[t.Local, t.Expr], foreign: frozenset[t.Local]) -> t.Section:
    def renamed(statement: t.Statement) -> t.Statement:
        match statement:
            case t.Let(name, value):
                new = table.get(name, name)
                return t.Let(new if isinstance(new, t.Local) else name, t.substituted(value, table))
            case t.Do(value):
                return t.Do(t.substituted(_in_scope(value, foreign), table))
        return statement

    return replace(section, statements=tuple(map(renamed, section.statements)))


def _in_scope(expr: t.Expr, foreign: frozenset[t.Local]) -> t.Expr:
    """A permission on another stack's function is a resource of this stack, or each would need the other."""
    match expr:
        case t.Call(t.Attribute(t.Local() as function, "addPermission") as add, args, props) if function in foreign:
            return t.Call(add, args, {**props, "scope": t.This()})
    return expr


# -- names


def _identities(plan: Plan, stacks: Sequence[Stack]) -> list[tuple[str, str, str, str]]:
    """Title, CloudFormation's name, class and file of each stack; no two the same, whatever the case of letters."""
    names = Names(())
    found: list[tuple[str, str, str, str]] = []
    for stack in stacks:
        titles = [title(plan, context) for context in stack.contexts]
        if titles:
            base, told = " and ".join(titles), _listed(titles)
        elif stack.label == SHARED:
            base, told = "Shared", "what its parts share"
        else:
            base, told = plan.name or plan.slug, "what joins its parts"
        unique = names.construct(base)
        stem = "_".join(words(unique))
        id_ = short(f"{plan.slug}-{stem.replace('_', '-')}", 60)
        found.append((f"{plan.name or plan.slug}: {told}", id_, f"{unique}Stack", f"{stem}_stack"))
    return found


def title(plan: Plan, context: str) -> str:
    """What a person calls a bounded context."""
    frame = plan.groups.get(context)
    return one_line(frame.title) if frame is not None and frame.title.strip() else pascal(context)


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
