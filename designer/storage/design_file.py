"""Reads and writes design files.  What is read comes from strangers: size, depth and time are bounded.

Every fault is a FileError with the place (line and column, or the path of keys) and what to do.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from designer.model.catalogue import GENERIC
from designer.model.design import Design
from designer.storage.atomic import write_atomically
from designer.storage.canonical import dump
from designer.storage.errors import FileError, reason
from designer.storage.migrations import FormatError, migrate

SUFFIX = ".skydraft.json"
MOST_BYTES = 32 * 1024 * 1024  # a design of 20,000 nodes has some 8 MB
MOST_LEVELS = 60  # of nesting, in the JSON
MOST_GROUPS = 100  # in each other


@dataclass(frozen=True, slots=True)
class Opened:
    """A design as it lay on disk: saving it unchanged gives back these very bytes."""

    design: Design
    path: Path
    data: bytes

    @property
    def digest(self) -> str:
        return digest(self.data)


def read(path: Path | str, services: Collection[str] | None = None) -> Opened:
    """The design in a file.  `services` are the ids that a node may name (None: any).  Raises FileError."""
    path = Path(path)
    data = read_bytes(path, MOST_BYTES)
    return Opened(parse(data, path, services), path, data)


def parse(data: bytes, path: Path | str = "design", services: Collection[str] | None = None) -> Design:
    """The design in a file's bytes; `path` is for the messages.  Raises FileError."""
    document = _document(data, path)
    try:
        # The file's keys are the aliases; "group" or "source" in a file are keys that this version does not know.
        design = Design.model_validate(migrate(document), by_alias=True, by_name=False)
    except FormatError as error:
        raise FileError(path, str(error), "format") from None
    except ValidationError as error:
        raise _invalid(error, path) from None
    for place, message in _faults(design, services):
        raise FileError(path, message, place)
    return design


def save(design: Design, path: Path | str, opened: Opened | None = None) -> Opened:
    """Write a design, all of it or nothing.  What is `opened` and unchanged keeps its bytes.  Raises FileError."""
    path = Path(path)
    unchanged = opened is not None and (design is opened.design or design == opened.design)
    data = opened.data if opened is not None and unchanged else dump(design).encode()
    try:
        write_atomically(path, data)
    except OSError as error:
        raise FileError(path, f"cannot be written: {reason(error)}") from None
    return Opened(design, path, data)


def changed_outside(opened: Opened) -> bool:
    """Whether the file is no longer what was read or written last (also when it is gone)."""
    try:
        return digest(opened.path.read_bytes()) != opened.digest
    except OSError:
        return True


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path, most: int) -> bytes:
    """A file's bytes, at most so many; never blocks on what is no regular file.  Raises FileError."""
    try:
        if not path.exists() or path.is_file():
            size = path.stat().st_size
        elif path.is_dir():
            raise IsADirectoryError
        else:
            raise FileError(path, "this is no regular file")
        if size <= most:
            with path.open("rb") as file:
                data = file.read(most + 1)
            size = len(data)
    except OSError as error:
        raise FileError(path, reason(error)) from None
    if size > most:
        raise FileError(path, f"the file has {size / 2**20:.0f} MB; a design has at most {most // 2**20} MB")
    return data


# -- JSON


_HALF_SIGN = "an escape between \\ud800 and \\udfff stands alone; it is half of a sign"


class _Doubled(dict[str, Any]):
    """An object in which a key stands twice."""

    key = ""


class _NotFinite:
    """A number that JSON does not have."""

    def __init__(self, text: str) -> None:
        self.text = text


def _document(data: bytes, path: Path | str) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(path, "this is not UTF-8 text", f"{line}") from None
    if not text.strip():
        raise FileError(path, "the file is empty; `skydraft new` writes a design to start from")
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_NotFinite, parse_float=_float)
    except json.JSONDecodeError as error:
        raise FileError(path, f"this is not JSON: {error.msg.lower()}", f"{error.lineno}:{error.colno}") from None
    except RecursionError:
        raise FileError(path, f"nested too deeply; a design has at most {MOST_LEVELS} levels") from None
    except ValueError:  # an integer of thousands of digits
        raise FileError(path, "a number has too many digits") from None
    if not isinstance(document, dict):
        raise FileError(path, f"a design is a JSON object, this is {_kind(document)}")
    for place, message in _json_faults(document, escapes="\\u" in text):
        raise FileError(path, message, place)
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    seen: set[str] = set()
    doubled.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


def _float(text: str) -> float | _NotFinite:
    value = float(text)
    return value if math.isfinite(value) else _NotFinite(text)


def _json_faults(document: dict[str, Any], *, escapes: bool) -> Iterator[tuple[str, str]]:
    """(place, message) of what JSON allows or Python reads, but no design may have.  Without recursion.

    Only where the text has `escapes` can a string hold half of a surrogate pair, which no UTF-8 file can.
    """
    todo: list[tuple[Any, tuple[str, ...]]] = [(document, ())]
    while todo:
        value, place = todo.pop()
        if isinstance(value, _Doubled):
            yield ".".join((*place, value.key)), "this key stands twice; remove one"
        elif isinstance(value, _NotFinite):
            yield ".".join(place), f"{value.text:.40} is not a finite number"
        elif isinstance(value, str):
            if escapes and not _is_text(value):
                yield ".".join(place), _HALF_SIGN
        elif isinstance(value, (dict, list)):
            if len(place) >= MOST_LEVELS:
                yield ".".join(place[:3]), f"nested too deeply; a design has at most {MOST_LEVELS} levels"
            if escapes and isinstance(value, dict) and not all(map(_is_text, value)):
                yield ".".join(place), _HALF_SIGN
            kinds = (dict, list, str, _NotFinite) if escapes else (dict, list, _NotFinite)
            items = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend((item, (*place, str(key))) for key, item in items if isinstance(item, kinds))


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: Any) -> str:
    kinds = {list: "an array", str: "a text", bool: "true or false", int: "a number", float: "a number"}
    return "null" if value is None else kinds.get(type(value), "a number")


# -- what the records must keep among themselves


# pydantic's kinds of faults in the words of the file; what is not here keeps pydantic's sentence.
_WANTED = {
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "must be an object: { … }"),
    **dict.fromkeys(("tuple_type", "too_short", "too_long"), "must be an array of two numbers: [x, y]"),
    "string_type": 'must be a text: "…"',
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "missing": "is missing",
}


def _invalid(error: ValidationError, path: Path | str) -> FileError:
    errors = error.errors(include_url=False, include_context=False)
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"] if part != "[key]")
    message = _WANTED.get(first["type"], first["msg"][:1].lower() + first["msg"][1:])
    if "[key]" in first["loc"] or first["type"] == "string_pattern_mismatch":
        message = "an id begins with a letter and has up to 255 letters, digits, - and _"
    more = f" (and {len(errors) - 1} more faults)" if len(errors) > 1 else ""
    return FileError(path, f"{message}{more}", place)


def _faults(design: Design, services: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """(place, message) of references that lead nowhere and of ids that stand twice."""
    kinds: dict[str, str] = {}
    for table in ("groups", "nodes", "edges", "notes"):
        for id_ in getattr(design, table):
            if id_ in kinds:
                yield f"{table}.{id_}", f"this id stands in {kinds[id_]} too; ids are unique across all kinds"
            kinds[id_] = table
    for id_, node in design.nodes.items():
        if node.service == GENERIC:
            if not node.type:
                yield f"nodes.{id_}.type", 'a node of service "cfn" names its CloudFormation type here'
        elif services is not None and node.service not in services:
            yield f"nodes.{id_}.service", _unknown_service(node.service, services)
    for id_, edge in design.edges.items():
        for key, end in (("from", edge.source), ("to", edge.target)):
            if end not in design.nodes:
                yield f"edges.{id_}.{key}", f"there is no node {end!r}"
    for table in ("nodes", "groups", "notes"):
        for id_, record in getattr(design, table).items():
            if record.group is not None and record.group not in design.groups:
                yield f"{table}.{id_}.in", f"there is no group {record.group!r}"
    yield from _nesting(design)


def _nesting(design: Design) -> Iterator[tuple[str, str]]:
    """Groups that stand in each other in a circle, or too many of them in each other."""
    depths: dict[str, int] = {}
    for start in design.groups:
        path: dict[str, None] = {}
        group: str | None = start
        while group is not None and group in design.groups and group not in depths:
            if group in path:
                circle = list(path)[list(path).index(group) :]
                named = " in ".join([*circle[:6], *(["…"] if len(circle) > 6 else []), group])
                yield f"groups.{group}.in", f"groups stand in each other in a circle: {named}"
                return
            path[group] = None
            group = design.groups[group].group
        depth = depths.get(group or "", 0)
        for inner in reversed(path):
            depth += 1
            depths[inner] = depth
            if depth > MOST_GROUPS:
                yield f"groups.{inner}.in", f"more than {MOST_GROUPS} groups stand in each other"
                return


def _unknown_service(service: str, services: Collection[str]) -> str:
    close = difflib.get_close_matches(service[:80], services, 1)
    meant = f"did you mean {close[0]!r}?" if close else "`skydraft catalogue services` lists them"
    return f"there is no service {service[:80]!r}; {meant}"
