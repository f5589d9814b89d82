"""What a design is composed of: chains of calls, events, contexts and what they need of each other.

`analyse` is a pure function of Design and Catalogue.  It sees the deployed part of the design through the rules' View
and shares their notions of waiting and handing over, so that panel, overlay and `check` say one thing.
"""

from __future__ import annotations

from designer.composition.chains import chains
from designer.composition.contexts import contexts, crossing, dependencies, homes
from designer.composition.events import events
from designer.composition.failures import handover_of, stops
from designer.composition.grouping import suggestion
from designer.composition.records import Composition
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.rules.view import View

__all__ = ["Composition", "analyse"]


def analyse(design: Design, catalogue: Catalogue) -> Composition:
    """The composition of a design, in time linear in its size (but for long chains, which are written out)."""
    view = View(catalogue)
    view.advance(design)
    nodes = [node for id_ in design.nodes if (node := view.node(id_)) is not None]
    edges = [edge for id_ in design.edges if (edge := view.edge(id_)) is not None]
    handovers = (handover_of(view, edge) for edge in edges)
    found_chains = chains(view, nodes)
    home = homes(view, nodes)
    found_events = events(view, nodes, home)
    whole, parts = contexts(view, nodes, home, found_chains, found_events)
    return Composition(
        whole=whole,
        contexts=parts,
        chains=found_chains,
        stops=tuple(edge.id for edge in edges if stops(edge)),
        handovers=tuple(h for h in handovers if h is not None),
        events=found_events,
        dependencies=dependencies(view, nodes, home, found_events),
        crossing=crossing(edges, home),
        suggestion=suggestion(view, nodes),
    )
