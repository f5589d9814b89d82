"""The text of a template that is edited by its owner and by us: bytes -> edits -> bytes.

Each edit is made on the text, the text is read again, and only if it then means exactly what the edit asked for does
the new `TemplateText` exist.  So an edit either says what it should, in the lines concerned, or raises `EditError`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from designer.linked.json_tree import read_json
from designer.linked.patches import EditError, Patch, Patcher, as_data, is_spaced, patched
from designer.linked.render import is_intrinsic
from designer.linked.style import Style, detect
from designer.linked.tree import Node, Path, Step, read_yaml
from designer.storage.errors import FileError

MOST_BYTES = 8 * 1024 * 1024  # CloudFormation takes 1 MB
_BOM = b"\xef\xbb\xbf"

__all__ = ["EditError", "TemplateText"]


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template: its text and what it means.  Immutable; edits give another."""

    text: str
    root: Node
    kind: Literal["yaml", "json"]
    style: Style
    bom: bool = False
    path: str = "template"

    @classmethod
    def parse(cls, data: bytes, path: str = "template") -> TemplateText:
        """The template in these bytes.  Raises FileError."""
        if len(data) > MOST_BYTES:
            raise FileError(path, f"the file has {len(data) / 2**20:.0f} MB; a template has at most 8 MB")
        bom = data.startswith(_BOM)
        try:
            text = data[3:].decode() if bom else data.decode()
        except UnicodeDecodeError as error:
            raise FileError(path, "this is not UTF-8 text", str(data[: error.start].count(b"\n") + 1)) from None
        return cls._read(text, path, bom, None)

    @classmethod
    def _read(cls, text: str, path: str, bom: bool, known: TemplateText | None) -> TemplateText:
        kind: Literal["yaml", "json"]
        if known is not None:
            kind, root = known.kind, (read_json if known.kind == "json" else read_yaml)(text, path)
        elif text.lstrip()[:1] == "{":
            try:
                kind, root = "json", read_json(text, path)
            except FileError as fault:
                try:
                    kind, root = "yaml", read_yaml(text, path)
                except FileError:
                    raise fault from None
        else:
            kind, root = "yaml", read_yaml(text, path)
        if root.kind != "map" or root.tag:
            raise FileError(path, "a template is a map with Resources in it")
        return cls(text, root, kind, known.style if known else detect(text, root, kind), bom, path)

    @property
    def data(self) -> bytes:
        """The bytes; those that were parsed where nothing was edited."""
        return (_BOM if self.bom else b"") + self.text.encode()

    @property
    def value(self) -> dict[str, Any]:
        """What the template means, in plain JSON values; functions in their long form."""
        found: dict[str, Any] = self.root.value
        return found

    def __contains__(self, path: Path) -> bool:
        return self.get(path, _NONE) is not _NONE

    def get(self, path: Path, default: Any = None) -> Any:
        """The value at a path of keys and indices, or `default`."""
        value: Any = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def section(self, *path: Step) -> dict[str, Any]:
        """The map at a path; empty where there is none."""
        found = self.get(path)
        return found if isinstance(found, dict) else {}

    def lines(self, path: Path) -> tuple[int, int] | None:
        """First and last line (from 1) of what stands at a path, with its key; None where it is not written."""
        found = self._find(path)
        if found is None:
            return None
        parent, index = found
        start = parent.keys[index].start if parent.kind == "map" else parent.children[index].start
        end = max(start, parent.children[index].end - 1)
        return self.text.count("\n", 0, start) + 1, self.text.count("\n", 0, end) + 1

    # -- edits

    def set(self, path: Path, value: Any) -> TemplateText:
        """With a value at a path; a key that is not there yet is added.  Only what is different is written."""
        if not path:
            raise EditError("a whole template is not replaced")
        value = as_data(value)
        old = self.get(path, _NONE)
        if old is _NONE:
            return self.add(path[:-1], path[-1], value)
        if _same(old, value):
            return self
        self._refuse_shared(path)
        node = self._node(path)
        if node is not None and node.kind != "alias" and _has_parts(node, old, value):
            try:
                return self._set_parts(path, old, value)
            except EditError:
                if "#" in self.text[node.start : node.end]:
                    raise
        return self._override(path, value) if self._find(path) is None else self._replaced(path, value)

    def remove(self, path: Path) -> TemplateText:
        """Without what stands at a path; an enclosing map or list stays, if need be empty."""
        if path not in self:
            raise EditError(f"{_said(path)} is not in the template")
        self._refuse_shared(path)
        found = self._find(path)
        if found is None:
            raise EditError(f"{_said(path)} is not written on its own: it stands in a short form, a merge or twice")
        parent, index = found
        expected = _without(self.value, path)
        if len(parent.children) == 1:
            around = self._find(path[:-1])
            try:
                if around is None:
                    raise EditError("it is written in a short form")
                return self._edited(path, expected, lambda patcher: patcher.clear(*around))
            except EditError:
                return self._replaced(path[:-1], self._empty(path[:-1]), expected)
        return self._edited(path, expected, lambda patcher: patcher.delete(parent, index))

    def rename(self, path: Path, key: str) -> TemplateText:
        """With another word for the key at a path; what it leads to stays as it is written."""
        found = self._find(path)
        around = self.get(path[:-1])
        if found is None or not isinstance(around, dict) or key in around:
            raise EditError(f"{_said(path)} cannot be called {key}")
        expected = {key if name == path[-1] else name: value for name, value in around.items()}
        expected = _with(self.value, path[:-1], expected)
        return self._edited(path, expected, lambda patcher: patcher.rename(*found, key))

    def add(self, path: Path, key: Step, value: Any, after: str | None = None) -> TemplateText:
        """With one more entry in the map at `path` (after the key `after`, else last), or one more item in its list.

        In a list `key` is the index that the item gets.
        """
        value = as_data(value)
        container = self.get(path, _NONE)
        inner = (*path, key)
        if isinstance(key, str) and isinstance(container, dict):
            if key in container:
                raise EditError(f"{_said(inner)} is in the template already")
            keys = list(container)
            at = keys.index(after) + 1 if after in container else len(keys)
            items = list(container.items())
            expected = dict([*items[:at], (key, value), *items[at:]])
        elif isinstance(key, int) and isinstance(container, list):
            key = min(max(key, 0), len(container))
            expected_list = [*container[:key], value, *container[key:]]
            if not container:
                return self._replaced(path, expected_list)
            return self._inserted(path, key, None, value, _with(self.value, path, expected_list))
        else:
            raise EditError(f"{_said(path)} is not there to take {key}")
        if not container:
            return self._replaced(path, expected)
        self._refuse_shared(inner)
        node = self._node(path)
        place = node.index(after) if node is not None and after is not None else None
        last = len(node.children) if node is not None else 0
        return self._inserted(path, last if place is None else place + 1, key, value, _with(self.value, path, expected))

    def _inserted(self, path: Path, at: int, key: str | None, value: Any, expected: Any) -> TemplateText:
        node = self._node(path)
        if node is None or node.kind == "alias" or not node.children:
            raise EditError(f"{_said(path)} comes from an anchor that other places share")
        spaced = key is not None and node.style == "block" and self._spaced(path, node)
        return self._edited(path, expected, lambda patcher: patcher.insert(node, at, key, value, spaced=spaced))

    def _spaced(self, path: Path, node: Node) -> bool:
        if len(node.children) > 1:
            return is_spaced(self.text, node)
        return path == ("Resources",)

    def _replaced(self, path: Path, value: Any, expected: Any = None) -> TemplateText:
        found = self._find(path)
        if found is None:
            raise EditError(f"{_said(path)} cannot be replaced as it is written")
        if expected is None:
            expected = _with(self.value, path, value)
        return self._edited(path, expected, lambda patcher: patcher.replace(*found, value))

    def _override(self, path: Path, value: Any) -> TemplateText:
        """A part that is not written on its own: of a short form (!GetAtt A.Arn), or what a merge (`<<`) brings along.

        A short form is written anew as a whole; a merged key is set by writing it out in the map itself.
        """
        outer, step = path[:-1], path[-1]
        node = self._node(outer)
        if node is None or node.kind == "scalar" or node.wrapped == step:
            if not outer:
                raise EditError(f"{_said(path)} cannot be edited in place: it stands twice")
            whole = _with(self.get(outer), (step,), value)
            return self._override(outer, whole) if self._find(outer) is None else self._replaced(outer, whole)
        if node.kind != "map" or any(key.name == step for key in node.keys) or not isinstance(step, str):
            raise EditError(f"{_said(path)} cannot be edited in place: it stands twice")
        return self._inserted(outer, len(node.children), step, value, _with(self.value, path, value))

    def _set_parts(self, path: Path, old: Any, new: Any) -> TemplateText:
        """The changes within a map or list, one by one."""
        result = self
        if isinstance(old, dict):
            for key in [key for key in old if key not in new]:
                result = result.remove((*path, key))
            before: str | None = None
            for key, item in new.items():
                if key not in old:
                    result = result.add(path, key, item, after=before)
                elif not _same(old[key], item):
                    result = result.set((*path, key), item)
                before = key
            if list(result.get(path)) != list(new):  # the order is no difference that anything means
                return result
            return result
        for start, end, items in _list_changes(old, new):
            shared = min(end - start, len(items))
            for offset in range(shared):
                result = result.set((*path, start + offset), items[offset])
            for index in range(end - 1, start + shared - 1, -1):
                result = result.remove((*path, index))
            for offset in range(shared, len(items)):
                result = result.add(path, start + offset, items[offset])
        return result

    def _edited(self, path: Path, expected: Any, patches: Callable[[Patcher], list[Patch]]) -> TemplateText:
        """The edit, which must mean what is expected; then without literal blocks, which cannot end every file."""
        try:
            return self._tried(path, expected, patches, self.style)
        except EditError:
            if self.kind == "json":
                raise
            return self._tried(path, expected, patches, replace(self.style, literal=False))

    def _tried(
        self, path: Path, expected: Any, patches: Callable[[Patcher], list[Patch]], style: Style
    ) -> TemplateText:
        try:
            text = patched(self.text, patches(Patcher(self.text, style)))
            result = self._read(text, self.path, self.bom, self)
        except EditError as error:
            raise EditError(f"{_said(path)} cannot be edited in place: {error}") from None
        except FileError:
            raise EditError(f"{_said(path)} cannot be edited in place: other parts of the template need it") from None
        if not _same(result.value, expected):
            raise EditError(f"{_said(path)} cannot be edited in place: other places would change with it")
        return result

    # -- where things stand

    def _empty(self, path: Path) -> Any:
        return [] if isinstance(self.get(path), list) else {}

    def _find(self, path: Path) -> tuple[Node, int] | None:
        """The collection in which a path's last step is written, and where in it; None where it is not written so."""
        node: Node = self.root
        found: tuple[Node, int] | None = None
        unwrapped = False
        for step in path:
            if node.wrapped and not unwrapped:
                if step != node.wrapped:
                    return None
                unwrapped = True
                continue
            index = node.index(step) if node.kind in ("map", "list") else None
            if index is None or sum(k.name == step for k in node.keys) > 1:
                return None
            found = (node, index)
            node = node.children[index]
            unwrapped = False
        return None if unwrapped else found

    def _node(self, path: Path) -> Node | None:
        """The node at a path, which may end within a short tag."""
        if not path:
            return self.root
        found = self._find(path)
        if found is not None:
            return found[0].children[found[1]]
        outer = self._find(path[:-1])
        if outer is not None:
            node = outer[0].children[outer[1]]
            if node.wrapped and node.wrapped == path[-1] and node.kind != "scalar":
                return node
        return None

    def _refuse_shared(self, path: Path) -> None:
        """No edit goes through an alias: other places would change, or the alias would have to be written out."""
        for length in range(1, len(path)):
            found = self._find(path[:length])
            if found is not None:
                node = found[0].children[found[1]]
                if node.kind == "alias":
                    raise EditError(f"{_said(path)} stands in *{node.anchor}, which other places share")


class _None:
    pass


_NONE = _None()


def _said(path: Path) -> str:
    return ".".join(str(step) for step in path) or "the template"


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON, where true is not 1; the order of keys counts."""
    return json.dumps(a) == json.dumps(b)


def _has_parts(node: Node, old: Any, new: Any) -> bool:
    """Whether a change is better made in the parts than by writing the whole anew."""
    if not (old and new):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        if not (is_intrinsic(old) or is_intrinsic(new)):
            return True
        ((name, inner),) = old.items() if len(old) == 1 else (("", None),)
        other = new.get(name)
        return len(new) == 1 and node.kind != "scalar" and type(inner) is type(other) and bool(inner and other)
    return isinstance(old, list) and isinstance(new, list)


def _list_changes(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int, list[Any]]]:
    """(start, end, items): what of the old list becomes which items, from the end to the beginning."""
    a, b = [json.dumps(x) for x in old], [json.dumps(x) for x in new]
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return [(i1, i2, list(new[j1:j2])) for op, i1, i2, j1, j2 in reversed(matcher.get_opcodes()) if op != "equal"]


def _with(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, step: _with(value.get(step), rest, new)}
    items = list(value)
    items[step] = _with(items[step], rest, new)  # type: ignore[index]
    return items


def _without(value: Any, path: Path) -> Any:
    step, rest = path[0], path[1:]
    if rest:
        return _with(value, (step,), _without(value[step], rest))
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if key != step}
    return [item for index, item in enumerate(value) if index != step]
