"""The texts that stand in generated code, read by the rules of each language: what is no valid code fails."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import tree_sitter_hcl
from tree_sitter import Language, Parser

from tests.exporters.terraform.reader import Block, Parts, Reference
from tests.exporters.terraform.reader import read as read_hcl
from tests.exporters.test_hostile import read as read_yaml

_HCL = Parser(Language(tree_sitter_hcl.language()))


def texts_of(path: str, text: str) -> set[str]:
    """All texts of a file of whatever language; nothing of one that has none, as prose."""
    reader = _READERS.get(path.rsplit(".", 1)[-1])
    return set(reader(text)) if reader else set()


def _json(text: str) -> Iterator[str]:
    yield from _leaves(json.loads(text))


def _yaml(text: str) -> Iterator[str]:
    yield from _leaves(read_yaml(text))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Sub" and isinstance(item, str):
                yield item.replace("${!", "${")
            yield from (key, *_leaves(item))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)


def _python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _hcl(text: str) -> Iterator[str]:
    """By two readers: a grammar that others keep says that it is HCL, our own what its texts are."""
    assert not _HCL.parse(text.encode()).root_node.has_error
    yield from _of_block(read_hcl(text))


def _of_block(block: Block) -> Iterator[str]:
    yield from block.labels
    for value in block.attributes.values():
        yield from _of_value(value)
    for inner in block.blocks:
        yield from _of_block(inner)


def _of_value(value: Any) -> Iterator[str]:
    if isinstance(value, Parts):
        yield from (part for part in value.parts if isinstance(part, str))
    elif not isinstance(value, Reference):
        yield from _leaves_of_hcl(value)


def _leaves_of_hcl(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _of_value(item)
    elif isinstance(value, list):
        for item in value:
            yield from _of_value(item)


# One token of TypeScript as far as texts go: comments, texts, templates, patterns, anything else.
_TOKEN = re.compile(
    r"""//[^\n\u2028\u2029]*|/\*.*?\*/"""
    r"""|(?P<quoted>"(?:[^"\\\n\r]|\\[^\n\r])*"|'(?:[^'\\\n\r]|\\[^\n\r])*')"""
    r"""|(?P<template>`(?:[^`\\]|\\.)*`)"""
    r"""|(?<=[(,=:\s])/(?![/*\s])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"""
    r"""|(?P<stray>["'`])|.""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _typescript(text: str) -> Iterator[str]:
    for token in _TOKEN.finditer(text):
        assert token["stray"] is None, f"a text does not end: {text[token.start() : token.start() + 80]!r}"
        if token["quoted"]:
            yield _unescaped(token["quoted"][1:-1])
        elif token["template"]:
            yield from (_unescaped(part) for part in re.split(r"(?<!\\)\$\{[^}]*\}", token["template"][1:-1]))


def _unescaped(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        kind = found[1]
        return chr(int(kind[1:].strip("{}"), 16)) if len(kind) > 1 else _SHORT.get(kind, kind)

    units = _ESCAPE.sub(meant, text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


_READERS = {
    "yaml": _yaml, "json": _json, "py": _python, "tf": _hcl, "ts": _typescript, "mts": _typescript,
}  # fmt: skip
