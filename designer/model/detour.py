"""The way that works where the direct connection does not, put into a design.

Rules offer it as a quick fix and the connect gesture takes it at once, so it stands below both.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from designer.model.design import Design, Edge, Group, Node, Point, Subject
from designer.model.frozen import FrozenDict, freeze
from designer.model.places import COLUMN, ROW, free_place
from designer.model.specs import Detour, Helper


def apply_detour(design: Design, edge_id: str, detour: Detour) -> Design:
    """The design with an edge led through the detour's services, its ends changed or itself turned round."""
    edge = design.edges[edge_id]
    for name, end in (("source", edge.source), ("target", edge.target)):
        design = _changed_end(design, end, name, detour)
    if not detour.through and not detour.reverse:
        changes: dict[str, Any] = {"via": detour.via[0] if detour.via else None}
        if detour.via or detour.properties:  # what the former integration was told means nothing to this one
            changes["properties"] = detour.properties[0] if detour.properties else {}
        stops = [edge.source, edge.target]
        design = design.change(Subject("edge", edge_id), **changes)
    else:
        design, stops = _lead(design.remove([Subject("edge", edge_id)]), edge, detour)
    ends = {"source": edge.source, "target": edge.target}
    for helper in detour.helpers:
        of = ends.get(helper.of) or stops[int(helper.of) + 1]
        design = _with_helper(design, of, helper)
    return design


def _changed_end(design: Design, node: str, name: Any, detour: Detour) -> Design:
    """With what the detour asks of one end: another service, properties, a region."""
    if name in detour.become:
        design = design.change(Subject("node", node), service=detour.become[name], properties=FrozenDict())
    for path, value in (detour.source if name == "source" else detour.target).items():
        design = design.set_property(Subject("node", node), path, value)
    return in_region(design, node, detour.regions[name]) if name in detour.regions else design


def _lead(design: Design, edge: Edge, detour: Detour) -> tuple[Design, list[str]]:
    """With the way in an edge's place; and its stops from end to end."""
    ends = (edge.target, edge.source) if detour.reverse else (edge.source, edge.target)
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
        if number in detour.backwards:
            source, target = target, source  # noqa: PLW2901 - the same leg, read the other way
        design = _with_edge(design, source, target, via, properties)
    return design, stops


def _with_helper(design: Design, of: str, helper: Helper) -> Design:
    neighbour = design.nodes[of]
    beside = neighbour.at and (neighbour.at[0] + COLUMN / 2, neighbour.at[1] + ROW)
    node = Node(
        service=helper.service,
        title=helper.title,
        at=free_place(design, beside),
        group=neighbour.group,
        properties=freeze(helper.properties),
    )
    design, new = design.add_node(node)
    return _with_edge(design, *((new, of) if helper.incoming else (of, new)), helper.via, {})


def _with_edge(design: Design, source: str, target: str, via: str, properties: Any) -> Design:
    leg = {"from": source, "to": target, "via": via or None, "properties": dict(properties)}
    return design.add_edge(Edge.model_validate(leg))[0]


def in_region(design: Design, node: str, region: str) -> Design:
    """With a node in a region: out of the frames of others, where need be into a frame of it, old or new."""
    regions = {id_: g.properties.get("Region") for id_, g in design.groups.items() if g.kind == "region"}
    frames = {id_: name for id_, name in regions.items() if isinstance(name, str)}

    def frame_around(group: str | None) -> str | None:
        return next((g for g in design.ancestors(group) if g in frames), None)

    outwards = [*design.ancestors(design.nodes[node].group), None]
    for place in outwards:  # asked anew at each, since groups that stand in a circle lead back into the frame
        found = frame_around(place)
        if region == (frames[found] if found else design.region):
            return design.change(Subject("node", node), group=place)
    around = next(place for place in outwards if frame_around(place) is None)
    frame = next((id_ for id_, name in frames.items() if name == region and design.groups[id_].group == around), None)
    if frame is None:
        frame = design.new_id(region)
        group = Group(kind="region", title=region, group=around, properties=FrozenDict({"Region": region}))
        design = design.put(Subject("group", frame), group)
    return design.change(Subject("node", node), group=frame)


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
