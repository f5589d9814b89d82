"""Edits of a template as patches of its text: what is not concerned is never written again.

Each function gives the patches of one change; where a change cannot be made without disturbing what a person wrote
(comments between the parts of a flow list, an entry on the line of a dash), it raises `EditError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.linked import render
from designer.linked.style import (
    Style,
    column,
    dash_of,
    indentation,
    line_end,
    line_start,
    next_line,
)
from designer.linked.tree import Node

_HEADING = re.compile(r"[-=#*~_]{4}")


class EditError(Exception):
    """A change that cannot be made in the text; the message is for the person, without the file's name."""


@dataclass(frozen=True, slots=True)
class Patch:
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


def patched(text: str, patches: list[Patch]) -> str:
    """The text with patches that do not overlap."""
    parts: list[str] = []
    at = 0
    for patch in sorted(patches, key=lambda p: (p.start, p.end)):
        if patch.start < at:
            raise EditError("two changes concern the same text")
        parts += [text[at : patch.start], patch.new]
        at = patch.end
    return "".join([*parts, text[at:]])


class Patcher:
    """The patches of one template's text."""

    def __init__(self, text: str, style: Style) -> None:
        self.text = text
        self.style = style

    # -- a value in the place of another

    def replace(self, parent: Node, index: int, value: Any) -> list[Patch]:
        """Another value for a child."""
        old = parent.children[index]
        if parent.style == "flow" or self.style.kind == "json":
            return [Patch(old.start, old.end, self._flow(value, old.start, old))]
        if parent.style != "block":
            raise EditError("it stands in a pair within a list")
        head = self._head_end(parent, index)
        quote = old.style if old.style in ("'", '"') else ""
        if render.fits_line(value, self.style):
            return self._on_line(head, old, self._inline(value, quote, flow=False))
        return self._below(parent, index, head, old, value)

    def _inline(self, value: Any, quote: str, *, flow: bool) -> str:
        return render.inline(value, self.style, quote=quote, flow=flow)

    def _head_end(self, parent: Node, index: int) -> int:
        """Just after the colon or dash that leads a child of a block collection."""
        if parent.kind == "list":
            return dash_of(self.text, parent.children[index]) + 1
        at = self.text.find(":", parent.keys[index].end)
        if at < 0 or self.text[parent.keys[index].end : at].strip():
            raise EditError("its key is written in a way that cannot be edited here")
        return at + 1

    def _on_line(self, head: int, old: Node, new: str) -> list[Patch]:
        if self._same_line(head, old.start):
            tail = self.style.newline if self.text[old.start : old.end].endswith("\n") else ""
            blank = "" if self.text[head : old.start].strip(" \t") == "" and old.start > head else " "
            return [Patch(old.start, old.end, f"{blank}{new}{tail}")]
        self._no_comments(line_end(self.text, head), old.end)
        return [Patch(head, head, f" {new}"), Patch(line_end(self.text, head), old.end, "")]

    def _below(self, parent: Node, index: int, head: int, old: Node, value: Any) -> list[Patch]:
        """A value of several lines, below its key's line."""
        if parent.kind == "map":
            indent = " " * column(self.text, parent.keys[index].start)
            lines = render.entry(":", value, self.style, indent)
        else:
            indent = " " * (head - 1 - line_start(self.text, head - 1))
            lines = render.element(value, self.style, indent)
        lead = lines[0][len(indent) + 1 :]  # what follows the colon or dash: a tag, the sign of a literal, an entry
        body = "".join(f"{self.style.newline}{line}" for line in lines[1:])
        tail = self.style.newline if self.text[old.start : old.end].endswith("\n") else ""
        end = line_end(self.text, old.end)
        comment = self.text[old.end : end]
        if self._same_line(head, old.end) and comment.strip().startswith("#"):
            if parent.kind == "list":
                raise EditError("a comment follows on its line")
            return [Patch(head, old.end, lead), Patch(end, end, body)]
        if self._same_line(head, old.start):
            self._no_comments(old.start, old.end, old)
        else:
            self._no_comments(line_end(self.text, head), old.end)
            if self.text[head : line_end(self.text, head)].strip():
                first = line_end(self.text, head)
                return [Patch(head, head, lead), Patch(first, old.end, f"{body}{tail}")]
        return [Patch(head, old.end, f"{lead}{body}{tail}")]

    def rename(self, parent: Node, index: int, key: str) -> list[Patch]:
        """Another word for the key of a child."""
        old = parent.keys[index]
        new = self.text[old.start : old.end].replace(old.name, key)
        return [Patch(old.start, old.end, new)]

    # -- one more

    def insert(self, parent: Node, at: int, key: str | None, value: Any, *, spaced: bool = False) -> list[Patch]:
        """A child more before index `at` (the number of children: at the end); `key` for a map."""
        if not parent.children:
            raise EditError("it is empty")
        if parent.style == "flow" or self.style.kind == "json":
            return self._insert_flow(parent, at, key, value)
        if parent.style != "block":
            raise EditError("it stands in a pair within a list")
        first = self._lead(parent, 0)
        indent = " " * column(self.text, first)
        lines = (
            render.element(value, self.style, indent)
            if key is None
            else render.entry(render.block_key(key), value, self.style, indent)
        )
        newline = self.style.newline
        if at == 0:
            start = line_start(self.text, first)
            if self.text[start:first].strip():
                raise EditError("its first entry stands on the line of a dash")
            gap = newline if spaced else ""
            return [Patch(start, start, "".join(f"{line}{newline}" for line in lines) + gap)]
        place = self._after(parent, at - 1)
        body = "".join(f"{line}{newline}" for line in lines)
        gap = newline if spaced else ""
        if place == len(self.text) and not self.text.endswith("\n"):
            return [Patch(place, place, newline + gap + body.removesuffix(newline))]
        return [Patch(place, place, gap + body)]

    def _insert_flow(self, parent: Node, at: int, key: str | None, value: Any) -> list[Patch]:
        neighbour = self._lead(parent, max(at - 1, 0))
        indent = indentation(self.text, neighbour)
        own_line = self._own_line(neighbour) and not self._same_line(parent.content, neighbour)
        label = "" if key is None else self._flow_key(key)
        new = label + self._flow(value, neighbour)
        gap = f"{self.style.newline}{indent}" if own_line else " "
        if at == 0:
            return [Patch(neighbour, neighbour, f"{new},{gap}")]
        end = parent.children[at - 1].end
        comma = self._comma(parent, at - 1)
        if comma is not None:  # between two, or after the last
            return [Patch(comma + 1, comma + 1, f"{gap}{new}" + ("," if at < len(parent.children) else ""))]
        rest = self.text[end : line_end(self.text, end)].strip()
        if own_line and rest.startswith("#"):
            line = line_end(self.text, end)
            return [Patch(end, end, ","), Patch(line, line, f"{gap}{new}")]
        return [Patch(end, end, f",{gap}{new}")]

    def _flow_key(self, key: str) -> str:
        return f"{render.json_text(key)}{self.style.colon}" if self.style.kind == "json" else render.flow_key(key)

    def _flow(self, value: Any, at: int, old: Node | None = None) -> str:
        if self.style.kind == "yaml":
            quote = old.style if old is not None and old.style in ("'", '"') else ""
            return self._inline(value, quote, flow=True)
        if not self._own_line(at):  # within a line everything stays in it
            line = self.text[line_start(self.text, at) : at]
            if line.count("{") + line.count("[") > line.count("}") + line.count("]"):
                return render.one_line_json(value)
        return render.as_json(value, self.style, indentation(self.text, at))

    # -- one less

    def delete(self, parent: Node, index: int) -> list[Patch]:
        """Without a child that is not the only one."""
        if len(parent.children) < 2:
            raise EditError("it is the only one")
        if parent.style == "flow" or self.style.kind == "json":
            return self._delete_flow(parent, index)
        if parent.style != "block":
            raise EditError("it stands in a pair within a list")
        lead = self._lead(parent, index)
        start = line_start(self.text, lead)
        if self.text[start:lead].strip():
            if index + 1 == len(parent.children):
                raise EditError("it stands on the line of a dash")
            following = self._lead(parent, index + 1)
            self._no_comments(parent.children[index].end, following)
            return [Patch(lead, following, "")]
        start = self._with_comments_above(start, column(self.text, lead), parent, index)
        end = self._after(parent, index)
        return [Patch(*self._with_blank_lines(start, end), "")]

    def clear(self, outer: Node, at: int) -> list[Patch]:
        """Without the only entry of the block map or list at `outer`'s child `at`, among comments that stay.

        Those above it may speak of all that follows; those within it and deeper below it go with it.
        """
        node = outer.children[at]
        if self.style.kind == "json" or outer.style != "block" or node.style != "block" or len(node.children) != 1:
            raise EditError("it is no block")
        head, lead = self._head_end(outer, at), self._lead(node, 0)
        rest = self.text[head : line_end(self.text, head)].strip()
        start = line_start(self.text, lead)
        if self._same_line(head, lead) or self.text[start:lead].strip() or (rest and not rest.startswith("#")):
            raise EditError("its only entry stands on the line of a dash, or behind an anchor")
        empty = "[]" if node.kind == "list" else "{}"
        return [Patch(head, head, f" {empty}"), Patch(start, self._after(node, 0), "")]

    def _delete_flow(self, parent: Node, index: int) -> list[Patch]:
        lead, end = self._lead(parent, index), parent.children[index].end
        comma = self._comma(parent, index)
        patches: list[Patch] = []
        if comma is not None:
            end = comma + 1
        else:  # the last, with no comma after it: the one before it goes
            before = self._comma(parent, index - 1)
            if before is None:
                raise EditError("a comma is missing")
            patches.append(Patch(before, before + 1, ""))
        start = line_start(self.text, lead)
        rest = self.text[end : line_end(self.text, end)]
        alone = not self.text[start:lead].strip() and not rest.split("#")[0].strip()
        if alone and next_line(self.text, end) <= parent.end:
            return [*patches, Patch(start, next_line(self.text, end), "")]
        if comma is None:
            self._no_comments(parent.children[index - 1].end, lead)
            return [Patch(parent.children[index - 1].end, end, "")]
        while self.text[end : end + 1] in (" ", "\t"):
            end += 1
        return [Patch(lead, end, "")]

    # -- where things stand

    def _lead(self, parent: Node, index: int) -> int:
        """Where a child begins: its key, its dash, or the value itself in a flow list."""
        if parent.kind == "map":
            return parent.keys[index].start
        child = parent.children[index]
        return dash_of(self.text, child) if parent.style == "block" else child.start

    def _own_line(self, at: int) -> bool:
        return not self.text[line_start(self.text, at) : at].strip()

    def _same_line(self, a: int, b: int) -> bool:
        return "\n" not in self.text[a:b]

    def _after(self, parent: Node, index: int) -> int:
        """The beginning of the line after a child's last, and after comments that stand deeper than its key."""
        head = parent.keys[index].end if parent.kind == "map" else self._lead(parent, index) + 1
        end = max(head, parent.children[index].end)  # nothing ends where its head does
        ends_line = end > 0 and self.text[end - 1] == "\n"
        place = end if ends_line else next_line(self.text, end)
        depth = column(self.text, self._lead(parent, index))
        at = place
        while at < len(self.text):
            line = self.text[at : line_end(self.text, at)]
            stripped = line.lstrip(" \t")
            if stripped and not (stripped.startswith("#") and len(line) - len(stripped) > depth):
                break
            at = next_line(self.text, at)
            if stripped:
                place = at
        return place

    def _with_comments_above(self, start: int, depth: int, parent: Node, index: int) -> int:
        """The comment lines right above an entry are about it, where they stand at its column."""
        least = parent.content if index == 0 else self._after(parent, index - 1)
        while start > least:
            above = line_start(self.text, start - 1)
            line = self.text[above : line_end(self.text, above)]
            comment = line.lstrip()
            if above < least or not comment.startswith("#") or len(line) - len(comment) != depth:
                break
            if _HEADING.search(comment):  # it speaks of all that follows
                break
            start = above
        return start

    def _with_blank_lines(self, start: int, end: int) -> tuple[int, int]:
        """With the blank lines before, where others follow; at the end of the text with its last newline."""
        blank_before = start
        while blank_before > 0:
            above = line_start(self.text, blank_before - 1)
            if self.text[above:blank_before].strip():
                break
            blank_before = above
        following = self.text[end : next_line(self.text, end)]
        if end >= len(self.text):
            start = blank_before
            if not self.text.endswith("\n"):
                start = line_end(self.text, line_start(self.text, start - 1))
        elif not following.strip():
            if blank_before < start:
                start = blank_before
            else:
                end = next_line(self.text, end)
        return start, end

    def _comma(self, parent: Node, index: int) -> int | None:
        """The comma after a child of a flow collection; None after a last one that has none."""
        at = parent.children[index].end
        if parent.kind == "map":
            at = max(at, parent.keys[index].end)
        while at < parent.end:
            sign = self.text[at]
            if sign == ",":
                return at
            if sign == "#":
                at = line_end(self.text, at)
            elif sign in " \t\r\n":
                at += 1
            else:
                return None
        return None

    def _no_comments(self, start: int, end: int, node: Node | None = None) -> None:
        """What is written anew must hold no comment; a sign in a text is none."""
        if node is not None and node.kind == "scalar":
            return
        for line in self.text[start:end].splitlines():
            stripped = line.strip()
            if stripped.startswith("#") or " #" in stripped:
                raise EditError("it holds comments, which would be lost")


def is_spaced(text: str, node: Node) -> bool:
    """Whether blank lines stand between the entries of a block map."""
    gaps = [
        "\n\n" in text[a.end : k.start].replace("\r", "").replace(" ", "").replace("\t", "")
        or any(not line.strip() for line in text[a.end : k.start].split("\n")[1:-1])
        for a, k in zip(node.children, node.keys[1:], strict=False)
    ]
    return sum(gaps) * 2 > len(gaps)


def as_data(value: Any) -> Any:
    """A value as plain JSON data."""
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(item) for item in value]
    return value
