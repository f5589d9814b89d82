"""Who plans what: one function a service, one a mechanism, found by name.

A service whose name is not here still becomes a resource of its CloudFormation type; a mechanism whose name is not
here is an omission that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from exporters.planner.builder import Builder, Wire

NodePlanner: TypeAlias = Callable[[Builder, str], None]
EdgePlanner: TypeAlias = Callable[[Builder, Wire], None]

NODES: dict[str, NodePlanner] = {}  # service id -> makes the node's main resource and what belongs to it
FINISHERS: dict[str, NodePlanner] = {}  # service id -> completes it when every edge has spoken
MECHANISMS: dict[str, EdgePlanner] = {}  # mechanism id -> plans an edge


def node(*services: str) -> Callable[[NodePlanner], NodePlanner]:
    def register(planner: NodePlanner) -> NodePlanner:
        NODES.update(dict.fromkeys(services, planner))
        return planner

    return register


def finisher(*services: str) -> Callable[[NodePlanner], NodePlanner]:
    def register(planner: NodePlanner) -> NodePlanner:
        FINISHERS.update(dict.fromkeys(services, planner))
        return planner

    return register


def mechanism(*ids: str) -> Callable[[EdgePlanner], EdgePlanner]:
    def register(planner: EdgePlanner) -> EdgePlanner:
        MECHANISMS.update(dict.fromkeys(ids, planner))
        return planner

    return register
