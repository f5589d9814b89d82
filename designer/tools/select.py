"""The select tool: select, move, resize, and connect from a port.

Idle until a press; then a press becomes a click, a move, a marquee, a resize or a connection, whichever the pointer's
way makes of it.  Only the release changes the design.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from designer.editing import arrange, clipboard, commands
from designer.editing.editor import Editor
from designer.editing.geometry import Rect, note_rect, union
from designer.model.design import Edge, Note, Point, Subject
from designer.model.specs import Detour, IntegrationSpec
from designer.tools.base import EMPTY, Connection, Cursor, Hit, Modifier, Pointer, Preview, ToolContext
from designer.tools.connect import ConnectTool
from designer.tools.snapping import Snapper

DRAG = 4.0  # px on the screen from which a press is a drag
SMALLEST = (96.0, 48.0)
_ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


@dataclass(slots=True)
class _Press:
    """A pressed button and what has become of it so far."""

    pointer: Pointer
    hit: Hit
    kind: Literal["click", "move", "marquee", "resize"] = "click"
    before: frozenset[Subject] = frozenset()  # the selection at the press
    boxes: dict[Subject, Rect] = field(default_factory=dict)  # what moves, where it stood
    frames: dict[str, Rect] = field(default_factory=dict)  # the groups that may take what is moved
    snapper: Snapper | None = None


class SelectTool:
    """The tool that is in hand when no other is."""

    name = "select"

    def __init__(self, editor: Editor, context: ToolContext) -> None:
        self._editor = editor
        self._context = context
        self._connect = ConnectTool(editor, context)
        self._press: _Press | None = None
        self._preview = EMPTY

    @property
    def preview(self) -> Preview:
        return self._connect.preview if self._connect.active else self._preview

    @property
    def cursor(self) -> Cursor:
        if self._connect.active:
            return self._connect.cursor
        if self._press is not None and self._press.kind != "click":
            return {"move": "move", "marquee": "cross", "resize": "resize"}[self._press.kind]  # type: ignore[return-value]
        return "arrow"

    # -- press, move, release

    def press(self, pointer: Pointer) -> None:
        if self._connect.active:
            self._connect.press(pointer)
            return
        hit = self._context.host.hit(pointer.x, pointer.y)
        subject, selection = hit.subject, self._editor.selection
        if pointer.button == "right":
            if subject is not None and subject not in selection:
                self._editor.select([subject])
            return
        if pointer.button != "left":
            return
        if hit.part in ("out", "in") and subject is not None and self._grab_end(subject, hit, pointer):
            return
        self._press = _Press(pointer, hit, before=selection)
        adds = bool(pointer.modifiers & (Modifier.SHIFT | Modifier.CONTROL))
        if subject is not None and not adds and subject not in selection and not self._is_ground(hit):
            self._editor.select([subject])

    def _grab_end(self, subject: Subject, hit: Hit, pointer: Pointer) -> bool:
        """Start a connection from a port, or take an edge by one of its ends."""
        design, at = self._editor.design, (pointer.x, pointer.y)
        if subject.kind == "edge":
            edge = design.edges[subject.id]
            if hit.part == "in":
                self._connect.begin(edge.source, at, edge=subject.id, free="target")
            else:
                self._connect.begin(edge.target, at, edge=subject.id, free="source")
            return True
        if subject.kind == "node" and hit.part == "out":
            self._connect.begin(subject.id, at)
            return True
        return False

    @staticmethod
    def _is_ground(hit: Hit) -> bool:
        """The ground, or the inside of a frame: there a drag is a marquee."""
        return hit.subject is None or (hit.subject.kind == "group" and hit.part == "body")

    def _is_gone(self, subject: Subject | None) -> bool:
        """An undo by keyboard may take away what is held."""
        return subject is not None and subject.id not in self._editor.design

    def move(self, pointer: Pointer) -> None:
        if self._connect.active:
            self._connect.move(pointer)
            return
        press = self._press
        if press is None:
            return
        if self._is_gone(press.hit.subject):
            self.cancel()
            return
        if press.kind == "click":
            far = max(abs(pointer.x - press.pointer.x), abs(pointer.y - press.pointer.y)) * pointer.scale
            if far < DRAG:
                return
            self._become(press)
        if press.kind == "move":
            self._preview = self._moved(press, pointer)
        elif press.kind == "resize" and press.hit.subject is not None:
            self._preview = Preview(resized={press.hit.subject: self._resized(press, pointer)})
        elif press.kind == "marquee":
            self._preview = Preview(marquee=_between(press.pointer, pointer))

    def _become(self, press: _Press) -> None:
        """A press has left its place: what is it?"""
        subject, design = press.hit.subject, self._editor.design
        if press.hit.part == "resize" and subject is not None:
            press.kind = "resize"
            return
        collapsed = subject is not None and subject.kind == "group" and design.groups[subject.id].collapsed
        if subject is None or subject.kind == "edge" or (self._is_ground(press.hit) and not collapsed):
            press.kind = "marquee"
            return
        if subject not in self._editor.selection:
            self._editor.select([*self._editor.selection, subject])
        press.kind = "move"
        press.boxes = arrange.boxes(design, self._editor.selection)
        moved_groups = {s.id for s in self._editor.selection if s.kind == "group"}
        press.frames = {
            id_: self._context.host.frame(id_)
            for id_, group in design.groups.items()
            if not group.collapsed and moved_groups.isdisjoint(design.ancestors(id_))
        }
        every = arrange.boxes(design, (s for s, _ in design.records()))
        press.snapper = Snapper(box for s, box in every.items() if s not in press.boxes)

    def _shift(self, press: _Press, pointer: Pointer) -> tuple[float, float, Preview]:
        dx, dy = pointer.x - press.pointer.x, pointer.y - press.pointer.y
        if pointer.modifiers & Modifier.SHIFT:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        box = union(press.boxes.values())
        if box is None or press.snapper is None or pointer.modifiers & Modifier.ALT:
            return dx, dy, EMPTY
        moved = box.moved(dx, dy)
        snapped = press.snapper.snap(moved, pointer.scale, grid=moved[:2])
        if pointer.modifiers & Modifier.SHIFT:  # the other axis stays
            return (dx + snapped.dx, 0.0, EMPTY) if dx else (0.0, dy + snapped.dy, EMPTY)
        return dx + snapped.dx, dy + snapped.dy, Preview(guides=snapped.guides)

    def _moved(self, press: _Press, pointer: Pointer) -> Preview:
        dx, dy, snapped = self._shift(press, pointer)
        into = self._group_at(press, pointer)
        leaves = any(self._parent(s) != into for s in self._joining())
        return Preview(
            moved={s: (box.x + dx, box.y + dy) for s, box in press.boxes.items()},
            guides=snapped.guides,
            drop_into=into if leaves else None,
            copying=bool(pointer.modifiers & Modifier.CONTROL),
        )

    def _group_at(self, press: _Press, pointer: Pointer) -> str | None:
        """The innermost frame under the pointer that may take what is moved."""
        design = self._editor.design
        under = [id_ for id_, rect in press.frames.items() if rect.contains(pointer.x, pointer.y)]
        return max(under, key=lambda id_: len(list(design.ancestors(id_))), default=None)

    def _joining(self) -> list[Subject]:
        """What would come to stand in another group: the outermost of what is selected."""
        design, selection = self._editor.design, self._editor.selection
        groups = {s.id for s in selection if s.kind == "group"}
        return [s for s in selection if s.kind != "edge" and groups.isdisjoint(design.ancestors(self._parent(s)))]

    def _parent(self, subject: Subject) -> str | None:
        record = self._editor.design.get(subject)
        return None if isinstance(record, Edge) else record.group

    def _resized(self, press: _Press, pointer: Pointer) -> Rect:
        subject = press.hit.subject or Subject("design")
        record = self._editor.design.get(subject)
        rect = note_rect(record) if isinstance(record, Note) else self._context.host.frame(subject.id)
        step = 1.0 if pointer.modifiers & Modifier.ALT else 8.0
        width = round((rect.width + pointer.x - press.pointer.x) / step) * step
        height = round((rect.height + pointer.y - press.pointer.y) / step) * step
        return Rect(rect.x, rect.y, max(SMALLEST[0], width), max(SMALLEST[1], height))

    def release(self, pointer: Pointer) -> None:
        if self._connect.active:
            self._connect.release(pointer)
            return
        press, self._press = self._press, None
        preview, self._preview = self._preview, EMPTY
        if press is None or pointer.button != "left" or self._is_gone(press.hit.subject):
            return
        if press.kind == "click":
            self._click(press)
        elif press.kind == "marquee" and preview.marquee is not None:
            self._take(self._context.host.subjects_in(preview.marquee), press)
        elif press.kind == "resize" and press.hit.subject is not None and preview.resized:
            rect = preview.resized[press.hit.subject]
            self._editor.execute(commands.resize(self._editor.design, press.hit.subject, rect))
        elif press.kind == "move" and preview.moved:
            self._drop(press, pointer, preview)

    def _click(self, press: _Press) -> None:
        subject, selection = press.hit.subject, press.before
        if press.pointer.modifiers & (Modifier.SHIFT | Modifier.CONTROL):
            if subject is not None:
                self._editor.select(selection ^ {subject})
        else:
            self._editor.select([subject] if subject is not None else ())

    def _take(self, found: frozenset[Subject], press: _Press) -> None:
        """What a marquee holds is selected; with a modifier it is added, or taken out where all of it was in."""
        if press.pointer.modifiers & (Modifier.SHIFT | Modifier.CONTROL):
            found = press.before - found if found and found <= press.before else press.before | found
        self._editor.select(found)

    def _drop(self, press: _Press, pointer: Pointer, preview: Preview) -> None:
        design = self._editor.design
        into = self._group_at(press, pointer)
        if preview.copying:
            box = union(press.boxes.values())
            first = next(iter(press.boxes))
            dx, dy = preview.moved[first][0] - press.boxes[first].x, preview.moved[first][1] - press.boxes[first].y
            if box is not None:
                piece = clipboard.part(design, self._editor.selection)
                at = (box.center[0] + dx, box.center[1] + dy)
                self._editor.execute(clipboard.paste(piece, at, into, verb="Copy"))
            return
        places: dict[Subject, Point] = dict(preview.moved)
        joining = [s for s in self._joining() if self._parent(s) != into]
        self._editor.execute(commands.move(design, places, into, joining))

    # -- the rest

    def double_click(self, pointer: Pointer) -> None:
        self.cancel()

    def key(self, key: str, modifiers: Modifier) -> bool:
        if self._connect.active:
            return self._connect.key(key, modifiers)
        if self._press is not None and self._press.kind != "click":
            if key == "Esc":
                self.cancel()
            return key == "Esc"
        selection = self._editor.selection
        movable = [s for s in selection if s.kind != "edge"]
        if key in _ARROWS and movable and not modifiers & (Modifier.CONTROL | Modifier.ALT):
            steps = 4 if modifiers & Modifier.SHIFT else 1
            dx, dy = _ARROWS[key]
            self._editor.execute(arrange.nudge(self._editor.design, movable, dx * steps, dy * steps))
            return True
        if key == "C" and not modifiers and len(selection) == 1 and (node := next(iter(selection))).kind == "node":
            return self._connect.begin_keyboard(node.id)
        if key == "Esc" and selection:
            self._editor.select(())
            return True
        return False

    def connect_from(self, node: str) -> bool:
        """Start a connection by keyboard; False where nothing can be reached."""
        return self._connect.begin_keyboard(node)

    def chosen(self, pair: Connection, answer: IntegrationSpec | Detour | str) -> None:
        self._connect.chosen(pair, answer)

    def cancel(self) -> None:
        self._connect.cancel()
        if self._press is not None:
            self._editor.select(self._press.before)
        self._press = None
        self._preview = EMPTY


def _between(a: Pointer, b: Pointer) -> Rect:
    return Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))
