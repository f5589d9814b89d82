"""The cells of a .drawio file, plain or compressed.  The text comes from a stranger: no entities, all of it bounded.

The format: https://www.drawio.com/doc/faq/diagram-source-edit; a compressed page is raw deflate in base64, with the XML
quoted as a URL.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError

MOST_BYTES = 16 * 1024 * 1024  # of the file, and of a page when it is unpacked
MOST_PAGES = 50
MOST_CELLS = 50_000
MOST_LEVELS = 60
_MODEL = "mxGraphModel"


@dataclass(frozen=True, slots=True)
class Cell:
    """A shape, a line or a frame."""

    id: str
    text: str
    style: dict[str, str] = field(default_factory=dict)
    parent: str = ""
    source: str = ""
    target: str = ""
    is_line: bool = False
    is_shape: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    cells: dict[str, Cell]

    def is_on_line(self, cell: Cell) -> bool:
        """Whether a cell is the label of a line."""
        parent = self.cells.get(cell.parent)
        return parent is not None and parent.is_line


def read_pages(path: Path) -> list[Page]:
    """The pages of a file.  Raises FileError."""
    try:
        text = read_bytes(path, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
    root = _xml(text, path)
    if root.tag == _MODEL:
        return [Page("", _cells(root, text, path))]
    pages: list[Page] = []
    for diagram in root.iter("diagram"):
        if len(pages) >= MOST_PAGES:
            raise FileError(path, f"more than {MOST_PAGES} pages; import a part of them")
        model = diagram.find(_MODEL)
        if model is None and (diagram.text or "").strip():
            unpacked = _unpacked((diagram.text or "").strip(), path)
            model = _xml(unpacked, path)
        if model is not None:
            pages.append(Page(diagram.get("name", ""), _cells(model, text, path)))
    if not pages:
        raise FileError(path, "there is no page in this file; save it once with draw.io")
    return pages


def _xml(text: str, path: Path) -> ET.Element:
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text):
        raise FileError(path, "the file declares entities, which no drawing needs; it is not read")
    try:
        # Entities have been refused, depth and size are bounded.
        return ET.fromstring(text, ET.XMLParser(target=_Bounded(path)))  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        line, column = getattr(error, "position", (1, 0))
        raise FileError(path, "this is not XML", f"{line}:{column + 1}") from None


class _Bounded(ET.TreeBuilder):
    """Builds a tree of bounded depth and size."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._level, self._count = path, 0, 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> ET.Element:
        self._level += 1
        self._count += 1
        if self._level > MOST_LEVELS or self._count > 10 * MOST_CELLS:
            raise FileError(self._path, "nested too deeply, or too many cells")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self._level -= 1
        return super().end(tag)


def _unpacked(data: str, path: Path) -> str:
    try:
        packed = base64.b64decode(data, validate=True)
        worker = zlib.decompressobj(-15)
        plain = worker.decompress(packed, MOST_BYTES)
        if worker.unconsumed_tail:
            raise FileError(path, f"a page has more than {MOST_BYTES >> 20} MB when it is unpacked")
        return unquote(plain.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        raise FileError(path, "a page is packed in a way that is not known; save it uncompressed") from None


def _cells(model: ET.Element, text: str, path: Path) -> dict[str, Cell]:
    lines = _lines(text)
    found: dict[str, Cell] = {}
    for element, id_, label in _elements(model):
        if len(found) >= MOST_CELLS:
            raise FileError(path, f"more than {MOST_CELLS:,} cells; import a part of them")
        found[id_] = Cell(
            id_,
            plain(label),
            style_of(element.get("style", "")),
            element.get("parent", ""),
            element.get("source", ""),
            element.get("target", ""),
            element.get("edge") == "1",
            element.get("vertex") == "1",
            lines.get(id_, 1),
        )
    return found


def _elements(model: ET.Element) -> Iterator[tuple[ET.Element, str, str]]:
    """(cell, id, label); a cell with data of its own is wrapped in an object that has its id and label."""
    root = model.find("root")
    for element in root if root is not None else ():
        if element.tag == "mxCell":
            yield element, element.get("id", ""), element.get("value", "")
        elif element.tag in ("object", "UserObject"):
            inner = element.find("mxCell")
            if inner is not None:
                yield inner, element.get("id", ""), element.get("label", "")


def style_of(text: str) -> dict[str, str]:
    """`shape=mxgraph.aws4.group;grIcon=…;dashed=1` as a dict; a word alone stands for itself."""
    found: dict[str, str] = {}
    for part in text[:4000].split(";"):
        key, _, value = part.partition("=")
        if key:
            found[key] = value
    return found


def plain(label: str) -> str:
    """A label without its HTML, on one line."""
    text = re.sub(r"<[^<>]{0,2000}>", " ", label[:4000])
    return " ".join(unescape(text).split())[:200]


def _lines(text: str) -> dict[str, int]:
    """The line on which each cell's id stands (of a page that is not packed)."""
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in re.finditer(r'\bid="([^"]{1,200})"', text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.setdefault(match[1], line)
    return found
