"""The Editor: the only door through which a Design changes.

A command is a name and a pure function Design -> Design.  History keeps the designs themselves, so undo gives back
the very object and needs no inverse.  Selection belongs to the session, not to the Design.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from designer.model.design import Design, Subject

DesignListener = Callable[[Design, Design], None]  # (old, new)
SelectionListener = Callable[[frozenset[Subject]], None]


@dataclass(frozen=True, slots=True)
class Command:
    """One step of the user's.  `name` completes "Undo …": "Move 3 nodes".

    `merge` names a run of commands (typing into one field, nudging with the arrow keys) that undo as one step.
    `select` is the selection after the command; None leaves it (less what is gone).
    """

    name: str
    apply: Callable[[Design], Design]
    merge: str | None = None
    select: Callable[[Design, Design], Iterable[Subject]] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    before: Design
    after: Design
    merge: str | None
    selection_before: frozenset[Subject]


class Editor:
    """A design under work: its present state, its history and what is selected.

    A command that changes nothing leaves no step.  Listeners are called after every change, in the order in which
    they came; they must not execute commands themselves.
    """

    LIMIT = 1000  # steps kept; designs share what did not change, so a step costs little

    def __init__(self, design: Design) -> None:
        self._design = design
        self._saved: Design | None = design
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._selection: frozenset[Subject] = frozenset()
        self._design_listeners: list[DesignListener] = []
        self._selection_listeners: list[SelectionListener] = []

    # -- state

    @property
    def design(self) -> Design:
        return self._design

    @property
    def selection(self) -> frozenset[Subject]:
        return self._selection

    @property
    def dirty(self) -> bool:
        """Whether the design differs from what was last saved (or opened)."""
        return self._design is not self._saved and self._design != self._saved

    def mark_saved(self) -> None:
        self._saved = self._design
        self._break_merge()

    def set_saved(self, design: Design | None) -> None:
        """What lies on disk, where that is not the present design; None: nothing that equals it."""
        self._saved = design

    # -- changing

    def execute(self, command: Command) -> bool:
        """Apply a command; False when it changed nothing."""
        before = self._design
        after = command.apply(before)
        if after is before or after == before:
            return False
        last = self._done[-1] if self._done else None
        selected = self._selection
        if last and command.merge is not None and last.merge == command.merge and not self._undone:
            if after == last.before:  # the run has come back to where it began
                self._done.pop()
                after = last.before
            else:
                self._done[-1] = _Step(command.name, last.before, after, command.merge, last.selection_before)
        else:
            self._done.append(_Step(command.name, before, after, command.merge, selected))
            del self._done[: -self.LIMIT]
        self._undone.clear()
        self._set_design(after)
        if command.select is not None:
            self.select(command.select(before, after))
        return True

    def undo(self) -> bool:
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._set_design(step.before)
        self.select(step.selection_before)
        return True

    def redo(self) -> bool:
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._set_design(step.after)
        return True

    @property
    def undo_name(self) -> str | None:
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        return self._undone[-1].name if self._undone else None

    def amend(self, design: Design) -> None:
        """Put what a save has filled in into the present design: no step of its own, and not unsaved work."""
        self._saved = design
        self._break_merge()
        if design != self._design:
            self._set_design(design)

    def load(self, design: Design, *, saved: bool = True) -> None:
        """Start over with another design: history and selection are gone.  `saved=False`: it is unsaved work."""
        self._done.clear()
        self._undone.clear()
        if saved:
            self._saved = design
        self._set_design(design)
        self.select(())

    def select(self, subjects: Iterable[Subject]) -> None:
        """Make this the selection; subjects that do not exist are left out."""
        selection = frozenset(s for s in subjects if s.id in self._design)
        if selection != self._selection:
            self._selection = selection
            for listener in tuple(self._selection_listeners):
                listener(selection)

    # -- listening

    def on_design(self, listener: DesignListener) -> Callable[[], None]:
        """Call `listener(old, new)` after each change; returns the function that ends it."""
        self._design_listeners.append(listener)
        return lambda: self._design_listeners.remove(listener)

    def on_selection(self, listener: SelectionListener) -> Callable[[], None]:
        self._selection_listeners.append(listener)
        return lambda: self._selection_listeners.remove(listener)

    def _set_design(self, design: Design) -> None:
        old, self._design = self._design, design
        before, self._selection = self._selection, frozenset(s for s in self._selection if s.id in design)
        for listener in tuple(self._design_listeners):
            listener(old, design)
        if self._selection != before:
            for notify in tuple(self._selection_listeners):
                notify(self._selection)

    def _break_merge(self) -> None:
        if self._done:
            last = self._done[-1]
            self._done[-1] = _Step(last.name, last.before, last.after, None, last.selection_before)
