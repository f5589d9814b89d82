"""Nodes and edges that went from a design, taken out of its template.

What names what is gone goes with it, in the smallest parts that mean something alone.  For an edge the parts are tried:
one is taken out where the template, read again, lacks that edge and nothing else.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from designer.importers.base import Imported
from designer.linked.merge import EdgeKey
from designer.linked.references import references, unit, units, without, without_references
from designer.linked.state import CONNECTING, Edges, NotWrittenError, State
from designer.linked.template import EditError, TemplateText
from designer.linked.tree import Path
from designer.model.design import Design, Edge
from designer.model.frozen import FrozenDict, freeze
from designer.storage.errors import FileError

_LONGEST = 4.0  # seconds of looking for what makes an edge


def remove_node(state: State, old: Design, id_: str) -> None:
    """Take out a node's resource, what belongs to it alone, what only connects it, and all that names these."""
    name = state.logical(id_)
    found = state.imported()
    if ("Resources", name) not in state.text:
        if name in found.design.nodes:
            _remove_implied(state, old, id_)
        return
    resources = state.text.section("Resources")
    ids = {i for i in state.parts(found, name) if i in resources}
    for other in sorted(ids - {name}):  # what others share stays
        if any(n not in ids and any(references(r, [other])) for n, r in resources.items()):
            ids.discard(other)
    ids |= {n for n, r in resources.items() if _connects_only(r) and any(references(r.get("Properties"), ids))}
    text = state.text
    for gone in sorted(ids, key=list(resources).index, reverse=True):
        text = text.remove(("Resources", gone))
    state.text = without_references(text, ids)
    after = state.imported().design.nodes
    lost = {n for n in found.design.nodes if n not in after and n not in ids and n in resources}
    if lost:
        raise NotWrittenError(f"without {name} the template would lose {', '.join(sorted(lost))} too")


def _remove_implied(state: State, old: Design, id_: str) -> None:
    """A node that no resource makes (an API of SAM's events, a service outside) goes with the last of its edges."""
    for edge in old.edges.values():
        if id_ in (edge.source, edge.target):
            remove_edge(state, old, edge)
    if state.logical(id_) in state.imported().design.nodes:
        raise NotWrittenError(f"{state.logical(id_)} has no resource of its own in the template; remove it there")


def remove_edge(state: State, old: Design, edge: Edge) -> None:
    key = state.key(old, edge)
    before = state.edges()
    same = [each for each in before if each[0] == key]
    if not same:
        return  # it never stood there
    named = freeze(state.named(edge.properties))
    gone = (key, named) if (key, named) in before else same[0]
    found = state.imported()
    own = state.between(found, key)
    if own and len(same) == 1:
        text = state.text
        for name in own:
            text = text.remove(("Resources", name))
        _try(state, without_references(text, own), before, gone)
    until = time.monotonic() + _LONGEST
    while True:
        after = state.edges()
        # Without the event its permissions may look like an access of their own: they go too.
        more = any(set(k[:2]) == set(key[:2]) for k, _ in after - before)
        if after[gone] < before[gone] and not more:
            return
        if time.monotonic() > until or not any(
            _try(state, text, before, gone, strict=strict) for text, strict in _with_one_less(state, found, key)
        ):
            raise NotWrittenError(
                f"{key[0]} and {key[1]} are connected in the template in a way that cannot be taken out alone"
            )


def _with_one_less(state: State, found: Imported, key: EdgeKey) -> Iterator[tuple[TemplateText, bool]]:
    """The template without one of the places in which one end names the other, and where that is not enough
    without any one part of theirs; the second value tells that such a part must be the edge itself."""
    parts = {end: state.parts(found, end) for end in key[:2]}
    paths: list[Path] = []
    for where, whom in ((key[1], key[0]), (key[0], key[1])):
        for name in parts[where]:
            resource = state.text.get(("Resources", name))
            paths += (p for p, _ in references(resource, parts[whom], ("Resources", name)))
    everything = [
        path
        for name in (*parts[key[1]], *parts[key[0]])
        if ("Resources", name) in state.text
        for path in units(state.text, name)
    ]
    allowing = [
        name for name in parts[key[1]] if state.text.get(("Resources", name, "Type")) == "AWS::Lambda::Permission"
    ]
    folded = [name for end in key[:2] for name in parts[end] - {end} if ("Resources", name) in state.text]
    tries = [(unit(state.text, path), False) for path in paths] + [(path, True) for path in everything]
    for path, strict in tries:
        try:
            text = without(state.text, path)
            yield text, strict
            if not strict:
                for name in allowing:  # a permission may name nobody
                    yield text.remove(("Resources", name)), True
        except EditError:
            continue
    for name in folded:
        try:
            yield without_references(state.text.remove(("Resources", name)), [name]), True
        except EditError:
            continue


def _try(
    state: State,
    text: TemplateText,
    before: Edges,
    gone: tuple[EdgeKey, FrozenDict[str, Any]],
    *,
    strict: bool = False,
) -> bool:
    """Take a text where all nodes, and all edges but one, are as before; what comes between its ends may come.

    `strict`: the edge has to be gone, and nothing else be different.
    """
    previous, design = state.text, state.imported().design
    state.text = text
    try:
        again = state.imported().design
        after = state.edges()
    except FileError:
        state.text = previous
        return False
    lost, came = before - after, after - before
    ends = set(gone[0][:2])
    kept = lost <= Counter({gone: 1}) and all(set(k[:2]) == ends for k, _ in came)
    if strict:
        kept = kept and lost == Counter({gone: 1}) and not came and _same_but_variables(design, again)
    if kept and all(n in again.nodes for n in design.nodes if ("Resources", n) in previous):
        return True
    state.text = previous
    return False


def _same_but_variables(a: Design, b: Design) -> bool:
    """Whether all nodes say the same, but for the variables that they hand to functions."""
    return all(
        id_ not in b.nodes or node.properties.without("Environment") == b.nodes[id_].properties.without("Environment")
        for id_, node in a.nodes.items()
    )


def _connects_only(resource: Any) -> bool:
    """Whether a resource means nothing when one of those that it names is gone; a rule may have more targets."""
    if not isinstance(resource, dict) or resource.get("Type") not in CONNECTING:
        return False
    properties = resource.get("Properties")
    targets = properties.get("Targets") if isinstance(properties, dict) else None
    return not (isinstance(targets, list) and len(targets) > 1)
