"""The dialogs: preferences, export, picture, shortcuts, about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from designer import __version__
from designer.gui.actions import MENUS, shortcuts
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State, badges_of
from designer.gui.export_dialog import ExportDialog
from designer.gui.icons import logo
from designer.gui.logs import log_file
from designer.gui.preferences import AUTOSAVE_SECONDS, FONT_SIZES, THEME_TITLES, Preferences, Settings
from designer.gui.render import RenderError, image, render
from designer.gui.theme import theme
from designer.gui.widgets import Button, hbox, key_caps, label, vbox

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

PICTURES = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"
CANVAS_KEYS = (
    ("Tab", "Next node, in reading order"),
    ("C", "Connect the selected node; arrows choose the target, Enter connects"),
    ("Left", "Move the selection by a grid step; without one, the view"),
    ("Space", "Held down: drag the view"),
    ("Esc", "Give up what is being dragged"),
    ("Return", "Edit the selected node's title and properties"),
)


class PreferencesDialog(QDialog):
    """Every change is seen at once; Cancel takes all of them back."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setMinimumWidth(theme().px(440))
        self._settings = settings
        self._before = settings.preferences
        now = settings.preferences
        self._theme = QComboBox()
        for value, title in THEME_TITLES.items():
            self._theme.addItem(title, value)
        self._theme.setCurrentIndex(self._theme.findData(now.theme))
        self._size = _spin(FONT_SIZES, now.font_size, " px")
        self._autosave = _spin(AUTOSAVE_SECONDS, now.autosave_seconds, " s")
        self._motion = QCheckBox("No animation")
        self._motion.setChecked(now.reduce_motion)
        self._folder = QLineEdit(now.icon_folder)
        self._folder.setPlaceholderText("Skydraft's own icons")
        self._folder.setToolTip("SVG or PNG files named as the services: lambda.svg, sqs.svg …")
        browse = Button("Choose…")
        browse.clicked.connect(self._browse)
        folder = QWidget()
        row = hbox(folder)
        row.addWidget(self._folder, 1)
        row.addWidget(browse)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for name, widget, field in (
            ("&Theme", self._theme, self._theme),
            ("&Font size", self._size, self._size),
            ("&Motion", self._motion, self._motion),
            ("&Icon folder", folder, self._folder),
            ("&Keep a recovery copy every", self._autosave, self._autosave),
        ):
            form.addRow(name, widget)
            field.setAccessibleName(name.replace("&", ""))
        self._wrong = label("", "small", "error", wrap=True)
        self._wrong.hide()
        buttons = hbox(spacing=8)
        reset = Button("Restore Defaults")
        reset.clicked.connect(self._reset)
        cancel = Button("Cancel")
        cancel.clicked.connect(self.reject)
        done = Button("Done", primary=True)
        done.setDefault(True)
        done.clicked.connect(self.accept)
        buttons.addWidget(reset)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(done)
        layout = vbox(self, margins=(20, 20, 20, 16), spacing=16)
        layout.addLayout(form)
        layout.addWidget(self._wrong)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self._theme.activated.connect(self._take)
        self._size.valueChanged.connect(self._take)
        self._autosave.valueChanged.connect(self._take)
        self._motion.toggled.connect(self._take)
        self._folder.editingFinished.connect(self._take)

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Icon folder", self._folder.text() or str(Path.home()))
        if folder:
            self._folder.setText(folder)
            self._take()

    def _take(self, *_value: object) -> None:
        folder = self._folder.text().strip()
        known = not folder or Path(folder).is_dir()
        self._wrong.setText("" if known else f"{folder} is no folder; Skydraft's own icons are shown.")
        self._wrong.setVisible(not known)
        self._settings.set_preferences(
            Preferences(
                theme=self._theme.currentData(),
                font_size=self._size.value(),
                icon_folder=folder if known else "",
                reduce_motion=self._motion.isChecked(),
                autosave_seconds=self._autosave.value(),
            )
        )

    def _reset(self) -> None:
        fresh = Preferences()
        self._theme.setCurrentIndex(self._theme.findData(fresh.theme))
        self._motion.setChecked(fresh.reduce_motion)
        self._folder.setText(fresh.icon_folder)
        self._autosave.setValue(fresh.autosave_seconds)
        self._size.setValue(fresh.font_size)
        self._take()

    def reject(self) -> None:
        self._settings.set_preferences(self._before)
        super().reject()


def _spin(bounds: tuple[int, int], value: int, suffix: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(*bounds)
    spin.setSuffix(suffix)
    spin.setValue(value)
    spin.setKeyboardTracking(False)
    spin.lineEdit().setTextMargins(6, 0, 6, 0)
    return spin


class ShortcutsDialog(QDialog):
    """Every key, by menu; made from the table of actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(theme().px(760), theme().px(600))
        page = QWidget()
        page.setProperty("ground", "panel")
        columns = hbox(page, margins=(20, 16, 20, 16), spacing=40)
        groups = [(menu, [(t, k) for m, t, k in shortcuts() if m == menu]) for menu in MENUS]
        groups.append(("", [(text, key) for key, text in CANVAS_KEYS]))
        shown = [group for group in groups if group[1]]
        half = sum(len(rows) + 2 for _, rows in shown) / 2
        column, used = vbox(spacing=4), 0.0
        for menu, rows in shown:
            if used >= half:
                column.addStretch(1)
                columns.addLayout(column, 1)
                column, used = vbox(spacing=4), 0.0
            column.addWidget(label(menu or "On the canvas", "heading"))
            grid = QGridLayout()
            grid.setContentsMargins(0, 4, 0, 16)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(0, 1)
            for number, (text, keys) in enumerate(rows):
                grid.addWidget(label(text, "small", "text2", wrap=True), number, 0)
                grid.addWidget(key_caps(keys.split("; ")[0]), number, 1, Qt.AlignmentFlag.AlignRight)
            column.addLayout(grid)
            used += len(rows) + 2
        column.addStretch(1)
        columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout = vbox(self)
        layout.addWidget(area)


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Skydraft")
        self.setFixedWidth(theme().px(560))
        layout = vbox(self, margins=(24, 24, 24, 16), spacing=16)
        head = hbox(spacing=16)
        sign = QLabel()
        sign.setPixmap(logo(QSize(theme().px(58), theme().px(48))))
        head.addWidget(sign)
        words = vbox(spacing=0)
        words.addWidget(label("Skydraft", "title"))
        words.addWidget(label(f"Version {__version__} · Qt {qVersion()}", "small", "text2"))
        head.addLayout(words, 1)
        layout.addLayout(head)
        layout.addWidget(label("Draws AWS serverless architectures, checks them, and writes them as code.", wrap=True))
        tabs = QTabWidget()
        tabs.addTab(_licence(LIBRARIES), "Libraries")
        tabs.addTab(_licence(LICENCE, wrapped=True), "Licence")
        tabs.setMinimumHeight(theme().px(240))
        layout.addWidget(tabs)
        buttons = hbox()
        buttons.addStretch(1)
        close = Button("Close", primary=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons.addWidget(close)
        layout.addLayout(buttons)


LIBRARIES = """Qt and Qt for Python (PySide6, Shiboken6): GNU Lesser General Public License, version 3.
Skydraft uses them unchanged as shared libraries that you may replace by your own build:
https://doc.qt.io/qtforpython-6/licenses.html

pydantic: MIT
Jinja: BSD 3-Clause
Click: BSD 3-Clause
PyYAML: MIT
tree-sitter and tree-sitter-hcl: MIT
regex: Apache 2.0
platformdirs: MIT
filelock: MIT
NumPy: BSD 3-Clause
pyqtgraph: MIT
fast-sugiyama: MIT
Pygments: BSD 2-Clause
pygit2 and libgit2: GNU General Public License, version 2, with the linking exception
cfn-lint: MIT No Attribution
regex: Apache 2.0 and CNRI Python

The glyphs were drawn for this program. AWS and the names of its services are trademarks of Amazon.com, Inc. or its
affiliates; this program is not affiliated with them."""
LICENCE = """MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

The software is provided "as is", without warranty of any kind, express or implied, including but not limited to the
warranties of merchantability, fitness for a particular purpose and noninfringement. In no event shall the authors or
copyright holders be liable for any claim, damages or other liability, whether in an action of contract, tort or
otherwise, arising from, out of or in connection with the software or the use or other dealings in the software."""


def _licence(text: str, *, wrapped: bool = False) -> QPlainTextEdit:
    """A text to read; of one that is `wrapped` only empty lines part paragraphs."""
    edit = QPlainTextEdit(re.sub(r"(?<!\n)\n(?!\n)", " ", text) if wrapped else text)
    edit.setReadOnly(True)
    edit.setProperty("field", True)
    edit.setAccessibleName("Licences")
    return edit


class Dialogs(QObject):
    """Opens the dialogs of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def preferences(self) -> None:
        PreferencesDialog(self._window.settings, self._window).exec()

    def shortcuts(self) -> None:
        ShortcutsDialog(self._window).exec()

    def about(self) -> None:
        AboutDialog(self._window).exec()

    def export(self, target: str | None = None) -> None:
        ExportDialog(self._window, (target,) if target else None).exec()

    def picture(self) -> None:
        """Write the drawing to a file whose suffix decides the format."""
        window, document = self._window, self._window.document
        start = Path(window.settings.folder()) / f"{document.title}.png"
        name, chosen = QFileDialog.getSaveFileName(window, "Save the picture", str(start), PICTURES)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".png", ".svg", ".pdf"):
            path = path.with_name(path.name + f".{chosen.split(' ')[0].lower()}")
        try:
            icons = theme().icons
            render(document.design, document.catalogue, document.findings, path, theme().name, 2.0, icons)
        except (OSError, RenderError) as error:
            QMessageBox.warning(window, "Skydraft", f"{path} cannot be written: {error}")
            return
        window.say(f"The picture lies in {path}")

    def copy_picture(self) -> None:
        document = self._window.document
        scene = Scene(document.catalogue, document.design)
        try:
            picture = image(scene, State(badges=badges_of(document.findings)), theme().name, 2.0, theme().icons)
        except RenderError as error:
            QMessageBox.warning(self._window, "Skydraft", str(error))
            return
        QGuiApplication.clipboard().setImage(picture)
        self._window.say("The picture is on the clipboard")

    def open_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file())))
