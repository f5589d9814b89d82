"""What the tables of the Composition tab say: an analysis as rows of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from designer.composition.records import Chain, Composition, ContextView, Dependency, DependencyKind, Event, Party
from designer.composition.report import titles, trail
from designer.gui.panels.composition.tables import Column, Row
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.frozen import thaw
from designer.model.sentences import sentence

CONTEXTS = (
    Column("Context", 190), Column("Style", 120), Column("Chains", 64, right=True), Column("Depth", 60, right=True),
    Column("Worst case", 92, right=True), Column("Publishes", 80, right=True), Column("Consumes", 80, right=True),
    Column("Why"),
)  # fmt: skip
CHAINS = (Column("Chain"), Column("Calls", 52, right=True), Column("Worst case", 104, right=True))
FAILURES = (Column("Where", 270), Column("An event waits", 210), Column("When it cannot be handled"))
EVENTS = (
    Column("Event", 150), Column("Version", 64), Column("On", 140), Column("Published by", 130),
    Column("Consumed by"), Column("Filter"),
)  # fmt: skip
DEPENDENCIES = (Column("Context", 130), Column("Needs", 130), Column("How"))
HOW: dict[DependencyKind, str] = {
    "call": "calls it and waits", "store": "uses its store", "queue": "sends into its queue",
    "event": "reacts to its events",
}  # fmt: skip


def context_rows(found: Composition) -> list[Row]:
    """The design as a whole, then its contexts."""
    return [_context(view, whole=view is found.whole) for view in (found.whole, *found.contexts)]


def _context(view: ContextView, *, whole: bool) -> Row:
    slowest = f"{view.slowest:.6g} s" if view.chains else "–"
    cells = (
        "Whole design" if whole else view.title, view.style.name.capitalize(), str(view.chains),
        str(view.deepest) if view.chains else "–", slowest, str(len(view.publishes)), str(len(view.consumes)),
        view.style.why,
    )  # fmt: skip
    subjects = () if whole else (Subject("group", view.id),)
    return Row(cells, subjects, tip=view.style.why, key=view.id)


def chain_rows(found: Composition, design: Design) -> list[Row]:
    names = titles(design)
    return [_chain(chain, names) for chain in found.chains]


def _chain(chain: Chain, names: Mapping[str, str]) -> Row:
    text = trail(chain.nodes, names) + (f" → {chain.more} more" if chain.more else "")
    own = "\n".join(
        f"{names[hop.node]}: {'time not known' if hop.seconds is None else f'{hop.seconds:.6g} s'}"
        + (f", waited for {hop.limit:.6g} s" if hop.limit is not None else "")
        for hop in chain.hops
    )
    subjects = (*(Subject("node", node) for node in chain.nodes), *(Subject("edge", hop.edge) for hop in chain.hops))
    ink = "error" if chain.breaks else ""
    limit = f" of {chain.limit:.6g} s" if chain.limit is not None else " s"
    cells = (text, str(chain.depth), f"{'' if chain.known else '≥ '}{chain.worst:.6g}{limit}")
    tip = f"{text}\n{own}" + (f"\nOver budget: {names[_broken_at(chain)]} may end too late." if chain.breaks else "")
    return Row(cells, subjects, ink, tip, key=chain.hops[0].edge)


def _broken_at(chain: Chain) -> str:
    return next(hop.node for hop in chain.hops if hop.edge == chain.breaks)


def failure_rows(found: Composition, design: Design, catalogue: Catalogue) -> list[Row]:
    """Where events are lost first, then where a failure stops the caller, then where events wait."""
    names = titles(design)
    lost: list[Row] = []
    kept: list[Row] = []
    for handover in found.handovers:
        places = dict.fromkeys(place for stage, place in handover.kept if stage != "subscribers")
        keepers = ", ".join(_keeper(place, names) for place in places)
        then = handover.why or (f"Kept by {keepers}" if keepers else "Kept where it waits")
        cells = (trail(_ends(design, handover.edge), names), handover.waits[:1].upper() + handover.waits[1:], then)
        tip = sentence(catalogue, design, design.edges[handover.edge])
        row = Row(cells, (Subject("edge", handover.edge),), "error" if handover.lost else "", tip, handover.edge)
        (lost if handover.lost else kept).append(row)
    return [*lost, *(_stop(edge, names, design, catalogue) for edge in found.stops), *kept]


def _stop(edge: str, names: Mapping[str, str], design: Design, catalogue: Catalogue) -> Row:
    source, target = _ends(design, edge)
    cells = (trail((source, target), names), "Nothing waits", f"A failure of {names[target]} stops {names[source]}")
    return Row(cells, (Subject("edge", edge),), "", sentence(catalogue, design, design.edges[edge]), edge)


def _ends(design: Design, edge: str) -> tuple[str, str]:
    record = design.edges[edge]
    return record.source, record.target


def _keeper(place: str, names: Mapping[str, str]) -> str:
    return names.get(place) or place.rpartition(":")[2]


def event_rows(found: Composition, design: Design) -> list[Row]:
    names = titles(design)
    return [_event(event, names, design) for event in found.events]


def _event(event: Event, names: Mapping[str, str], design: Design) -> Row:
    filters = [json.dumps(thaw(p.filter), ensure_ascii=False) for p in event.consumers if p.filter]
    cells = (
        event.name, event.version, f"{names[event.channel]} ({event.kind})", _parties(event.publishers, names),
        _parties(event.consumers, names), "; ".join(dict.fromkeys(filters)),
    )  # fmt: skip
    parties = (*event.publishers, *event.consumers)
    nodes = dict.fromkeys([event.channel, *(p.node for p in parties), *(t for p in parties for t in p.through)])
    subjects = (
        *(Subject("node", n) for n in nodes),
        *(Subject("edge", e) for e in dict.fromkeys(p.edge for p in parties)),
    )
    tip = "\n".join(
        (
            f"{event.name} on {names[event.channel]}",
            *(f"from {_party(p, names)}" for p in event.publishers),
            *(f"to {_party(p, names)}" for p in event.consumers),
        )
    )
    orphan = not event.consumers or (event.kind == "bus" and not event.publishers)
    return Row(cells, tuple(s for s in subjects if s.id in design), "warning" if orphan else "", tip, event.key)


def _parties(parties: Iterable[Party], names: Mapping[str, str]) -> str:
    return ", ".join(dict.fromkeys(names[party.node] for party in parties)) or "Nobody here"


def _party(party: Party, names: Mapping[str, str]) -> str:
    through = f" through {', '.join(names[t] for t in party.through)}" if party.through else ""
    context = f" ({names[party.context]})" if party.context else ""
    return f"{names[party.node]}{context}{through}"


def dependency_rows(found: Composition, design: Design) -> list[Row]:
    names = titles(design)
    return [_dependency(dependency, names, design) for dependency in found.dependencies]


def _dependency(dependency: Dependency, names: Mapping[str, str], design: Design) -> Row:
    edges = [trail(_ends(design, edge), names) for edge in dependency.edges]
    cells = (names[dependency.source], names[dependency.target], f"{HOW[dependency.kind]}: {'; '.join(edges)}")
    subjects = tuple(Subject("edge", edge) for edge in dependency.edges)
    ink = "" if dependency.kind == "event" else "warning"
    return Row(cells, subjects, ink, "\n".join(edges), f"{dependency.source}/{dependency.target}/{dependency.kind}")


def move_lines(found: Composition, design: Design, most: int = 200) -> list[str]:
    """What the suggested grouping would change, a line a move, by context."""
    names = titles(design)
    lines = []
    for move in found.suggestion.moves[:most]:
        to = move.target or "no context"
        lines.append(f"{names.get(move.member, move.member)}: {move.source or 'no context'} → {to}")
    if len(found.suggestion.moves) > most:
        lines.append(f"and {len(found.suggestion.moves) - most} more")
    return lines
