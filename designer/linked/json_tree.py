"""A JSON template as the same tree as a YAML one; JSON's maps and lists are what YAML calls flow style."""

from __future__ import annotations

import json
import re
from typing import Any

from designer.linked.tree import MOST_LEVELS, MOST_NODES, Key, Node
from designer.storage.errors import FileError

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_MOST_DIGITS = 300
_DECODER = json.JSONDecoder()


def read_json(text: str, path: str = "template") -> Node:
    """The tree of a JSON text.  Raises FileError with line and column."""
    return _Reader(text, path).document()


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._count = 0

    def document(self) -> Node:
        node = self._node(self._skip(0), 0)
        end = self._skip(node.end)
        if end != len(self._text):
            raise self._fault(end, "something follows the end of the template")
        return node

    def _node(self, at: int, depth: int) -> Node:
        self._count += 1
        if depth > MOST_LEVELS:
            raise self._fault(at, f"nested too deeply; a template has at most {MOST_LEVELS} levels")
        if self._count > MOST_NODES:
            raise self._fault(at, f"the template has more than {MOST_NODES} values")
        sign = self._text[at : at + 1]
        if sign == "{":
            return self._map(at, depth)
        if sign == "[":
            return self._list(at, depth)
        if sign == '"':
            value, end = self._string(at)
            return Node("scalar", at, end, at, value, style='"')
        for word, value in _WORDS.items():
            if self._text.startswith(word, at):
                return Node("scalar", at, at + len(word), at, value)
        found = _NUMBER.match(self._text, at)
        if found is None or len(found[0]) > _MOST_DIGITS:
            raise self._fault(at, "a value is missing" if found is None else "a number has too many digits")
        number: Any = float(found[0]) if found[1] or found[2] else int(found[0])
        return Node("scalar", at, found.end(), at, number)

    def _map(self, start: int, depth: int) -> Node:
        keys: list[Key] = []
        children: list[Node] = []
        value: dict[str, Any] = {}
        at = self._skip(start + 1)
        while self._text[at : at + 1] != "}":
            if keys:
                at = self._sign(at, ",")
            if self._text[at : at + 1] != '"':
                raise self._fault(at, 'a key in double quotes or "}" is missing')
            name, end = self._string(at)
            if name in value:
                raise self._fault(at, f"the key {name:.60} stands twice")
            keys.append(Key(name, at, end, '"'))
            child = self._node(self._sign(self._skip(end), ":"), depth + 1)
            children.append(child)
            value[name] = child.value
            at = self._skip(child.end)
        size = 1 + sum(child.size for child in children)
        return Node("map", start, at + 1, start, value, "", "", "flow", tuple(keys), tuple(children), size)

    def _list(self, start: int, depth: int) -> Node:
        children: list[Node] = []
        at = self._skip(start + 1)
        while self._text[at : at + 1] != "]":
            if children:
                at = self._sign(at, ",")
            children.append(self._node(at, depth + 1))
            at = self._skip(children[-1].end)
        size = 1 + sum(child.size for child in children)
        value = [child.value for child in children]
        return Node("list", start, at + 1, start, value, "", "", "flow", (), tuple(children), size)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            return _DECODER.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            raise self._fault(error.pos, f"this is not JSON: {error.msg.lower()}") from None

    def _sign(self, at: int, sign: str) -> int:
        if self._text[at : at + 1] != sign:
            raise self._fault(at, f"this is not JSON: {sign!r} is missing")
        return self._skip(at + 1)

    def _skip(self, at: int) -> int:
        return _BLANK.match(self._text, at).end()  # type: ignore[union-attr]

    def _fault(self, at: int, message: str) -> FileError:
        line = self._text.count("\n", 0, at) + 1
        column = at - (self._text.rfind("\n", 0, at) + 1) + 1
        return FileError(self._path, message, f"{line}:{column}")
