"""Which stack holds what: one a bounded context, one below them for what several share, one above for what joins them.

CloudFormation deploys a stack after those that it needs, so the stacks' needs must have no circle.  What is needed is
known exactly: the plan says which resource refers to which, the construct tree which variable a statement reads, and a
short table what the library's constructs add the other way round.  What an edge makes (a rule, an ingress) stands with
the edge's target, or where else it closes no circle.  Contexts that need one another all the same share a stack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exporters.cdk import tree as t
from exporters.cdk.needs import PERMISSION, Needs, needed
from exporters.plan import Plan, Resource, references
from exporters.planner.cycles import circles

SHARED, TOP = "<shared>", "<top>"  # no group of a design has such an id

# What stands with another resource whatever asked for it, because the library's construct puts it there.
_STANDS_WITH: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Authorizer": ("RestApiId",),
    "AWS::ApiGateway::Method": ("RestApiId",),
    "AWS::ApiGateway::Resource": ("RestApiId",),
    "AWS::ApiGatewayV2::Authorizer": ("ApiId",),
    "AWS::ApiGatewayV2::Integration": ("ApiId",),
    "AWS::ApiGatewayV2::Route": ("ApiId",),
    "AWS::AppSync::DataSource": ("ApiId",),
    "AWS::AppSync::Resolver": ("ApiId",),
    "AWS::Lambda::EventInvokeConfig": ("FunctionName",),
    "AWS::Lambda::EventSourceMapping": ("FunctionName",),
    "AWS::Lambda::Url": ("TargetFunctionArn",),
    "AWS::Lambda::Version": ("FunctionName",),
    "AWS::Logs::MetricFilter": ("LogGroupName",),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName",),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::SNS::Subscription": ("Endpoint", "TopicArn"),
    "AWS::SNS::TopicPolicy": ("Topics",),
    "AWS::SQS::QueuePolicy": ("Queues",),
}
# What the plan makes once, for the first that asks, and all others use.
_ONE_FOR_ALL = frozenset({"AWS::ECS::Cluster", "AWS::ServiceDiscovery::PrivateDnsNamespace"})


@dataclass(frozen=True, slots=True)
class Stack:
    """`contexts` are the groups whose nodes it holds; none for what is shared or joins them."""

    label: str
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The stacks, each behind those that it needs, and which of them (by label) holds each resource of the plan.

    `because` gives, for stacks that hold several contexts, the pairs (needing, needed) of resources that bind them.
    """

    stacks: tuple[Stack, ...]
    of: Mapping[str, str]
    because: Mapping[str, tuple[tuple[str, str], ...]]


def has_several(plan: Plan) -> bool:
    """Whether a plan's nodes stand in more than one bounded context."""
    return len(set(plan.contexts.values())) > 1


def assign(plan: Plan, sections: Sequence[t.Section]) -> Assignment:
    """The stacks of a plan whose construct tree has these sections.  Linear in the plan's size, times the stacks."""
    needs = needed(plan, sections)
    homes = _Homes(plan)
    one_of = {context: context for context in _contexts(plan)}  # context -> the one that stands for its stack
    because: dict[str, list[tuple[str, str]]] = {}
    while True:
        placed = _placed(plan, homes, needs, one_of)
        of = {resource: placed[homes.of(resource)] for resource in plan.resources}
        rings = circles(_between(needs, of))
        if not rings:
            break
        for ring in rings:
            members = [label for label in (*_contexts(plan), TOP, SHARED) if label in ring]
            because.setdefault(members[0], []).extend(_crossing(needs, of, ring))
            for context, label in one_of.items():
                if label in ring:
                    one_of[context] = members[0]
            for special in {TOP, SHARED} & ring:
                homes.drawn[special] = members[0]
    graph = _between(needs, of)
    labels = [label for label in (SHARED, *_contexts(plan), TOP) if label in set(of.values())]
    stacks = [Stack(label, tuple(c for c, one in one_of.items() if one == label)) for label in _ordered(labels, graph)]
    reasons = {s.label: tuple(because.get(s.label, ())) for s in stacks if len(s.contexts) > 1}
    return Assignment(tuple(stacks), of, reasons)


def _contexts(plan: Plan) -> tuple[str, ...]:
    used = set(plan.contexts.values())
    return (*(group for group in plan.groups if group in used), *sorted(used - plan.groups.keys()))


# -- what stands together


class _Homes:
    """Resource -> its unit: a node with all that is made for it, or one thing that an edge or the project needs."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.drawn: dict[str, str] = {}  # SHARED or TOP -> the label that it had to join
        self._principals = {role: principal for principal, role in plan.roles.items()}
        self._units: dict[str, str] = {}
        self._free: dict[str, tuple[str, ...]] = {}  # unit -> the resources with one of which it may stand

    def of(self, resource: str) -> str:
        if resource not in self._units:
            self._units[resource] = self._find(self.plan.resources[resource])
        return self._units[resource]

    def _find(self, resource: Resource) -> str:
        at, seen = resource, {resource.id}
        while (other := self._stands_with(at)) is not None and other.id not in seen:
            at = other
            seen.add(at.id)
        for_all = at.type in _ONE_FOR_ALL and at.role != "main"
        if at.subject.kind == "node" and at.type != PERMISSION and not for_all:
            return str(at.subject)
        self._free[at.id] = () if for_all else tuple(self._near(at))
        return at.id

    def _stands_with(self, resource: Resource) -> Resource | None:
        principal = self._principals.get(resource.id)
        if principal is not None:
            return self.plan.resources.get(principal)
        return next(self._named(resource, _STANDS_WITH.get(resource.type, ())), None)

    def _named(self, resource: Resource, properties: Iterable[str]) -> Iterator[Resource]:
        for name in properties:
            for ref in references(resource.properties.get(name)):
                if ref.resource in self.plan.resources:
                    yield self.plan.resources[ref.resource]

    def _near(self, resource: Resource) -> Iterator[str]:
        """With what it may stand, the best first: who may call, or the target of its edge, then the other end."""
        if resource.type == PERMISSION:
            yield from (other.id for other in self._named(resource, ("SourceArn", "FunctionName")))
        link = self.plan.links.get(resource.subject.id) if resource.subject.kind == "edge" else None
        if link is not None:
            yield from (end for end in (link.target, link.source) if end in self.plan.resources)

    def of_special(self, label: str, one_of: Mapping[str, str]) -> str:
        """The label of what is shared, or joins contexts, and of what it had to join itself."""
        while label in self.drawn:
            label = self.drawn[label]
        return one_of.get(label, label)

    def candidates(self, unit: str) -> list[str]:
        """The units with which one that is free may stand, the best first."""
        return [home for near in self._free.get(unit, ()) if (home := self.of(near)) != unit]


# -- where units stand


def _placed(plan: Plan, homes: _Homes, needs: Needs, one_of: Mapping[str, str]) -> dict[str, str]:
    """Unit -> the label of its stack."""
    units = {homes.of(resource) for resource in plan.resources}
    joined = {unit: _joined(homes, unit) for unit in sorted(units)}
    graph: dict[str, set[str]] = {}
    for resource, others in needs.items():
        one = joined[homes.of(resource)]
        graph.setdefault(one, set()).update(joined[homes.of(other)] for other in others)
    label: dict[str, str] = {
        unit: one_of[plan.contexts[unit.removeprefix("node:")]]
        for unit in graph
        if unit.removeprefix("node:") in plan.contexts and unit.startswith("node:")
    }
    outside = [unit for unit in sorted(graph) if unit not in label]
    below = _reached(graph, outside, label)
    for unit in outside:
        if below[unit]:
            label[unit] = _only(below[unit], homes.of_special(TOP, one_of))
    left = [unit for unit in outside if unit not in label]
    above = _reached(_turned(graph), left, label)
    for unit in left:
        label[unit] = _only(above[unit], homes.of_special(SHARED, one_of))
    placed = {unit: label[joined[unit]] for unit in units}
    return _without_circles(homes, needs, placed)


def _joined(homes: _Homes, unit: str) -> str:
    """The unit with which one stands that has a choice, followed to one that has none."""
    seen = {unit}
    while (first := next(iter(homes.candidates(unit)), unit)) not in seen:
        unit = first
        seen.add(unit)
    return unit


def _only(labels: set[str], otherwise: str) -> str:
    return next(iter(labels)) if len(labels) == 1 else otherwise


def _turned(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = {unit: set() for unit in graph}
    for unit, others in graph.items():
        for other in others:
            turned[other].add(unit)
    return turned


def _reached(graph: Mapping[str, set[str]], units: Sequence[str], label: Mapping[str, str]) -> dict[str, set[str]]:
    """For units without a label, the labels to which they lead over others without one."""
    found = {unit: {label[other] for other in graph[unit] if other in label} for unit in units}
    back = _turned({unit: graph[unit] & found.keys() for unit in units})
    waiting = [unit for unit in units if found[unit]]
    while waiting:
        unit = waiting.pop()
        for user in back[unit]:
            if not found[unit] <= found[user]:
                found[user] |= found[unit]
                waiting.append(user)
    return found


def _without_circles(homes: _Homes, needs: Needs, placed: Mapping[str, str]) -> dict[str, str]:
    """What is free to stand elsewhere moves, one after the other, as long as that leaves less of the circles."""
    ways = [(homes.of(one), homes.of(other)) for one, others in needs.items() for other in sorted(others)]
    result = dict(placed)
    counted = Counter((result[one], result[other]) for one, other in ways if result[one] != result[other])
    if not circles(_graph(counted)):
        return result
    around: dict[str, list[tuple[str, str]]] = {unit: [] for unit in sorted(placed) if homes.candidates(unit)}
    for way in ways:
        for unit in {*way} & around.keys():
            around[unit].append(way)
    fixed = _graph({(placed[one], placed[other]): 1 for one, other in ways if not {one, other} & around.keys()})
    against = {(one, other) for other in fixed for one in _reachable(fixed, other) if one != other}
    cost = _tangle(counted, against)
    better = True
    while better and cost[0]:
        better = False
        for unit, its_ways in around.items():
            for choice in dict.fromkeys(placed[candidate] for candidate in homes.candidates(unit)):
                moved = {**result, unit: choice}
                trial = counted.copy()
                trial.subtract((result[one], result[other]) for one, other in its_ways if result[one] != result[other])
                trial.update((moved[one], moved[other]) for one, other in its_ways if moved[one] != moved[other])
                new = _tangle(trial, against)
                if new < cost:
                    result, counted, cost, better = moved, trial, new, True
    return result


def _tangle(counted: Mapping[tuple[str, str], int], against: set[tuple[str, str]]) -> tuple[int, int, int]:
    """How much is bound in circles, how many needs run against those that are fixed, and in the less common way."""
    rings = circles(_graph(counted))
    pairs = [(a, b) for ring in rings for a in ring for b in ring if a < b]
    return (
        sum(len(ring) ** 2 for ring in rings),
        sum(counted.get(way, 0) for way in against),
        sum(min(counted.get((a, b), 0), counted.get((b, a), 0)) for a, b in pairs),
    )


def _graph(counted: Mapping[tuple[str, str], int]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {label: set() for way in counted for label in way}
    for (one, other), number in counted.items():
        if number > 0:
            graph[one].add(other)
    return graph


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found = {start}
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


# -- between stacks


def _between(needs: Needs, of: Mapping[str, str]) -> dict[str, set[str]]:
    """Label -> the labels that it needs."""
    graph: dict[str, set[str]] = {label: set() for label in sorted(set(of.values()))}
    for resource, others in needs.items():
        graph[of[resource]] |= {of[other] for other in others} - {of[resource]}
    return graph


def _crossing(needs: Needs, of: Mapping[str, str], ring: set[str]) -> Iterator[tuple[str, str]]:
    """One pair of resources for each way in which one stack of a ring needs another."""
    seen: set[tuple[str, str]] = set()
    for resource, others in needs.items():
        for other in sorted(others):
            way = (of[resource], of[other])
            if way[0] != way[1] and way not in seen and set(way) <= ring:
                seen.add(way)
                yield resource, other


def _ordered(labels: Sequence[str], graph: Mapping[str, set[str]]) -> list[str]:
    """Each behind what it needs, else as given."""
    done: list[str] = []
    while len(done) < len(labels):
        done.append(next(label for label in labels if label not in done and graph[label] <= set(done)))
    return done
