"""Reads the HCL that an export holds, by the language's own rules and without the exporter's help.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r"\s*(?:(#[^\n]*)|([A-Za-z_][A-Za-z0-9_-]*)|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(.))", re.S)


@dataclass(frozen=True)
class Reference:
    """An expression that is no literal, as it stands."""

    text: str


@dataclass(frozen=True)
class Parts:
    """A string with references in it."""

    parts: tuple[str | Reference, ...]


@dataclass
class Block:
    type: str
    labels: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    @property
    def address(self) -> str:
        return ".".join(self.labels) if self.type == "resource" else ".".join((self.type, *self.labels))


class Reader:
    """A recursive descent; a text that is not HCL fails an assertion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """The next token, or "" at the end; comments are no tokens."""
        while True:
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                return ""
            if not found[1]:
                return found[0].strip()
            self.at = found.end()

    def take(self, wanted: str = "") -> str:
        ahead = self.peek()
        assert ahead, "the text ends too early"
        assert not wanted or ahead == wanted, f"{wanted!r} expected at {self.text[self.at : self.at + 40]!r}"
        found = _TOKEN.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return ahead

    def body(self, block: Block) -> Block:
        while self.peek() not in ("}", ""):
            name = self.take()
            if self.peek() == "=":
                self.take()
                assert name not in block.attributes, f"{name} stands twice"
                block.attributes[name] = self.expression()
                continue
            labels = []
            while self.peek() == '"':
                labels.append(self.string())
            assert all(isinstance(label, str) for label in labels)
            self.take("{")
            block.blocks.append(self.body(Block(name, tuple(str(x) for x in labels))))
            self.take("}")
        return block

    def expression(self) -> Any:
        ahead = self.peek()
        if ahead == '"':
            return self.string()
        if ahead == "[":
            return self.sequence("[", "]")
        if ahead == "{":
            return self.object()
        if re.match(r"-?[0-9]", ahead):
            return json.loads(self.take())
        if ahead in ("true", "false", "null"):
            return json.loads(self.take())
        return self.traversal()

    def sequence(self, first: str, last: str) -> list[Any]:
        self.take(first)
        if self.peek() == "for":  # each item of a list
            self.take()
            self.take()
            self.take("in")
            self.expression()
            self.take(":")
        items = []
        while self.peek() != last:
            items.append(self.expression())
            if self.peek() == ",":
                self.take()
        self.take(last)
        return items

    def object(self) -> dict[str, Any]:
        self.take("{")
        found: dict[str, Any] = {}
        while self.peek() != "}":
            key = self.string() if self.peek() == '"' else self.take()
            assert key not in found
            self.take("=")
            found[key] = self.expression()
            if self.peek() == ",":
                self.take()
        self.take("}")
        return found

    def traversal(self) -> Any:
        """A reference; a call of `jsonencode` is what it encodes."""
        start = self.at
        name = self.take()
        assert re.match(r"[A-Za-z_]", name), f"no expression begins with {name!r}"
        if self.peek() == "(":
            arguments = self.sequence("(", ")")
            if name == "jsonencode":
                return arguments[0]
        while self.text[self.at : self.at + 1] in (".", "["):
            if self.take() == "[":
                self.expression()
                self.take("]")
            else:
                self.take()
        return Reference(self.text[start : self.at].strip())

    def string(self) -> str | Parts:
        """A quoted template: escapes, doubled signs, references."""
        self.take('"')
        parts: list[str | Reference] = []
        text = ""
        while True:
            rest = self.text[self.at : self.at + 3]
            char = rest[:1]
            assert char not in ("", "\n"), "a string ends on its line"
            if rest in ("$${", "%%{"):
                text, self.at = text + rest[1:], self.at + 3
            elif rest[:2] == "%{":
                raise AssertionError("a template directive")
            elif rest[:2] == "${":
                self.at += 2
                parts += [text, self.expression()]
                text = ""
                self.take("}")
            elif char == "\\":
                text += self.escape()
            elif char == '"':
                self.at += 1
                break
            else:
                text, self.at = text + char, self.at + 1
        return Parts((*parts, text)) if parts else text

    def escape(self) -> str:
        kind = self.text[self.at + 1]
        if kind in "uU":
            digits = 4 if kind == "u" else 8
            code = int(self.text[self.at + 2 : self.at + 2 + digits], 16)
            self.at += 2 + digits
            return chr(code)
        self.at += 2
        return {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}[kind]


def read(text: str) -> Block:
    """A file as a block without a type."""
    reader = Reader(text)
    found = reader.body(Block("", ()))
    assert reader.peek() == ""
    return found
