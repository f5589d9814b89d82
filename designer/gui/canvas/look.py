"""The canvas's measures (docs/look.md), in px at 100 %, and the words for states, models and levels of detail."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from designer.model.specs import Model

Level = Literal["far", "middle", "near"]
CardState = Literal["rest", "hover", "selected", "legal", "refused", "disabled", "dimmed", "preview"]
BadgeKind = Literal["error", "warning", "info", "accepted"]

MODELS: Final[tuple[Model, ...]] = ("push", "event", "poll", "attached")
MODEL_INDEX: Final = {model: index for index, model in enumerate(MODELS)}
MODEL_COLOR: Final = {"push": "push", "event": "event", "poll": "poll", "attached": "link"}
MODEL_TITLE: Final = {"push": "Push", "event": "Event", "poll": "Poll", "attached": "Attached"}
CARD_STATES: Final[tuple[CardState, ...]] = (
    "rest", "hover", "selected", "legal", "refused", "disabled", "dimmed", "preview",
)  # fmt: skip
BADGES: Final[tuple[BadgeKind, ...]] = ("error", "warning", "info", "accepted")  # the rightmost first

NEAR, MIDDLE = 0.60, 0.25
MIN_SCALE, MAX_SCALE = 0.02, 4.0
DOTS_FROM = 0.5

CARD_W, CARD_H, CARD_RADIUS = 184.0, 56.0, 8.0
TILE, TILE_AT, TILE_RADIUS, GLYPH = 40.0, 8.0, 6.0, 24.0
TITLE_X, TITLE_BASE, SUBTITLE_BASE, TITLE_WIDTH = 58.0, 25.0, 42.0, 114.0
ACTOR_R = 28.0
HALO, HALO_RADIUS, FOCUS = 4.0, 12.0, 4.0
BADGE, EDGE_BADGE, BADGE_INSET, BADGE_PITCH = 18.0, 16.0, 6.0, 26.0
PORT, PORT_PITCH = 10.0, 16.0
BEND, JUMP = 8.0, 6.0  # radii
PILL_H, LABEL_CLEAR = 21.0, 12.0
FRAME_RADIUS, NETWORK_RADIUS = 16.0, 4.0
DASH: Final = {"event": (7.0, 4.0), "poll": (0.0, 5.0)}  # on, off; a dot is a dash of no length with a round cap
DOT = 2.5
GENERIC_ICON, GENERIC_CATEGORY = "cfn", "external"  # of a type that the catalogue does not know


class EdgeStyle(NamedTuple):
    """How a line is drawn: its model's pattern and ends, a token's colour, a width at 100 %."""

    model: Model
    color: str
    width: float


def edge_style(model: Model, state: str = "rest") -> EdgeStyle:
    """The style of an edge in one of the states rest, hover, selected, disabled, dimmed, preview."""
    color = {"disabled": "dimtext", "dimmed": "line", "preview": "accent", "refused": "error"}.get(
        state, MODEL_COLOR[model]
    )
    if model == "attached":
        return EdgeStyle(model, color, 2.0 if state in ("hover", "selected") else 1.25)
    return EdgeStyle(model, color, 2.5 if state in ("hover", "selected") else 1.75)


def level_of(scale: float) -> Level:
    return "near" if scale >= NEAR else "middle" if scale >= MIDDLE else "far"


def line_width(width: float, scale: float) -> float:
    """A line's width in device px: to the half pixel, at least one, so that it is crisp at any zoom."""
    return max(1.0, round(width * scale * 2) / 2)
