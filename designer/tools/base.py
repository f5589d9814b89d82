"""What a tool is: pointer and key events in, editor calls and a Preview out.  No Qt.

A tool never changes the design while a gesture runs: it shows a Preview, and only the release commits one command.
Esc (`cancel`) gives everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Literal, Protocol

from designer.editing.geometry import Rect
from designer.model.catalogue import Catalogue, Verdict
from designer.model.design import Subject
from designer.model.specs import Detour, IntegrationSpec

Part = Literal["body", "out", "in", "badge", "pill", "head", "resize"]
Cursor = Literal["arrow", "hand", "cross", "grab", "grabbing", "move", "forbidden", "resize", "text"]


class Modifier(Flag):
    NONE = 0
    SHIFT = auto()  # adds to the selection; keeps a move on one axis
    CONTROL = auto()  # toggles in the selection; drags a copy
    ALT = auto()  # no snapping


@dataclass(frozen=True, slots=True)
class Pointer:
    """A mouse event in scene coordinates (px at 100 %); `scale` is the view's, 1.0 at 100 %."""

    x: float
    y: float
    button: Literal["left", "middle", "right", "none"] = "left"
    modifiers: Modifier = Modifier.NONE
    scale: float = 1.0
    clicks: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the pointer: the topmost subject and which part of it."""

    subject: Subject | None = None
    part: Part = "body"


class Host(Protocol):
    """What a tool may ask of the canvas.  Everything is in scene coordinates."""

    def hit(self, x: float, y: float) -> Hit: ...
    def subjects_in(self, rect: Rect) -> frozenset[Subject]:
        """The nodes, notes and frames that lie wholly inside, and the edges between such nodes."""
        ...

    def frame(self, group: str) -> Rect:
        """The frame of a group as it is drawn."""
        ...

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the view by device px."""
        ...

    def choose_integration(self, pair: Connection, options: tuple[IntegrationSpec, ...]) -> None:
        """Let the person choose at the pointer; the answer comes back through `ConnectTool.chosen`."""
        ...

    def choose_service(self, pair: Connection) -> None:
        """Offer the services that may follow, at the drop point; the answer comes back the same way."""
        ...

    def offer(self, pair: Connection, verdict: Verdict) -> None:
        """A refused target was dropped on: show the reason and its ways as buttons."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that is being made: from a node to a node, or to an empty place on the canvas."""

    source: str
    target: str | None
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that shows what a moved card is aligned with: x or y constant, from `start` to `end`."""

    axis: Literal["x", "y"]
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Placing:
    """A card that is not yet real: a palette service under the pointer."""

    service: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Connecting:
    """The connect gesture: what it starts from, where the pointer is, and what each node would answer.

    `verdicts` has one entry a node (its id); a node whose verdict is direct lights up, all others are dimmed.
    `hover` is the node under the pointer; `detour` the way that Tab would take there, drawn as a preview.
    """

    source: str
    pointer: tuple[float, float]
    verdicts: Mapping[str, Verdict]
    hover: str | None = None
    detour: Detour | None = None
    reconnecting: str | None = None  # the edge whose end is being dragged


@dataclass(frozen=True, slots=True)
class Preview:
    """What the canvas draws over the design while a gesture runs; empty between gestures."""

    moved: Mapping[Subject, tuple[float, float]] = field(default_factory=dict)  # node, note, empty group -> new `at`
    resized: Mapping[Subject, Rect] = field(default_factory=dict)
    marquee: Rect | None = None
    guides: tuple[Guide, ...] = ()
    drop_into: str | None = None  # the group that would take what is moved
    placing: Placing | None = None
    connecting: Connecting | None = None
    frame: Rect | None = None  # a group or note being drawn
    copying: bool = False

    def __bool__(self) -> bool:
        return self != EMPTY


EMPTY = Preview()


class Tool(Protocol):
    """A small state machine.  The canvas forwards events and draws `preview` after each."""

    name: str

    @property
    def preview(self) -> Preview: ...
    @property
    def cursor(self) -> Cursor: ...
    def press(self, pointer: Pointer) -> None: ...
    def move(self, pointer: Pointer) -> None: ...
    def release(self, pointer: Pointer) -> None: ...
    def double_click(self, pointer: Pointer) -> None: ...
    def key(self, key: str, modifiers: Modifier) -> bool:
        """A key in Qt's portable names ("Tab", "Left", "C"); whether it was taken."""
        ...

    def cancel(self) -> None:
        """Give everything back that the running gesture showed."""
        ...


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What every tool is made with.  A tool that does one thing calls `finished` when it is done."""

    catalogue: Catalogue
    host: Host
    finished: Callable[[], None] = lambda: None
