"""What an export adds on its own account is taken back, where its template comes in again.

An export adds what a design does not draw: alarms and the topic that they tell, log groups, keys, defaults that are
secure.  The template's metadata list what was drawn (exporters/sam/drawn.py).  Whatever else is in the template counts
as added only where the export of the rest brings it back under the same logical id and with the same words; so what a
person has changed in the template since is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from designer.importers.base import Became, Imported
from designer.importers.cloudformation.restored import grouped, renamed, titled, with_beside, with_said, with_settings
from designer.model.catalogue import GENERIC, Catalogue
from designer.model.design import DESIGN, Design, Edge, Group, Node, Subject
from exporters.plan import leaves
from exporters.sam.drawn import beside_of, edge_name, groups_of, names_of, words_of

Again = Callable[[Design], Design]
"""The design in the template that a design is exported to."""

# Descriptions repeat titles, which a template does not know.
_TITLED = frozenset({"AlarmDescription", "Description"})
_Keys = Mapping[str, str]  # edge -> what tells it from all others, in another import as well


def as_drawn(imported: Imported, metadata: Any, catalogue: Catalogue, again: Again) -> Imported:
    """The import of an export's template without what the export added; of any other template, the import itself."""
    drawn = names_of(metadata)
    if drawn is None:
        return imported
    beside = beside_of(metadata)
    keys = _keys(imported.design, catalogue)
    whole = with_said(titled(imported.design, words_of(metadata, "Titles")), beside.get("said"), keys)
    whole = with_settings(whole, beside.get("settings"))
    added = frozenset(id_ for id_ in whole.nodes if id_ not in drawn)
    implied = frozenset(
        id_
        for id_, key in keys.items()
        if key.partition("#")[0] not in drawn and catalogue.integration(whole, whole.edges[id_]) is not None
    )
    cuts = {
        subject: _cuts(record.properties, said)
        for subject, record in _records(whole)
        if (said := drawn.get(keys[subject.id].partition("#")[0] if subject.kind == "edge" else subject.id)) is not None
        and not (isinstance(record, Node) and record.service == GENERIC)
    }
    back = again(_less(whole, added, implied, cuts))
    theirs = {key: back.edges[id_] for id_, key in _keys(back, catalogue).items()}
    added = frozenset(id_ for id_ in added if _same(whole.nodes[id_], back.nodes.get(id_)))
    implied = frozenset(id_ for id_ in implied if keys[id_] in theirs)
    cuts = {
        subject: {
            path: length
            for path, length in found.items()
            if _at(whole.get(subject), path) == _at(other, path) is not None
        }
        for subject, found in cuts.items()
        for other in [theirs.get(keys[subject.id]) if subject.kind == "edge" else _of(back, subject)]
    }
    added -= _named(_less(whole, added, implied, cuts), added)
    design = grouped(_less(whole, added, implied, cuts), drawn, groups_of(metadata))
    design = with_beside(design, beside)
    design, names = renamed(design, words_of(metadata, "Ids"))
    items = tuple(_became(item, design, names) for item in imported.report.items)
    positions = {
        s._replace(id=names.get(s.id, s.id)): place
        for s, place in imported.positions.items()
        if names.get(s.id, s.id) in design
    }
    return Imported(design, replace(imported.report, items=items), positions)


def _cuts(properties: Mapping[str, Any], said: Mapping[str, int | None]) -> dict[str, int]:
    """What to leave out of a record's properties, and how many items to keep of a list that was drawn shorter."""
    heads = {path.partition(".")[0] for path in said}
    found: dict[str, int] = {}
    for key, value in properties.items():
        if key not in heads and any(_of_path(properties, path) is None for path in leaves({key: value})):
            found[key] = 0  # with nulls or dots in its keys, as a definition has them: whole or not at all
            continue
        for path in leaves({key: value}):
            if path not in said:
                found[path] = 0
            elif (length := said[path]) is not None:
                found[path] = length
    return found


def _less(
    design: Design,
    nodes: frozenset[str],
    edges: frozenset[str],
    properties: Mapping[Subject, Mapping[str, int]],
) -> Design:
    """A design without these nodes and edges, and with these properties cut."""
    changed: dict[Subject, _Record] = {}
    for subject, paths in properties.items():
        record = design.get(subject)
        if paths and isinstance(record, _Record):
            changed[subject] = record.replace(properties=_without(record.properties, paths))
    gone = [*(Subject("node", id_) for id_ in nodes), *(Subject("edge", id_) for id_ in edges)]
    return design.put_all(changed).remove(gone)


_Record = Node | Edge | Group


def _records(design: Design) -> Iterator[tuple[Subject, _Record]]:
    for subject, record in design.records():
        if isinstance(record, _Record):
            yield subject, record


def _of(design: Design, subject: Subject) -> _Record | None:
    return design.nodes.get(subject.id) if subject.kind == "node" else design.groups.get(subject.id)


def _keys(design: Design, catalogue: Catalogue) -> _Keys:
    """What tells an edge from all others: its ends, how it connects, and which of several it is."""
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for id_, edge in design.edges.items():
        integration = catalogue.integration(design, edge)
        name = edge_name(edge.source, integration.mechanism if integration else edge.via or "", edge.target)
        counts[name] = counts.get(name, 0) + 1
        found[id_] = f"{name}#{counts[name]}"
    return found


def _at(record: Any, path: str) -> Any:
    return _of_path(record.properties, path) if isinstance(record, _Record) else None


def _of_path(value: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _without(value: Mapping[str, Any], cuts: Mapping[str, int], at: str = "") -> dict[str, Any]:
    """A map with its leaves cut, and without the maps that lose all they held."""
    kept: dict[str, Any] = {}
    for key, inner in value.items():
        path = f"{at}{key}"
        if path in cuts:
            if cuts[path]:
                kept[key] = inner[: cuts[path]] if isinstance(inner, (list, tuple)) else inner
        elif isinstance(inner, Mapping) and inner:
            left = _without(inner, cuts, f"{path}.")
            if left:
                kept[key] = left
        else:
            kept[key] = inner
    return kept


def _named(design: Design, ids: frozenset[str]) -> frozenset[str]:
    """Which of these the properties of a design refer to."""
    return frozenset(id_ for _, record in _records(design) for id_ in _references(record.properties) if id_ in ids)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key == "Ref":
                yield str(inner)
            elif key == "Fn::GetAtt" and inner:
                yield str(inner[0])
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _references(inner)


def _same(mine: Node, theirs: Node | None) -> bool:
    """Whether two nodes say the same, but for the titles in their descriptions."""
    if theirs is None or (mine.service, mine.type) != (theirs.service, theirs.type):
        return False
    one, other = ({k: v for k, v in node.properties.items() if k not in _TITLED} for node in (mine, theirs))
    return one == other


def _became(item: Became, design: Design, names: Mapping[str, str]) -> Became:
    if item.subject is None or item.subject == DESIGN:
        return item
    id_ = names.get(item.subject.id, item.subject.id)
    if id_ in design:
        return replace(item, subject=item.subject._replace(id=id_))
    return replace(item, fate="folded", subject=DESIGN, note="the export added it")
