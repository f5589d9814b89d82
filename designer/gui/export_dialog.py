"""The export dialog: which targets, where to, and what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QSizePolicy,
    QWidget,
)

from designer.gui import exporting
from designer.gui.export_findings import ExportFindings
from designer.gui.export_verify import Verification
from designer.gui.exporting import DOCUMENTS, HINTS, SCAFFOLDS, TITLES, Order
from designer.gui.theme import theme
from designer.gui.widgets import Button, ElidedLabel, clear, hbox, label, mark, rule, vbox
from designer.gui.workers import Latest
from designer.model.design import Subject

if TYPE_CHECKING:
    from designer.gui.export_review import ExportReview
    from designer.gui.main_window import MainWindow
    from exporters.changes import FolderChanges


class ExportDialog(QDialog):
    def __init__(self, window: MainWindow, targets: tuple[str, ...] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("Export")
        self.setMinimumWidth(theme().px(520))
        self._worker = Latest(0, self)
        self._worker.done.connect(self._done)
        self._worker.failed.connect(self._failed)
        document = window.document
        layout = vbox(self, margins=(20, 20, 20, 16), spacing=8)
        layout.addWidget(label(f"Export {document.title}", "heading"))
        errors = document.counts.errors
        if errors:
            text = f"{errors} error{'s' if errors > 1 else ''} will keep this design from being deployed as it stands."
            layout.addWidget(label(text, "small", "error", wrap=True))
        if accepted := document.counts.accepted:
            words = f"{accepted} finding{' is' if accepted == 1 else 's are'} accepted and not counted."
            layout.addWidget(label(words, "small", "text2", wrap=True))
        layout.addSpacing(4)
        self._form = QWidget()
        form = vbox(self._form, spacing=8)
        self._boxes: dict[str, QCheckBox] = {}
        for id_, title in SCAFFOLDS:
            form.addWidget(self._box(id_, title, targets is None or id_ in targets))
            hint = label(HINTS[id_], "small", "text2", wrap=True)
            hint.setContentsMargins(theme().px(24), 0, 0, 4)
            form.addWidget(hint)
        form.addWidget(label("To take home", "small", "text2"))
        papers = hbox(spacing=16)
        for id_, title in DOCUMENTS:
            papers.addWidget(self._box(id_, title, targets is not None and id_ in targets))
        papers.addStretch(1)
        form.addLayout(papers)
        form.addSpacing(4)
        form.addWidget(label("Folder", "small", "text2"))
        self._folder = QLineEdit(self._first_folder())
        self._folder.setAccessibleName("Folder")
        self._folder.textChanged.connect(self._look)
        browse = Button("Choose…")
        browse.clicked.connect(self._browse)
        row = hbox(spacing=8)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        form.addLayout(row)
        self._where = ElidedLabel("", "small", "text2", Qt.TextElideMode.ElideMiddle)
        form.addWidget(self._where)
        self._left = ExportFindings(document.design, document.catalogue)
        self._left.subject_wanted.connect(self._show_subject)
        form.addWidget(self._left)
        layout.addWidget(self._form)
        self._review: ExportReview | None = None
        place = QWidget()
        self._page = vbox(place)
        layout.addWidget(place, 1)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        layout.addWidget(self._busy)
        self._result = QWidget()
        self._rows = vbox(self._result, spacing=4)
        layout.addWidget(self._result)
        self._proof = Verification()
        self._proof.finished.connect(self._verified)
        self._proof.subject_wanted.connect(self._show_subject)
        self._proof.hide()
        layout.addWidget(self._proof)
        layout.addWidget(rule())
        buttons = hbox(margins=(0, 8, 0, 0), spacing=8)
        self._back = Button("Back")
        self._back.clicked.connect(self._leave_review)
        self._back.hide()
        buttons.addWidget(self._back)
        self._prove = Button("Verify")
        self._prove.setToolTip("Prove the scaffolds with the tools on this machine: cfn-lint, sam, cdk, tsc, terraform")
        self._prove.clicked.connect(self._verify)
        self._prove.hide()
        buttons.addWidget(self._prove)
        buttons.addStretch(1)
        self._close = Button("Cancel")
        self._close.clicked.connect(self.reject)
        self._go = Button("Export", primary=True)
        self._go.setDefault(True)
        self._go.clicked.connect(self._gone_on)
        buttons.addWidget(self._close)
        buttons.addWidget(self._go)
        layout.addLayout(buttons)
        self._chosen()

    def _box(self, id_: str, title: str, checked: bool) -> QCheckBox:
        box = QCheckBox(title)
        box.setToolTip(HINTS[id_])
        box.setChecked(checked)
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        box.toggled.connect(self._chosen)
        self._boxes[id_] = box
        return box

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(id_ for id_, box in self._boxes.items() if box.isChecked())

    @property
    def folder(self) -> Path:
        return Path(self._folder.text().strip()).expanduser()

    def _first_folder(self) -> str:
        document = self._window.document
        base = document.path.parent if document.path else Path(self._window.settings.folder())
        return str(base / "export")

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Export to", str(self.folder.parent))
        if folder:
            self._folder.setText(folder)

    def _chosen(self) -> None:
        """Other targets leave other things to be done by hand."""
        self._left.look([id_ for id_ in self.targets if id_ in dict(SCAFFOLDS)])
        self._look()

    def _look(self) -> None:
        """Whether all is said that must be said."""
        targets, text = self.targets, self._folder.text().strip()
        self._go.setEnabled(bool(targets and text) and not self._worker.busy)
        if self._review is None:
            self._go.setText(f"Export {len(targets)} targets" if len(targets) > 1 else "Export")
        self._where.setText(f"Each target goes into a folder of its own: {self.folder}/{targets[0]}" if targets else "")

    def _gone_on(self) -> None:
        if self._review is None:
            self._start(force=False)
            return
        found = self._review.found
        self._run(lambda: exporting.write(found))

    def _start(self, *, force: bool) -> None:
        document = self._window.document
        picture = exporting.picture(document.design, document.catalogue) if "markdown" in self.targets else ""
        order = Order(document.design, document.catalogue, document.findings, self.targets, self.folder, picture, force)
        self._run(lambda: exporting.look(order))

    def _verify(self) -> None:
        """Start the proof, or end it."""
        if self._proof.busy:
            self._proof.cancel()
            return
        document = self._window.document
        targets = tuple(id_ for id_ in self.targets if id_ in dict(SCAFFOLDS))
        self._prove.setText("Stop")
        self._busy.show()
        self._proof.show()
        self._proof.start(document.design, document.catalogue, targets, self.folder)

    def _verified(self, _failed: int) -> None:
        self._busy.hide()
        self._prove.setText("Verify")

    def _show_subject(self, subject: Subject) -> None:
        self.accept()
        self._window.reveal.subject(subject)

    def _run(self, job: Callable[[], Mapping[str, FolderChanges]]) -> None:
        clear(self._rows)
        self._prove.hide()
        self._proof.hide()
        self._busy.show()
        self._go.setEnabled(False)
        self._worker.ask(job, now=True)

    def _done(self, found: Mapping[str, FolderChanges]) -> None:
        self._busy.hide()
        if self._review is None and exporting.asks(found):
            self._show_review(found)
        else:
            self._leave_review()
            self._written(found)
        self._look()

    def _show_review(self, found: Mapping[str, FolderChanges]) -> None:
        from designer.gui.export_review import ExportReview

        self._review = ExportReview(found, self)
        self._page.addWidget(self._review)
        self._form.hide()
        self._back.show()
        self._lead(self._go)
        self._close.setText("Cancel")
        touched = sum(change.old != change.new for target in found.values() for change in target.changes)
        conflicts = sum(len(target.conflicts) for target in found.values())
        self._go.setText(f"Write {touched} file{'s' if touched != 1 else ''}" if touched else "Done")
        if conflicts:
            text = f"{conflicts} conflict{'s' if conflicts > 1 else ''} will be marked in the files, for you to settle."
            self._rows.addWidget(label(text, "small", "error", wrap=True))
        self.resize(max(self.width(), theme().px(920)), max(self.height(), theme().px(560)))
        self._review.files.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_review(self) -> None:
        if self._review is not None:
            clear(self._page)
            clear(self._rows)
            self._review = None
            self._form.show()
            self._back.hide()
            self._look()
            self.adjustSize()

    def _written(self, found: Mapping[str, FolderChanges]) -> None:
        conflicts = sum(len(target.conflicts) for target in found.values())
        self._rows.addWidget(
            label(f"Written, with conflicts to settle: {conflicts}", "strong", "error")
            if conflicts
            else label("Written", "strong", "ok")
        )
        for target, made in found.items():
            folder = made.folder
            row = hbox(spacing=8)
            row.addWidget(label(TITLES[target], "small"))
            row.addWidget(ElidedLabel(str(folder), "small", "text2", Qt.TextElideMode.ElideMiddle), 1)
            show = Button("Show", link=True)
            show.setAccessibleName(f"Show {folder}")
            show.clicked.connect(lambda _c=False, f=folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(f))))
            row.addWidget(show)
            self._rows.addLayout(row)
        self._prove.setVisible(any(target in dict(SCAFFOLDS) for target in found))
        self._close.setText("Done")
        self._lead(self._close)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lead(self, button: Button) -> None:
        """The one button that goes on from here."""
        for other in (self._close, self._go):
            mark(other, "primary", other is button)
        button.setDefault(True)

    def _failed(self, error: Exception) -> None:
        from exporters.base import ExportError

        self._busy.hide()
        self._look()
        if not isinstance(error, ExportError):
            raise error
        text = str(error)
        if "--force" not in text:
            self._rows.addWidget(label(text, "small", "error", wrap=True))
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Export")
        box.setText("A file there is not the last export's.")
        box.setInformativeText(text.partition("; ")[0] + ". Overwrite it, and any other like it?")
        overwrite = box.addButton("Overwrite", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is overwrite:
            self._start(force=True)

    def done(self, result: int) -> None:
        self._proof.close_down()
        self._left.close_down()
        self._worker.close()
        super().done(result)
