"""The Code tab: what the design becomes, in four languages, live, with the lines of the selection marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QMessageBox, QSplitter, QTreeView, QWidget

from designer.gui.document import Document
from designer.gui.icons import ui_icon
from designer.gui.panels.code_view import CodeView, Mark
from designer.gui.theme import theme
from designer.gui.widgets import Button, Segmented, hbox, label, rule, vbox
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject

if TYPE_CHECKING:  # exporters are imported by the worker: the window must not wait for them
    from exporters.base import File

TARGETS = (
    ("sam", "SAM"),
    ("cdk-python", "CDK Python"),
    ("cdk-typescript", "CDK TypeScript"),
    ("terraform", "Terraform"),
)
TITLES = dict(TARGETS)
WAIT_MS = 250
LIVE_UP_TO = 300  # nodes: a larger design is exported only while its code is looked at
PATH = Qt.ItemDataRole.UserRole


class Made:
    """A finished export of one design to one target."""

    def __init__(self, design: Design, target: str, main_file: str, files: Sequence[File]) -> None:
        self.design, self.target, self.main_file = design, target, main_file
        self.files = {file.path: file for file in files}
        self.spans = {file.path: tuple(file.spans()) for file in files}

    def lines_of(self, subjects: frozenset[Subject]) -> int:
        """How many lines of the main file exist for these subjects."""
        return sum(s.last - s.first + 1 for s in self.spans.get(self.main_file, ()) if s.subject in subjects)

    def best_file(self, subjects: frozenset[Subject]) -> str | None:
        """The file with most lines for these subjects, the main one first."""
        if self.lines_of(subjects):
            return self.main_file
        lines = {
            path: sum(s.last - s.first + 1 for s in spans if s.subject in subjects)
            for path, spans in self.spans.items()
        }
        best = max(lines, key=lambda path: lines[path], default=None)
        return best if best is not None and lines[best] else None


def make(design: Design, catalogue: Catalogue, target: str) -> Made:
    from exporters.planner import plan
    from exporters.registry import exporters

    exporter = exporters()[target]
    return Made(design, target, exporter.main_file, exporter.export(plan(design, catalogue)))


class Code(QWidget):
    """The tab.  `lines_changed` carries how many lines the selection becomes, or None, and of which target."""

    lines_changed = Signal(object, str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._document = document
        self.view: CodeView = CodeView()
        self._target = "sam"
        self._made: Made | None = None
        self._path = ""
        self._crash = ""
        self._worker = Latest(WAIT_MS, self)
        self._worker.done.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._switch = Segmented("Target", TARGETS)
        self._switch.set_value(self._target)
        self._switch.chosen.connect(self.set_target)
        self._follow = QCheckBox("Follow selection")
        self._follow.setChecked(True)
        self._follow.toggled.connect(lambda _on: self._mark())
        self._state = label(role="small", ink="text2")
        copy = Button("Copy", small=True, icon="copy")
        copy.setToolTip("Copy the whole file")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.view.toPlainText()))
        save = Button("Save as…", small=True, icon="export")
        save.clicked.connect(self._save)
        self._bar = QWidget()
        bar = hbox(self._bar, margins=(12, 8, 12, 8), spacing=12)
        bar.addWidget(self._switch)
        bar.addWidget(self._follow)
        bar.addStretch(1)
        bar.addWidget(self._state)
        bar.addWidget(copy)
        bar.addWidget(save)
        self._files = QStandardItemModel(self)
        self.tree = QTreeView()
        self.tree.setModel(self._files)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(16)
        self.tree.setRootIsDecorated(False)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setAccessibleName("Files")
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.tree.clicked.connect(self._picked)
        self.tree.activated.connect(self._picked)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tree)
        split.addWidget(self.view)
        split.setSizes([190, 800])
        split.setStretchFactor(1, 1)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        layout = vbox(self)
        layout.addWidget(self._bar)
        layout.addWidget(rule())
        layout.addWidget(split, 1)
        document.design_changed.connect(self.refresh)
        document.selection_changed.connect(self._selected)
        theme().changed.connect(self._show_tree)

    def sizeHint(self) -> QSize:
        return QSize(600, 448)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._state.setVisible(self.width() > theme().px(780))

    @property
    def target(self) -> str:
        return self._target

    @property
    def made(self) -> Made | None:
        return self._made

    @property
    def busy(self) -> bool:
        return self._worker.busy

    @property
    def wanted(self) -> bool:
        """Whether anybody sees what is made here: the tab itself, or the inspector's foot."""
        small = len(self._document.design.nodes) <= LIVE_UP_TO
        return self.isVisible() or (small and bool(self._document.editor.selection))

    def set_target(self, target: object) -> None:
        self._target = str(target)
        self._switch.set_value(target)
        self._made = None
        self._path = ""
        self._ask(now=True)

    def close_worker(self) -> None:
        self._worker.close()

    # -- making

    def refresh(self) -> None:
        """Make the code again, when things have been quiet for a moment."""
        self.lines_changed.emit(None, "")
        self._ask(now=False)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._made is None or self._made.design is not self._document.design:
            self._ask(now=True)

    def _selected(self) -> None:
        if self._made is None or self._made.design is not self._document.design:
            self._ask(now=False)
        else:
            self._mark()

    def _ask(self, *, now: bool) -> None:
        if not self.wanted or not self._document.active:
            self._worker.cancel()
            return
        design, catalogue, target = self._document.design, self._document.catalogue, self._target
        self._worker.ask(lambda: make(design, catalogue, target), now=now)

    def _take(self, made: Made) -> None:
        if made.target != self._target:
            return
        first = self._made is None
        self._made = made
        self._state.setText(f"{len(made.files)} files")
        if first or set(made.files) != self._paths():
            self._show_tree()
        if self._path not in made.files:
            self._path = made.main_file if made.main_file in made.files else next(iter(made.files), "")
        self._mark()

    def _fail(self, error: Exception) -> None:
        from exporters.base import ExportError

        self._made = None
        self._files.clear()
        self._state.setText(str(error) if isinstance(error, ExportError) else "The export has failed")
        self.view.show_file("", "")
        if not isinstance(error, ExportError) and repr(error) != self._crash:
            self._crash = repr(error)  # said once, not at every key
            raise error

    # -- showing

    def _paths(self) -> set[str]:
        found: set[str] = set()

        def walk(item: QStandardItem) -> None:
            for row in range(item.rowCount()):
                child = item.child(row)
                if child.data(PATH):
                    found.add(child.data(PATH))
                walk(child)

        walk(self._files.invisibleRootItem())
        return found

    def _show_tree(self) -> None:
        self._files.clear()
        if self._made is None:
            return
        root = QStandardItem(ui_icon("folder", on="text2"), self._target)
        root.setSelectable(False)
        self._files.appendRow(root)
        folders: dict[PurePosixPath, QStandardItem] = {PurePosixPath(): root}

        def folder(path: PurePosixPath) -> QStandardItem:
            if path not in folders:
                item = QStandardItem(ui_icon("folder", on="text2"), path.name)
                item.setSelectable(False)
                folder(path.parent).appendRow(item)
                folders[path] = item
            return folders[path]

        for path in sorted(self._made.files, key=lambda p: (p != self._made.main_file, p.count("/"), p)):  # type: ignore[union-attr]
            pure = PurePosixPath(path)
            item = QStandardItem(ui_icon("file", on="text2"), pure.name)
            item.setData(path, PATH)
            item.setToolTip(path)
            folder(pure.parent).appendRow(item)
        self.tree.expandAll()
        self._show_current()

    def _show_current(self) -> None:
        for item in self._files.findItems(PurePosixPath(self._path).name, Qt.MatchFlag.MatchRecursive):
            font = theme().font()
            if item.data(PATH) == self._path:
                self.tree.setCurrentIndex(item.index())
            item.setFont(font)

    def _picked(self, index: QModelIndex) -> None:
        path = index.data(PATH)
        if path:
            self._path = path
            self._mark(stay=True)

    def _mark(self, *, stay: bool = False) -> None:
        """Show the file and mark the selection's lines; another file is opened only to follow the selection."""
        made = self._made
        if made is None:
            return
        subjects = self._document.editor.selection
        follow = self._follow.isChecked() and not stay
        if follow and subjects:
            here = any(span.subject in subjects for span in made.spans.get(self._path, ()))
            best = None if here and self._path == made.main_file else made.best_file(subjects)
            self._path = best or self._path
        file = made.files.get(self._path)
        if file is not None:
            self.view.show_file(self._path, file.text)
            self.view.set_marks(self._marks(made, subjects), follow=follow)
        self._show_current()
        lines = made.lines_of(subjects) if len(subjects) == 1 else 0
        self.lines_changed.emit(lines or None, TITLES[made.target])

    def _marks(self, made: Made, subjects: frozenset[Subject]) -> list[Mark]:
        """The marks of the selected subjects, and of the connections of a selected node."""
        design, catalogue = made.design, self._document.catalogue
        nodes = {s.id for s in subjects if s.kind == "node"}
        marks: list[Mark] = []
        text = made.files[self._path].text.split("\n")
        for span in made.spans.get(self._path, ()):
            count = span.last - span.first + 1
            lines = f"{count} line{'' if count == 1 else 's'}"
            if span.subject.kind == "edge" and span.subject.id in design.edges:
                edge = design.edges[span.subject.id]
                if span.subject not in subjects and not nodes & {edge.source, edge.target}:
                    continue
                integration = catalogue.integration(design, edge)
                color = {"attached": "link"}.get(integration.model, integration.model) if integration else "link"
            elif span.subject in subjects:
                color = "accent"
            else:
                continue
            first = next((n for n in range(span.first, span.last) if text[n - 1].strip()), span.last)
            marks.append(Mark(first, span.last, color, f"{self._name(design, span.subject)} · {lines}"))
        return sorted(marks, key=lambda mark: (mark.color != "accent", mark.first))

    @staticmethod
    def _name(design: Design, subject: Subject) -> str:
        if subject.kind == "edge" and subject.id in design.edges:
            edge = design.edges[subject.id]
            return " → ".join(design.nodes[e].title or e for e in (edge.source, edge.target) if e in design.nodes)
        record = design.nodes.get(subject.id)
        return (record.title if record else "") or subject.id

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the file", PurePosixPath(self._path).name)
        if name:
            try:
                Path(name).write_text(self.view.toPlainText(), encoding="utf-8", newline="\n")
            except OSError as error:
                QMessageBox.warning(self, "Skydraft", f"{name} cannot be written: {error.strerror}.")
