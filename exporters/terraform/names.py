"""What things are called in Terraform: variables, outputs, and one name for each resource within its type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from exporters.plan import Plan, Resource
from exporters.terraform.table import Idiom, idiom_of


def snake(text: str) -> str:
    """`VisibilityTimeout`, `orders-API_stage` -> `visibility_timeout`, `orders_api_stage`."""
    text = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", text)
    text = re.sub(r"([A-Z])([A-Z][a-z])", r"\1_\2", text)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "item"


def resource_names(plan: Plan) -> Mapping[str, str]:
    """The name of each of the plan's resources: its id without what the type says already."""
    names: dict[str, str] = {}
    used: set[tuple[str, str]] = set()
    for resource in plan.resources.values():
        idiom = idiom_of(resource)
        names[resource.id] = _free(idiom.type, _base(resource, idiom), used)
    return names


def _base(resource: Resource, idiom: Idiom) -> str:
    """A node's own resource keeps the whole id, so that a node called "my_role" is not called "my"."""
    id_ = resource.id
    if idiom.suffix and resource.role != "main" and id_.endswith(idiom.suffix):
        id_ = id_.removesuffix(idiom.suffix)
    return identifier(id_)


def identifier(text: str) -> str:
    """A text as Terraform writes names; they begin with a letter."""
    made = snake(text)
    return made if made[0].isalpha() else f"n{made}"


def _free(type_: str, base: str, used: set[tuple[str, str]]) -> str:
    name, number = base, 2
    while (type_, name) in used:
        name, number = f"{base}_{number}", number + 1
    used.add((type_, name))
    return name


def unique(ids: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A name in snake case for each id, none of them twice and none of those taken; order decides."""
    used = {("", name) for name in taken}
    return {id_: _free("", identifier(id_), used) for id_ in ids}
