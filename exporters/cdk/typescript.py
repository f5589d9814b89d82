"""Prints the construct tree as TypeScript, in the way that the CDK's own guide writes it and prettier leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from exporters.base import Block
from exporters.cdk import tree as t
from exporters.cdk.layout import Bracket, Doc, Layout, Pair, flat, seq
from exporters.cdk.modules import typescript_name
from exporters.cdk.text import escaped, one_line, quoted

_LAYOUT = Layout(width=80, indent=2)
_BODY = 4  # the column at which a constructor's body begins
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def print_stack(tree: t.StackTree) -> tuple[Block, ...]:
    """The module with the stack's class."""
    return tuple(_blocks(tree))


def print_expression(expr: t.Expr, margin: int = 0) -> str:
    return _LAYOUT.render(_doc(expr), margin)


def _blocks(tree: t.StackTree) -> Iterator[Block]:
    yield Block(_imports(tree))
    members = "".join(f"  public readonly {m.name.typescript}: {_symbol(m.type)};\n" for m in tree.members)
    yield Block(
        f"{_props(tree)}\n/** {_comment(tree.title)} */\n"
        f"export class {tree.class_name} extends Stack {{\n"
        f"{members}{chr(10) if members else ''}"
        f"  {_LAYOUT.render(_parameters(tree), 2, tail=2)} {{\n"
        f"    super(scope, id, props);\n"
    )
    if tree.settings:
        yield Block("\n")
        yield Block("".join(print_statement(_choice(setting), _BODY) for setting in tree.settings))
    for section in tree.sections:
        yield Block("\n")
        yield Block("".join(print_statement(s, _BODY) for s in section.statements), section.subject)
    yield Block("  }\n}\n")


def _comment(text: str) -> str:
    return one_line(text).replace("*/", "* /")


def _parameters(tree: t.StackTree) -> Doc:
    props = f"props: {_props_name(tree)}"
    names = ("scope: Construct", "id: string", props if tree.inputs else f"{props} = {{}}")
    return seq("constructor", Bracket("(", names, ")"))


def _props_name(tree: t.StackTree) -> str:
    return f"{tree.class_name}Props" if tree.settings or tree.inputs else "StackProps"


def _props(tree: t.StackTree) -> str:
    """The interface of what the stack is given and what may be set."""
    if not tree.settings and not tree.inputs:
        return ""
    fields = "".join(
        f"  /** {_comment(one.description)} */\n  readonly {one.name.typescript}: {_symbol(one.type)};\n"
        for one in tree.inputs
    )
    for setting in tree.settings:
        fields += (
            f"  /** {_comment(setting.description)} */\n  readonly {setting.name.typescript}?: {_type(setting)};\n"
        )
    return f"\nexport interface {tree.class_name}Props extends StackProps {{\n{fields}}}\n"


def _type(setting: t.Setting) -> str:
    match setting.type, setting.default:
        case t.Symbol() as type_, _:
            return _symbol(type_)
        case _, t.Lit(str()):
            return "string"
        case _:
            return "number"


def _symbol(symbol: t.Symbol) -> str:
    return f"{typescript_name(symbol.module)}.{symbol.path}" if symbol.module else symbol.path


def _choice(setting: t.Setting) -> t.Let:
    given = t.Attribute(t.Local("", "props"), setting.name.typescript)
    return t.Let(setting.name, t.Otherwise(given, setting.default))


def _imports(tree: t.StackTree) -> str:
    core = {"Stack", "StackProps"}
    modules: set[str] = set()
    project = False
    for expr in t.expressions(tree):
        match expr:
            case t.Symbol("", path):
                core.add(path.split(".")[0])
            case t.Symbol(module, _):
                modules.add(module)
            case t.Source():
                project = True
            case _:
                pass
    names: Doc = Bracket("{", tuple(f"type {n}" if n == "StackProps" else n for n in sorted(core)), "}", pad=" ")
    lines = [_LAYOUT.render(seq("import ", names, ' from "aws-cdk-lib";'), 0)]
    lines += [
        f'import * as {typescript_name(m)} from "aws-cdk-lib/aws-{m.replace("_", "-")}";' for m in sorted(modules)
    ]
    lines += ['import { Construct } from "constructs";']
    if project:
        lines = ['import * as path from "node:path";', "", *lines, "", 'const PROJECT = path.join(__dirname, "..");']
    return "\n".join(lines) + "\n"


def print_statement(statement: t.Statement, margin: int = 0) -> str:
    pad = " " * margin
    match statement:
        case t.Remark(text):
            return f"{pad}// {one_line(text)}\n"
        case t.Let(name, value):
            keyword = "" if name.typescript.startswith("this.") else "const "
            head = f"{keyword}{name.typescript} = "
            if isinstance(value, t.Cast) and margin + len(head) + len(flat(_doc(value)) or "") >= _LAYOUT.width:
                return f"{pad}{head}{_broken(value, pad)};\n"
            doc: Doc = Pair(head, _doc(value), _is_short_chain(value))
        case t.Do(value):
            doc = _doc(value)
    return f"{pad}{_LAYOUT.render(doc, margin, tail=1)};\n"


def _is_short_chain(expr: t.Expr) -> bool:
    """Calls with nothing or one short thing between their brackets, which prettier would rather not open."""
    match expr:
        case t.Call(t.Attribute(of, _), args, props) if not props and len(args) < 2:
            short = all(isinstance(a, t.Lit | t.Local) and len(flat(_doc(a)) or "") <= _LAYOUT.width // 4 for a in args)
            return short and (isinstance(of, t.Local | t.This) or _is_short_chain(of))
        case t.Attribute(of, _):
            return isinstance(of, t.Local | t.This) or _is_short_chain(of)
    return False


def _broken(value: t.Cast, pad: str) -> str:
    """A cast that is too long for one line, broken before its last member."""
    text, end = flat(_doc(value.value)) or "", flat(_doc(value.type))
    before, _, last = text.rpartition(".")
    return f"{before}\n{pad}  .{last} as {end}"


# What the CDK types as possibly undefined, and a plan refers to only where it is there.
_MAY_BE_MISSING = frozenset({"tableStreamArn"})


def _doc(expr: t.Expr) -> Doc:
    match expr:
        case t.Lit(str() as text):
            return quoted(text, "typescript")
        case t.Lit(None):
            return "undefined"
        case t.Lit(bool() as flag):
            return "true" if flag else "false"
        case t.Lit(value):
            return repr(value)
        case t.Items(items):
            return Bracket("[", tuple(map(_doc, items)), "]", forced=_is_table(items))
        case t.Data(entries):
            return _object((_key(key), value) for key, value in entries.items())
        case t.Struct(_, props):
            return _object(props.items())
        case t.Symbol():
            return _symbol(expr)
        case t.Local(_, typescript):
            return typescript
        case t.This():
            return "this"
        case t.Attribute(t.Cast() as of, name):
            return seq("(", _doc(of), f").{name}")
        case t.Attribute(of, name) if name in _MAY_BE_MISSING:
            return seq(_doc(of), f".{name}!")
        case t.Attribute(of, name):
            return seq(_doc(of), f".{name}")
        case t.Call(of, args, props):
            return seq(_doc(of), _arguments(args, props))
        case t.New(of, args, props):
            return seq("new ", _doc(of), _arguments(args, props))
        case t.Cast(type_, value):
            return seq(_doc(value), " as ", _doc(type_))
        case t.Otherwise(value, default):
            return seq(_doc(value), " ?? ", _doc(default))
        case t.Source(parts):
            return seq("path.join", Bracket("(", ("PROJECT", *(quoted(part, "typescript") for part in parts)), ")"))
        case t.Concat(parts):
            return _template(parts)


def _is_table(items: tuple[t.Expr, ...]) -> bool:
    """A list of several objects with several keys each, which is easier to read a line each."""
    return len(items) > 1 and all(
        (isinstance(item, t.Data) and len(item.entries) > 1) or (isinstance(item, t.Struct) and len(item.props) > 1)
        for item in items
    )


def _arguments(args: Iterable[t.Expr], props: Mapping[str, t.Expr]) -> Doc:
    items = (*map(_doc, args), *([_object(props.items())] if props else ()))
    return Bracket("(", items, ")", hug=True)


def _object(entries: Iterable[tuple[str, t.Expr]]) -> Bracket:
    return Bracket("{", tuple(_property(name, value) for name, value in entries), "}", pad=" ")


def _property(name: str, value: t.Expr) -> Doc:
    if isinstance(value, t.Local) and value.typescript == name:
        return name
    return Pair(f"{name}: ", _doc(value))


def _key(key: str) -> str:
    if key == "__proto__":  # as a plain key it would set the prototype
        return '["__proto__"]'
    return key if _IDENTIFIER.fullmatch(key) else quoted(key, "typescript")


def _template(parts: tuple[str | t.Expr, ...]) -> Doc:
    inside = ""
    for part in parts:
        if isinstance(part, str):
            inside += escaped(part, "typescript", "`").replace("${", "\\${")
        else:
            inside += f"${{{flat(_doc(part))}}}"
    return f"`{inside}`"
