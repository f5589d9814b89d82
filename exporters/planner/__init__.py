"""What a design means: Design + Catalogue -> Plan.

Nodes first, then edges by their mechanisms, then what can only be said when every edge has spoken.  Adding a service
or a mechanism is adding a function with a decorator (registry.py); this module only calls them in order.
"""

from __future__ import annotations

from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import Design, Subject
from exporters.plan import Plan
from exporters.planner import (  # noqa: F401 - each registers its functions
    edges_access,
    edges_api,
    edges_attach,
    edges_authorizers,
    edges_calls,
    edges_copies,
    edges_delivery,
    edges_edge,
    edges_events,
    edges_invoke,
    edges_iot,
    edges_mail,
    edges_signals,
    edges_sources,
    edges_subscriber,
    edges_watch,
    edges_workflow,
    failures,
    nodes_api,
    nodes_compute,
    nodes_data,
    nodes_edge,
    nodes_further,
    nodes_jobs,
    nodes_messaging,
    nodes_private,
    nodes_security,
    pipes,
)
from exporters.planner.builder import Builder, Wire
from exporters.planner.drawn import with_drawn, with_networks
from exporters.planner.finish import finish
from exporters.planner.registry import FINISHERS, MECHANISMS, NODES

# Routes need to know who may call, rules where dead letters go, and databases whose password they take, so these
# edges speak first; what stands in a VPC asks for its subnets, so a VPC of the design is planned first.
_FIRST = ("association", "access-logs", "authorizer", "dead-letter", "redrive")

# Services whose connections are planned from the properties of the main type: a record set, a rule set or a rule,
# which are further types of these, say theirs themselves.
_BY_MAIN_TYPE = frozenset({"appsync", "batch", "eventbridge-bus", "route53", "s3", "ses"})


def plan(design: Design, catalogue: Catalogue) -> Plan:
    """The plan of a design.  Linear in its size; the same design always gives the same plan.

    Never fails on a design that the storage has read: what cannot be planned is in `omissions`.
    """
    drawn, design = design, with_networks(design)
    builder = Builder(design, catalogue)
    for id_ in sorted(design.nodes, key=lambda n: design.nodes[n].service != "vpc"):
        if builder.deployed(id_):
            _plan_node(builder, id_)
    builder.resolve_edges()
    wires = list(builder.wires.values())
    for wire in [w for w in wires if w.integration.mechanism in _FIRST] + [
        w for w in wires if w.integration.mechanism not in _FIRST
    ]:
        _plan_edge(builder, wire)
    for id_, node in design.nodes.items():
        if id_ in builder.drafts and node.service in FINISHERS and not _is_further(builder, id_):
            FINISHERS[node.service](builder, id_)
    return with_drawn(drawn, finish(builder), builder)


def _is_further(b: Builder, id_: str) -> bool:
    """Whether a node is of a further type of its service, which says everything itself."""
    node = b.node(id_)
    spec = b.catalogue.service(node)
    return spec is not None and node.type is not None and spec.cfn_type not in (None, node.type)


def _plan_node(b: Builder, id_: str) -> None:
    node = b.node(id_)
    spec = b.catalogue.service(node)
    if node.type and _is_further(b, id_):
        b.main(id_, node.type, b.node_properties(id_))  # as a template has it
    elif node.service in NODES:
        NODES[node.service](b, id_)
    elif node.service == GENERIC:
        if node.type:
            b.main(id_, node.type, b.node_properties(id_))
        else:
            b.omit(
                Subject("node", id_),
                "A generic node without a type: give it the name of a CloudFormation resource type.",
            )
    elif not b.is_actor(id_):
        if spec is not None and spec.cfn_type:
            b.main(id_, spec.cfn_type, b.node_properties(id_))
        else:
            b.omit(Subject("node", id_), f"The catalogue has no service {node.service!r}.")


def _plan_edge(b: Builder, wire: Wire) -> None:
    """An edge whose end could not be made cannot be made either."""
    ends = [end for end in (wire.source, wire.target) if not b.is_actor(end)]
    if any(end not in b.drafts and f"arn:{end}" not in b.notes for end in ends):
        b.omit(wire.subject, "One of its ends is not generated, so the connection is not either.")
        return
    if any(b.service(end) in _BY_MAIN_TYPE and b.node(end).type for end in ends):
        b.omit(wire.subject, "One of its ends is of a type whose connections stand in its own properties.")
        return
    planner = MECHANISMS.get(wire.integration.mechanism)
    if planner is None:
        b.omit(wire.subject, f"Nothing generates {wire.integration.mechanism} yet.")
        return
    planner(b, wire)


__all__ = ["plan"]
