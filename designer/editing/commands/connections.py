"""Making and changing connections."""

from __future__ import annotations

from designer.editing.commands.naming import added, name_of
from designer.editing.commands.records import place
from designer.editing.editor import Command
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Point, Subject, get_path
from designer.model.detour import apply_detour
from designer.model.diff import diff
from designer.model.frozen import FrozenDict
from designer.model.specs import Detour, IntegrationSpec


def connect(catalogue: Catalogue, design: Design, source: str, target: str, integration: IntegrationSpec) -> Command:
    """A new edge of this integration, with what it needs of its ends set where nothing is set yet."""
    names = (name_of(design, Subject("node", end)) for end in (source, target))

    def apply(before: Design) -> Design:
        if source not in before.nodes or target not in before.nodes:
            return before
        after, id_ = before.add_edge(edge_for(catalogue, before, source, target, integration))
        return with_needs(catalogue, after, after.edges[id_], integration)

    return Command(f"Connect {' to '.join(names)}", apply, select=lambda a, b: diff(a, b).added)


def connect_new(
    catalogue: Catalogue,
    design: Design,
    source: str,
    service: str,
    at: Point,
    integration: IntegrationSpec | None = None,
) -> Command:
    """A new node that stands ready connected.  `service` may be a variant; else it is the first that can be reached."""
    own = catalogue.variant(design.nodes[source])
    spec = catalogue.variants[service]
    kinds = [v for v in reversed(spec.variants) if service in (v.id, spec.id)]
    reached = next((v for v in kinds if any(i.default for i in catalogue.between(own, v.id))), None)
    make = place(catalogue, spec.id, at, design.nodes[source].group, reached.when if reached else None)

    def apply(before: Design) -> Design:
        after = make.apply(before)
        (new,) = diff(before, after).added
        found = integration or catalogue.integration(after, Edge(source=source, target=new.id))
        if source not in before.nodes or found is None:
            return after
        return connect(catalogue, after, source, new.id, found).apply(after)

    return Command(make.name, apply, select=added)


def reconnect(
    catalogue: Catalogue, design: Design, edge: str, source: str, target: str, integration: IntegrationSpec
) -> Command:
    """An edge with another end; its properties stay where the new integration has them."""
    subject = Subject("edge", edge)

    def apply(before: Design) -> Design:
        old = before.edges.get(edge)
        if old is None or source not in before.nodes or target not in before.nodes:
            return before
        new = edge_for(catalogue, before, source, target, integration)
        heads = {path.split(".")[0] for path in integration.properties}
        kept = FrozenDict((k, v) for k, v in old.properties.items() if k in heads)
        after = before.put(subject, old.replace(source=source, target=target, via=new.via, properties=kept))
        return with_needs(catalogue, after, after.edges[edge], integration)

    return Command(f"Reconnect {name_of(design, subject)}", apply)


def set_via(design: Design, catalogue: Catalogue, edge: str, integration: IntegrationSpec) -> Command:
    """Make an edge another of its pair's integrations."""
    record = design.edges[edge]
    return reconnect(catalogue, design, edge, record.source, record.target, integration)


def detour(
    catalogue: Catalogue, design: Design, source: str, target: str, way: Detour, reconnecting: str | None = None
) -> Command:
    """Connect two nodes by the way that works where the direct one does not."""
    names = (name_of(design, Subject("node", end)) for end in (source, target))

    def apply(before: Design) -> Design:
        if source not in before.nodes or target not in before.nodes:
            return before
        if reconnecting is not None and reconnecting in before.edges:
            before = before.remove([Subject("edge", reconnecting)])
        after, id_ = before.add_edge(Edge(source=source, target=target))
        after = apply_detour(after, id_, way)
        for subject in diff(before, after).added:
            spec = catalogue.services.get(after.nodes[subject.id].service) if subject.kind == "node" else None
            if spec and not after.nodes[subject.id].title:
                after = after.change(subject, title=spec.title)
        return after

    return Command(f"Connect {' to '.join(names)}: {way.title}", apply, select=added)


# -- renaming an id


def edge_for(
    catalogue: Catalogue,
    design: Design,
    source: str,
    target: str,
    integration: IntegrationSpec | None,
) -> Edge:
    """The edge that stands for an integration: `via` is left out where it is the pair's default."""
    edge = Edge(source=source, target=target)
    if integration is None or catalogue.integration(design, edge) is integration:
        return edge
    return edge.replace(via=integration.id)


def with_needs(catalogue: Catalogue, design: Design, edge: Edge, integration: IntegrationSpec) -> Design:
    """The design with an integration's needs (a table's stream …) set at its ends, where nothing is set."""
    for path, value in integration.needs.items():
        end, _, name = path.partition(".")
        node = edge.source if end == "source" else edge.target
        spec = catalogue.service(design.nodes[node])
        wanted = value[0] if isinstance(value, tuple) else value
        known = spec.properties.get(name) if spec else None
        fits = known is not None and (known.type == "boolean" if isinstance(wanted, bool) else wanted in known.values)
        if fits and get_path(design.nodes[node].properties, name) is None:
            design = design.set_property(Subject("node", node), name, wanted)
    return design
