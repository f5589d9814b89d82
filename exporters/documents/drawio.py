"""A page for draw.io (diagrams.net) with AWS's shapes, in the places of the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from exporters.base import File
from exporters.documents.drawing import CARD, Drawing, one_line
from exporters.documents.names import GENERIC_SHAPE, NAMES

ICON = 48.0
_PAD, _HEAD = 16.0, 36.0  # px of a group's frame
_FILL = {  # AWS's own colours of its categories of icons
    "compute": "#ED7100",
    "integration": "#E7157B",
    "networking": "#8C4FFF",
    "storage": "#7AA116",
    "database": "#C925D1",
    "security": "#DD344C",
    "analytics": "#8C4FFF",
    "management": "#E7157B",
    "ai": "#01A88D",
    "external": "#232F3E",
}
_TEXT = "html=0;fontColor=#232F3E;fontSize=12;"
_NODE = (
    "sketch=0;outlineConnect=0;strokeColor=#ffffff;dashed=0;verticalLabelPosition=bottom;verticalAlign=top;"
    "align=center;aspect=fixed;" + _TEXT + "shape=mxgraph.aws4.resourceIcon;"
)
_LINES = {
    "push": "dashed=0;endArrow=block;endFill=1;",
    "event": "dashed=1;endArrow=open;startArrow=diamond;startFill=1;",
    "poll": "dashed=1;dashPattern=1 3;endArrow=block;endFill=1;startArrow=oval;startFill=0;",
    "attached": "dashed=0;endArrow=none;strokeColor=#6F7B8A;",
}
_GROUPS = {
    "vpc": "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_vpc2;strokeColor=#8C4FFF;fillColor=none;dashed=0;",
    "subnet": "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_security_group;strokeColor=#00A4A6;fillColor=none;",
    "account": "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_account;strokeColor=#CD2264;fillColor=none;",
    "region": "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_region;strokeColor=#00A4A6;fillColor=none;dashed=1;",
}
_FRAME = "rounded=1;arcSize=4;strokeColor=#8590A0;fillColor=none;dashed=0;"
Element = ET.Element
Box = tuple[float, float, float, float]  # left, top, right, bottom


def drawio(drawing: Drawing) -> tuple[File, ...]:
    root = ET.Element("mxfile", host="Skydraft")
    diagram = ET.SubElement(root, "diagram", id="architecture", name=one_line(drawing.design.name) or "Architecture")
    model = ET.SubElement(diagram, "mxGraphModel", grid="1", gridSize="8", page="0", math="0")
    cells = ET.SubElement(model, "root")
    ET.SubElement(cells, "mxCell", id="0")
    ET.SubElement(cells, "mxCell", {"id": "1", "parent": "0"})
    boxes: dict[str, Box] = {}
    for group in drawing.groups_in(None):
        _measure(drawing, group, boxes)
    for group in drawing.groups_in(None):
        _group(drawing, cells, group, "1", (0.0, 0.0), boxes)
    _nodes(drawing, cells, None, "1", (0.0, 0.0))
    _edges(drawing, cells)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return (File.of("architecture.drawio", text + "\n"),)


def _measure(drawing: Drawing, group: str, boxes: dict[str, Box]) -> Box:
    """The frame of a group: round its nodes and groups; an empty one has the size that it was drawn with."""
    found: list[Box] = [_measure(drawing, inner, boxes) for inner in drawing.groups_in(group)]
    found += [(x, y, x + CARD[0], y + CARD[1]) for x, y in (drawing.places[i] for i in drawing.nodes_in(group))]
    if found:
        left, top = min(b[0] for b in found), min(b[1] for b in found)
        right, bottom = max(b[2] for b in found), max(b[3] for b in found)
        box = (left - _PAD, top - _HEAD, right + _PAD, bottom + _PAD + 24)  # 24: the icons' labels stand below
    else:
        record = drawing.design.groups[group]
        (x, y), (width, height) = record.at or (0.0, 0.0), record.size or (240.0, 160.0)
        box = (x, y, x + width, y + height)
    boxes[group] = box
    return box


def _group(
    drawing: Drawing, cells: Element, id_: str, parent: str, origin: tuple[float, float], boxes: dict[str, Box]
) -> None:
    left, top, right, bottom = boxes[id_]
    style = _GROUPS.get(drawing.design.groups[id_].kind, _FRAME)
    style += _TEXT + "container=1;collapsible=0;recursiveResize=0;verticalAlign=top;align=left;spacingLeft=30;"
    name = f"g_{id_}"
    cell = _cell(cells, name, parent, drawing.title(id_), style, vertex="1")
    _geometry(cell, left - origin[0], top - origin[1], right - left, bottom - top)
    for inner in drawing.groups_in(id_):
        _group(drawing, cells, inner, name, (left, top), boxes)
    _nodes(drawing, cells, id_, name, (left, top))


def _nodes(drawing: Drawing, cells: Element, group: str | None, parent: str, origin: tuple[float, float]) -> None:
    for id_ in drawing.nodes_in(group):
        node = drawing.design.nodes[id_]
        spec = drawing.service(node)
        shape = NAMES[spec.id].drawio if spec else GENERIC_SHAPE
        fill = _FILL[spec.category if spec else "external"]
        style = f"{_NODE}resIcon=mxgraph.aws4.{shape};fillColor={fill};" + ("opacity=40;" if node.disabled else "")
        cell = _cell(cells, f"n_{id_}", parent, drawing.title(id_), style, vertex="1")
        x, y = drawing.places[id_]
        _geometry(cell, x - origin[0] + (CARD[0] - ICON) / 2, y - origin[1] + (CARD[1] - ICON) / 2, ICON, ICON)


def _edges(drawing: Drawing, cells: Element) -> None:
    for id_, edge, integration in drawing.edges():
        style = "edgeStyle=orthogonalEdgeStyle;rounded=1;strokeColor=#344153;fontSize=11;html=0;"
        style += _LINES[integration.model if integration else "attached"]
        title = integration.title if integration else ""
        ends = {"source": f"n_{edge.source}", "target": f"n_{edge.target}"}
        cell = _cell(cells, f"e_{id_}", "1", title, style, edge="1", **ends)
        ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})


def _cell(cells: Element, id_: str, parent: str, value: str, style: str, **more: str) -> Element:
    """A cell; its text is plain, not HTML."""
    return ET.SubElement(cells, "mxCell", {"id": id_, "value": value, "style": style, **more, "parent": parent})


def _geometry(cell: Element, x: float, y: float, width: float, height: float) -> None:
    numbers: Iterable[tuple[str, float]] = (("x", x), ("y", y), ("width", width), ("height", height))
    ET.SubElement(cell, "mxGeometry", {**{name: f"{value:g}" for name, value in numbers}, "as": "geometry"})
