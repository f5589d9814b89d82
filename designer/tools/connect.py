"""The connect tool: from a node to another, or to an empty place where a new node shall stand.

While a connection is open, every node's answer is known: what may be reached lights up.  By mouse it is a drag, or a
click on the source and a click on the target; by keyboard the arrows go through the legal targets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from designer.editing import commands
from designer.editing.editor import Command, Editor
from designer.editing.geometry import CARD, GRID, node_rect
from designer.model.catalogue import Verdict
from designer.model.design import Design, Subject
from designer.model.specs import Detour, IntegrationSpec
from designer.tools.base import EMPTY, Connecting, Connection, Cursor, Modifier, Pointer, Preview, ToolContext

DRAG = 4.0  # px on the screen from which a press is a drag
End = Literal["source", "target"]


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection that is being made.  `fixed` is the node at the end that stays, `free` the end that is sought."""

    fixed: str
    free: End
    verdicts: dict[str, Verdict]
    start: tuple[float, float]
    pointer: tuple[float, float]
    hover: str | None = None
    by: Literal["drag", "click", "keyboard"] = "drag"
    edge: str | None = None  # the edge whose end is being moved


class ConnectTool:
    """Makes connections.  `begin` and `begin_keyboard` start one from outside (a port, the key C)."""

    name = "connect"

    def __init__(self, editor: Editor, context: ToolContext) -> None:
        self._editor = editor
        self._context = context
        self._open: _Open | None = None
        self._asked: str | None = None  # the edge that a chooser's answer is about

    # -- state

    @property
    def active(self) -> bool:
        """Whether a connection is open."""
        return self._open is not None

    @property
    def preview(self) -> Preview:
        link = self._open
        if link is None:
            return EMPTY
        verdict = link.verdicts.get(link.hover or "")
        detour = verdict.detours[0] if verdict is not None and not verdict.legal and verdict.detours else None
        return Preview(
            connecting=Connecting(
                source=link.fixed,
                pointer=link.pointer,
                verdicts=link.verdicts,
                hover=link.hover,
                detour=detour,
                reconnecting=link.edge,
            )
        )

    @property
    def cursor(self) -> Cursor:
        verdict = self._open.verdicts.get(self._open.hover or "") if self._open else None
        return "forbidden" if verdict is not None and not verdict.legal else "cross"

    @property
    def targets(self) -> tuple[str, ...]:
        """The nodes that may be reached, from left to right and top to bottom."""
        if self._open is None:
            return ()
        nodes = self._editor.design.nodes
        legal = (id_ for id_, verdict in self._open.verdicts.items() if verdict.legal and id_ in nodes)
        return tuple(sorted(legal, key=lambda id_: ((nodes[id_].at or (0, 0))[::-1], id_)))

    # -- beginning

    def begin(self, node: str, at: tuple[float, float], *, edge: str | None = None, free: End = "target") -> None:
        """Open a connection from a node; with `edge`, move the `free` end of that edge and hold the other."""
        self._open = _Open(node, free, self._verdicts(node, free), at, at, edge=edge)

    def begin_keyboard(self, node: str) -> bool:
        """Open a connection and go to its first legal target; False where there is none."""
        rect = node_rect(self._editor.design.nodes[node])
        self.begin(node, (rect.right, rect.center[1]))
        if self._open is None or not self.targets:
            self._open = None
            return False
        self._open = replace(self._open, by="keyboard")
        self._go_to(self.targets[0])
        return True

    def _verdicts(self, node: str, free: End) -> dict[str, Verdict]:
        """Every other node's answer.  Nodes of one kind share it."""
        catalogue, nodes = self._context.catalogue, self._editor.design.nodes
        own = catalogue.variant(nodes[node])
        known: dict[str, Verdict] = {}
        found: dict[str, Verdict] = {}
        for id_, other in nodes.items():
            if id_ == node:
                continue
            variant = catalogue.variant(other)
            if variant not in known:
                pair = (own, variant) if free == "target" else (variant, own)
                known[variant] = catalogue.explain(*pair)
            found[id_] = known[variant]
        return found

    # -- mouse

    def press(self, pointer: Pointer) -> None:
        if pointer.button != "left":
            self.cancel()
            return
        over = self._node_at(pointer)
        if self._open is None:
            if over is not None:
                self.begin(over, (pointer.x, pointer.y))
        elif self._open.by == "keyboard":
            self.cancel()

    def move(self, pointer: Pointer) -> None:
        if self._open is not None and self._open.by != "keyboard":
            over = self._node_at(pointer)
            self._open = replace(
                self._open, pointer=(pointer.x, pointer.y), hover=None if over == self._open.fixed else over
            )

    def release(self, pointer: Pointer) -> None:
        link = self._open
        if link is None or link.by == "keyboard":
            return
        x, y = link.start
        moved = max(abs(pointer.x - x), abs(pointer.y - y)) * pointer.scale > DRAG
        if link.by == "drag" and not moved:
            self._open = replace(link, by="click")  # the next click gives the target
            return
        over = self._node_at(pointer)
        self._finish(over, (pointer.x, pointer.y))

    def double_click(self, pointer: Pointer) -> None:
        self.cancel()

    # -- keyboard

    def key(self, key: str, modifiers: Modifier) -> bool:
        link = self._open
        if link is None:
            return False
        if key == "Esc":
            self.cancel()
        elif key == "Tab" and not modifiers & Modifier.SHIFT:
            self._take_detour()
        elif link.by == "keyboard" and key in ("Right", "Down", "Left", "Up"):
            targets = self.targets
            if not targets:  # an undo took them away
                self.cancel()
                return True
            step = 1 if key in ("Right", "Down") else -1
            place = targets.index(link.hover) if link.hover in targets else 0
            self._go_to(targets[(place + step) % len(targets)])
        elif link.by == "keyboard" and key == "Enter":
            self._finish(link.hover, link.pointer)
        else:
            return False
        return True

    def _go_to(self, node: str) -> None:
        if self._open is not None:
            rect = node_rect(self._editor.design.nodes[node])
            self._open = replace(self._open, hover=node, pointer=(rect.x, rect.center[1]))

    # -- ending

    def cancel(self) -> None:
        self._open = None

    def _take_detour(self) -> None:
        link = self._open
        verdict = link.verdicts.get(link.hover or "") if link else None
        if link is None or link.hover is None or verdict is None or verdict.legal or not verdict.detours:
            return
        self._open = None
        self._asked = link.edge
        self.chosen(self._pair(link, link.hover, link.pointer), verdict.detours[0])

    def _finish(self, over: str | None, at: tuple[float, float]) -> None:
        link, self._open = self._open, None
        if link is None or over == link.fixed or link.fixed not in self._editor.design.nodes:
            return
        self._asked = link.edge
        if over is None:
            if link.edge is None:
                self._context.host.choose_service(Connection(link.fixed, None, at))
            return
        pair, verdict = self._pair(link, over, at), link.verdicts.get(over)
        if verdict is None:
            return
        if not verdict.legal:
            self._context.host.offer(pair, verdict)
        elif len(verdict.integrations) == 1:
            self.chosen(pair, verdict.integrations[0])
        else:
            self._context.host.choose_integration(pair, verdict.integrations)

    @staticmethod
    def _pair(link: _Open, other: str, at: tuple[float, float]) -> Connection:
        return Connection(link.fixed, other, at) if link.free == "target" else Connection(other, link.fixed, at)

    def chosen(self, pair: Connection, answer: IntegrationSpec | Detour | str) -> None:
        """What the person took: an integration, a way round, or the service (or variant) of a new node."""
        design, edge = self._editor.design, self._asked
        self._asked = None
        if pair.source not in design.nodes or (pair.target is not None and pair.target not in design.nodes):
            return
        command = self._command(design, pair, answer, edge if edge in design.edges else None)
        if command is not None:
            self._editor.execute(command)

    def _command(
        self, design: Design, pair: Connection, answer: IntegrationSpec | Detour | str, edge: str | None
    ) -> Command | None:
        catalogue = self._context.catalogue
        if isinstance(answer, str):
            at = (_snap(pair.at[0]), _snap(pair.at[1] - CARD[1] / 2))
            return commands.connect_new(catalogue, design, pair.source, answer, at)
        if pair.target is None:
            return None
        if isinstance(answer, Detour):
            return commands.detour(catalogue, design, pair.source, pair.target, answer, edge)
        if edge is not None:
            return commands.reconnect(catalogue, design, edge, pair.source, pair.target, answer)
        return commands.connect(catalogue, design, pair.source, pair.target, answer)

    def _node_at(self, pointer: Pointer) -> str | None:
        subject = self._context.host.hit(pointer.x, pointer.y).subject
        return subject.id if isinstance(subject, Subject) and subject.kind == "node" else None


def _snap(value: float) -> float:
    return round(value / GRID) * GRID
