"""The pitch of the drawing, and free places on it.  Lengths are px at 100 %, x to the right, y down."""

from __future__ import annotations

from designer.model.design import Design, Point

GRID = 16.0
CARD = (184.0, 56.0)
COLUMN, ROW = 256.0, 96.0  # from a card to the next beside it, and below it


# Steps from a wanted place, the nearest first; of two that are as near, the lower one and then the right one.
_STEPS = sorted(
    ((column * COLUMN / 4, row * ROW / 4) for column in range(-8, 9) for row in range(-16, 17)),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, -step[1], -step[0]),
)


def free_place(design: Design, at: Point | None) -> Point | None:
    """`at`, or the nearest place where no card stands; None stays None (laid out when opened)."""
    if at is None:
        return None
    x, y = (round(v / GRID) * GRID for v in at)
    reach_x, reach_y = 2 * COLUMN + CARD[0] + GRID, 4 * ROW + CARD[1] + GRID
    taken = [
        node.at
        for node in design.nodes.values()
        if node.at and abs(node.at[0] - x) < reach_x and abs(node.at[1] - y) < reach_y
    ]

    def free(place: Point) -> bool:
        return not any(
            abs(place[0] - other[0]) < CARD[0] + GRID and abs(place[1] - other[1]) < CARD[1] + GRID for other in taken
        )

    places = ((x + dx, y + dy) for dx, dy in _STEPS)
    found = next((place for place in places if free(place)), None)
    return found if found is not None else free_place(design, (x, y + 4 * ROW))  # all full: look further down
