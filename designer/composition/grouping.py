"""A grouping of nodes into contexts that couples them less.

Louvain's method (Blondel et al., "Fast unfolding of communities in large networks", 2008,
https://arxiv.org/abs/0803.0476): nodes move to the neighbouring community with the greatest gain in modularity, then
communities are moved like nodes.  Three things are different here.

- It starts from the contexts that there are, so that a person's grouping is mended, not replaced.  What stands in no
  context starts alone.  A context is never dissolved, nor merged with another.
- A move must not raise the weight that crosses communities: a node moves only to where it is bound at least as
  strongly as where it stands.  So the suggestion never couples contexts more than they are.
- What stands in a network (a VPC, a subnet) moves with it, and nothing leaves its account or region.

Buses are common ground and actors stand outside; neither is placed.  The result depends on the design's order alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from designer.composition.records import Move, Suggested, Suggestion
from designer.model.references import references
from designer.rules.flows import BUSES, COMPUTE, hands_over
from designer.rules.view import EdgeView, NodeView, View

# How strongly an edge binds its ends.  A store is bound to who owns its data, a queue to who takes from it; an event
# is what contexts should share.
WEIGHTS: Mapping[str, float] = {"data": 5, "attached": 4, "poll": 4, "call": 3, "event": 1}
OWNING = ("dynamodb", "rds", "aurora-serverless-v2", "documentdb")  # what a context is named after
# Below 1 communities become larger (Reichardt and Bornholdt, 2006, https://arxiv.org/abs/cond-mat/0603718): a function,
# its queue and its table are one context, not three.
RESOLUTION = 0.5
ROUNDS = 20  # of moving at one level; it settles after a few
LEVELS = 20
Graph = dict[str, dict[str, float]]


def weight(edge: EdgeView) -> float:
    """How strongly an edge binds its ends."""
    if edge.integration is None:
        return WEIGHTS["event"]
    if edge.mechanism in ("data-access", "connection"):
        return WEIGHTS["data"]
    if edge.model in ("attached", "poll"):
        return WEIGHTS[edge.model]
    return WEIGHTS["event"] if hands_over(edge) else WEIGHTS["call"]


def suggestion(view: View, nodes: Sequence[NodeView]) -> Suggestion:
    """The suggested grouping of a design's nodes."""
    placed = [n for n in nodes if not n.is_a(*BUSES) and not (n.service is not None and n.service.actor)]
    unit_of = {node.id: _unit(view, node) for node in placed}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for node, unit in unit_of.items():
        members[unit].append(node)
    home = {unit: _home(view, unit) for unit in members}
    wall = {unit: _wall(view, unit) for unit in members}
    graph = _graph(view, placed, unit_of)
    found = communities(graph, home, wall)
    return _suggestion(view, graph, members, home, wall, found)


def communities(graph: Graph, home: Mapping[str, str | None], wall: Mapping[str, str | None]) -> dict[str, str]:
    """The community of each unit: the id of its context, or of the unit that began it.

    `graph` gives the weights between units both ways, `home` the context of each, `wall` what it must not leave.
    """
    anchors = {context for context in home.values() if context is not None}
    part = {unit: home[unit] or f"\0{unit}" for unit in graph}
    walls = {f"\0{unit}": wall[unit] for unit in graph}
    walls.update({context: wall[unit] for unit, context in home.items() if context is not None})
    level = graph
    inside: dict[str, float] = dict.fromkeys(graph, 0.0)  # twice the weight within a unit of the level
    owner = {unit: unit for unit in graph}  # unit of the design -> unit of the level
    fixed: set[str] = set()
    for _ in range(LEVELS):
        moved = _move(level, inside, part, fixed, anchors, walls)
        level, inside, part_of = _folded(level, inside, part)
        owner = {unit: part_of[of] for unit, of in owner.items()}
        part = {community: community for community in level}
        fixed = anchors
        if not moved:
            break
    return owner


def _move(
    graph: Graph, inside: Mapping[str, float], part: dict[str, str], fixed: set[str], anchors: set[str],
    walls: Mapping[str, str | None],
) -> bool:  # fmt: skip
    """Move units to neighbouring communities while modularity grows; whether any moved.  Changes `part`."""
    degree = {unit: sum(near.values()) + inside[unit] for unit, near in graph.items()}
    total = sum(degree.values())
    if not total:
        return False
    volume: defaultdict[str, float] = defaultdict(float)
    size: defaultdict[str, int] = defaultdict(int)
    for unit, community in part.items():
        volume[community] += degree[unit]
        size[community] += 1
    any_moved = False
    order = sorted(graph, key=lambda unit: degree[unit])  # those with few ties first: they know where they belong
    for _ in range(ROUNDS):
        moved = False
        for unit in order:
            near, own = graph[unit], part[unit]
            if unit in fixed or (own in anchors and size[own] == 1):
                continue  # a context keeps at least one member
            ties: defaultdict[str, float] = defaultdict(float)
            for other, strength in near.items():
                ties[part[other]] += strength
            volume[own] -= degree[unit]
            best, most = own, ties[own] - RESOLUTION * volume[own] * degree[unit] / total
            for community, strength in ties.items():
                if strength < ties[own] or walls[community] != walls[own]:
                    continue
                gain = strength - RESOLUTION * volume[community] * degree[unit] / total
                if gain > most + 1e-9:
                    best, most = community, gain
            volume[best] += degree[unit]
            if best != own:
                part[unit] = best
                size[own] -= 1
                size[best] += 1
                moved = any_moved = True
        if not moved:
            break
    return any_moved


def _folded(
    graph: Graph, inside: Mapping[str, float], part: Mapping[str, str]
) -> tuple[Graph, dict[str, float], dict[str, str]]:
    """The graph of the communities, the weights within them, and the community of each unit."""
    folded: Graph = {community: {} for community in dict.fromkeys(part.values())}
    within: dict[str, float] = dict.fromkeys(folded, 0.0)
    for unit, near in graph.items():
        own = part[unit]
        within[own] += inside[unit]
        row = folded[own]
        for other, strength in near.items():
            theirs = part[other]
            if theirs == own:
                within[own] += strength
            else:
                row[theirs] = row.get(theirs, 0.0) + strength
    return folded, within, dict(part)


# -- the design's side


def _graph(view: View, nodes: Iterable[NodeView], unit_of: Mapping[str, str]) -> Graph:
    graph: Graph = {unit: {} for unit in unit_of.values()}

    def tie(a: str, b: str, strength: float) -> None:
        one, other = unit_of.get(a), unit_of.get(b)
        if one is not None and other is not None and one != other:
            graph[one][other] = graph[one].get(other, 0.0) + strength
            graph[other][one] = graph[other].get(one, 0.0) + strength

    helped: list[tuple[str, str]] = []  # who is attached to what: a dead-letter queue, an authorizer
    for node in nodes:
        helped += ((node.id, named) for _, named in references(node.node.properties))
        for edge in view.outgoing(node.id):
            if edge.model == "attached":
                helped.append((edge.source.id, edge.target.id))
            else:
                tie(edge.source.id, edge.target.id, weight(edge))
    for edge in (e for node in view.design.nodes for e in view.outgoing(node)):
        # A rule's dead-letter queue belongs to the rule's target.
        helped += ((edge.target.id, named) for _, named in references(edge.edge.properties))
    users = Counter(helper for _, helper in helped)
    for user, helper in helped:  # one that serves many binds none of them
        tie(user, helper, WEIGHTS["attached"] / users[helper])
    return graph


def cross_weight(graph: Graph, part: Mapping[str, str | None]) -> float:
    """The weight between units that do not share a community; None is nobody's."""
    cut = 0.0
    for unit, near in graph.items():
        own = part[unit]
        cut += sum(strength for other, strength in near.items() if own is None or part[other] != own)
    return cut / 2


def _unit(view: View, node: NodeView) -> str:
    """What moves when a node does: the node, or the outermost network around it within its context."""
    unit = node.id
    for id_ in view.ancestors(node.node.group):
        if view.design.groups[id_].kind not in ("vpc", "subnet", "custom"):
            break
        unit = id_
    return unit


def _parent(view: View, unit: str) -> str | None:
    design = view.design
    return design.nodes[unit].group if unit in design.nodes else design.groups[unit].group


def _home(view: View, unit: str) -> str | None:
    parent = _parent(view, unit)
    group = view.design.groups.get(parent) if parent is not None else None
    return parent if group is not None and group.kind == "bounded-context" else None


def _wall(view: View, unit: str) -> str | None:
    """What a unit must not leave: the first group around it that is no bounded context."""
    groups = view.design.groups
    around = view.ancestors(_parent(view, unit))
    return next((id_ for id_ in around if groups[id_].kind != "bounded-context"), None)


def _suggestion(
    view: View, graph: Graph, members: Mapping[str, Sequence[str]], home: Mapping[str, str | None],
    wall: Mapping[str, str | None], found: Mapping[str, str],
) -> Suggestion:  # fmt: skip
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for unit, community in found.items():
        inside[community].append(unit)
    groups = view.design.groups
    contexts: list[Suggested] = []
    loose: list[str] = []
    taken: set[str] = {group.title for group in groups.values()}
    title_of: dict[str, str] = {}
    for community, units in inside.items():
        nodes = tuple(node for unit in units for node in members[unit])
        known = not community.startswith("\0")
        if not known and (len(units) < 2 or len(nodes) < 2):
            loose += nodes
            continue
        title = (groups[community].title or community) if known else _title(view, graph, units, taken)
        taken.add(title)
        title_of[community] = title
        contexts.append(Suggested(community if known else None, title, nodes, tuple(units), wall[units[0]]))
    before = cross_weight(graph, home)
    if len(contexts) == 1 and contexts[0].group is None and not any(home.values()):
        # All of one piece: a single frame around everything parts nothing from anything.
        return Suggestion((), (*contexts[0].nodes, *loose), (), before, before)
    moves = tuple(
        Move(unit, (groups[was].title or was) if was else "", title_of.get(community, ""))
        for community, units in inside.items()
        for unit in units
        if (was := home[unit]) != community and (was or community in title_of)
    )
    after = {unit: community if community in title_of else None for unit, community in found.items()}
    return Suggestion(tuple(contexts), tuple(loose), moves, before, cross_weight(graph, after))


def _title(view: View, graph: Graph, units: Sequence[str], taken: set[str]) -> str:
    """A new context is named after the store or function that binds it most."""
    own = set(units)

    def bound(unit: str) -> tuple[int, float]:
        node = view.node(unit)
        rank = 0 if node is None else 3 if node.is_a(*OWNING) else 2 if node.is_a(*COMPUTE) else 1
        return rank, sum(strength for other, strength in graph[unit].items() if other in own)

    best = max(units, key=bound)
    record = view.design.nodes[best] if best in view.design.nodes else view.design.groups[best]
    title = base = record.title or best
    number = 2
    while title in taken:
        title, number = f"{base} {number}", number + 1
    return title
