"""What a design and its template both said when they were saved last, so that later each side's changes are told apart.

The design file keeps a digest for each node and edge that its template holds (`settings.in_template`): of the record
as it is drawn and, where that has words which no template knows, of what the template says.  One line a record, so that
two branches that change different things merge.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from designer.linked.merge import edge_key, merge, paired
from designer.linked.steps import deployed
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node
from designer.model.frozen import FrozenDict, thaw
from designer.model.specs import IntegrationSpec, ServiceSpec

SETTING = "in_template"
_DIGITS = 8  # two records are taken for the same by accident once in four billion times


def agreement(design: Design, says: Design, catalogue: Catalogue) -> dict[str, str]:
    """The digests for a design that was just saved, where `says` is what its template says, in the design's ids."""
    found: dict[str, str] = {}
    for id_, node in design.nodes.items():
        if id_ in says.nodes:
            found[id_] = _both(_of_node(node), _of_node(says.nodes[id_]))
    pairs = paired(design, says, catalogue)
    for id_, edge in design.edges.items():
        if id_ in pairs:
            found[id_] = _both(_of_edge(design, edge, catalogue), _of_edge(says, says.edges[pairs[id_]], catalogue))
    return found


def base_of(design: Design, says: Design, catalogue: Catalogue) -> Design | None:
    """What both said at the last save, as far as one of them still says it; None where nothing was noted.

    A record that both have changed since stands in it without properties: so each is told to differ.
    """
    noted = design.settings.get(SETTING)
    if not isinstance(noted, FrozenDict):
        return None
    digests = {id_: value.partition("/") for id_, value in noted.items() if isinstance(value, str)}
    drawn = {id_: mine for id_, (mine, _, _) in digests.items()}
    told = {id_: theirs or mine for id_, (mine, _, theirs) in digests.items()}
    nodes: dict[str, Node] = {}
    for id_ in digests:
        mine, theirs = design.nodes.get(id_), says.nodes.get(id_)
        if mine is not None and _of_node(mine) == drawn[id_]:
            nodes[id_] = mine
        elif theirs is not None and _of_node(theirs) == told[id_]:
            nodes[id_] = theirs
        elif theirs is not None:
            nodes[id_] = theirs.replace(properties=FrozenDict())
    return says.model_copy(
        update={"nodes": FrozenDict(nodes), "edges": FrozenDict(_edges(design, says, catalogue, drawn, told))}
    )


def _edges(
    design: Design, says: Design, catalogue: Catalogue, drawn: Mapping[str, str], told: Mapping[str, str]
) -> dict[str, Edge]:
    """An edge may be drawn to somewhere else since: what the template says of it is known by its digest."""
    found: dict[str, Edge] = {}
    pairs = paired(design, says, catalogue)
    known = set(told.values())
    for id_, edge in design.edges.items():
        if id_ not in drawn:
            continue
        other = says.edges.get(pairs.get(id_, ""))
        if _of_edge(design, edge, catalogue) == drawn[id_]:
            found[id_] = edge
        elif other is not None:
            same = _of_edge(says, other, catalogue) in known
            found[id_] = other if same else other.replace(properties=FrozenDict())
    taken = set(pairs.values())
    for id_, edge in says.edges.items():
        if id_ not in taken and _of_edge(says, edge, catalogue) in known:
            free, number = id_, 2
            while free in found:
                free, number = f"{id_}-{number}", number + 1
            found[free] = edge
    return found


def pending(design: Design, says: Design, catalogue: Catalogue, kept: Collection[str]) -> tuple[str, ...]:
    """What a design says and its template does not, in words; without what is only drawn or could not be written."""
    gone = [
        subject
        for subject, record in deployed(design).records()
        if str(subject) in kept or (isinstance(record, Node) and not _is_deployed(record, catalogue))
    ]
    drawn = deployed(design).remove(gone)
    pairs = paired(drawn, says, catalogue)
    nodes = {
        id_: node.replace(properties=_told(node.properties, says.nodes.get(id_), catalogue.service(node)))
        for id_, node in drawn.nodes.items()
    }
    edges = {
        id_: edge.replace(
            properties=_told(edge.properties, says.edges.get(pairs.get(id_, "")), catalogue.integration(drawn, edge))
        )
        for id_, edge in drawn.edges.items()
    }
    drawn = drawn.model_copy(update={"nodes": FrozenDict(nodes), "edges": FrozenDict(edges)})
    known = [str(subject) for subject, _ in says.records() if str(subject) in kept]
    return merge(says, says, drawn, catalogue, known).news


def _is_deployed(node: Node, catalogue: Catalogue) -> bool:
    spec = catalogue.service(node)
    return bool(node.type if spec is None else spec.cfn_type or node.type)


def _told(
    properties: FrozenDict[str, Any], other: Node | Edge | None, spec: ServiceSpec | IntegrationSpec | None
) -> FrozenDict[str, Any]:
    """Properties without words of ours that no template has."""
    known = other.properties if other is not None else {}
    own = {name for name, p in spec.properties.items() if p.own} if spec is not None else set()
    return properties.without(*(name for name in own if name not in known))


def _both(mine: str, theirs: str) -> str:
    return mine if mine == theirs else f"{mine}/{theirs}"


def _of_node(node: Node) -> str:
    return _digest([node.service, node.type, thaw(node.properties)])


def _of_edge(design: Design, edge: Edge, catalogue: Catalogue) -> str:
    return _digest([*edge_key(design, edge, catalogue), thaw(edge.properties)])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:_DIGITS]
