"""The way that works where the direct connection does not, put into a design.

Rules offer it as a quick fix and the connect gesture takes it at once, so it stands below both.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from designer.model.design import Design, Edge, Node, Point, Subject
from designer.model.frozen import freeze
from designer.model.places import free_place
from designer.model.specs import Detour


def apply_detour(design: Design, edge_id: str, detour: Detour) -> Design:
    """The design with an edge led through the detour's services, its ends changed or itself turned round."""
    edge = design.edges[edge_id]
    for end, values in ((edge.source, detour.source), (edge.target, detour.target)):
        for path, value in values.items():
            design = design.set_property(Subject("node", end), path, value)
    ends = (edge.target, edge.source) if detour.reverse else (edge.source, edge.target)
    if not detour.through and not detour.reverse:
        changes: dict[str, Any] = {"via": detour.via[0] if detour.via else None}
        if detour.via or detour.properties:  # what the former integration was told means nothing to this one
            changes["properties"] = detour.properties[0] if detour.properties else {}
        return design.change(Subject("edge", edge_id), **changes)
    design = design.remove([Subject("edge", edge_id)])
    stops = [ends[0]]
    for number, service in enumerate(detour.through):
        node = Node(
            service=service,
            title=detour.titles[number] if number < len(detour.titles) else "",
            at=place_of_step(design, *ends, (number + 1) / (len(detour.through) + 1)),
            group=_common_group(design, *ends),
            properties=freeze(detour.nodes[number] if number < len(detour.nodes) else {}),
        )
        design, new = design.add_node(node)
        stops.append(new)
    stops.append(ends[1])
    for number, (source, target) in enumerate(pairwise(stops)):
        via = detour.via[number] if number < len(detour.via) else ""
        properties = detour.properties[number] if number < len(detour.properties) else {}
        leg = {"from": source, "to": target, "via": via or None, "properties": dict(properties)}
        design, _ = design.add_edge(Edge.model_validate(leg))
    return design


def place_of_step(design: Design, source: str, target: str, part: float) -> Point | None:
    """Where a service in between comes to stand: this part of the way, or on the nearest free place."""
    start, end = design.nodes[source].at, design.nodes[target].at
    if start is None or end is None:
        return None
    return free_place(design, (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part))


def _common_group(design: Design, source: str, target: str) -> str | None:
    """The innermost group that both stand in."""
    around = set(design.ancestors(design.nodes[source].group))
    return next((g for g in design.ancestors(design.nodes[target].group) if g in around), None)
