"""Whatever a person does with pointer and keys: only a release or a key changes the design, and Esc gives all back."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from designer.editing import commands
from designer.editing.editor import Editor
from designer.storage import dump, parse
from designer.tools.base import EMPTY, Modifier, Tool
from designer.tools.connect import ConnectTool
from designer.tools.draw import FrameTool, NoteTool, PanTool, PlaceTool
from designer.tools.select import SelectTool
from tests.tools.conftest import FakeHost, at, small_design

POINTS = st.sampled_from(
    # cards, ports, ends of edges, heads and corners of frames, the note's corner, the ground
    [(20, 20), (184, 28), (304, 28), (488, 28), (608, 28), (700, 28), (650, 190), (30, 330), (30, 460), (180, 540),
     (310, 410), (300, -20), (10, 620), (318, 812), (100, 700), (-200, -200), (900, 700), (450, 250), (600, -60)]
)  # fmt: skip
JITTER = st.sampled_from([0.0, 1.0, 37.0])
MODIFIERS = st.sampled_from([Modifier.NONE, Modifier.NONE, Modifier.SHIFT, Modifier.CONTROL, Modifier.ALT])
KEYS = ("Esc", "Tab", "Enter", "Left", "Right", "Up", "Down", "C", "X")
CHANGING = frozenset(KEYS) - {"Esc", "C", "X"}
TOOLS: dict[str, Any] = {
    "select": SelectTool,
    "connect": ConnectTool,
    "place": lambda editor, context: PlaceTool(editor, context, "sqs"),
    "frame": FrameTool,
    "note": NoteTool,
    "pan": PanTool,
}


class Hands(RuleBasedStateMachine):
    """One tool over a small design, and everything that can be done to it in any order."""

    @initialize(tool=st.sampled_from(sorted(TOOLS)))
    def begin(self, tool: str) -> None:
        self.start = small_design()
        self.editor = Editor(self.start)
        self.host = FakeHost(self.editor)
        self.held = False
        self.take(tool)

    def take(self, name: str) -> None:
        from designer.tools.base import ToolContext
        from tests.tools.conftest import CATALOGUE

        self.tool: Tool = TOOLS[name](self.editor, ToolContext(CATALOGUE, self.host))

    @rule(point=POINTS, jitter=JITTER, modifiers=MODIFIERS, button=st.sampled_from(["left", "left", "left", "right"]))
    def press(self, point: tuple[int, int], jitter: float, modifiers: Modifier, button: str) -> None:
        before = self.editor.design
        self.tool.press(at(point[0] + jitter, point[1], modifiers, button))
        assert self.editor.design is before

    @rule(point=POINTS, jitter=JITTER, modifiers=MODIFIERS, scale=st.sampled_from([0.25, 1.0, 4.0]))
    def move(self, point: tuple[int, int], jitter: float, modifiers: Modifier, scale: float) -> None:
        before = self.editor.design
        self.tool.move(at(point[0] + jitter, point[1] + jitter, modifiers, scale=scale))
        assert self.editor.design is before

    @rule(point=POINTS, modifiers=MODIFIERS, button=st.sampled_from(["left", "left", "right"]))
    def release(self, point: tuple[int, int], modifiers: Modifier, button: str) -> None:
        self.tool.release(at(*point, modifiers, button))
        if not isinstance(self.tool, ConnectTool | SelectTool):
            assert self.tool.preview == EMPTY

    @rule(point=POINTS)
    def double_click(self, point: tuple[int, int]) -> None:
        before = self.editor.design
        self.tool.double_click(at(*point))
        assert self.editor.design is before

    @rule(key=st.sampled_from(KEYS), modifiers=MODIFIERS)
    def key(self, key: str, modifiers: Modifier) -> None:
        before = self.editor.design
        taken = self.tool.key(key, modifiers)
        if key not in CHANGING or not taken:
            assert self.editor.design is before

    @rule(answer=st.integers(0, 5), service=st.sampled_from(["sqs", "sqs-fifo", "lambda", "sns-standard"]))
    def answer(self, answer: int, service: str) -> None:
        """The person takes something of what the canvas shows, perhaps long after."""
        if self.host.asked and isinstance(self.tool, ConnectTool | SelectTool):
            kind, pair, *rest = self.host.asked.pop()
            options: Any = [service] if kind == "service" else rest[0] if kind == "integration" else rest[0].detours
            if options:
                self.tool.chosen(pair, options[answer % len(options)])  # type: ignore[arg-type]

    @rule()
    def cancel(self) -> None:
        before, selection = self.editor.design, self.editor.selection
        self.tool.cancel()
        assert self.tool.preview == EMPTY
        assert self.editor.design is before
        self.tool.cancel()
        assert self.editor.selection <= selection | self.editor.selection

    @rule(name=st.sampled_from(sorted(TOOLS)))
    def other_tool(self, name: str) -> None:
        self.tool.cancel()
        self.take(name)

    @rule()
    def undo(self) -> None:
        """A shortcut works in the midst of a gesture, too."""
        self.editor.undo()

    @rule()
    def delete_selection(self) -> None:
        self.editor.execute(commands.delete(self.editor.design, self.editor.selection))

    @rule()
    def undo_everything(self) -> None:
        while self.editor.undo():
            pass
        assert self.editor.design is self.start

    @invariant()
    def valid(self) -> None:
        if not hasattr(self, "editor"):
            return
        design = self.editor.design
        assert parse(dump(design).encode()) == design
        assert all(subject.id in design for subject in self.editor.selection)
        assert self.tool.cursor
        assert isinstance(bool(self.tool.preview), bool)


TestHands = Hands.TestCase
TestHands.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
