"""The tables speak of what is there: services and mechanisms of the catalogue, types by their full names."""

from __future__ import annotations

import re

import pytest

from designer.catalogue import load
from designer.importers.cloudformation.policies import ACCESS, TEMPLATES
from designer.importers.cloudformation.tables import (
    EVENT_SOURCES,
    GENERIC_TYPES,
    JOINS,
    NAMESPACES,
    POINTERS,
    SATELLITES,
    SERVICES,
)

TYPE = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")


def test_services_are_in_the_catalogue() -> None:
    named = {*SERVICES.values(), *NAMESPACES.values(), *(service for _, service in EVENT_SOURCES.values())}
    assert named <= set(load().services)


def test_mechanisms_are_in_the_catalogue() -> None:
    named = {m for pointers in POINTERS.values() for pointer in pointers for m in pointer.mechanisms}
    named |= {m for join in JOINS.values() for m in join.mechanisms}
    assert named | set(ACCESS) <= set(load().mechanisms)


@pytest.mark.parametrize(
    "table", [SERVICES, SATELLITES, POINTERS, JOINS], ids=["services", "satellites", "pointers", "joins"]
)
def test_types_are_types(table: dict[str, object]) -> None:
    assert [type_ for type_ in table if not TYPE.fullmatch(type_)] == []


def test_a_main_type_is_no_satellite() -> None:
    """What has a node of its own must not fold away; a service that runs tasks is one node with them."""
    main = {service.cfn_type for service in load().services.values()}
    assert main & set(SATELLITES) == {"AWS::ECS::Service"}


def test_generic_types_are_types() -> None:
    assert [type_ for type_ in GENERIC_TYPES.values() if not TYPE.fullmatch(type_)] == []


def test_policy_templates_name_a_namespace_that_is_known() -> None:
    named = {namespace for namespace, _, _ in TEMPLATES.values() if namespace}
    assert named - set(NAMESPACES) - set(GENERIC_TYPES) <= {"codepipeline", "eks"}
