"""A template as a tree that knows where each value stands in the text, to the character.

YAML libraries give ends that reach into the next line; an edit by text needs them exactly.  So the tree is built from
libyaml's events (JSON has a reader of its own, in json_tree.py) with bounds on depth, size and aliases, and executes
nothing: tags are kept as texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from designer.storage.errors import FileError

MOST_LEVELS = 100
MOST_NODES = 400_000  # written out, and again with every alias written out
Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it stands: `text[start:end]`, with its quotes."""

    name: str
    start: int
    end: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A value as it stands: `text[start:end]`, from its anchor or tag to the last character that is its own.

    `value` is what it means: plain JSON values, short tags in their long form (`!Ref A` is {"Ref": "A"}), aliases
    and merges written out.  `content` is where it begins after anchor and tag.
    """

    kind: Literal["scalar", "map", "list", "alias"]
    start: int
    end: int
    content: int
    value: Any
    tag: str = ""
    anchor: str = ""
    style: str = ""  # of a scalar: "", "'", '"', "|" or ">"; of a collection: "block", "flow" or "pair"
    keys: tuple[Key, ...] = ()  # of a map
    children: tuple[Node, ...] = ()
    size: int = 1  # nodes, with aliases written out

    def index(self, step: Step) -> int | None:
        """The place of a key or index among the children; None when it is not written here."""
        if self.kind == "map":
            return next((i for i in range(len(self.keys) - 1, -1, -1) if self.keys[i].name == step), None)
        if self.kind == "list" and isinstance(step, int) and 0 <= step < len(self.children):
            return step
        return None

    @property
    def wrapped(self) -> str:
        """The long form's key where this node has a short tag: "Fn::Sub" for !Sub; else empty."""
        return long_form(self.tag)


def long_form(tag: str) -> str:
    """`!Sub` -> "Fn::Sub", `!Ref` -> "Ref"; empty for no tag or one that is YAML's own."""
    if not tag.startswith("!") or tag == "!":
        return ""
    return tag[1:] if tag in ("!Ref", "!Condition") else f"Fn::{tag[1:]}"


def meaning(tag: str, value: Any) -> Any:
    """What a value with a short tag means."""
    name = long_form(tag)
    if not name:
        return value
    if tag == "!GetAtt" and isinstance(value, str):
        return {name: value.split(".", 1)} if "." in value else {name: [value]}
    return {name: value}


_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,30}(?:[eE][-+]?[0-9]{1,3})?")
_TRUE = frozenset({"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
_FALSE = frozenset({"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})


def plain(text: str) -> Any:
    """What an unquoted scalar means.  Account ids with a leading zero and dates stay the texts that they are."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if text in _NULL:
        return None
    if _NUMBER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def read_yaml(text: str, path: str = "template") -> Node:
    """The tree of the one document in a YAML text.  Raises FileError with line and column."""
    return _Builder(text, path).document()


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Turns events into nodes; what nests is bounded before Python's stack is."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._anchors: dict[str, Node | None] = {}
        self._count = 0

    def document(self) -> Node:
        try:
            return self._document(yaml.parse(self._text, Loader=_Loader))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
            problem = error.problem or error.context or "it cannot be read"
            raise FileError(self._path, f"this is not YAML: {problem}", place) from None
        except yaml.YAMLError as error:
            words = " ".join(str(error).split())
            raise FileError(self._path, f"this is not YAML: {words:.200}") from None

    def _document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._fault(event, "a second document begins here; a template is one")
                root = self._node(next(events), events, 0)
        if root is None:
            raise FileError(self._path, "the file is empty")
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._count += 1
        if depth > MOST_LEVELS:
            raise self._fault(event, f"nested too deeply; a template has at most {MOST_LEVELS} levels")
        if self._count > MOST_NODES:
            raise self._fault(event, f"the template has more than {MOST_NODES} values")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.anchor:
            self._anchors[event.anchor] = None  # not complete yet: an alias to it in here would be a circle
        start = event.start_mark.index
        content = self._content(start, event)
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, start, content)
        elif isinstance(event, yaml.MappingStartEvent):
            node = self._map(event, events, depth, start, content)
        else:
            node = self._list(event, events, depth, start, content)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _content(self, start: int, event: Any) -> int:
        """Where a node's own text begins, after anchor and tag (in whatever order) and what lies between."""
        at = start
        while self._text[at : at + 1] in ("&", "!") and (event.anchor or event.tag):
            at = _WORD.match(self._text, at).end()  # type: ignore[union-attr]
            rest = _BLANK.match(self._text, at)
            following = rest.end() if rest else at
            if self._text[following : following + 1] not in ("&", "!"):
                # A scalar without a text ends here; anything else begins after the blank.
                return at if isinstance(event, yaml.ScalarEvent) and event.end_mark.index <= at else following
            at = following
        return at

    def _alias(self, event: Any) -> Node:
        target = self._anchors.get(event.anchor)
        if target is None:
            raise self._fault(event, f"*{event.anchor:.60} refers to itself or to nothing")
        self._count += target.size
        if self._count > MOST_NODES:
            raise self._fault(event, f"with all its aliases the template has more than {MOST_NODES} values")
        start, end = event.start_mark.index, event.end_mark.index
        return Node("alias", start, end, start, target.value, anchor=event.anchor, size=target.size)

    def _scalar(self, event: Any, start: int, content: int) -> Node:
        style = event.style if event.style in ("'", '"', "|", ">") else ""
        end = event.end_mark.index
        if style in ("|", ">"):
            end = _trimmed(self._text, content, end)
        value = (
            plain(event.value) if not style and event.implicit[0] and not long_form(event.tag or "") else event.value
        )
        tag = event.tag or ""
        if long_form(tag):
            value = meaning(tag, event.value)
        return Node("scalar", start, max(end, content), content, value, tag, event.anchor or "", style)

    def _map(self, event: Any, events: Iterator[Any], depth: int, start: int, content: int) -> Node:
        keys: list[Key] = []
        children: list[Node] = []
        value: dict[str, Any] = {}
        merged: list[Any] = []
        size = 1
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            if not isinstance(inner, yaml.ScalarEvent):
                raise self._fault(inner, "a key must be a text")
            key = Key(inner.value, inner.start_mark.index, inner.end_mark.index, inner.style or "")
            child = self._node(next(events), events, depth + 1)
            if key.name == "<<" and inner.implicit[0] and not inner.style:
                merged.append(child.value)
            else:  # the last of two that are the same holds, as with every reader of YAML
                value[key.name] = child.value
            keys.append(key)
            children.append(child)
            size += child.size
        for part in merged:
            for base in part if isinstance(part, list) else [part]:
                if isinstance(base, dict):
                    value = {**base, **value}
        end, style = self._end(event, inner, content, children[-1] if children else None)
        tag = event.tag or ""
        return Node(
            "map", start, end, content, meaning(tag, value), tag, event.anchor or "", style, tuple(keys),
            tuple(children), size,
        )  # fmt: skip

    def _list(self, event: Any, events: Iterator[Any], depth: int, start: int, content: int) -> Node:
        children: list[Node] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            children.append(self._node(inner, events, depth + 1))
        end, style = self._end(event, inner, content, children[-1] if children else None)
        tag = event.tag or ""
        value = meaning(tag, [child.value for child in children])
        size = 1 + sum(child.size for child in children)
        return Node(
            "list", start, end, content, value, tag, event.anchor or "", style, (), tuple(children), size
        )  # fmt: skip

    def _end(self, event: Any, closing: Any, content: int, last: Node | None) -> tuple[int, str]:
        """A block collection ends where its last value does; libyaml says where the next token begins."""
        if event.flow_style:
            if self._text[content : content + 1] not in ("{", "["):  # the one pair in [key: value]
                return (last.end if last is not None else content), "pair"
            return closing.end_mark.index, "flow"
        return (last.end if last is not None else content), "block"

    def _fault(self, event: Any, message: str) -> FileError:
        mark = event.start_mark
        return FileError(self._path, message, f"{mark.line + 1}:{mark.column + 1}")


_WORD = re.compile(r"[&!][^\s,\[\]{}]*")
_BLANK = re.compile(r"(?:[ \t]+|\r\n?|\n|#[^\r\n]*)*")


def _trimmed(text: str, start: int, end: int) -> int:
    """Without the line ends and blanks after a block scalar, unless its header (`|+`) keeps them."""
    header = text[start : start + 3].split("\n")[0]
    return end if "+" in header else start + len(text[start:end].rstrip())
