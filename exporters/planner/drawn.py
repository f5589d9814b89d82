"""What is drawn and stands in no resource: groups, what is not deployed, and what only a design says.

A plan carries it along, for a target that can tell it (exporters/sam/drawn.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.model.catalogue import GENERIC
from designer.model.design import Design, Edge, Node, Subject
from designer.model.specs import PropertySpec
from exporters.plan import Frame, Plan
from exporters.planner.builder import TRAFFIC, Builder


def with_networks(design: Design) -> Design:
    """A VPC that is drawn as a group and has an address range of its own is made like one that is drawn as a node."""
    networks = {
        id_: Node(service="vpc", title=group.title, properties=group.properties)
        for id_, group in design.groups.items()
        if group.kind == "vpc" and {"CidrBlock", "Ipv4IpamPoolId"} & group.properties.keys()
    }
    if not networks:
        return design
    # Nodes and groups share no ids, so the group's becomes the node's.
    bare = design.remove(Subject("group", id_) for id_ in networks)
    return bare.put_all({Subject("node", id_): node for id_, node in networks.items()})


def with_drawn(design: Design, made: Plan, b: Builder) -> Plan:
    """A plan with the groups of the design that it was made from, and with what of that no resource says."""

    def subject(of: Subject) -> Subject:
        return Subject("group", of.id) if of.kind == "node" and of.id in design.groups else of

    groups = {id_: Frame(group.kind, group.title, group.group or "") for id_, group in design.groups.items()}
    within = {id_: node.group for id_, node in design.nodes.items() if node.group and id_ in made.services}
    omissions = tuple(replace(o, subject=subject(o.subject)) for o in made.omissions)
    return replace(made, omissions=omissions, groups=groups, within=within, beside=_beside(design, made, b))


def _beside(design: Design, made: Plan, b: Builder) -> dict[str, dict[str, Any]]:
    omitted = {o.subject for o in made.omissions if not o.target}
    nodes = {id_: _record(node) for id_, node in design.nodes.items() if id_ not in made.services}
    edges = {
        id_: _record(edge)
        for id_, edge in design.edges.items()
        if id_ not in made.links or Subject("edge", id_) in omitted
    }
    said: dict[str, Any] = {
        id_: own
        for id_, node in design.nodes.items()
        if id_ in made.services and node.service != GENERIC
        if (spec := b.catalogue.service(node)) is not None and (own := _own(_record(node), spec.properties))
    }
    for wire in b.wires.values():
        if own := _own(_record(wire.edge), wire.integration.properties):
            said[wire.id] = own
    settings = {"runtime": design.runtime} if design.runtime != Design().runtime else {}
    parts = (("settings", settings), ("nodes", nodes), ("edges", edges), ("said", said))
    return {kind: found for kind, found in parts if found}


def _own(record: Mapping[str, Any], specs: Mapping[str, PropertySpec]) -> dict[str, Any]:
    """The properties that only the designer knows."""
    own = TRAFFIC | {path.partition(".")[0] for path, spec in specs.items() if spec.own}
    return {name: value for name, value in record.get("properties", {}).items() if name in own}


def _record(record: Node | Edge) -> dict[str, Any]:
    """A record as the design's file has it, but for where it stands."""
    found: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {k: v for k, v in found.items() if k not in ("at", "size")}
