"""Both sides of every bound in the catalogue: the bound itself is allowed, one step beyond it is an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import FrozenDict
from designer.model.specs import IntegrationSpec, PropertySpec, ServiceSpec
from designer.rules import check

NUMBERS = ("integer", "number")
EVERYWHERE = ("PayloadKB", "RequestsPerSecond", "ExpectedSeconds", "MessageGroupId")  # on every node and edge
Owner = ServiceSpec | IntegrationSpec


def bounds() -> Iterator[Any]:
    catalogue = load()
    for owner in (*catalogue.services.values(), *catalogue.integrations.values()):
        for path, spec in owner.properties.items():
            if path in EVERYWHERE or spec.max == 0:
                continue
            for side in ("min", "max"):
                if getattr(spec, side) is not None and spec.type in (*NUMBERS, "string", "list") and not spec.pattern:
                    yield pytest.param(owner, path, spec, side, id=f"{owner.id}/{path}/{side}")


def values(spec: PropertySpec, side: str) -> tuple[Any, Any]:
    """The value at a bound, and one beyond it."""
    bound = getattr(spec, side)
    beyond = bound + (1 if side == "max" else -1)
    if spec.type in NUMBERS:
        whole = spec.type == "integer"
        return (int(bound), int(beyond)) if whole else (bound, beyond)
    filled = "x" if spec.type == "string" else ("x",)
    return filled * int(bound), filled * int(beyond)


def with_property(owner: Owner, path: str, spec: PropertySpec, value: Any) -> tuple[Design, Subject]:
    given = FrozenDict(dict(spec.when))
    if isinstance(owner, ServiceSpec):
        design = Design(nodes=FrozenDict(n=Node(service=owner.id, properties=given)))
        subject = Subject("node", "n")
    else:
        ends = {"a": end(owner.source), "b": end(owner.target)}
        edge = Edge(source="a", target="b", via=owner.id, properties=given)
        design, subject = Design(nodes=FrozenDict(ends), edges=FrozenDict(e=edge)), Subject("edge", "e")
    return design.set_property(subject, path, value), subject


def end(id_: str) -> Node:
    """A node of a service, variant or facet."""
    catalogue = load()
    for service in catalogue.services.values():
        if service.id == id_ or any(kind.id == id_ for kind in service.kinds):
            variant = next((v for v in service.variants if v.id == id_), None)
            return Node(service=service.id, properties=dict(variant.when) if variant else {})
    raise AssertionError(id_)


BOUNDS = list(bounds())


def test_there_are_many() -> None:
    assert len(BOUNDS) > 300


@pytest.mark.parametrize(("owner", "path", "spec", "side"), BOUNDS)
def test_both_sides(owner: Owner, path: str, spec: PropertySpec, side: str) -> None:
    at, beyond = values(spec, side)
    design, subject = with_property(owner, path, spec, at)
    assert said(design, subject, path) == []
    design, subject = with_property(owner, path, spec, beyond)
    if beyond == spec.default:
        assert said(design, subject, path) == []
    else:
        assert said(design, subject, path) == ["error"]


def said(design: Design, subject: Subject, path: str) -> list[str]:
    found = check(design, load())
    return [f.severity for f in found if f.rule == "property-bounds" and f.subject == subject and f.property == path]
