"""Tools that put one thing on the canvas, and the hand that moves the paper."""

from __future__ import annotations

from abc import ABC, abstractmethod

from designer.editing import commands
from designer.editing.editor import Editor
from designer.editing.geometry import CARD, EMPTY_GROUP, GRID, NOTE, Rect
from designer.model.design import Design, Edge, GroupKind
from designer.tools.base import EMPTY, Cursor, Host, Modifier, Placing, Pointer, Preview, ToolContext

DRAG = 8.0  # px on the screen from which a press draws a size


def group_at(design: Design, host: Host, x: float, y: float) -> str | None:
    """The innermost group whose frame holds a place of the drawing."""
    under = [i for i, group in design.groups.items() if not group.collapsed and host.frame(i).contains(x, y)]
    return max(under, key=lambda id_: len(list(design.ancestors(id_))), default=None)


class _OneShot:
    """What these tools have in common: Esc and a right click give the hand back."""

    name = ""

    def __init__(self, editor: Editor, context: ToolContext) -> None:
        self._editor = editor
        self._context = context
        self._preview = EMPTY

    @property
    def preview(self) -> Preview:
        return self._preview

    @property
    def cursor(self) -> Cursor:
        return "cross"

    def double_click(self, pointer: Pointer) -> None:
        """Two clicks are two clicks."""

    def key(self, key: str, modifiers: Modifier) -> bool:
        if key != "Esc":
            return False
        self.cancel()
        self._context.finished()
        return True

    def cancel(self) -> None:
        self._preview = EMPTY


class PlaceTool(_OneShot):
    """Puts a service where the person clicks."""

    name = "place"

    def __init__(self, editor: Editor, context: ToolContext, service: str, type_: str | None = None) -> None:
        super().__init__(editor, context)
        self._service = service
        self._type = type_

    def press(self, pointer: Pointer) -> None:
        if pointer.button == "left":
            self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        self._preview = Preview(placing=Placing(self._service, self._corner(pointer)))

    def release(self, pointer: Pointer) -> None:
        self._preview = EMPTY
        if pointer.button == "left":
            group = group_at(self._editor.design, self._context.host, pointer.x, pointer.y)
            at = self._corner(pointer)
            self._editor.execute(commands.place(self._context.catalogue, self._service, at, group, type_=self._type))
        self._context.finished()

    @staticmethod
    def _corner(pointer: Pointer) -> tuple[float, float]:
        return _snap(pointer.x - CARD[0] / 2, pointer), _snap(pointer.y - CARD[1] / 2, pointer)


class _Drawn(_OneShot, ABC):
    """A rectangle that is drawn, or takes its usual size from a click."""

    size = EMPTY_GROUP

    def __init__(self, editor: Editor, context: ToolContext) -> None:
        super().__init__(editor, context)
        self._start: Pointer | None = None

    def press(self, pointer: Pointer) -> None:
        self._start = pointer if pointer.button == "left" else None

    def move(self, pointer: Pointer) -> None:
        if self._start is not None:
            self._preview = Preview(frame=self._rect(self._start, pointer))

    def release(self, pointer: Pointer) -> None:
        start, self._start = self._start, None
        self._preview = EMPTY
        if start is not None:
            self._make(self._rect(start, pointer))
        self._context.finished()

    def cancel(self) -> None:
        super().cancel()
        self._start = None

    def _rect(self, start: Pointer, end: Pointer) -> Rect:
        if max(abs(end.x - start.x), abs(end.y - start.y)) * end.scale < DRAG:
            return Rect(_snap(start.x, end), _snap(start.y, end), *self.size)
        x, y = _snap(min(start.x, end.x), end), _snap(min(start.y, end.y), end)
        return Rect(x, y, max(32.0, abs(end.x - start.x)), max(32.0, abs(end.y - start.y)))

    @abstractmethod
    def _make(self, rect: Rect) -> None: ...


class FrameTool(_Drawn):
    """Draws a group; what lies in it joins."""

    name = "frame"

    def __init__(self, editor: Editor, context: ToolContext, kind: GroupKind = "bounded-context") -> None:
        super().__init__(editor, context)
        self._kind = kind

    def _make(self, rect: Rect) -> None:
        design = self._editor.design
        outer = group_at(design, self._context.host, rect.x, rect.y)
        inside = [
            s
            for s in sorted(self._context.host.subjects_in(rect))
            if not isinstance(record := design.get(s), Edge) and record.group == outer
        ]
        self._editor.execute(commands.frame(self._kind, rect, inside, outer=outer))


class NoteTool(_Drawn):
    """Puts a note on the canvas."""

    name = "note"
    size = NOTE

    def _make(self, rect: Rect) -> None:
        group = group_at(self._editor.design, self._context.host, rect.x, rect.y)
        self._editor.execute(commands.note(rect[:2], size=rect[2:], group=group))


class PanTool(_OneShot):
    """The hand: a drag moves the paper."""

    name = "pan"

    def __init__(self, editor: Editor, context: ToolContext) -> None:
        super().__init__(editor, context)
        self._held: Pointer | None = None

    @property
    def cursor(self) -> Cursor:
        return "grab" if self._held is None else "grabbing"

    def press(self, pointer: Pointer) -> None:
        self._held = pointer

    def move(self, pointer: Pointer) -> None:
        if self._held is not None:
            # The paper moves under the pointer, so the held place is the same again at the next event.
            dx, dy = self._held.x - pointer.x, self._held.y - pointer.y
            self._context.host.pan_by(dx * pointer.scale, dy * pointer.scale)

    def release(self, pointer: Pointer) -> None:
        self._held = None

    def cancel(self) -> None:
        super().cancel()
        self._held = None


def _snap(value: float, pointer: Pointer) -> float:
    return value if pointer.modifiers & Modifier.ALT else round(value / GRID) * GRID
