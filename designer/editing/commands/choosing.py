"""Putting what a guide recommends into a design, connected with what is selected where that is legal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from designer.choosing.guide import Candidate, End, PlannedEdge
from designer.editing.commands.connections import with_needs
from designer.editing.commands.naming import added
from designer.editing.editor import Command
from designer.editing.geometry import CARD, COLUMN, ROW, bounds
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Point, Subject
from designer.model.detour import place_of_step
from designer.model.frozen import thaw
from designer.model.places import free_place
from designer.model.specs import IntegrationSpec


@dataclass(frozen=True, slots=True)
class Ends:
    """What a person has chosen to connect with: nodes, and the edge between them that is replaced."""

    source: str | None = None
    target: str | None = None
    edge: str | None = None


def insert_choice(
    catalogue: Catalogue, candidate: Candidate, ends: Ends | None = None, at: Point | None = None
) -> Command:
    """The candidate's nodes and connections as one step.

    A chosen end takes the place of the planned node that stands for it, if all its connections are legal; else the
    planned node is inserted and the chosen one left alone.  `at` is where the first node comes to stand when nothing
    is chosen.
    """
    chosen = ends or Ends()

    def apply(design: Design) -> Design:
        return _insert(catalogue, candidate, chosen, design, at)

    return Command(f"Insert {candidate.title}", apply, select=added)


def ends_of(catalogue: Catalogue, design: Design, candidate: Candidate, subjects: frozenset[Subject]) -> Ends:
    """The ends that a selection offers: an edge's, one node's, or two nodes' in the order in which they fit."""
    nodes = sorted(s.id for s in subjects if s.kind == "node" and s.id in design.nodes)
    edges = [s.id for s in subjects if s.kind == "edge" and s.id in design.edges]
    if len(edges) == 1 and not nodes:
        edge = design.edges[edges[0]]
        return Ends(edge.source, edge.target, edges[0])
    if len(nodes) == 2:
        for source, target in (nodes, nodes[::-1]):
            ends = Ends(source, target, _between(design, source, target))
            if ends.edge is not None or _fits(catalogue, design, candidate, ends) == ends:
                return ends
    if len(nodes) != 1:
        return Ends()
    own = nodes[0]
    options = (Ends(source=own), Ends(target=own))
    return next((e for e in options if _fits(catalogue, design, candidate, e) == e), Ends())


def _insert(catalogue: Catalogue, candidate: Candidate, wanted: Ends, design: Design, at: Point | None) -> Design:
    gone = [end for end in (wanted.source, wanted.target) if end is not None and end not in design.nodes]
    ends = Ends() if gone else _fits(catalogue, design, candidate, wanted)
    if candidate.direct and wanted.source and wanted.target and not gone:
        return _direct(catalogue, design, wanted)
    replaced = wanted.edge if ends.source and ends.target else None
    if replaced is not None and replaced in design.edges:
        design = design.remove([Subject("edge", replaced)])
    ids: dict[str, str] = {end: id_ for end, id_ in (("source", ends.source), ("target", ends.target)) if id_}
    new = [node for node in candidate.nodes if not (node.stands_for and node.stands_for in ids)]
    ids |= {node.key: ids[node.stands_for] for node in candidate.nodes if node.stands_for and node.stands_for in ids}
    depths = _depths(candidate, [node.key for node in new])
    column, row = _start(design, ends, at, columns=max(depths.values(), default=0) + 1)
    group = _common_group(design, [id_ for id_ in (ends.source, ends.target) if id_])
    taken = {node.title for node in design.nodes.values()}
    lines: dict[int, int] = {}
    for planned in new:
        depth = depths[planned.key]
        line = lines.get(depth, 0)
        lines[depth] = line + 1
        if ends.source and ends.target:
            part = (depth + 1) / (max(depths.values()) + 2)
            place = place_of_step(design, ends.source, ends.target, part)
        else:
            place = free_place(design, (column + depth * COLUMN, row + line * ROW))
        title, number = planned.title, 2
        while title in taken:
            title, number = f"{planned.title} {number}", number + 1
        taken.add(title)
        record = {"service": planned.service, "title": title, "at": place, **({"in": group} if group else {})}
        if planned.properties:
            record["properties"] = thaw(planned.properties)
        design, ids[planned.key] = design.add_node(Node.model_validate(record))
    for edge in candidate.edges:
        if edge.source in ids and edge.target in ids:
            design = _connect(catalogue, design, edge, ids[edge.source], ids[edge.target])
    return design


def _direct(catalogue: Catalogue, design: Design, ends: Ends) -> Design:
    """The two ends' own connection, unless they have it."""
    source, target = ends.source or "", ends.target or ""
    edge = Edge.model_validate({"from": source, "to": target})
    integration = catalogue.integration(design, edge)
    if integration is None or _between(design, source, target) is not None:
        return design
    design, _ = design.add_edge(edge)
    return with_needs(catalogue, design, edge, integration)


def _connect(catalogue: Catalogue, design: Design, planned: PlannedEdge, source: str, target: str) -> Design:
    edge = _edge(planned, source, target)
    integration = catalogue.integration(design, edge)
    if integration is None:
        return design
    known = {path.partition(".")[0] for path in integration.properties}
    properties = {key: value for key, value in thaw(planned.properties).items() if key in known}
    record = {"from": source, "to": target, **({"via": planned.via} if planned.via else {})}
    edge = Edge.model_validate({**record, **({"properties": properties} if properties else {})})
    design, _ = design.add_edge(edge)
    return with_needs(catalogue, design, edge, integration)


def _edge(planned: PlannedEdge, source: str, target: str) -> Edge:
    return Edge.model_validate({"from": source, "to": target, "via": planned.via})


def _fits(catalogue: Catalogue, design: Design, candidate: Candidate, ends: Ends) -> Ends:
    """The ends, less those that the candidate's connections are not legal with, or that it does not speak of."""
    source = ends.source if _takes(catalogue, design, candidate, "source", ends.source) else None
    target = ends.target if _takes(catalogue, design, candidate, "target", ends.target) else None
    return Ends(source, target, ends.edge if source and target else None)


def _takes(catalogue: Catalogue, design: Design, candidate: Candidate, end: End, node: str | None) -> bool:
    if node is None or node not in design.nodes:
        return False
    names = {end, *(planned.key for planned in candidate.nodes if planned.stands_for == end)}
    own = catalogue.variant(design.nodes[node])
    kinds = {planned.key: _variant(catalogue, planned.service, dict(planned.properties)) for planned in candidate.nodes}
    found: list[bool] = []
    for edge in candidate.edges:
        if edge.source in names and edge.target in kinds:
            found.append(_legal(catalogue, own, kinds[edge.target], edge.via))
        elif edge.target in names and edge.source in kinds:
            found.append(_legal(catalogue, kinds[edge.source], own, edge.via))
    return bool(found) and all(found)


def _variant(catalogue: Catalogue, service: str, properties: dict[str, object]) -> str:
    return catalogue.services[service].variant_of(properties)


def _legal(catalogue: Catalogue, source: str, target: str, via: str | None) -> bool:
    def meant(integration: IntegrationSpec) -> bool:
        return integration.default if via is None else via in (integration.id, *catalogue.words(integration))

    return any(meant(integration) for integration in catalogue.between(source, target))


def _between(design: Design, source: str, target: str) -> str | None:
    return next((id_ for id_, e in design.edges.items() if (e.source, e.target) == (source, target)), None)


def _common_group(design: Design, ends: Sequence[str]) -> str | None:
    """The innermost group that all ends stand in."""
    chains = [list(design.ancestors(design.nodes[end].group)) for end in ends]
    return next((id_ for id_ in chains[0] if all(id_ in chain for chain in chains)), None) if chains else None


def _depths(candidate: Candidate, keys: Sequence[str]) -> dict[str, int]:
    """The column of each planned node: how many of them lead to it, the longest way."""
    found = dict.fromkeys(keys, 0)
    for _ in keys:  # a plan is small and has no circle
        for edge in candidate.edges:
            if edge.source in found and edge.target in found:
                found[edge.target] = max(found[edge.target], found[edge.source] + 1)
    return found


def _start(design: Design, ends: Ends, at: Point | None, columns: int) -> Point:
    """Where the first column begins: beside the source, before the target, at the given place, or below all."""
    if ends.source and (place := design.nodes[ends.source].at):
        return place[0] + COLUMN, place[1]
    if ends.target and (place := design.nodes[ends.target].at):
        return place[0] - columns * COLUMN, place[1]
    if at is not None:
        return at
    box = bounds(design)
    return (box.x, box.bottom + ROW - CARD[1]) if box else (0.0, 0.0)
