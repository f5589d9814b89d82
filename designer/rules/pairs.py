"""Why an edge stands for no integration: the four cases that the rules on connections tell apart."""

from __future__ import annotations

from typing import Literal

from designer.model.specs import IntegrationSpec
from designer.rules.view import EdgeView, View

Case = Literal["via", "direction", "fifo", "unknown"]


def case_of(view: View, edge: EdgeView) -> Case | None:
    """The case of an edge without integration; None where it has one, or where nothing is known of an end.

    via        the pair is legal, but not by what `via` says, or it must be asked for by name
    direction  the connection is legal the other way round
    fifo       it is legal where one end is of the other kind, standard or FIFO
    unknown    AWS has no such integration
    """
    if edge.integration is not None or edge.source.service is None or edge.target.service is None:
        return None
    source, target = edge.source.variant, edge.target.variant
    legal = view.catalogue.between(source, target)
    if (edge.edge.via or not legal) and other_kind(view, edge):
        return "fifo"
    if legal:
        return "via"
    ways = [detour for refusal in view.catalogue.refusals_of(source, target) for detour in refusal.detours]
    if ways:
        return "direction" if ways[0].reverse and not ways[0].through else "unknown"
    back = view.catalogue.between(target, source)
    return "direction" if any(i.default and i.model != "attached" for i in back) else "unknown"


def other_kind(view: View, edge: EdgeView) -> tuple[tuple[str, bool], ...]:
    """The ends that would have to be of the other kind for the edge to be legal: ("source", is FIFO now) …"""
    ends = (("source", edge.source), ("target", edge.target))
    found = []
    for name, end in ends:
        service = end.service
        if service is None or not {"FifoQueue", "FifoTopic"} & {k for v in service.variants for k in v.when}:
            continue
        other = next(v.id for v in service.variants if v.id != end.variant)
        pair = (other, edge.target.variant) if name == "source" else (edge.source.variant, other)
        if pick(view, *pair, edge.edge.via):
            found.append((name, end.variant == service.variants[0].id))
    return tuple(found)


def pick(view: View, source: str, target: str, via: str | None) -> IntegrationSpec | None:
    """The integration of a pair of variants that `via` names; without it the pair's default."""
    found = view.catalogue.between(source, target)
    if via is None:
        return next((i for i in found if i.default), None)
    return next((i for i in found if via == i.id or via in view.catalogue.words(i)), None)
