"""The construct tree: a CDK program in neither language.

Names are those of the CDK's own (jsii) API: modules without `aws_`, members in camelCase.  Each printer spells them
in its language.  A tree is data; nothing here knows quotes, indents or imports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from designer.model.design import Subject
from exporters.plan import Parameter


@dataclass(frozen=True, slots=True)
class Lit:
    """A text, number, truth value or nothing."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """An object whose keys are data: environment variables, an event pattern, raw CloudFormation."""

    entries: Mapping[str, Expr]


@dataclass(frozen=True, slots=True)
class Struct:
    """A value of a props interface: keyword arguments of its class in Python, a bare object in TypeScript."""

    type: Symbol
    props: Mapping[str, Expr]


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that a module offers: Symbol("sqs", "QueueEncryption.SQS_MANAGED"); module "" is the CDK's core."""

    module: str
    path: str


@dataclass(frozen=True, slots=True)
class Local:
    """A variable, already spelt for both languages (naming.py sees to it that neither clashes)."""

    python: str
    typescript: str


@dataclass(frozen=True, slots=True)
class This:
    """The stack: `self` or `this`."""


@dataclass(frozen=True, slots=True)
class Attribute:
    of: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function, method or static method; `props` are the trailing keyword arguments."""

    of: Expr
    args: tuple[Expr, ...] = ()
    props: Mapping[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class New:
    """A constructor's call."""

    type: Symbol
    args: tuple[Expr, ...] = ()
    props: Mapping[str, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cast:
    """An expression seen as a narrower type, which the CDK's own types do not say."""

    type: Symbol
    value: Expr


@dataclass(frozen=True, slots=True)
class Concat:
    """Texts and values as one text: an f-string or a template literal.  Values are locals, `this` or attributes."""

    parts: tuple[str | Expr, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A value, or the default where nobody gave one (TypeScript only; Python's parameters have defaults)."""

    value: Expr
    default: Expr


@dataclass(frozen=True, slots=True)
class Source:
    """A path below the project's folder, whatever the working directory is."""

    parts: tuple[str, ...]


Expr: TypeAlias = (
    Lit | Items | Data | Struct | Symbol | Local | This | Attribute | Call | New | Cast | Concat | Otherwise | Source
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Let:
    name: Local
    value: Expr


@dataclass(frozen=True, slots=True)
class Do:
    value: Expr


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of one line."""

    text: str


Statement: TypeAlias = Let | Do | Remark


@dataclass(frozen=True, slots=True)
class Section:
    """Statements that exist for one subject; an empty line parts them from the next.

    `home` is the resource of the plan in whose stack they stand; "" is any stack that reads what they define.
    """

    subject: Subject | None
    statements: tuple[Statement, ...]
    home: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that whoever makes the stack may choose: a text or number, or a member of the enum `type`."""

    name: Local
    type: Symbol | None
    default: Expr
    description: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Input:
    """A construct of another stack, which whoever makes the stack hands over: `stack` keeps it under its own `name`."""

    name: Local  # as a parameter or prop
    type: Symbol
    description: str
    stack: str  # the id of the stack that keeps it


@dataclass(frozen=True, slots=True)
class Member:
    """A construct that the stack keeps for others."""

    name: Local
    type: Symbol


@dataclass(frozen=True, slots=True)
class StackTree:
    """One stack: what may be set, what it is given and keeps, and the body of its constructor, in order of use.

    `id` is its name in CloudFormation, `stem` what its file is called after (in snake_case), and `holds` are the
    resources of the plan that it makes.
    """

    class_name: str
    title: str
    settings: tuple[Setting, ...]
    sections: tuple[Section, ...]
    id: str = ""
    stem: str = "stack"
    inputs: tuple[Input, ...] = ()
    members: tuple[Member, ...] = ()
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Program:
    """All stacks, each behind those that it needs, the files that they read, and what a reader must be told of them."""

    stacks: tuple[StackTree, ...]
    files: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def needed_by(self, tree: StackTree) -> tuple[StackTree, ...]:
        """A stack behind all those that it needs."""
        wanted = {tree.id}
        for other in reversed(self.stacks):
            if other.id in wanted:
                wanted |= {given.stack for given in other.inputs}
        return tuple(other for other in self.stacks if other.id in wanted)


def children(expr: Expr) -> Iterator[Expr]:
    """The expressions directly inside an expression."""
    match expr:
        case Items(items):
            yield from items
        case Data(entries):
            yield from entries.values()
        case Struct(type_, props):
            yield type_
            yield from props.values()
        case Attribute(of, _):
            yield of
        case Call(of, args, props) | New(of, args, props):
            yield of
            yield from args
            yield from props.values()
        case Cast(type_, value):
            yield type_
            yield value
        case Concat(parts):
            yield from (part for part in parts if not isinstance(part, str))
        case _:
            return


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and everything inside it."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def expressions(tree: StackTree) -> Iterator[Expr]:
    """Every expression of a stack."""
    for setting in tree.settings:
        yield from walk(setting.default)
    yield from (given.type for given in tree.inputs)
    yield from (kept.type for kept in tree.members)
    for section in tree.sections:
        yield from inside(section)


def inside(section: Section) -> Iterator[Expr]:
    """Every expression of a section."""
    for statement in section.statements:
        if not isinstance(statement, Remark):
            yield from walk(statement.value)


def substituted(expr: Expr, table: Mapping[Local, Expr]) -> Expr:
    """An expression in which other expressions stand for variables."""

    def each(props: Mapping[str, Expr]) -> dict[str, Expr]:
        return {name: substituted(value, table) for name, value in props.items()}

    def all_of(exprs: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(substituted(one, table) for one in exprs)

    match expr:
        case Local():
            return table.get(expr, expr)
        case Items(items):
            return Items(all_of(items))
        case Data(entries):
            return Data(each(entries))
        case Struct(type_, props):
            return Struct(type_, each(props))
        case Attribute(of, name):
            return Attribute(substituted(of, table), name)
        case Call(of, args, props):
            return Call(substituted(of, table), all_of(args), each(props))
        case New(type_, args, props):
            return New(type_, all_of(args), each(props))
        case Cast(type_, value):
            return Cast(type_, substituted(value, table))
        case Otherwise(value, default):
            return Otherwise(substituted(value, table), substituted(default, table))
        case Concat(parts):
            return Concat(tuple(part if isinstance(part, str) else substituted(part, table) for part in parts))
        case _:
            return expr


def without_idle_names(tree: StackTree) -> StackTree:
    """The tree without variables that nothing reads: what is made is made all the same."""
    read = {expr.python for expr in expressions(tree) if isinstance(expr, Local)}
    read |= {f"self.{member.name.python}" for member in tree.members}

    def used(statement: Statement) -> Statement:
        if isinstance(statement, Let) and statement.name.python not in read:
            return Do(statement.value)
        return statement

    sections = tuple(replace(section, statements=tuple(map(used, section.statements))) for section in tree.sections)
    return replace(tree, settings=tuple(s for s in tree.settings if s.name.python in read), sections=sections)
