"""How long a queue must hide a message from others while a function works on it."""

from __future__ import annotations

from typing import NamedTuple

from designer.rules.view import EdgeView, View

FACTOR = 6  # AWS's advice; the batching window comes on top
MOST = 43_200  # s, the longest that SQS hides a message


class Room(NamedTuple):
    """Seconds: what the queue hides, what the function may take, what is advised."""

    visibility: float
    timeout: float
    wanted: float


def room(edge: EdgeView) -> Room | None:
    """The three figures of an edge from a queue to a function; None where one of them is not known."""
    visibility, timeout = edge.source.number("VisibilityTimeout"), edge.target.number("Timeout")
    if visibility is None or timeout is None:
        return None
    window = edge.number("MaximumBatchingWindowInSeconds") or 0
    return Room(visibility, timeout, min(FACTOR * timeout + window, MOST))


def advised(view: View, edge: EdgeView) -> int:
    """What to set the queue's visibility timeout to, in seconds: enough for each of its functions."""
    rooms = (room(e) for e in view.outgoing(edge.source.id) if e.mechanism == "event-source-mapping")
    return int(max(r.wanted for r in rooms if r))
