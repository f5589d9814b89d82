"""A refusal is an offer: whatever it proposes must itself be legal, with settings that the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design, Edge, Group, Node
from designer.model.detour import apply_detour
from designer.model.frozen import freeze
from designer.model.specs import Detour, PropertySpec, Refusal

CATALOGUE = load()


def kinds_of(id_: str) -> tuple[str, ...]:
    """The kinds of nodes that a record's source or target speaks of."""
    service = CATALOGUE.variants[id_]
    return tuple(v.id for v in service.variants) if id_ == service.id and service.variants else (id_,)


def node_of(kind: str) -> Node:
    service = CATALOGUE.variants[kind]
    return Node(
        service=service.id, properties=freeze(dict(next((v.when for v in service.variants if v.id == kind), {})))
    )


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
    pair = {"a": node_of(source), "b": node_of(target)}
    drawn = Edge.model_validate({"from": "a", "to": "b", "via": refusal.mechanism})
    design = apply_detour(Design(nodes=pair, edges={"e": drawn}), "e", detour)
    for node in design.nodes.values():
        assert all(known(k, v, dict(CATALOGUE.services[node.service].properties)) for k, v in node.properties.items())
    assert design.edges
    for edge in design.edges.values():
        integration = CATALOGUE.integration(design, edge)
        assert integration, f"{refusal.id}: {detour.title}: {edge.source} → {edge.target} is not legal"
        assert all(known(k, v, dict(integration.properties)) for k, v in edge.properties.items())


@pytest.mark.parametrize("end", ["source", "target"])
def test_an_end_that_must_stand_elsewhere(end: Literal["source", "target"]) -> None:
    detour = Detour(title="Elsewhere", regions=freeze({end: "us-east-1"}))
    pair = {"a": Node(service="waf", group="shop"), "b": Node(service="cloudfront")}
    drawn = {"e": Edge.model_validate({"from": "a", "to": "b"}), "f": Edge.model_validate({"from": "a", "to": "b"})}
    design = apply_detour(Design(nodes=pair, edges=drawn, groups={"shop": Group()}), "e", detour)
    frame = design.groups[design.nodes["a" if end == "source" else "b"].group or ""]
    assert (frame.kind, frame.properties["Region"]) == ("region", "us-east-1")
    assert frame.group == pair["a" if end == "source" else "b"].group, "it stays where it stood"


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
