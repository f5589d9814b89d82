"""What becomes of each integration in each target, found by planning and exporting its smallest design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.specs import IntegrationSpec
from exporters.plan import Omission, Plan
from exporters.planner import plan
from exporters.registry import exporters
from tests.exporters.legal import smallest

Status = Literal["full", "remark", "nothing", "inside", "impossible"]

# What needs nothing made, by mechanism, by the one who begins it, or by itself; and why.
NOTHING_TO_MAKE: Mapping[str, str] = {
    "external-client": "The caller is outside: what it calls has its address as an output.",
    "third-party-saas": "The caller is outside: what it calls has its address as an output.",
    "service-events": "The service puts its events on the account's bus by itself.",
    "tracing": "Traces are on by default, wherever the service has them.",
    "vpc": "What stands in a VPC takes its subnets from the VPC that the design has.",
    "secrets-manager-keeps-password-of-kafka-self-managed": "What reads the cluster signs in with the secret.",
    "ses-sends-to-email": "Code sends the mails; the identity is all that they need.",
}


@dataclass(frozen=True, slots=True)
class Cell:
    status: Status
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    integration: IntegrationSpec
    cells: Mapping[str, Cell]  # target -> what becomes of it


def rows(catalogue: Catalogue, targets: tuple[str, ...]) -> Iterator[Row]:
    """A row for each integration of the catalogue, in its order."""
    for integration in catalogue.integrations.values():
        yield Row(integration, dict(_cells(catalogue, integration, targets)))


def _cells(catalogue: Catalogue, integration: IntegrationSpec, targets: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    design, edge = smallest(catalogue, integration)
    if catalogue.integration(design, design.edges[edge]) is not integration:
        for target in targets:
            yield target, Cell("inside", "It is a side of one node, and exported with it.")
        return
    made, bare = plan(design, catalogue), plan(_without(design, edge), catalogue)
    changed = _content(made) != _content(bare)
    for target in targets:
        lost = exporters()[target].lost(made)
        if lost:
            lost = tuple(o for o in lost if o not in exporters()[target].lost(bare))
        omissions = [o for o in made.omissions if o.target in ("", target) and o not in bare.omissions]
        yield target, _cell(integration, [*omissions, *lost], changed)


def _cell(integration: IntegrationSpec, omissions: list[Omission], changed: bool) -> Cell:
    why = " ".join(dict.fromkeys(o.reason for o in omissions))
    if omissions:
        return Cell("remark" if changed else "impossible", why)
    if changed:
        return Cell("full")
    keys = (integration.id, integration.mechanism, integration.source)
    return Cell("nothing", next((NOTHING_TO_MAKE[k] for k in keys if k in NOTHING_TO_MAKE), ""))


def _without(design: Design, edge: str) -> Design:
    return design.model_copy(update={"edges": type(design.edges)({k: v for k, v in design.edges.items() if k != edge})})


def _content(made: Plan) -> str:
    """All that a target prints of a plan."""
    return repr((made.resources, made.grants, made.allows, made.code, made.parameters, made.outputs))
