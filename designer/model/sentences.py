"""What a connection does, in sentences: for the tooltip, the inspector, `explain` and the generated documentation.

`explained(catalogue, design, edge)` speaks of a drawn edge, with its settings and the titles of its ends;
`explained_kind(catalogue, integration, source, target)` of two kinds of services.  `sentence` gives the first as
one text.

The catalogue's texts are templates.  `{source}` and `{target}` are the names of the ends, `{PATH}` a property of the
edge, `{source.PATH}` and `{target.PATH}` one of an end, with its unit; where it is not set, its default.  `{keeper}` is
what keeps a failed event, and `{keeper.NAME}` a setting of the way there.  `[A|B]` is the first of its alternatives
whose places are all known (`[A]` is `[A|]`), and `{PATH?}` counts as known only where it is set to something else
than the default: `[, waiting up to {MaximumBatchingWindowInSeconds?} for them]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from designer.model.design import Design, Edge, get_path
from designer.model.graph import graph_of
from designer.model.references import is_intrinsic, target_of
from designer.model.specs import IntegrationSpec, Permission, PropertySpec

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue

Look = Callable[[str], str | None]  # a place's name -> its text, None where it is not known
_PLACE = re.compile(r"\{([^{}]+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Explained:
    """What a connection does.

    `failure` is what happens when the receiver fails, "" where nothing passes that could; `permissions` are one
    sentence each, or what lets it happen where no permission does.
    """

    what: str
    failure: str
    permissions: tuple[str, ...]


def sentence(catalogue: Catalogue, design: Design, edge: Edge) -> str:
    """What an edge does and what happens on failure; "" where it stands for no integration."""
    found = explained(catalogue, design, edge)
    return " ".join(text for text in (found.what, found.failure) if text) if found else ""


def explained(catalogue: Catalogue, design: Design, edge: Edge) -> Explained | None:
    """What an edge of a design does; None where it stands for no integration."""
    integration = catalogue.integration(design, edge)
    if integration is None:
        return None
    source, target = catalogue.ends(design, edge, integration)
    names = {"source": name_of(catalogue, design, source), "target": name_of(catalogue, design, target)}
    return _explain(catalogue, integration, names, _Drawn(catalogue, design, edge, integration, names).look)


def explained_kind(catalogue: Catalogue, integration: IntegrationSpec, source: str, target: str) -> Explained:
    """What an integration does between two kinds (ids of services, variants or facets), with its defaults."""
    if catalogue.is_backwards(integration, source):
        source, target = target, source
    names = {"source": catalogue.title(source), "target": catalogue.title(target)}
    ends = {end: catalogue.variants[kind].properties for end, kind in (("source", source), ("target", target))}
    retry = integration.retry

    def look(place: str) -> str | None:
        if place in names:
            return names[place]
        if place == "keeper":
            return f"{retry.lands}; without one {retry.otherwise}" if retry.otherwise else retry.lands or None
        head, _, rest = place.partition(".")
        if head == "keeper" or place.endswith("?"):
            return None
        return _text({}, rest, ends[head]) if head in ends else _text({}, place, integration.properties)

    return _explain(catalogue, integration, names, look)


def name_of(catalogue: Catalogue, design: Design, node: str) -> str:
    """What a node is called in a sentence: its title, else that of its kind."""
    record = design.nodes[node]
    return record.title or catalogue.title(catalogue.variant(record))


def _explain(catalogue: Catalogue, integration: IntegrationSpec, names: Mapping[str, str], look: Look) -> Explained:
    permissions = tuple(_permission(permission, names) for permission in integration.permissions)
    admission = integration.admission or catalogue.mechanisms[integration.mechanism].admission
    return Explained(
        fill(integration.sentence, look),
        fill(integration.retry.sentence, look),
        permissions or ((fill(admission, look),) if admission else ()),
    )


def _permission(permission: Permission, names: Mapping[str, str]) -> str:
    by = names.get(permission.by, "whoever has the role" if permission.by == "*" else permission.by)
    end, _, inside = permission.on.partition("/")
    on = names.get(end, "" if end == "*" else end)
    place = f"what lies in {on}" if inside and on else on
    actions = _listed(permission.actions)
    condition = f" ({permission.condition})" if permission.condition else ""
    if permission.statement == "resource":
        return f"The policy of {on or 'the resource'} lets {by} do {actions}{condition}."
    return f"The role of {by} allows {actions}{f' on {place}' if place else ''}{condition}."


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


class _Drawn:
    """Looks up the places of the templates for one edge of a design."""

    def __init__(
        self, catalogue: Catalogue, design: Design, edge: Edge, integration: IntegrationSpec, names: Mapping[str, str]
    ) -> None:
        self._catalogue, self._design, self._edge, self._integration = catalogue, design, edge, integration
        self._names = names
        self._ends = dict(zip(("source", "target"), catalogue.ends(design, edge, integration), strict=True))

    def look(self, place: str) -> str | None:
        if place in self._names:
            return self._names[place]
        head, _, rest = place.partition(".")
        if head == "keeper":
            return self._keeper(rest)
        if head in self._names:
            properties, specs = self._settings(head)
            return _text(properties, rest, specs)
        return _text(self._edge.properties, place, self._integration.properties)

    def _settings(self, of: str) -> tuple[Mapping[str, Any], Mapping[str, PropertySpec]]:
        """The properties of the edge or of an end, and what the catalogue knows of them."""
        if of == "edge":
            return self._edge.properties, self._integration.properties
        node = self._design.nodes[self._ends[of]]
        service = self._catalogue.service(node)
        return node.properties, service.properties if service else {}

    def _keeper(self, setting: str) -> str | None:
        """The name of what keeps a failed event, or a setting of the way there; None where there is nothing."""
        for place in self._integration.retry.keepers:
            head, by, rest = re.split(r"([.>])", place, maxsplit=1)
            if by == ">":
                found = self._failure_edge(self._ends[head], rest)
                if found:
                    edge, integration = found
                    if setting:
                        return _text(edge.properties, setting, integration.properties)
                    return name_of(self._catalogue, self._design, edge.target)
                continue
            properties, specs = self._settings(head)
            value = get_path(properties, rest)
            if value:
                sibling = ".".join((*rest.split(".")[:-1], setting))
                return _text(properties, sibling, specs) if setting else self._named(value)
        return None

    def _failure_edge(self, node: str, word: str) -> tuple[Edge, IntegrationSpec] | None:
        """The drawn edge by which a node hands on what failed."""
        for id_ in graph_of(self._design).out_edges(node):
            edge = self._design.edges[id_]
            integration = self._catalogue.integration(self._design, edge)
            if integration is not None and not edge.disabled and integration.mechanism == word:
                return edge, integration
        return None

    def _named(self, value: Any) -> str:
        node = target_of(value)
        if node is not None and node in self._design.nodes:
            return name_of(self._catalogue, self._design, node)
        if isinstance(value, str):
            return value.rpartition(":")[2][:80]
        return "a target that is set at deployment"


def fill(template: str, look: Look) -> str:
    """A template with its places filled; a place outside of brackets that nothing is known of stays empty."""
    return "".join(_filled(part, look) for part in _parsed(template))


@cache
def _parsed(template: str) -> tuple[tuple[str, ...], ...]:
    """The parts of a template in order: a plain text alone, or a bracket's alternatives with "" behind them."""
    parts = _CHOICE.split(template)
    return tuple((part,) if number % 2 == 0 else (*part.split("|"), "") for number, part in enumerate(parts))


def _filled(alternatives: tuple[str, ...], look: Look) -> str:
    for text in alternatives:
        pieces = _PLACE.split(text)
        found = [look(piece) if place % 2 else piece for place, piece in enumerate(pieces)]
        if None not in found or len(alternatives) == 1:
            return "".join(piece or "" for piece in found)
    return ""


def _text(properties: Mapping[str, Any], path: str, specs: Mapping[str, PropertySpec]) -> str | None:
    """A property's value with its unit; None where it has neither value nor default."""
    path, told = path.removesuffix("?"), path.endswith("?")
    spec = specs.get(path)
    default = spec.default if spec else None
    value = get_path(properties, path)
    if is_intrinsic(value):
        return "a number that is set at deployment"
    if value is None:
        value = default
    if value is None or (told and value == default) or isinstance(value, (Mapping, list, tuple)):
        return None
    if isinstance(value, str) and spec and value in spec.values and spec.value_titles:
        return spec.value_titles[spec.values.index(value)]
    return amount(value, spec.unit if spec else "")


def amount(value: Any, unit: str) -> str:
    """A number with its unit as one says it: "10 messages", "1 record", "5 minutes", "24 hours"."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)[:80]
    if unit == "ms" and value % 1000 == 0:
        value, unit = value / 1000, "s"
    if unit == "s":
        for size, name in ((86_400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds")):
            if value >= size and value % size == 0 and not (size == 86_400 and value == size):
                value, unit = value / size, name
                break
        else:
            unit = "seconds"
    if value == 1 and unit.endswith("s") and unit != "ms":
        unit = unit.removesuffix("s")
    return f"{value:,.10g} {unit}".rstrip()
