"""Designs in which integrations cross from one bounded context into another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.specs import IntegrationSpec
from exporters.cdk import stack
from exporters.planner import plan
from tests.exporters.legal import Sketch

# Of each way in which something crosses, the usual ones; the context titles are traps.
USUAL = (
    "apigw-http-proxies-lambda", "apigw-http-starts-sfn-standard", "apigw-rest-proxies-lambda",
    "cloudwatch-logs-streams-to-lambda",
    "cognito-user-pool-triggers-lambda", "dynamodb-stream-triggers-lambda", "ecs-fargate-sends-to-sqs-standard",
    "eventbridge-scheduler-invokes-lambda", "kinesis-stream-triggers-lambda", "kms-encrypts-sqs", "lambda-calls-lambda",
    "lambda-reports-to-sqs-standard", "s3-notifies-lambda", "secrets-manager-rotates-with-lambda",
    "sfn-standard-runs-lambda", "sns-standard-invokes-lambda", "sns-standard-sends-to-sqs-standard",
    "sqs-standard-triggers-lambda",
)  # fmt: skip
_TITLES = {"upper": 'Stack"; import os # */', "lower": "Ünïcode `${x}`"}


@dataclass(frozen=True)
class Crossing:
    """An integration between two contexts.  `shared`: they share a stack, as each needs the other; else `upper` is the
    one that needs `lower`, if one does."""

    shared: bool
    nodes: dict[str, Any]
    edges: dict[str, Any]


def crossing(catalogue: Catalogue, integration: IntegrationSpec) -> Crossing | None:
    """The smallest design of an integration in two contexts; None where one of its ends is not deployed."""
    prefix = f"x{list(catalogue.integrations).index(integration.id)}_"
    sketch = Sketch(catalogue, "Crossing")
    asked = sketch.edges[sketch.integrate(integration)]
    ends = (asked["from"], asked["to"])
    if ends[0] == ends[1]:
        return None
    edges = {
        prefix + id_: {**edge, "from": prefix + edge["from"], "to": prefix + edge["to"]}
        for id_, edge in sketch.edges.items()
    }
    upper = _side(edges, (prefix + ends[0], prefix + ends[1]))
    for swapped in (False, True):
        nodes = {
            prefix + id_: {**node, "in": "upper" if (prefix + id_ in upper) != swapped else "lower"}
            for id_, node in sketch.nodes.items()
        }
        made = plan(design("Crossing", [Crossing(False, nodes, edges)]), catalogue)
        if len(set(made.contexts.values())) < 2:
            return None
        program = stack.build(made)
        if program.remarks:
            return Crossing(True, nodes, edges)
        names = [tree.title for tree in program.stacks]
        if len(names) < 2:  # the other end is nothing that is deployed
            return None
        if names.index(f"Crossing: {_TITLES['lower']}") < names.index(f"Crossing: {_TITLES['upper']}"):
            break
    return Crossing(False, nodes, edges)


def _side(edges: dict[str, Any], ends: tuple[str, str]) -> set[str]:
    """The source and the nodes that keep it company."""
    side, more = {ends[0]}, True
    while more:
        near = {e[o] for e in edges.values() for w, o in (("from", "to"), ("to", "from")) if e[w] in side} - {ends[1]}
        more = not near <= side
        side |= near
    return side


def design(name: str, crossings: Iterable[Crossing]) -> Design:
    """All of them in one design of two contexts."""
    found = list(crossings)
    return Design.model_validate(
        {
            "name": name,
            "groups": {id_: {"kind": "bounded-context", "title": title} for id_, title in _TITLES.items()},
            "nodes": {id_: node for one in found for id_, node in one.nodes.items()},
            "edges": {id_: edge for one in found for id_, edge in one.edges.items()},
        }
    )


def usual(catalogue: Catalogue) -> Design:
    """The usual integrations, each from one context to the other."""
    found = (crossing(catalogue, catalogue.integrations[id_]) for id_ in USUAL)
    return design("Parted", (one for one in found if one is not None))


def together(catalogue: Catalogue, size: int = 40) -> Iterator[Design]:
    """Designs with all integrations that leave each context a stack."""
    # An API lets a distribution's pages call it, so that it needs each distribution of its design.
    pages, others = [], []
    for integration in catalogue.integrations.values():
        one = crossing(catalogue, integration)
        if one is not None and not one.shared:
            (pages if integration.source == "cloudfront" else others).append(one)
    yield design("Pages", pages)
    for start in range(0, len(others), size):
        yield design(f"Parted {start}", others[start : start + size])
