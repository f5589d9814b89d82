"""The export dialog: which targets, where to, and what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QLineEdit, QMessageBox, QProgressBar, QWidget

from designer.gui.panels.code import TARGETS
from designer.gui.theme import theme
from designer.gui.widgets import Button, ElidedLabel, clear, hbox, label, mark, rule, vbox
from designer.gui.workers import Latest
from designer.model.catalogue import Catalogue
from designer.model.design import Design

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

HINTS = {
    "sam": "template.yaml, handlers and tests; deployed by sam deploy",
    "cdk-python": "a CDK app in Python with level-2 constructs",
    "cdk-typescript": "a CDK app in TypeScript with level-2 constructs",
    "terraform": "aws_* resources with variables and outputs",
}


def export(
    design: Design, catalogue: Catalogue, targets: tuple[str, ...], folder: Path, force: bool
) -> dict[str, Path]:
    """Write the targets; runs on a worker thread.  Raises ExportError."""
    from exporters import registry
    from exporters.write import write

    return write(registry.export(design, catalogue, targets), folder, force)


class ExportDialog(QDialog):
    def __init__(self, window: MainWindow, targets: tuple[str, ...] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("Export")
        self.setMinimumWidth(theme().px(520))
        self._worker = Latest(0, self)
        self._worker.done.connect(self._written)
        self._worker.failed.connect(self._failed)
        document = window.document
        layout = vbox(self, margins=(20, 20, 20, 16), spacing=8)
        layout.addWidget(label(f"Export {document.title}", "heading"))
        errors = document.counts.errors
        if errors:
            text = f"{errors} error{'s' if errors > 1 else ''} will keep this design from being deployed as it stands."
            layout.addWidget(label(text, "small", "error", wrap=True))
        layout.addSpacing(4)
        self._boxes: dict[str, QCheckBox] = {}
        for id_, title in TARGETS:
            box = QCheckBox(title)
            box.setChecked(targets is None or id_ in targets)
            box.toggled.connect(self._look)
            self._boxes[id_] = box
            layout.addWidget(box)
            hint = label(HINTS[id_], "small", "text2", wrap=True)
            hint.setContentsMargins(theme().px(24), 0, 0, 4)
            layout.addWidget(hint)
        layout.addWidget(label("Folder", "small", "text2"))
        self._folder = QLineEdit(self._first_folder())
        self._folder.setAccessibleName("Folder")
        self._folder.textChanged.connect(self._look)
        browse = Button("Choose…")
        browse.clicked.connect(self._browse)
        row = hbox(spacing=8)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        layout.addLayout(row)
        self._where = ElidedLabel("", "small", "text2", Qt.TextElideMode.ElideMiddle)
        layout.addWidget(self._where)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        layout.addWidget(self._busy)
        self._result = QWidget()
        self._rows = vbox(self._result, spacing=4)
        layout.addWidget(self._result)
        layout.addStretch(1)
        layout.addWidget(rule())
        buttons = hbox(margins=(0, 8, 0, 0), spacing=8)
        buttons.addStretch(1)
        self._close = Button("Cancel")
        self._close.clicked.connect(self.reject)
        self._go = Button("Export", primary=True)
        self._go.setDefault(True)
        self._go.clicked.connect(lambda: self._start(force=False))
        buttons.addWidget(self._close)
        buttons.addWidget(self._go)
        layout.addLayout(buttons)
        self._look()

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

    def _look(self) -> None:
        """Whether all is said that must be said."""
        targets, text = self.targets, self._folder.text().strip()
        self._go.setEnabled(bool(targets and text) and not self._worker.busy)
        self._go.setText(f"Export {len(targets)} targets" if len(targets) > 1 else "Export")
        self._where.setText(f"Each target goes into a folder of its own: {self.folder}/{targets[0]}" if targets else "")

    def _start(self, *, force: bool) -> None:
        document = self._window.document
        design, catalogue, targets, folder = document.design, document.catalogue, self.targets, self.folder
        clear(self._rows)
        self._busy.show()
        self._go.setEnabled(False)
        self._worker.ask(lambda: export(design, catalogue, targets, folder, force), now=True)

    def _written(self, folders: dict[str, Path]) -> None:
        self._busy.hide()
        titles = dict(TARGETS)
        self._rows.addWidget(label("Written", "strong", "ok"))
        for target, folder in folders.items():
            row = hbox(spacing=8)
            row.addWidget(label(titles[target], "small"))
            row.addWidget(ElidedLabel(str(folder), "small", "text2", Qt.TextElideMode.ElideMiddle), 1)
            show = Button("Show", link=True)
            show.setAccessibleName(f"Show {folder}")
            show.clicked.connect(lambda _c=False, f=folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(f))))
            row.addWidget(show)
            self._rows.addLayout(row)
        self._close.setText("Done")
        mark(self._close, "primary", True)
        mark(self._go, "primary", False)
        self._close.setDefault(True)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

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
        self._worker.close()
        super().done(result)
