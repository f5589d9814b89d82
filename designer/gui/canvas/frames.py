"""The frames of groups as they are drawn: place, kind, colour, and the words in their head.  No Qt in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from designer.editing.geometry import Rect, frames, hidden_by
from designer.gui.canvas import captions
from designer.model.design import Design, Group, get_path

TINTS = ("sky", "moss", "sand", "rose", "lilac")  # of bounded contexts, in turn of creation
_TITLES = {"bounded-context": "Context", "vpc": "VPC", "subnet": "Subnet", "account": "Account", "region": "Region"}


class Frame(NamedTuple):
    """A group's frame; `depth` 0 is outermost.  A collapsed group is a card with a title and a subtitle."""

    id: str
    kind: str
    rect: Rect
    tint: str
    title: str
    note: str  # on the right of the head, or a collapsed group's subtitle
    depth: int
    collapsed: bool


def find_frames(design: Design, labels: Mapping[str, str], events: frozenset[str]) -> tuple[Frame, ...]:
    """The frames that can be seen, outside in.  `labels` are the edges' by id, `events` the ids of event edges."""
    if not design.groups:
        return ()
    rects = frames(design)
    members = Counter(a for node in design.nodes.values() for a in design.ancestors(node.group))
    words = _events(design, labels, events)
    contexts = [id_ for id_, group in design.groups.items() if group.kind == "bounded-context"]
    turn = {id_: TINTS[number % len(TINTS)] for number, id_ in enumerate(contexts)}
    found = []
    for id_, group in design.groups.items():
        if hidden_by(design, group.group) is not None:
            continue
        depth = sum(1 for _ in design.ancestors(group.group))
        tint = group.tint or turn.get(id_) or ("vpc" if group.kind in ("vpc", "subnet") else "slate")
        note = _note(group, members[id_], words.get(id_, ""))
        title = group.title or _TITLES.get(group.kind, "Group")
        found.append(Frame(id_, group.kind, rects[id_], tint, title, note, depth, group.collapsed))
    return tuple(sorted(found, key=lambda frame: frame.depth))


def _note(group: Group, members: int, events: str) -> str:
    if group.kind in ("vpc", "subnet") and not group.collapsed:
        return str(get_path(group.properties, "CidrBlock") or "")
    if group.kind == "region" and (region := get_path(group.properties, "Region")):
        return str(region)
    count = f"{members} node{'' if members == 1 else 's'}"
    return f"{count} · {events}" if events and not group.collapsed else count


def _events(design: Design, labels: Mapping[str, str], events: frozenset[str]) -> dict[str, str]:
    """What each context publishes, or else what it listens to: the events (or labels) of edges over its border."""
    out: dict[str, dict[str, None]] = {}
    into: dict[str, dict[str, None]] = {}
    for id_ in events:
        edge, label = design.edges[id_], labels.get(id_, "")
        if not label or edge.source not in design.nodes or edge.target not in design.nodes:
            continue
        source = set(design.ancestors(design.nodes[edge.source].group))
        target = set(design.ancestors(design.nodes[edge.target].group))
        for name in captions.event_names(edge) or (label,):
            for group in source - target:
                out.setdefault(group, {})[name] = None
            for group in target - source:
                into.setdefault(group, {})[name] = None
    words = {group: f"listens to {_list(names)}" for group, names in into.items()}
    words.update({group: f"publishes {_list(names)}" for group, names in out.items()})
    return words


def _list(names: Mapping[str, None]) -> str:
    first, *more = sorted(names)
    return f"{first} and {len(more)} more" if more else first
