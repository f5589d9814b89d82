"""A refusal is an offer: whatever it proposes must itself be legal, with settings that the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design, Edge, Node, set_path
from designer.model.frozen import FrozenDict, freeze
from designer.model.specs import Detour, PropertySpec, Refusal

CATALOGUE = load()


def kinds_of(id_: str) -> tuple[str, ...]:
    """The kinds of nodes that a record's source or target speaks of."""
    service = CATALOGUE.variants[id_]
    return tuple(v.id for v in service.variants) if id_ == service.id and service.variants else (id_,)


def node_of(kind: str, changes: FrozenDict[str, Any]) -> Node:
    service = CATALOGUE.variants[kind]
    properties = freeze(dict(next((v.when for v in service.variants if v.id == kind), {})))
    for path, value in changes.items():
        properties = set_path(properties, path, value)
    return Node(service=service.id, properties=properties)


def offers() -> Iterator[object]:
    for refusal in CATALOGUE.refusals:
        for source in kinds_of(refusal.source):
            for target in kinds_of(refusal.target):
                for number, detour in enumerate(refusal.detours):
                    yield pytest.param(refusal, source, target, detour, id=f"{source}-{target}-{refusal.id}-{number}")


def known(path: str, value: object, specs: dict[str, PropertySpec]) -> bool:
    if path in specs:
        return True
    return isinstance(value, dict) and all(known(f"{path}.{key}", inner, specs) for key, inner in value.items())


@pytest.mark.parametrize(("refusal", "source", "target", "detour"), list(offers()))
def test_every_step_is_legal(refusal: Refusal, source: str, target: str, detour: Detour) -> None:
    ends = [node_of(source, detour.source), node_of(target, detour.target)]
    if detour.reverse:
        ends.reverse()
    steps = []
    for number, service in enumerate(detour.through):
        properties = detour.nodes[number] if number < len(detour.nodes) else FrozenDict()
        assert all(known(k, v, dict(CATALOGUE.services[service].properties)) for k, v in properties.items())
        steps.append(Node(service=service, properties=dict(properties)))
    chain = [ends[0], *steps, ends[1]]
    design = Design(nodes={f"n{number}": node for number, node in enumerate(chain)})
    for number in range(len(chain) - 1):
        via = (detour.via[number] if number < len(detour.via) else "") or None
        edge = Edge.model_validate({"from": f"n{number}", "to": f"n{number + 1}", "via": via})
        integration = CATALOGUE.integration(design, edge)
        assert integration, f"{refusal.id}: {detour.title}: step {number + 1} is not legal"
        properties = detour.properties[number] if number < len(detour.properties) else FrozenDict()
        assert all(known(k, v, dict(integration.properties)) for k, v in properties.items())


@pytest.mark.parametrize("refusal", [pytest.param(r, id=r.id) for r in CATALOGUE.refusals])
def test_changed_ends_have_such_properties(refusal: Refusal) -> None:
    for detour in refusal.detours:
        for id_, values in ((refusal.source, detour.source), (refusal.target, detour.target)):
            assert set(values) <= set(CATALOGUE.variants[id_].properties)


def test_what_cannot_be_drawn_is_said() -> None:
    """A refusal without a detour still says in words what to do instead."""
    for refusal in CATALOGUE.refusals:
        assert refusal.fix, refusal.id
        assert refusal.fix.endswith(".")
        assert refusal.why.endswith(".")


def test_a_bucket_reaches_a_fifo_queue_through_the_bus() -> None:
    verdict = CATALOGUE.explain("s3", "sqs-fifo")
    assert verdict.state == "detour"
    first = verdict.detours[0]
    assert first.through == ("eventbridge-bus",)
    assert first.properties[1]["SqsParameters"]["MessageGroupId"]
    assert first.target["ContentBasedDeduplication"] is True
