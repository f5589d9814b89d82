"""The composition of the open design, kept up to date while somebody looks at it.

The analysis runs on a thread of its own over the immutable design; nothing runs while neither the tab nor the overlay
is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from designer.gui.document import Document
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.model.design import Design

if TYPE_CHECKING:
    from designer.composition import Composition

WAIT = 150  # ms of quiet after an edit


class Analysis(QObject):
    """`changed` tells that `found` is another; it is None until the first analysis is done."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.found: Composition | None = None
        self.design: Design | None = None  # what `found` is about
        self._viewers: set[str] = set()
        self._worker = Latest(WAIT, self)
        self._worker.done.connect(self._take)
        self._worker.failed.connect(self._failed)
        document.design_changed.connect(self._ask)

    @property
    def busy(self) -> bool:
        return self._worker.busy

    def watch(self, viewer: str, wanted: bool) -> None:
        """Say that a viewer wants the analysis, or no longer does."""
        if wanted == (viewer in self._viewers):
            return
        (self._viewers.add if wanted else self._viewers.discard)(viewer)
        if wanted and self.design is not self.document.design:
            self._ask(now=True)

    def close(self) -> None:
        self._worker.close()

    def _ask(self, *, now: bool = False) -> None:
        if not self._viewers:
            return
        design, catalogue = self.document.design, self.document.catalogue
        self._worker.ask(lambda: (design, _analyse(design, catalogue)), now=now)

    def _take(self, result: tuple[Design, Composition]) -> None:
        self.design, self.found = result
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        raise error  # ours, not the user's: the window's handler logs it and says so


def _analyse(design: Design, catalogue: Catalogue) -> Composition:
    from designer.composition import analyse

    return analyse(design, catalogue)
