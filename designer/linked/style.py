"""How a template is written: what a new value has to look like to fit in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from designer.linked.tree import Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one template."""

    kind: Literal["yaml", "json"]
    newline: str = "\n"
    step: str = "  "  # one level of indentation; a tab only in JSON
    dash: int = 2  # columns by which a list's dashes stand right of its key
    quote: str = '"'  # for texts that need quotes
    short: bool = True  # !Ref rather than Ref:
    inline: bool = False  # a short list of scalars stands on one line
    colon: str = ": "  # JSON: between key and value
    literal: bool = True  # a text of several lines stands as a literal block


def detect(text: str, root: Node, kind: Literal["yaml", "json"]) -> Style:
    """The habits of a template, by majority; where it shows none, those of most templates."""
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    steps: Counter[str] = Counter()
    dashes: Counter[int] = Counter()
    quotes: Counter[str] = Counter()
    tags: Counter[bool] = Counter()
    lists: Counter[bool] = Counter()
    colons: Counter[str] = Counter()
    for parent, node in _pairs(root):
        if node.style in ("'", '"'):
            quotes[node.style] += 1
        if node.wrapped:
            tags[True] += 1
        elif node.kind == "map" and len(node.keys) == 1 and node.keys[0].name.startswith(("Fn::", "Ref")):
            tags[False] += 1
        if node.kind == "list" and node.children and all(c.kind == "scalar" for c in node.children):
            lists[node.style == "flow" and "\n" not in text[node.start : node.end]] += 1
        if node.style == "flow" and node.keys:
            colons[text[node.keys[0].end : node.children[0].start]] += 1
        if parent is None or parent.kind != "map" or not node.children:
            continue
        outer = indentation(text, parent.keys[0].start)
        if node.kind == "map":
            inner = indentation(text, node.keys[0].start)
            if inner.startswith(outer) and inner != outer and node.style != "pair":
                steps[inner[len(outer) :]] += 1
        elif node.style == "block":
            dash = dash_of(text, node.children[0])
            dashes[column(text, dash) - column(text, parent.keys[0].start)] += 1
    step = _most(steps, "  ")
    return Style(
        kind,
        newline,
        step,
        max(0, _most(dashes, len(step))),
        _most(quotes, '"'),
        kind == "yaml" and _most(tags, True),
        _most(lists, False),
        colon if kind == "json" and (colon := _most(colons, ": ")).strip(" ") == ":" else ": ",
    )


def _most(counter: Counter[T], default: T) -> T:
    return counter.most_common(1)[0][0] if counter else default


def _pairs(root: Node) -> Iterator[tuple[Node | None, Node]]:
    todo: list[tuple[Node | None, Node]] = [(None, root)]
    while todo:
        parent, node = todo.pop()
        yield parent, node
        todo.extend((node, child) for child in node.children)


# -- where things stand in the text


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The offset of the line's own end (before its newline)."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def next_line(text: str, at: int) -> int:
    """The offset of the line after the one that `at` stands in."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def column(text: str, at: int) -> int:
    return at - line_start(text, at)


def indentation(text: str, at: int) -> str:
    """The blanks at the beginning of the line."""
    line = text[line_start(text, at) : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def dash_of(text: str, item: Node) -> int:
    """The offset of the dash that begins a block list's item."""
    at = item.start
    while True:
        start = line_start(text, at)
        before = text[start:at].rstrip()
        comment = _comment_at(before)
        before = before[:comment].rstrip() if comment is not None else before
        if before.endswith("-"):
            return start + len(before) - 1
        if start == 0:
            raise LookupError("a list's dash")
        at = start - 1


def _comment_at(line: str) -> int | None:
    at = line.find("#")
    return at if at == 0 or (at > 0 and line[at - 1] in " \t") else None
