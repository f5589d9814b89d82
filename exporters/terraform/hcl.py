"""HCL as a tree, printed the way `terraform fmt` leaves it.

A value is a JSON value in which an `Expr`, `Template` or `Call` may stand at any place.  Texts are data: quoted so that
nothing in them is a template, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from designer.model.design import Subject

WIDTH = 120
_INDENT = "  "
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYWORDS = frozenset({"for", "in", "if", "else", "endif", "endfor", "null", "true", "false"})
_MEANT = frozenset('\\"$%')  # signs that mean something inside a string literal
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression as it stands: a traversal (`aws_sqs_queue.jobs.arn`) or whatever else fits on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and expressions put together: `"${var.name}-jobs"`."""

    parts: tuple[str | Expr, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; a single argument may take several lines."""

    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list of what an expression makes of each value: `[for name in [a, b] : startswith(name, "x")]`."""

    item: str
    values: Expr | tuple[Expr, ...]
    made: Expr | Call


Value: TypeAlias = Any


@dataclass(slots=True)
class Block:
    """A block.  `meta` are the arguments that come first (`for_each`, `provider`), `last` the blocks that close it."""

    type: str
    labels: tuple[str, ...] = ()
    attributes: dict[str, Value] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    meta: dict[str, Value] = field(default_factory=dict)
    last: list[Block] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    comment: str = ""
    notes: Sequence[str] = ()  # comments at the head of the body, where scanners read why a check is skipped
    subject: Subject | None = None  # None: that of the block around it

    def add(self, type_: str, attributes: Mapping[str, Value] | None = None, subject: Subject | None = None) -> Block:
        """A new block inside this one."""
        block = Block(type_, (), dict(attributes or {}), subject=subject)
        self.blocks.append(block)
        return block

    def only(self, type_: str) -> Block:
        """The block of this type inside this one; made when there is none."""
        return next((b for b in self.blocks if b.type == type_), None) or self.add(type_)


Line: TypeAlias = tuple[str, Subject | None]


def lines(block: Block, indent: int = 0, subject: Subject | None = None) -> Iterator[Line]:
    """The lines of a block without line ends, each with the subject that it stands for."""
    own = block.subject or subject
    pad = _INDENT * indent
    if block.comment:
        yield f"{pad}# {comment(block.comment)}", own
    head = " ".join([block.type, *(quoted(label) for label in block.labels)])
    sections = list(_sections(block, indent + 1, own))
    if not sections:
        yield f"{pad}{head} {{}}", own
        return
    yield f"{pad}{head} {{", own
    for note in block.notes:
        yield f"{pad}{_INDENT}# {comment(note)}", own
    if block.notes:
        yield "", own
    for number, section in enumerate(sections):
        if number:
            yield "", own
        yield from section
    yield f"{pad}}}", own


def _sections(block: Block, indent: int, subject: Subject | None) -> Iterator[list[Line]]:
    """The parts of a block's body that a blank line keeps apart."""
    for arguments in (block.meta, block.attributes):
        single, several = assignments(arguments, indent)
        if single:
            yield [(line, subject) for line in single]
        for item in several:
            yield [(line, subject) for line in item]
    for inner in block.blocks:
        yield list(lines(inner, indent, subject))
    if block.depends_on:
        value = [Expr(address) for address in block.depends_on]
        single, several = assignments({"depends_on": value}, indent)
        yield [(line, subject) for line in (*single, *(line for item in several for line in item))]
    for inner in block.last:
        yield list(lines(inner, indent, subject))


def assignments(arguments: Mapping[str, Value], indent: int) -> tuple[list[str], list[list[str]]]:
    """Arguments on one line each, with their signs aligned, and those that take several lines."""
    pad = _INDENT * indent
    printed = {key: expression(value, indent, len(key) + 3) for key, value in arguments.items()}
    width = max((len(key) for key, text in printed.items() if len(text) == 1), default=0)
    single = [f"{pad}{key.ljust(width)} = {text[0]}" for key, text in printed.items() if len(text) == 1]
    several = [
        [f"{pad}{key} = {text[0]}", *text[1:]] for key, text in printed.items() if len(text) > 1
    ]  # fmt: skip
    return single, several


def expression(value: Value, indent: int = 0, used: int = 0) -> list[str]:
    """A value's lines; the first without indentation.  `used` is what stands before it on its line."""
    text = inline(value)
    if text is not None and (len(text) + used + len(_INDENT) * indent <= WIDTH or not _can_break(value)):
        return [text]
    if isinstance(value, Call):
        inner = expression(value.arguments[0], indent, used + len(value.name) + 2)
        if len(inner) == 1:
            return [f"{value.name}({inner[0]})"]
        return [f"{value.name}({inner[0]}", *inner[1:-1], f"{inner[-1]})"]
    pad, deeper = _INDENT * indent, _INDENT * (indent + 1)
    if isinstance(value, Each) and not isinstance(value.values, Expr):
        items = [f"{deeper}{_INDENT}{item.text}," for item in value.values]
        return ["[", f"{deeper}for {value.item} in [", *items, f"{deeper}] : {inline(value.made)}", f"{pad}]"]
    if isinstance(value, Mapping):
        return ["{", *_entries(value, indent + 1), f"{pad}}}"]
    found = ["["]
    for item in value:
        part = expression(item, indent + 1)
        found += [f"{deeper}{part[0]}", *part[1:]]
        found[-1] += ","
    return [*found, f"{pad}]"]


def _can_break(value: Value) -> bool:
    if isinstance(value, Call):
        return len(value.arguments) == 1 and _can_break(value.arguments[0])
    if isinstance(value, Each):
        return not isinstance(value.values, Expr)
    return isinstance(value, (Mapping, list, tuple)) and bool(value)


def _entries(value: Mapping[str, Value], indent: int) -> Iterator[str]:
    """The entries of an object in their order: signs are aligned within each run of one-line entries."""
    pad = _INDENT * indent
    run: list[tuple[str, str]] = []

    def close() -> Iterator[str]:
        width = max((len(k) for k, _ in run), default=0)
        for k, text in run:
            yield f"{pad}{k.ljust(width)} = {text}"
        run.clear()

    for key, item in value.items():
        name = _key(key)
        text = expression(item, indent, len(name) + 3)
        if len(text) == 1:
            run.append((name, text[0]))
            continue
        yield from close()
        yield f"{pad}{name} = {text[0]}"
        yield from text[1:]
    yield from close()


def inline(value: Value) -> str | None:
    """A value on one line; None where an object asks for more."""
    if isinstance(value, Expr):
        return value.text
    if isinstance(value, Template):
        return template(value)
    if isinstance(value, Call):
        parts = [inline(a) for a in value.arguments]
        return f"{value.name}({', '.join(p for p in parts if p is not None)})" if None not in parts else None
    if isinstance(value, Each):
        values = value.values.text if isinstance(value.values, Expr) else inline(value.values)
        return f"[for {value.item} in {values} : {inline(value.made)}]"
    if isinstance(value, Mapping):
        return None if value else "{}"
    if isinstance(value, (list, tuple)):
        parts = [inline(item) for item in value]
        return f"[{', '.join(p for p in parts if p is not None)}]" if None not in parts else None
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return quoted(str(value))


def _key(key: str) -> str:
    """An object's key: bare where it can be, else quoted, in ASCII so that its width is plain."""
    if _IDENTIFIER.fullmatch(key) and key not in _KEYWORDS:
        return key
    return quoted(key).encode("ascii", "backslashreplace").decode("ascii").replace("\\x", "\\u00")


def quoted(text: str) -> str:
    """A text as a string literal."""
    return f'"{escaped(text)}"'


def template(value: Template) -> str:
    """Texts and expressions as one string literal; a dollar sign before an expression must not escape it."""
    made = []
    parts = list(_merged(value.parts))
    for number, part in enumerate(parts):
        if isinstance(part, Expr):
            made.append(f"${{{part.text}}}")
            continue
        text = escaped(part)
        before_expression = number + 1 < len(parts)
        made.append(f"{text[:-1]}\\u{ord(text[-1]):04x}" if before_expression and text[-1:] in ("$", "%") else text)
    return f'"{"".join(made)}"'


def _merged(parts: Iterable[str | Expr]) -> Iterator[str | Expr]:
    text = ""
    for part in parts:
        if isinstance(part, Expr):
            if text:
                yield text
            yield part
            text = ""
        else:
            text += part
    if text:
        yield text


def escaped(text: str) -> str:
    """The inside of a string literal: one line of visible signs, in which nothing begins a template."""
    if text.isprintable() and _MEANT.isdisjoint(text):
        return text
    made: list[str] = []
    for number, char in enumerate(text):
        if char in "$%" and text[number + 1 : number + 2] == "{":
            # Doubling is the usual escape, but a sign before it would take part in it.
            made.append(f"\\u{ord(char):04x}" if text[number - 1 : number] == char and number else char * 2)
        else:
            made.append(_SHORT.get(char) or _visible(char))
    return "".join(made)


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # half of a pair: no text has it
        code = 0xFFFD
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def comment(text: str) -> str:
    """Text for a comment: one line of visible signs."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[: WIDTH * 2]


def document(blocks: Sequence[Block]) -> Iterator[Line]:
    """The lines of a whole file: its blocks with a blank line between them."""
    for number, block in enumerate(blocks):
        if number:
            yield "", block.subject
        yield from lines(block)
