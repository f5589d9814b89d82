"""Import: progress that can be cancelled while the work goes on in a thread, and a report of what became what."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QScrollArea, QWidget

from designer.editing import layout
from designer.gui.theme import theme
from designer.gui.widgets import Button, ElidedLabel, Ink, LabelRole, hbox, label, rule, vbox
from designer.gui.workers import Latest
from designer.importers.base import CancelledError, Imported
from designer.importers.registry import read, recognise
from designer.model.catalogue import Catalogue
from designer.storage import FileError

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

FILTER = (
    "What can be imported (*.yaml *.yml *.json *.template *.tf *.drawio *.xml);;"
    "Templates (*.yaml *.yml *.json *.template);;draw.io (*.drawio *.xml);;All files (*)"
)
SHOWN = 200  # rows of each part of the report


class ImportDialog(QDialog):
    """Imports one file or folder, and then tells what became of what lies in it."""

    progressed = Signal(str, int, int)  # from the worker's thread
    imported = Signal(object)  # the Imported, laid out

    def __init__(self, path: Path, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path, self._catalogue = path, catalogue
        self._cancelled = threading.Event()
        self._worker = Latest(0, self)
        self._worker.done.connect(self._done)
        self._worker.failed.connect(self._failed)
        self.progressed.connect(self._show_progress)
        self.setWindowTitle("Import")
        self.setMinimumWidth(theme().px(560))
        page = vbox(self, margins=(20, 20, 20, 16), spacing=8)
        self._heading = ElidedLabel(f"Import {path.name}", "heading")
        page.addWidget(self._heading)
        self._what = ElidedLabel("Looking at it …", "small", "text2", Qt.TextElideMode.ElideMiddle)
        page.addWidget(self._what)
        self._summary = label("", "small", "text2", wrap=True)
        self._summary.hide()
        page.addWidget(self._summary)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        page.addWidget(self._bar)
        self._report = QScrollArea()
        self._report.setWidgetResizable(True)
        self._report.setFrameShape(QScrollArea.Shape.NoFrame)
        self._report.hide()
        page.addWidget(self._report, 1)
        page.addWidget(rule())
        buttons = hbox(margins=(0, 8, 0, 0), spacing=8)
        buttons.addStretch(1)
        self._close = Button("Cancel")
        self._close.clicked.connect(self.reject)
        buttons.addWidget(self._close)
        page.addLayout(buttons)

    def start(self) -> None:
        """Begin; `imported` comes when the work is done."""
        self._worker.ask(self._work, now=True)

    # -- in the worker's thread

    def _work(self) -> Imported:
        imported = read(recognise(self._path), self._catalogue, self._told)
        self._told("Laying it out", 0, 0)
        design = layout.place(imported.design, self._catalogue)
        return Imported(design, imported.report, imported.positions)

    def _told(self, what: str, done: int, total: int) -> None:
        if self._cancelled.is_set():
            raise CancelledError
        self.progressed.emit(what, done, total)

    # -- in the window's

    def _show_progress(self, what: str, done: int, total: int) -> None:
        if not self._bar.isHidden():
            self._what.setText(f"{what} …")
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def _failed(self, error: object) -> None:
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, FileError):
            raise error if isinstance(error, BaseException) else TypeError(error)
        self._bar.hide()
        self._heading.setText(f"{self._path.name} was not imported")
        self._what.hide()
        self._tell([("", [_Line(error.line)])])
        self._end()

    def _done(self, imported: Imported) -> None:
        self._bar.hide()
        design, report = imported.design, imported.report
        number = report.count()
        self._heading.setText(f"{report.kind} imported")
        drawn, folded = number["node"] + number["kept"], number["folded"]
        things = f"Of {len(report.items)} things {drawn} became nodes"
        things += f", {folded} {'belongs' if folded == 1 else 'belong'} to one of them." if folded else "."
        self._what.hide()
        sizes = ((len(design.nodes), "node"), (len(design.edges), "connection"))
        drawing = " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in sizes)
        self._summary.setText(f"{drawing}. {things}")
        self._summary.show()
        rows = {
            fate: [_Line(f"{i.name} ({i.type})", i.note, self._where(i.place)) for i in report.items if i.fate == fate]
            for fate in ("kept", "left-out")
        }
        said = [_Line("", remark.message, self._where(remark.place)) for remark in report.remarks]
        self._tell([("Kept, but not understood", rows["kept"]), ("Left out", rows["left-out"]), ("To know", said)])
        self._end()
        self.imported.emit(imported)

    def _where(self, place: object) -> str:
        """A place in what is imported, without the folders that lead there."""
        return "" if place is None else str(place).removeprefix(f"{self._path.parent}{os.sep}")

    def _tell(self, parts: Iterable[tuple[str, list[_Line]]]) -> None:
        inner = QWidget()
        page = vbox(inner, margins=(0, 4, 8, 4), spacing=4)
        for heading, rows in parts:
            if not rows:
                continue
            if heading:
                page.addSpacing(theme().px(8) if page.count() else 0)
                page.addWidget(label(f"{heading} ({len(rows)})", "strong"))
            for row in rows[:SHOWN]:
                page.addWidget(_told(row))
            if len(rows) > SHOWN:
                page.addWidget(label(f"… and {len(rows) - SHOWN} more", "small", "text2"))
        if not page.count():
            page.addWidget(label("Everything was understood.", "small", "text2"))
        page.addStretch(1)
        self._report.setWidget(inner)
        width = self.width() - theme().px(60)
        height = inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()
        inner.setMinimumHeight(height)  # wrapped words ask for more, as if the page were narrow
        self._report.setMinimumHeight(min(theme().px(320), height + theme().px(24)))
        self._report.show()

    def _end(self) -> None:
        self._close.setText("Close")
        self._close.setDefault(True)
        self._close.setFocus()
        self.adjustSize()

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        self._cancelled.set()
        self._worker.cancel()
        super().reject()


class _Line(NamedTuple):
    """A line of the report: what, what became of it, and where it stands."""

    name: str = ""
    note: str = ""
    place: str = ""


def _told(line: _Line) -> QWidget:
    box = QWidget()
    column = vbox(box, margins=(0, 2, 0, 4))
    roles: tuple[tuple[LabelRole, Ink], ...] = (("", ""), ("small", "text2"), ("caption", "text3"))
    for text, (role, ink) in zip(line, roles, strict=True):
        if text:
            words = label(text, role, ink, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
    return box


def ask_file(window: MainWindow) -> bool:
    """File > Import…: a file is asked for, and imported."""
    name, _ = QFileDialog.getOpenFileName(window, "Import", window.settings.folder(), FILTER)
    return bool(name) and import_path(window, Path(name))


def ask_folder(window: MainWindow) -> bool:
    """File > Import Folder…: of Terraform, or a CDK app's cdk.out."""
    name = QFileDialog.getExistingDirectory(window, "Import a Terraform folder or cdk.out", window.settings.folder())
    return bool(name) and import_path(window, Path(name))


def import_path(window: MainWindow, path: Path) -> bool:
    """Import a file or folder as a new design that is not saved yet.  False where the person wants to stay."""
    if not window.files.may_leave():
        return False
    dialog = ImportDialog(path, window.document.catalogue, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.imported.connect(lambda found: window.files.start_from(found.design))
    dialog.start()
    dialog.open()
    return True
