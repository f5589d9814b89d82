"""From a drawing's cells to a design.  A drawing has no properties: services, connections, frames and titles it has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from designer.importers.base import Became, Imported, ImportReport, Place, Progress, Remark, no_progress
from designer.importers.drawio.pages import Cell, Page, read_pages
from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import Design, Edge, Group, GroupKind, Node, Note, Subject
from designer.storage.errors import FileError
from exporters.documents.names import NAMES

_ICON = re.compile(r"mxgraph\.aws\d?d?\.([a-z0-9_.]+)")


def read_drawio(path: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design that a .drawio file shows.  Raises FileError where it shows no service."""
    pages = read_pages(path)
    board = _Board(path, catalogue)
    for number, page in enumerate(pages):
        progress(f"Reading page {page.name or number + 1}", number, len(pages))
        board.add(page)
    if not board.design.nodes:
        raise FileError(path, "there is no AWS shape in this drawing; its shapes come from draw.io's AWS libraries")
    name = path.name.removesuffix(".xml").removesuffix(".drawio").replace("-", " ").replace("_", " ")
    design = board.design.replace(name=name[:1].upper() + name[1:])
    return Imported(design, ImportReport("draw.io drawing", tuple(board.items), tuple(board.remarks)), board.positions)


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("shapes.toml").read_text(encoding="utf-8"))


@cache
def _services() -> Mapping[str, str]:
    """Services by shape: what the export writes, the most general service of those that share a shape."""
    found: dict[str, str] = {}
    for service, names in NAMES.items():
        found.setdefault(names.drawio, service)
    return {**found, "api_gateway": "apigw-rest", "cognito": "cognito-user-pool", **_tables()["services"]}


@dataclass(slots=True)
class _Board:
    path: Path
    catalogue: Catalogue
    design: Design = field(default_factory=Design)
    items: list[Became] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    positions: dict[Subject, Place] = field(default_factory=dict)

    def add(self, page: Page) -> None:
        """Everything on one page."""
        lines = [cell for cell in page.cells.values() if cell.is_line]
        ends = {end for line in lines for end in (line.source, line.target)}
        ids: dict[str, str] = {}
        groups: dict[str, str] = {}
        for cell in page.cells.values():
            if cell.is_shape and (kind := _group_kind(cell)) is not None:
                groups[cell.id] = self._put_group(cell, kind)
        for cell in page.cells.values():
            if cell.id in groups or not cell.is_shape:
                continue
            found = self._node(cell, ends)
            if found is not None:
                ids[cell.id] = self._put("node", cell, found, _icon(cell) or "shape", cell.text)
            elif "text" in cell.style and cell.text and not page.is_on_line(cell):
                self._put("note", cell, Note(text=cell.text), "text", "")
        for cell_id, id_ in {**groups, **ids}.items():
            self._into(page, cell_id, id_, groups)
        for line in lines:
            self._edge(page, line, ids)

    def _put(self, kind: str, cell: Cell, record: Any, type_: str, base: str) -> str:
        id_ = self.design.new_id(re.sub(r"[^A-Za-z0-9]+", "_", base).strip("_").lower() or type_)
        subject = Subject(cast("Any", kind), id_)
        self.design = self.design.put(subject, record)
        place = Place(self.path, cell.line)
        self.positions[subject] = place
        if kind == "node":
            self.items.append(Became(cell.text or cell.id, type_, "node", subject, place))
        return id_

    def _put_group(self, cell: Cell, kind: GroupKind) -> str:
        return self._put("group", cell, Group(kind=kind, title=cell.text), "frame", cell.text or kind)

    def _node(self, cell: Cell, ends: set[str]) -> Node | None:
        """A node for an AWS shape; None for what is none (a remark where a line ends at it)."""
        icon = _icon(cell)
        if icon is None:
            if cell.style.get("shape") in ("actor", "umlActor", "mxgraph.basic.user"):
                return Node(service="external-client", title=cell.text)
            if cell.id in ends:
                place = Place(self.path, cell.line)
                label = cell.text or cell.id
                self.items.append(Became(label, "shape", "left-out", None, place, "this is no shape of AWS"))
            return None
        service = _services().get(icon)
        title = cell.text
        if service in self.catalogue.services:
            spec = self.catalogue.services[str(service)]
            same = title.lower() in ("", spec.title.lower(), spec.short.lower(), f"aws {spec.short.lower()}")
            return Node(service=spec.id, title="" if same else title)
        type_ = _tables()["types"].get(icon)
        if type_ is None:
            words = "".join(word.capitalize() for word in icon.split("_"))
            type_ = f"AWS::{words}::Resource"
            self.remarks.append(Remark(f"the shape {icon} stands for no service that is known", self._at(cell)))
        return Node(service=GENERIC, type=type_, title=title or icon.replace("_", " ").capitalize())

    def _at(self, cell: Cell) -> Place:
        return Place(self.path, cell.line)

    def _into(self, page: Page, cell_id: str, id_: str, groups: Mapping[str, str]) -> None:
        """Into the frame around it."""
        group = next((groups[p] for p in _parents(page, cell_id) if p in groups and groups[p] != id_), None)
        if group is not None:
            subject = self.design.subject(id_)
            self.design = self.design.put(subject, cast("Any", self.design.get(subject)).replace(group=group))

    def _edge(self, page: Page, line: Cell, ids: Mapping[str, str]) -> None:
        """A line between two nodes, in the direction of its arrow."""
        source, target = (self._end(page, end, ids) for end in (line.source, line.target))
        if source is None or target is None or source == target:
            if (line.source or line.target) and not (source and source == target):
                message = f"a line{f' ({line.text})' if line.text else ''} does not lead from one service to another"
                self.remarks.append(Remark(message, self._at(line)))
            return
        backwards = line.style.get("endArrow") == "none" and line.style.get("startArrow", "none") != "none"
        if backwards:
            source, target = target, source
        if any((e.source, e.target) == (source, target) for e in self.design.edges.values()):
            return
        self.design, id_ = self.design.add_edge(Edge(source=source, target=target))
        self.positions[Subject("edge", id_)] = self._at(line)

    @staticmethod
    def _end(page: Page, cell_id: str, ids: Mapping[str, str]) -> str | None:
        """The node that a line ends at: the shape itself, or the one that its part belongs to."""
        return next((ids[i] for i in (cell_id, *_parents(page, cell_id)) if i in ids), None)


def _parents(page: Page, cell_id: str) -> Iterator[str]:
    seen: set[str] = set()
    while cell_id in page.cells and cell_id not in seen:
        seen.add(cell_id)
        cell_id = page.cells[cell_id].parent
        yield cell_id


def _icon(cell: Cell) -> str | None:
    """The name of an AWS icon: of a resource icon, of a shape that is an icon itself, or of an image in the library."""
    for key in ("resIcon", "prIcon", "shape", "image"):
        value = cell.style.get(key, "")
        match = _ICON.fullmatch(value)
        if match and match[1] not in ("resourceIcon", "productIcon", "group", "groupCenter", "resourceicon"):
            return match[1].rpartition(".")[2]
        if key == "image" and (
            file := re.search(r"aws\d?[^;]*/([A-Za-z0-9_]+?)(?:_light-bg|_dark-bg)?\.(?:svg|png)", value)
        ):
            return re.sub(r"^(?:amazon|aws)_", "", file[1].lower())
    return None


def _group_kind(cell: Cell) -> GroupKind | None:
    icon = _ICON.fullmatch(cell.style.get("grIcon", ""))
    if icon is not None:
        return cast("GroupKind", _tables()["groups"].get(icon[1], "custom"))
    frame = cell.style.get("shape") in ("mxgraph.aws4.group", "mxgraph.aws4.groupCenter")
    return "custom" if frame or ("container" in cell.style and _icon(cell) is None) else None
