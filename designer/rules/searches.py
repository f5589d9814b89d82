"""What lies around a node or edge: loops, consumers, and where failed work lands.

All of this reads through the View, so an edit anywhere on the way re-runs the rule that asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from designer.rules.flows import COMPUTE
from designer.rules.view import EdgeView, NodeView, View

SEARCHED = 24  # edges that the search for a loop's way follows at most


def loop_of(view: View, edge: EdgeView) -> tuple[EdgeView, ...]:
    """The shortest loop that an edge closes, from the edge on; () where there is none.

    Where it is longer than a person would follow it is the edge alone.
    """
    if not view.on_loop(edge.id):
        return ()
    back = view.incoming(edge.source.id)
    if len(back) <= SEARCHED:  # a hub has many edges out, of which one may lead straight back
        straight = (e for e in back if e.source.id == edge.target.id and view.on_loop(e.id) and view.leads(edge, e))
        for way in straight:
            if view.leads(way, edge):
                return (edge,) if way.id == edge.id else (edge, way)
    paths: dict[str, tuple[EdgeView, ...]] = {edge.id: (edge,)}
    queue = deque([edge])
    while queue and len(paths) < SEARCHED:
        last = queue.popleft()
        for following in islice(view.loop_after(last), SEARCHED):
            if following.id == edge.id:
                return paths[last.id]
            if following.id not in paths:
                paths[following.id] = (*paths[last.id], following)
                queue.append(following)
    return (edge,)


def closes(view: View, edge: EdgeView) -> tuple[EdgeView, ...]:
    """The loop that an edge closes, where it is the edge that a person would blame; else ().

    That is one from something that computes to what carries or keeps, into the place where the loop is entered from
    outside; where the loop has no such place, each that leads into a carrier; and the edge with the last id where
    only functions call each other.
    """
    loop = loop_of(view, edge)
    if not loop:
        return ()
    if len(loop) == 1 and edge.source.id != edge.target.id:  # too long to be followed
        ours = edge.source.is_a(*COMPUTE)
        return loop if ours and (not edge.target.is_a(*COMPUTE) or edge.source.is_a("lambda")) else ()
    carriers = [e for e in loop if not e.target.is_a(*COMPUTE) and e.source.is_a(*COMPUTE)]
    if not carriers:
        return loop if edge.id == max(e.id for e in loop) else ()
    if edge not in carriers:
        return ()
    inside = {e.source.id for e in loop}
    entered = [e.id for e in carriers if any(i.source.id not in inside for i in view.incoming(e.target.id))]
    return loop if not entered or edge.id in entered else ()


def trail(loop: tuple[EdgeView, ...]) -> str:
    """A loop or path as a person reads it: "Orders → Publish → Orders"."""
    shown = [loop[0].source.title, *(e.target.title for e in loop)]
    if loop[-1].target.id != loop[0].source.id:
        shown += ["…", loop[0].source.title]
    return " → ".join(shown if len(shown) <= 6 else [*shown[:3], "…", *shown[-2:]])


def failure_target(view: View, node: NodeView) -> bool:
    """Whether a function has somewhere for events that it could not handle."""
    if any(e.mechanism in ("on-failure", "dead-letter") for e in view.outgoing(node.id)):
        return True
    return bool(node.get("DeadLetterConfig.TargetArn") or node.get("EventInvokeConfig.DestinationConfig.OnFailure"))


def dead_letters(view: View, node: NodeView) -> bool:
    """Whether failed work of others lands in this node."""
    if any(e.model == "attached" for e in view.incoming(node.id)):
        return True
    return bool(view.referrers(node.id))


def consumers(view: View, node: NodeView) -> Iterator[EdgeView]:
    """The edges by which others take from a queue, topic or stream."""
    return (e for e in view.outgoing(node.id) if e.integration is None or e.model != "attached")


def watched(view: View, node: NodeView) -> bool:
    """Whether an alarm of the design looks at one of a node's metrics."""
    return any(e.target.is_a("cloudwatch-alarm") for e in view.outgoing(node.id))


def arriving_rate(view: View, node: NodeView) -> float:
    """How many messages or requests a second reach a node, where the design says it; 0 where it does not."""
    sent = sum(e.number("RequestsPerSecond") or 0 for e in view.incoming(node.id) if e.model != "attached")
    return max(sent, node.number("RequestsPerSecond") or 0)


def only_ways(view: View, node: NodeView) -> tuple[EdgeView, EdgeView] | None:
    """The one edge in and the one edge out of a node, helpers and failure paths not counted.

    None where there are more, where something refers to the node, or where it is part of a loop.
    """
    if view.referrers(node.id):
        return None
    entering = [e for e in view.incoming(node.id) if e.model != "attached"]
    leaving = [e for e in view.outgoing(node.id) if e.model != "attached"]
    if len(entering) != 1 or len(leaving) != 1 or entering[0].integration is None or leaving[0].integration is None:
        return None
    if view.on_loop(entering[0].id):
        return None
    return entering[0], leaving[0]
