"""HCL's blocks and attributes, with the syntax tree of each expression.

The grammar is tree-sitter's: a parser in C that goes on after a fault and stops when its time is over.  Nothing is
evaluated here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from designer.storage.errors import FileError

SECONDS = 5.0  # for one file; a file of 1 MB takes half a second
MOST_LEVELS = 40  # of blocks in each other
_CHUNK = 1 << 16


class Attribute(NamedTuple):
    """`name = expression`; `line` from 1."""

    name: str
    expression: Node
    line: int


@dataclass(slots=True)
class Block:
    """A block with its labels; the body of a file is a block without type."""

    type: str = ""
    labels: tuple[str, ...] = ()
    path: Path = field(default_factory=Path)
    line: int = 1
    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)  # of a file: the lines that could not be understood

    def of_type(self, type_: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.type == type_)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


def parse(data: bytes, path: Path) -> Block:
    """The blocks of one file.  Raises FileError where it is no text or takes too long."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(path, "this is not UTF-8 text", str(data.count(b"\n", 0, error.start) + 1)) from None
    root = tree(data, path)
    body = Block(path=path)
    for child in root.children:
        if child.type == "body":
            _fill(body, child, path, 0)
    if root.has_error:
        body.faults = sorted({node.start_point[0] + 1 for node in _faulty(root)})[:20]
    return body


def tree(data: bytes, path: Path) -> Node:
    """The syntax tree of a text, within SECONDS.  Raises FileError."""
    deadline = time.monotonic() + SECONDS

    def read(offset: int, _point: object) -> bytes:
        return data[offset : offset + _CHUNK]

    parser = _parser()
    try:
        found = parser.parse(read, progress_callback=lambda _offset, _error: time.monotonic() > deadline)
    except ValueError:
        found = None
    if found is None:
        parser.reset()
        raise FileError(path, f"not understood within {SECONDS:.0f} s; leave this file out")
    return found.root_node


def text_of(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _fill(into: Block, body: Node, path: Path, level: int) -> None:
    for child in body.children:
        if child.type == "attribute":
            names = [c for c in child.children if c.type == "identifier"]
            values = [c for c in child.children if c.type == "expression"]
            if names and values:
                name = text_of(names[0])
                into.attributes[name] = Attribute(name, values[0], child.start_point[0] + 1)
        elif child.type == "block" and level < MOST_LEVELS:
            block = Block(path=path, line=child.start_point[0] + 1)
            words: list[str] = []
            for part in child.children:
                if part.type in ("identifier", "string_lit"):
                    words.append(text_of(part).strip('"'))
                elif part.type == "body":
                    _fill(block, part, path, level + 1)
            if words:
                block.type, block.labels = words[0], tuple(words[1:])
                into.blocks.append(block)


def _faulty(root: Node) -> Iterator[Node]:
    """The nodes that the parser could not make sense of, at most a hundred; without recursion."""
    todo, found = [root], 0
    while todo and found < 100:
        node = todo.pop()
        if node.is_error or node.is_missing:
            found += 1
            yield node
        elif node.has_error:
            todo.extend(reversed(node.children))
