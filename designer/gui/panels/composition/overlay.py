"""The composition on the canvas: turns an analysis into marks, while the overlay or a preview is on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from designer.composition.records import Composition
from designer.editing.commands import TINTS
from designer.gui.canvas.display import Display
from designer.gui.canvas.marks import Line, Marks, Sign
from designer.gui.panels.composition.analysis import Analysis
from designer.model.design import Design, Tint


class CompositionOverlay(QObject):
    """Draws on a canvas what an analysis found.  `changed` tells that the overlay was switched."""

    changed = Signal()

    def __init__(self, canvas: Display, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._analysis = analysis
        self.shown = False
        self.previewing = False
        analysis.changed.connect(self._draw)

    def show(self, shown: bool) -> None:
        """Chains, waiting and lost events, and what crosses contexts."""
        if shown != self.shown:
            self.shown = shown
            self._switched()
            self.changed.emit()

    def preview(self, wanted: bool) -> None:
        """The suggested contexts, as outlines round the cards."""
        if wanted != self.previewing:
            self.previewing = wanted
            self._switched()

    def _switched(self) -> None:
        self._analysis.watch("overlay", self.shown or self.previewing)
        self._draw()

    def _draw(self) -> None:
        found, design = self._analysis.found, self._analysis.design
        if found is None or design is None or not (self.shown or self.previewing):
            self._canvas.set_marks(None)
            return
        self._canvas.set_marks(marks_of(found, design, lines=self.shown, groups=self.previewing))


def marks_of(found: Composition, design: Design, *, lines: bool = True, groups: bool = False) -> Marks:
    """The marks of an analysis: its lines and signs, or its suggested groups."""
    kinds: dict[str, set[Line]] = {}
    signs: dict[str, Sign] = {}
    if lines:
        for chain in found.chains:
            broken = False
            for hop in chain.hops:
                broken = broken or hop.edge == chain.breaks
                kinds.setdefault(hop.edge, set()).add("broken" if broken else "chain")
        for edge in found.crossing:
            kinds.setdefault(edge, set()).add("crossing")
        signs = {handover.edge: "lost" if handover.lost else "waits" for handover in found.handovers}
    tints: dict[str, tuple[Tint, bool]] = {}
    if groups:
        number = sum(group.kind == "bounded-context" for group in design.groups.values())
        for context in found.suggestion.contexts:
            known = design.groups.get(context.group) if context.group is not None else None
            tint = (known.tint or "slate") if known else TINTS[number % len(TINTS)]
            number += known is None
            tints.update(dict.fromkeys(context.nodes, (tint, known is None)))
    return Marks({edge: frozenset(some) for edge, some in kinds.items()}, signs, tints)
