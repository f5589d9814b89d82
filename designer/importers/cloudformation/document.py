"""A template as plain data that still knows where each value stands.

Syntax (YAML with CloudFormation's short tags, JSON), its bounds and its faults belong to `designer.linked`, which edits
the same texts; here it is only asked what it means and where.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from designer.importers.base import Place
from designer.linked.json_tree import read_json
from designer.linked.tree import Node, Step, read_yaml
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError

MOST_BYTES = 8 * 1024 * 1024  # CloudFormation takes 1 MB


@dataclass(frozen=True, slots=True)
class Document:
    """A read text.  `data` is plain JSON values with intrinsics in their long form, aliases and merges written out;
    parts of it may be shared, so nobody changes it."""

    path: Path
    text: str
    kind: Literal["yaml", "json"]
    root: Node
    _lines: tuple[int, ...] = field(repr=False)  # where each line begins

    @property
    def data(self) -> Any:
        return self.root.value

    def place(self, *steps: Step) -> Place:
        """Where a path of keys and indices stands; of a path that is not written here, its last part that is.

        A value of a map stands where its key does.
        """
        node, at = self.root, self.root.start
        for step in steps:
            index = node.index(step)
            if index is None:
                break
            at = node.keys[index].start if node.kind == "map" else node.children[index].start
            node = node.children[index]
        return self._at(at)

    def doubled(self) -> Iterator[tuple[str, Place]]:
        """Keys that stand twice in one map: the last one counts, and hides what may have been a whole resource."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            seen: set[str] = set()
            for key in node.keys:
                if key.name in seen and key.name != "<<":
                    yield key.name, self._at(key.start)
                seen.add(key.name)
            stack.extend(node.children)

    def _at(self, offset: int) -> Place:
        line = bisect_right(self._lines, offset)
        return Place(self.path, line, offset - self._lines[line - 1] + 1)


def read(path: Path | str) -> Document:
    """The document in a file.  Raises FileError."""
    path = Path(path)
    return parse(read_bytes(path, MOST_BYTES), path)


def parse(data: bytes, path: Path | str = "template") -> Document:
    """The document in a file's bytes; `path` is for the messages.  Raises FileError with line and column."""
    path = Path(path)
    if len(data) > MOST_BYTES:
        raise FileError(
            path, f"the file has {len(data) / 2**20:.0f} MB; a template has at most {MOST_BYTES // 2**20} MB"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(path, "this is not UTF-8 text", str(data.count(b"\n", 0, error.start) + 1)) from None
    kind: Literal["yaml", "json"] = "json" if text.lstrip()[:1] == "{" else "yaml"
    if kind == "json":
        try:
            root = read_json(text, str(path))
        except FileError as fault:
            try:  # a YAML flow mapping looks like JSON at first
                root, kind = read_yaml(text, str(path)), "yaml"
            except FileError:
                raise fault from None
    else:
        root = read_yaml(text, str(path))
    lines = (0, *(i + 1 for i, sign in enumerate(text) if sign == "\n"))
    return Document(path, text, kind, root, lines)
