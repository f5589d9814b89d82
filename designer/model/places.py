"""The pitch of the drawing, and free places on it.  Lengths are px at 100 %, x to the right, y down."""

from __future__ import annotations

from designer.model.design import Design, Point

GRID = 16.0
CARD = (184.0, 56.0)
COLUMN, ROW = 256.0, 96.0  # from a card to the next beside it, and below it


def free_place(design: Design, at: Point | None) -> Point | None:
    """`at`, or the next place below it where no card stands; None stays None (laid out when opened)."""
    if at is None:
        return None
    x, y = (round(v / GRID) * GRID for v in at)
    taken = [node.at for node in design.nodes.values() if node.at and abs(node.at[0] - x) < CARD[0] + GRID]
    while any(abs(other[1] - y) < CARD[1] + GRID for other in taken):
        y += ROW
    return x, y
