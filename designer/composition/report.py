"""The analysis as a program reads it (`check --format json`, key `composition`) and as a person does.

The keys of the JSON are part of the public contract: docs/composition.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from designer.composition.records import Chain, Composition, ContextView, Event, Handover, Party
from designer.model.design import Design
from designer.model.frozen import thaw

MOST = 5  # rows of a kind in the text


def as_json(found: Composition) -> dict[str, Any]:
    """The record of a design; times are seconds, ids are those of the design."""
    suggestion = found.suggestion
    return {
        "design": _context(found.whole),
        "contexts": [_context(context) for context in found.contexts],
        "chains": [_chain(chain) for chain in found.chains],
        "failures": {
            "stops": list(found.stops),
            "waits": [_handover(h) for h in found.handovers if not h.lost],
            "lost": [_handover(h) for h in found.lost],
        },
        "events": [_event(event) for event in found.events],
        "dependencies": [
            {"source": d.source, "target": d.target, "kind": d.kind, "edges": list(d.edges)} for d in found.dependencies
        ],
        "crossing": list(found.crossing),
        "suggestion": {
            "before": suggestion.before,
            "after": suggestion.after,
            "contexts": [
                {"group": context.group, "title": context.title, "nodes": list(context.nodes)}
                for context in suggestion.contexts
            ],
            "loose": list(suggestion.loose),
            "moves": [{"member": m.member, "from": m.source, "to": m.target} for m in suggestion.moves],
        },
    }


def _context(context: ContextView) -> dict[str, Any]:
    record: dict[str, Any] = {
        "title": context.title,
        "style": context.style.name,
        "steps": context.style.steps,
        "reactions": context.style.reactions,
        "why": context.style.why,
        "chains": context.chains,
        "deepest": context.deepest,
        "slowest": context.slowest,
        "publishes": list(context.publishes),
        "consumes": list(context.consumes),
    }
    return {"group": context.id, "nodes": list(context.nodes), **record} if context.id else record


def _chain(chain: Chain) -> dict[str, Any]:
    return {
        "entry": chain.entry,
        "depth": chain.depth,
        "worst": chain.worst,
        "known": chain.known,
        "limit": chain.limit,
        "breaks": chain.breaks,
        "hops": [{"edge": h.edge, "node": h.node, "seconds": h.seconds, "limit": h.limit} for h in chain.hops],
    }


def _handover(handover: Handover) -> dict[str, Any]:
    return {
        "edge": handover.edge,
        "waits": handover.waits,
        "kept": dict(handover.kept),
        "lost": list(handover.lost),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "detail_type": event.detail_type,
        "version": event.version,
        "channel": event.channel,
        "kind": event.kind,
        "publishers": [_party(party) for party in event.publishers],
        "consumers": [{**_party(p), "through": list(p.through), "filter": thaw(p.filter)} for p in event.consumers],
    }


def _party(party: Party) -> dict[str, Any]:
    return {"node": party.node, "context": party.context, "edge": party.edge}


# -- for people


def summary(found: Composition, design: Design) -> list[str]:
    """The analysis in a few lines, without indent or colours."""
    names = titles(design)
    lines = [f"{found.whole.style.name.capitalize()}: {found.whole.style.why}"]
    lines += [
        f"{context.title}: {context.style.name}, publishes {len(context.publishes)}, consumes {len(context.consumes)}"
        for context in found.contexts
    ]
    lines += _some("chain", "chains", [chain_text(chain, names) for chain in found.chains])
    lines += _some("event", "events", [event_text(event, names) for event in found.events])
    lines += [f"Lost between {edge_text(design, h.edge)}: {h.why}" for h in found.lost[:MOST]]
    lines += [
        f"{names[d.source]} depends on {names[d.target]} ({d.kind}, {len(d.edges)} "
        f"{'connection' if len(d.edges) == 1 else 'connections'})"
        for d in found.dependencies
    ]
    suggestion = found.suggestion
    if suggestion.after < suggestion.before:
        lines.append(
            f"Suggested: {len(suggestion.contexts)} contexts, coupling {suggestion.before:.4g} → {suggestion.after:.4g}"
        )
    return lines


def titles(design: Design) -> Mapping[str, str]:
    """What a person calls each node and group."""
    nodes = {id_: node.title or id_ for id_, node in design.nodes.items()}
    return {**nodes, **{id_: group.title or id_ for id_, group in design.groups.items()}}


def edge_text(design: Design, edge: str) -> str:
    record = design.edges[edge]
    return " and ".join(design.nodes[end].title or end for end in (record.source, record.target))


def chain_text(chain: Chain, names: Mapping[str, str]) -> str:
    """`Orders API → Create order: 10 s of 30 s`."""
    more = f" → {chain.more} more" if chain.more else ""
    return f"{trail(chain.nodes, names)}{more}: {budget_text(chain)}"


def trail(nodes: Iterable[str], names: Mapping[str, str]) -> str:
    return " → ".join(names.get(node, node) for node in nodes)


def budget_text(chain: Chain) -> str:
    """The worst case against the limit, and whether it holds."""
    worst = f"{'' if chain.known else 'at least '}{chain.worst:.6g} s"
    if chain.limit is None:
        return f"{worst}, no limit known"
    return f"{worst} of {chain.limit:.6g} s" + (", over budget" if chain.breaks else "")


def event_text(event: Event, names: Mapping[str, str]) -> str:
    """`OrderPlaced v2 on Order events: Checkout → Ship order`."""
    version = f" v{event.version}" if event.version else ""
    by = ", ".join(dict.fromkeys(names[p.node] for p in event.publishers)) or "nobody here"
    to = ", ".join(dict.fromkeys(names[p.node] for p in event.consumers)) or "nobody here"
    return f"{event.name}{version} on {names[event.channel]}: {by} → {to}"


def _some(one: str, many: str, rows: list[str]) -> list[str]:
    shown = [f"{one.capitalize()}: {row}" for row in rows[:MOST]]
    if len(rows) > MOST:
        shown.append(f"… and {len(rows) - MOST} more {many}")
    return shown
