"""Holds the canvas's end of a conversation: which popover is open, and where its answer goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QPoint, Signal

from designer.editing import commands
from designer.gui.canvas.popover import Popover
from designer.gui.canvas.popovers import RefusalBox, WhyBox, integration_chooser, service_chooser
from designer.model.catalogue import Verdict
from designer.model.design import Subject
from designer.model.finding import Finding, QuickFix
from designer.model.specs import Detour, IntegrationSpec
from designer.tools.base import Connecting, Connection

if TYPE_CHECKING:
    from designer.gui.canvas.view import CanvasView

Answer = IntegrationSpec | Detour | str


@runtime_checkable
class Asking(Protocol):
    """A tool that has asked: it gets an integration, a service's id, or a detour."""

    def chosen(self, pair: Connection, answer: Answer) -> None: ...


class Dialogue(QObject):
    """At most one popover at a time; a click elsewhere or Esc closes it."""

    answered = Signal(object, object)  # Connection, Answer
    accept_wanted = Signal(object)  # Finding

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._box: Popover | None = None
        self._live: tuple[str, str] | None = None

    @property
    def box(self) -> Popover | None:
        """The popover that is open."""
        return self._box

    def close(self) -> bool:
        """Close what is open; whether there was anything."""
        box, self._box, self._live = self._box, None, None
        if box is None:
            return False
        box.close()
        box.deleteLater()
        return True

    def choose_integration(self, pair: Connection, options: Sequence[IntegrationSpec]) -> None:
        box = integration_chooser(self._view, pair, options)
        box.chosen.connect(lambda value: self._answer(pair, value))
        self._open(box)
        box.ready(self._place(pair.at))

    def choose_service(self, pair: Connection) -> None:
        box = service_chooser(self._view, pair.source)
        if not box.list.count():
            box.deleteLater()
            return
        box.chosen.connect(lambda value: self._answer(pair, value))
        self._open(box)
        box.ready(self._place(pair.at))

    def offer(self, pair: Connection, verdict: Verdict) -> None:
        box = RefusalBox(self._view, pair, verdict, live=False)
        box.chosen.connect(lambda value: self._answer(pair, value))
        self._open(box)
        box.pop(self._place(pair.at))
        box.setFocus()

    def explain(self, subject: Subject, findings: Sequence[Finding], at: QPoint) -> None:
        """What a badge means."""
        if not findings:
            return
        box = WhyBox(self._view, findings)
        box.fixed.connect(self._fix)
        box.accept_wanted.connect(self.accept_wanted)
        self._open(box)
        box.pop(at)
        box.setFocus()

    def follow(self, link: Connecting | None) -> None:
        """While a connection is dragged: the reason at the pointer when it is on a refused target."""
        verdict = link.verdicts.get(link.hover or "") if link is not None else None
        if link is None or link.hover is None or verdict is None or verdict.legal or link.hover == link.source:
            if self._live is not None:
                self.close()
            return
        key = link.source, link.hover
        box = self._box
        if self._live != key or box is None:
            box = RefusalBox(self._view, Connection(link.source, link.hover, link.pointer), verdict, live=True)
            self._open(box)
            self._live = key
        box.pop(self._place(link.pointer))

    def _place(self, at: tuple[float, float]) -> QPoint:
        return self._view.to_view(*at).toPoint()

    def _open(self, box: Popover) -> None:
        self.close()
        self._box = box
        box.closed.connect(lambda: self._closed(box))

    def _closed(self, box: Popover) -> None:
        if self._box is box:
            self._box = None
            self._live = None
            self._view.setFocus()

    def _answer(self, pair: Connection, answer: Answer) -> None:
        tool: object = self._view.tool
        if isinstance(tool, Asking):
            tool.chosen(pair, answer)
            self._view.tool_acted()
        self.answered.emit(pair, answer)

    def _fix(self, _finding: Finding, fix: QuickFix) -> None:
        self._view.editor.execute(commands.fix(fix))
