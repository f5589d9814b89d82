"""Prints the construct tree as Python, in the way that the CDK's own guide writes it and `ruff format` leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword

from exporters.base import Block
from exporters.cdk import tree as t
from exporters.cdk.layout import Bracket, Doc, Layout, flat, seq
from exporters.cdk.modules import python_name
from exporters.cdk.text import escaped, one_line, quoted, snake

_LAYOUT = Layout(width=88, indent=4)
_BODY = 8  # the column at which a method's body begins


def member(name: str) -> str:
    """A parameter, attribute or method, as jsii names it in Python."""
    name = snake(name)
    return f"{name}_" if iskeyword(name) else name


def print_stack(tree: t.StackTree) -> tuple[Block, ...]:
    """The module with the stack's class."""
    return tuple(_merge(_blocks(tree)))


def print_expression(expr: t.Expr, margin: int = 0) -> str:
    return _LAYOUT.render(_doc(expr), margin)


def _blocks(tree: t.StackTree) -> Iterator[Block]:
    title = escaped(one_line(tree.title), "python", '"')
    yield Block(f'"""The stack of {title}."""\n\n')
    yield Block(_imports(tree))
    yield Block(
        f"\n\nclass {tree.class_name}(Stack):\n{_signature(tree)}"
        f"        super().__init__(scope, construct_id, **kwargs)\n"
    )
    for section in tree.sections:
        yield Block("\n")
        yield Block("".join(print_statement(s, _BODY) for s in section.statements), section.subject)


def _signature(tree: t.StackTree) -> str:
    if not tree.settings and not tree.inputs:
        return "    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:\n"
    parameters = [
        "self",
        "scope: Construct",
        "construct_id: str",
        "*",
        *(f"{one.name.python}: {_symbol(one.type.module, one.type.path)}" for one in tree.inputs),
        *map(_parameter, tree.settings),
        "**kwargs: Any",
    ]
    return "    def __init__(\n" + "".join(f"        {p},\n" for p in parameters) + "    ) -> None:\n"


def _parameter(setting: t.Setting) -> str:
    match setting.type, setting.default:
        case t.Symbol() as type_, _:
            annotation = _symbol(type_.module, type_.path)
        case _, t.Lit(str()):
            annotation = "str"
        case _, t.Lit(int()):
            annotation = "int"
        case _:
            annotation = "float"
    return f"{setting.name.python}: {annotation} = {flat(_doc(setting.default))}"


def _merge(blocks: Iterator[Block]) -> Iterator[Block]:
    """Neighbours of one subject as one block."""
    last: Block | None = None
    for block in blocks:
        if last is not None and last.subject == block.subject:
            last = Block(last.text + block.text, last.subject)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _imports(tree: t.StackTree) -> str:
    core = {"Stack"}
    modules: set[str] = set()
    plain: set[str] = set()
    typing = {"Any"}
    for expr in t.expressions(tree):
        match expr:
            case t.Symbol("", path):
                core.add(path.split(".")[0])
            case t.Symbol(module, _):
                modules.add(module)
            case t.Cast():
                typing.add("cast")
            case t.Source():
                plain.add("from pathlib import Path\n")
            case _:
                pass
    names = [*sorted(core), *(f"aws_{m} as {python_name(m)}" for m in sorted(modules))]
    line = f"from aws_cdk import {', '.join(names)}"
    if len(line) > _LAYOUT.width or len(names) > 4:
        line = "from aws_cdk import (\n" + "".join(f"    {name},\n" for name in names) + ")"
    plain.add(f"from typing import {', '.join(sorted(typing))}\n")
    project = "\n\nPROJECT = Path(__file__).resolve().parent.parent\n" if any("Path" in p for p in plain) else "\n"
    return f"{''.join(sorted(plain))}\n{line}\nfrom constructs import Construct{project}"


def print_statement(statement: t.Statement, margin: int = 0) -> str:
    pad = " " * margin
    match statement:
        case t.Remark(text):
            return f"{pad}# {one_line(text)}\n"
        case t.Let(name, value):
            doc = seq(f"{name.python} = ", _doc(value))
        case t.Do(value):
            doc = _doc(value)
    return f"{pad}{_LAYOUT.render(doc, margin)}\n"


def _doc(expr: t.Expr) -> Doc:
    match expr:
        case t.Lit(str() as text):
            return quoted(text, "python")
        case t.Lit(value):
            return repr(value)
        case t.Items(items):
            return Bracket("[", tuple(map(_doc, items)), "]")
        case t.Data(entries):
            pairs = tuple(seq(f"{quoted(k, 'python')}: ", _doc(v)) for k, v in entries.items())
            return Bracket("{", pairs, "}")
        case t.Symbol(module, path):
            return _symbol(module, path)
        case t.Local(python, _):
            return python
        case t.This():
            return "self"
        case t.Attribute(of, name):
            return seq(_doc(of), f".{member(name)}")
        case t.Struct(type_, props):
            return seq(_doc(type_), _arguments((), props))
        case t.Call(of, args, props) | t.New(of, args, props):
            return seq(_doc(of), _arguments(args, props))
        case t.Cast(type_, value):
            return seq("cast", Bracket("(", (_doc(type_), _doc(value)), ")"))
        case t.Otherwise(value, default):
            return seq(_doc(value), " or ", _doc(default))
        case t.Source(parts):
            return f"str(PROJECT / {' / '.join(quoted(part, 'python') for part in parts)})"
        case t.Concat(parts):
            return _f_string(parts)


def _arguments(args: Iterable[t.Expr], props: Mapping[str, t.Expr]) -> Doc:
    keywords = (seq(f"{member(name)}=", _doc(value)) for name, value in props.items())
    return Bracket("(", (*map(_doc, args), *keywords), ")")


def _symbol(module: str, path: str) -> str:
    first, *rest = path.split(".")
    names = [first, *(member(name) if name[0].islower() else name for name in rest)]
    return ".".join([python_name(module), *names] if module else names)


def _f_string(parts: tuple[str | t.Expr, ...]) -> Doc:
    texts = "".join(part for part in parts if isinstance(part, str))
    quote = "'" if texts.count('"') > texts.count("'") else '"'
    inside = ""
    for part in parts:
        if isinstance(part, str):
            inside += escaped(part.replace("{", "{{").replace("}", "}}"), "python", quote)
        else:
            inside += f"{{{flat(_doc(part))}}}"
    return f"f{quote}{inside}{quote}"
