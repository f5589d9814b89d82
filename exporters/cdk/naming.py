"""Names that are free in both languages: variables, and the ids of constructs."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from keyword import kwlist, softkwlist

from exporters.cdk.text import pascal, words
from exporters.cdk.tree import Local

_PYTHON = {
    *kwlist, *softkwlist, *(name for name in dir(builtins) if name.islower()),
    "self", "scope", "construct_id", "kwargs", "cast",
}  # fmt: skip

_TYPESCRIPT = {
    "this", "scope", "id", "props", "path",
    # reserved words, and what a module of Node has without being told
    "abstract", "any", "arguments", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const",
    "constructor", "continue", "debugger", "declare", "default", "delete", "do", "else", "enum", "eval", "export",
    "exports", "extends", "false", "finally", "for", "from", "function", "get", "global", "globalThis", "if",
    "implements", "import", "in", "instanceof", "interface", "is", "let", "module", "namespace", "never", "new",
    "null", "number", "object", "of", "package", "private", "process", "protected", "public", "require", "return",
    "set", "static", "string", "super", "switch", "symbol", "throw", "true", "try", "type", "typeof", "undefined",
    "unknown", "using", "var", "void", "while", "with", "yield",
}  # fmt: skip

# Ids that the CDK hides from logical ids, or takes itself at the top of a stack.
_CONSTRUCTS = {"Default", "Resource", "CDKMetadata", "BootstrapVersion", "CheckBootstrapVersion", "Exports"}

_LONGEST = 120  # characters; longer ids are cut, which the CDK would do too


class Names:
    """Allots the names of one stack; the same questions in the same order get the same answers."""

    def __init__(self, modules: Iterable[tuple[str, str]]) -> None:
        pairs = tuple(modules)
        self._python = {*_PYTHON, *(python for python, _ in pairs)}
        self._typescript = {*_TYPESCRIPT, *(typescript for _, typescript in pairs)}
        self._constructs = {name.lower() for name in _CONSTRUCTS}

    def local(self, wanted: str, noun: str) -> Local:
        """A variable named after an id of the plan; `noun` parts it from another of that name (`orders_table`)."""
        first, *rest = words(wanted[:_LONGEST]) or ["item"]
        if first[0].isdigit():
            first, rest = "item", [first, *rest]
        for suffix in _suffixes(noun):
            parts = [first, *rest, *suffix]
            name = Local("_".join(parts), parts[0] + "".join(part.capitalize() for part in parts[1:]))
            if name.python not in self._python and name.typescript not in self._typescript:
                self._python.add(name.python)
                self._typescript.add(name.typescript)
                return name
        raise AssertionError("unreachable: the suffixes never end")

    def claim(self, id_: str) -> None:
        """Keep a construct's id for what must have exactly this one."""
        self._constructs.add(id_.lower())

    def construct(self, wanted: str) -> str:
        """The id of a construct.  Ids that differ in case alone would be one to AWS's consoles and to Windows."""
        base = pascal(wanted[:_LONGEST]) or "Item"
        if base[0].isdigit():
            base = f"Item{base}"
        for suffix in _suffixes():
            name = base + "".join(suffix)
            if name.lower() not in self._constructs:
                self._constructs.add(name.lower())
                return name
        raise AssertionError("unreachable: the suffixes never end")


def _suffixes(noun: str = "") -> Iterator[tuple[str, ...]]:
    yield ()
    if noun:
        yield tuple(words(noun))
    number = 2
    while True:
        yield (str(number),)
        number += 1
