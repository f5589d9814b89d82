"""A process of four or more asynchronous steps that nobody can follow.

Looks at where such a chain begins.  It can be followed where a service on the way is connected with X-Ray or has its
tracing on, or where a workflow keeps watch.

Example: Function, bus, function, queue, function, topic, function, and no tracing.
Instead: Tracing and a correlation id in each event; a schedule that looks for processes that never ended.
"""

from __future__ import annotations

from collections import deque

from designer.rules.base import Found, NodeRule
from designer.rules.flows import hands_over
from designer.rules.searches import trail
from designer.rules.view import EdgeView, NodeView, View

MANY = 4  # times that an event is handed to code
SEARCHED = 16  # services that one search looks at
CODE = ("lambda", "ecs-fargate")
WATCHERS = ("stepfunctions", "xray", "eventbridge-scheduler")


class ChoreographyUntraceable(NodeRule):
    id = "choreography-untraceable"
    severity = "info"
    category = "operations"
    title = "Long chain of events without a trace"
    why = "When the process stops half-way, nobody can say where, or that it did."
    fix = "Pass a correlation id on, turn tracing on, and watch for processes that do not end."
    doc = "https://docs.aws.amazon.com/xray/latest/devguide/xray-services.html"
    read = "2023"
    services = CODE

    def check(self, view: View, node: NodeView) -> Found:
        if any(_passes(e) for e in view.incoming(node.id)):
            return  # the chain begins further up
        chain = _chain(view, node)
        if chain and not any(_traced(view, n) for n in (node, *(e.target for e in chain))):
            yield self.finding(chain[0].subject, f"{MANY} steps and no trace: {trail(chain)}.")


def _passes(edge: EdgeView) -> bool:
    return edge.model == "poll" or hands_over(edge)


def _chain(view: View, start: NodeView) -> tuple[EdgeView, ...]:
    """The way of an event from a node to the fourth code that it is handed to; () where it ends before."""
    steps: dict[str, int] = {start.id: 0}  # how often it was handed to code by then
    by: dict[str, EdgeView] = {}
    waiting = deque([start.id])
    while waiting and len(steps) < SEARCHED:
        here = waiting.popleft()
        for edge in view.outgoing(here):
            there = edge.target.id
            if there in steps or not _passes(edge):
                continue
            by[there] = edge
            steps[there] = steps[here] + edge.target.is_a(*CODE)
            if steps[there] >= MANY:
                return _back(by, there, start.id)
            waiting.append(there)
    return ()


def _back(by: dict[str, EdgeView], end: str, start: str) -> tuple[EdgeView, ...]:
    way: list[EdgeView] = []
    while end != start:
        way.append(by[end])
        end = by[end].source.id
    return tuple(reversed(way))


def _traced(view: View, node: NodeView) -> bool:
    if node.is_a(*WATCHERS) or node.get("TracingConfig.Mode") == "Active":
        return True
    return any(e.target.is_a("xray") for e in view.outgoing(node.id))
