"""What a template's metadata say of a drawing, given back to its design: titles, ids, groups, what was not deployed.

All of it comes from a file that anybody may have written, so whatever does not fit the design is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from designer.model.design import ID_PATTERN, Design, Edge, Group, GroupKind, Node, Subject

_KINDS = frozenset(get_args(GroupKind))
_ID = re.compile(ID_PATTERN)
_RUNTIME = re.compile(r"[a-z][a-z0-9.]{1,30}")
_PLACE = re.compile(r"\$\{([A-Za-z0-9]+)(\.[^}]*)?\}")
_R = TypeVar("_R", Node, Edge)


def titled(design: Design, titles: Mapping[str, str]) -> Design:
    """The design with its nodes under these titles."""
    changed = {
        Subject("node", id_): design.nodes[id_].replace(title=title)
        for id_, title in titles.items()
        if id_ in design.nodes and design.nodes[id_].title != title
    }
    return design.put_all(changed)


def with_said(design: Design, said: Any, keys: Mapping[str, str]) -> Design:
    """The design with what only the designer knows of its nodes and edges; `keys` tell edges apart."""
    firsts = {key.removesuffix("#1"): id_ for id_, key in keys.items()}
    for name, own in said.items() if isinstance(said, Mapping) else ():
        id_ = firsts.get(str(name), str(name))
        if not isinstance(own, Mapping):
            continue
        if (node := design.nodes.get(id_)) is not None and (known := _valid(Node, _more(node, own))) is not None:
            design = design.put(Subject("node", id_), known)
        elif (edge := design.edges.get(id_)) is not None and (told := _valid(Edge, _more(edge, own))) is not None:
            design = design.put(Subject("edge", id_), told)
    return design


def with_settings(design: Design, said: Any) -> Design:
    """The design with the runtime of functions that say no other."""
    runtime = said.get("runtime") if isinstance(said, Mapping) else None
    if not isinstance(runtime, str) or not _RUNTIME.fullmatch(runtime):
        return design
    return design.replace(settings={**design.settings, "runtime": runtime})


def with_beside(design: Design, records: Mapping[str, Any]) -> Design:
    """The design with what was drawn and not deployed, where its ends are still there."""
    nodes, edges = records.get("nodes", {}), records.get("edges", {})
    for id_, record in nodes.items() if isinstance(nodes, Mapping) else ():
        node = _valid(Node, record)
        if node is not None and id_ not in design and _ID.fullmatch(id_):
            known = node.group if node.group in design.groups else None
            design = design.put(Subject("node", id_), node.replace(group=known))
    there = {(edge.source, edge.target, edge.via): id_ for id_, edge in design.edges.items()}
    for record in edges.values() if isinstance(edges, Mapping) else ():
        edge = _valid(Edge, record)
        if edge is None:
            continue
        if (known := there.get((edge.source, edge.target, edge.via))) is not None:
            more = {**edge.properties, **design.edges[known].properties}  # what of it could not be deployed
            design = design.change(Subject("edge", known), properties=more)
        elif edge.source in design.nodes and edge.target in design.nodes:
            design, _ = design.add_edge(edge)
    return design


def _more(record: Node | Edge, own: Mapping[str, Any]) -> dict[str, Any]:
    found = record.model_dump(by_alias=True, exclude_unset=True)
    return {**found, "properties": {**own, **record.properties}}


def _valid(kind: type[_R], record: Any) -> _R | None:
    try:
        return kind.model_validate(record)
    except ValidationError:
        return None


def grouped(design: Design, drawn: Mapping[str, Any], frames: Mapping[str, Mapping[str, str]]) -> Design:
    """The design with its nodes in the groups in which they were drawn."""
    records: dict[Subject, Group | Node] = {
        Subject("node", id_): node.replace(group=None)
        for id_, node in design.nodes.items()
        if node.group is not None and id_ in drawn
    }
    for id_, frame in frames.items():
        if id_ not in design and _ID.fullmatch(id_):
            kind = frame.get("Kind", "")
            record = {"kind": kind if kind in _KINDS else "bounded-context", "title": frame.get("Title", id_)}
            records[Subject("group", id_)] = Group.model_validate(record)
        elif id_ in design.groups and "Title" in frame:
            records[Subject("group", id_)] = design.groups[id_].replace(title=frame["Title"])
    known = {s.id for s in records if s.kind == "group"} | set(design.groups)
    for id_, frame in frames.items():
        for node in frame.get("Nodes", "").split(", "):
            if node in design.nodes and id_ in known:
                records[Subject("node", node)] = design.nodes[node].replace(group=id_)
    design = design.put_all(records)
    around = {
        Subject("group", id_): design.groups[id_].replace(group=frame["In"])
        for id_, frame in frames.items()
        if id_ in known and frame.get("In") in known and frame.get("In") != id_
    }
    return design.put_all(around)


def renamed(design: Design, ids: Mapping[str, str]) -> tuple[Design, Mapping[str, str]]:
    """The design with the ids that its nodes and groups had, and those that were given."""
    names = {
        old: new for old, new in ids.items() if old in design and new not in design and _ID.fullmatch(new) is not None
    }
    if not names or len(set(names.values())) < len(names):
        return design, {}
    records: list[tuple[Subject, Node | Edge | Group]] = []
    for subject, record in design.records():
        if not isinstance(record, (Node, Edge, Group)):
            continue
        properties = _referring(record.properties, names)
        if isinstance(record, Edge):
            ends = {
                "source": names.get(record.source, record.source),
                "target": names.get(record.target, record.target),
            }
            records.append((subject, record.replace(properties=properties, **ends)))
        else:
            group = names.get(record.group, record.group) if record.group else None
            id_ = names.get(subject.id, subject.id)
            records.append((subject._replace(id=id_), record.replace(properties=properties, group=group)))
    bare = design.remove(
        [*(Subject("node", id_) for id_ in design.nodes), *(Subject("group", id_) for id_ in design.groups)]
    )
    return bare.put_all(records), names


def _referring(value: Any, names: Mapping[str, str]) -> Any:
    """A value whose references name nodes by other ids."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key == "Ref" and isinstance(inner, str):
                return {key: names.get(inner, inner)}
            if key == "Fn::GetAtt" and isinstance(inner, (list, tuple)) and inner:
                return {key: [names.get(str(inner[0]), inner[0]), *inner[1:]]}
            if key == "Fn::Sub" and isinstance(inner, str):
                return {key: _PLACE.sub(lambda found: f"${{{names.get(found[1], found[1])}{found[2] or ''}}}", inner)}
        return {key: _referring(inner, names) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_referring(inner, names) for inner in value]
    return value
