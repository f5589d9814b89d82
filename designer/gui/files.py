"""Opening and saving: asks before work is lost, never overwrites what somebody else wrote, keeps recovery copies."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from designer import storage
from designer.editing import commands
from designer.editing.editor import Command
from designer.gui import import_dialog, linking
from designer.gui.preferences import Recent
from designer.linked import link
from designer.linked.link import Linked
from designer.model.design import Design
from designer.storage import SUFFIX, Autosave, DesignLock, FileError, Opened, Recovered

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow

FILTER = f"Skydraft designs (*{SUFFIX});;JSON (*.json);;All files (*)"
_OPENED = f"*{SUFFIX} *.yaml *.yml *.json *.template *.drawio"
OPEN_FILTER = f"Designs and templates ({_OPENED});;Skydraft designs (*{SUFFIX});;All files (*)"
LOOK_AGAIN_MS = 150  # an editor that replaces a file does it in several steps
log = logging.getLogger(__name__)


class Files(QObject):
    """The files of one window."""

    changed_outside = Signal()  # somebody else has written the open file
    settled = Signal()  # that question is answered
    told = Signal(str)  # what a person should know of the design's template

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self._opened: Opened | None = None
        self._linked: Linked | None = None  # with the template that the design is linked to
        self._lock: DesignLock | None = None
        self._autosave = Autosave()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.autosave)
        self._watcher = QFileSystemWatcher(self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _path: self._again.start())
        window.settings.changed.connect(self._pace)
        self._pace()

    # -- new and open

    def new(self) -> bool:
        """An empty design, in this window."""
        if not self.may_leave():
            return False
        self._take(None)
        self._document.start(Design(name=""), None)
        return True

    def open_dialog(self) -> bool:
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a design", self._window.settings.folder(), OPEN_FILTER
        )
        return bool(name) and self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Open a design or a template; what is at fault with the file is said in one line."""
        path = path.absolute()
        template = self._linked.template if self._linked is not None else None
        if self._document.active and path in (self._document.path, template):
            return True
        if not self.may_leave():
            return False
        try:
            reading = linking.read(path, self._document.catalogue)
        except FileError as error:
            self._say(error.line)
            self._window.settings.forget(str(path))
            return False
        if reading.foreign:
            self.start_from(reading.design)
            return True
        lock = DesignLock(reading.path)
        if not lock.acquire():
            return self._open_copy(reading.path, reading.design)
        self._take(reading.opened, lock, reading.linked)
        self._window.settings.set_folder(path.parent)
        self._document.start(self._laid_out(reading.design), reading.path)
        if reading.linked is not None and reading.opened is not None:
            if reading.linked.pending:  # the template is behind the design file
                self._document.editor.set_saved(reading.linked.says)
            elif reading.linked.news:
                self._document.editor.set_saved(reading.opened.design)
            self._document.state_changed.emit()
        if reading.word:
            self.told.emit(reading.word)
        self.remember()
        return True

    def import_file(self) -> bool:
        """A file is asked for, and becomes a design of its own."""
        return import_dialog.ask_file(self._window)

    def import_folder(self) -> bool:
        """The same for a folder: Terraform, or a CDK app's cdk.out."""
        return import_dialog.ask_folder(self._window)

    def take_dropped(self, path: Path) -> bool:
        """What was dropped on the window: a file is opened, a folder or a part of one imported."""
        if path.is_dir() or path.suffix in (".tf", ".xml"):
            return import_dialog.import_path(self._window, path)
        return self.open(path)

    def _open_copy(self, path: Path, design: Design) -> bool:
        """The file is open in another window: only a copy can be worked on here."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle("Skydraft")
        box.setText(f"{path.name} is open in another window.")
        box.setInformativeText("You can work on a copy here, which you save under another name.")
        copy = box.addButton("Open a Copy", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is not copy:
            return False
        self.start_from(link.unlinked(design))
        return True

    def open_template(self, path: Path) -> bool:
        """A new, unsaved design that begins as a template."""
        if not self.may_leave():
            return False
        try:
            opened = storage.read(path)
        except FileError as error:
            self._say(error.line)
            return False
        self.start_from(opened.design, saved=True)
        return True

    def recover(self, recovered: Recovered) -> None:
        """Show the work that a crash left, as unsaved work on its file."""
        opened, lock, linked = None, None, None
        if recovered.path is not None:
            lock = DesignLock(recovered.path)
            try:
                reading = linking.read(recovered.path, self._document.catalogue)
                opened, linked = reading.opened, reading.linked
            except FileError:
                opened = None
            if not lock.acquire():
                opened, lock, linked = None, None, None
        self._take(opened, lock, linked)
        self._document.start(recovered.design, recovered.path if lock is not None else None, saved=False)
        if opened is not None:
            self._document.editor.set_saved(opened.design)
        self.autosave()
        storage.discard(recovered)

    def start_from(self, design: Design, *, saved: bool = False) -> None:
        self._take(None)
        self._document.start(self._laid_out(design), None, saved=saved)

    def _laid_out(self, design: Design) -> Design:
        """Nodes without a place get one; that is no edit."""
        if all(node.at is not None for node in design.nodes.values()):
            return design
        from designer.editing import layout

        return layout.place(design, self._document.catalogue)

    def close_design(self) -> bool:
        """Back to the start page."""
        if not self.may_leave():
            return False
        self.remember()
        self._take(None)
        self._document.stop()
        return True

    # -- save

    def save(self) -> bool:
        path = self._document.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        document = self._document
        name = "".join(c if c.isalnum() or c in " -_" else "-" for c in document.title).strip() or "design"
        folder = document.path.parent if document.path else Path(self._window.settings.folder())
        start = document.path or folder / f"{name.lower().replace(' ', '-')}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save the design", str(start), FILTER)
        if not chosen:
            return False
        path = Path(chosen)
        if not path.name.endswith(".json"):
            path = path.with_name(path.name + SUFFIX)
            # The dialog has asked about the name that was typed, not about this one.
            if path.exists() and not self._ask(f"{path.name} exists already.", "Replace it?", "Replace"):
                return False
        if path != document.path:
            lock = DesignLock(path)
            if not lock.acquire():
                self._say(f"{path} is open in another window; choose another name.")
                return False
            if not document.design.name:  # the exports are named after the design
                words = path.name.removesuffix(".json").removesuffix(".skydraft").replace("-", " ").replace("_", " ")
                document.execute(commands.set_name(words[:1].upper() + words[1:]))
            if not self._write(path, fresh=True):
                lock.release()
                return False
            self._hold(lock)
            return True
        return self._write(path)

    def _write(self, path: Path, *, fresh: bool = False) -> bool:
        opened = None if fresh else self._opened
        if opened is not None and path.exists() and storage.changed_outside(opened):
            question = "Somebody else has written it since you opened it. Their changes would be lost."
            if not self._ask(f"{path.name} has changed on disk.", question, "Overwrite"):
                return False
        self._unwatch()
        word = ""
        try:
            if self._linked is not None:
                word = self._write_linked(self._linked, path)
            else:
                self._opened = storage.save(self._document.design, path, opened)
        except FileError as error:
            self._say(error.line)
            self._watch()
            return False
        self._document.saved(path)
        self._watch()
        self._autosave.clear()
        self.settled.emit()
        if word:
            self.told.emit(word)
        self._window.settings.set_folder(path.parent)
        self.remember()
        return True

    def _write_linked(self, linked: Linked, path: Path) -> str:
        """Write the design and its template; returns what the person has to know.  Raises FileError."""
        saved = link.save(linked, self._document.design, self._document.catalogue, path)
        self._linked, self._opened = saved.linked, saved.linked.opened
        self._document.editor.amend(self._laid_out(saved.linked.design))
        if saved.conflicts:
            return linking.unwritten(saved.conflicts, linked.template)
        name = linked.template.name
        return f"{name} was changed by hand meanwhile: {linking.listed(saved.news)}." if saved.news else ""

    def may_leave(self) -> bool:
        """Whether the open design may be given up: nothing is unsaved, or the person has decided."""
        document = self._document
        if not document.active or not document.editor.dirty:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Skydraft")
        box.setText(f"Save the changes to {document.title}?")
        box.setInformativeText("They are lost otherwise.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    # -- changed outside

    def _look(self) -> None:
        if self._linked is not None and link.changed_outside(self._linked):
            self._watch()
            self._merge(self._linked)
        if self._opened is None or self._document.path is None:
            return
        self._watch()  # a file that was replaced is another file to the watcher
        if storage.changed_outside(self._opened) and self._document.path.exists():
            self.changed_outside.emit()

    def _merge(self, linked: Linked) -> None:
        """Take over what was changed in the template by hand; it is one step that undo takes back."""
        name = linked.template.name
        try:
            merged = link.refreshed(linked, self._document.design, self._document.catalogue)
        except FileError as error:  # it may be half written: the next change is looked at again
            self.told.emit(f"{name} was changed, and cannot be read: {error}")
            return
        self._linked = merged
        design = self._laid_out(merged.design)
        self._document.execute(Command(f"Take over {name}", lambda _old: design))
        if merged.news:
            self.told.emit(f"{name} was changed by hand: {linking.listed(merged.news)}.")

    def reload(self) -> bool:
        """Take over what lies on disk; it is one step that undo takes back."""
        path = self._document.path
        if path is None:
            return False
        try:
            reading = linking.read(path, self._document.catalogue)
        except FileError as error:
            self._say(error.line)
            return False
        design = self._laid_out(reading.design)
        self._opened, self._linked = reading.opened, reading.linked
        self._document.execute(Command("Reload", lambda _old: design))
        self._document.saved(path)
        self.settled.emit()
        return True

    def keep(self) -> None:
        """Keep the design as it is here; the next save overwrites the file."""
        path = self._document.path
        if path is not None:
            try:
                self._opened = storage.read(path)
            except FileError as error:  # what they wrote is no design; it will be replaced all the same
                log.warning("%s", error.line)
                self._opened = None
            self._document.editor.set_saved(self._opened.design if self._opened else None)
            self._document.state_changed.emit()
        self.settled.emit()

    # -- recovery copies and recent files

    def autosave(self) -> None:
        document = self._document
        try:
            if document.active and document.editor.dirty:
                self._autosave.write(document.design, document.path)
            else:
                self._autosave.clear()
        except OSError as error:
            log.warning("the recovery copy cannot be written: %s", error)

    def _pace(self) -> None:
        self._timer.start(self._window.settings.preferences.autosave_seconds * 1000)

    def remember(self) -> None:
        """Put the open file on the list of recent ones, with what was found in it."""
        document = self._document
        if document.path is not None:
            counts = document.counts
            self._window.settings.remember(
                Recent(str(document.path), document.title, time.time(), counts.errors, counts.warnings)
            )

    def close(self) -> None:
        """The window closes in good order."""
        self._timer.stop()
        self._unwatch()
        self._hold(None)
        self._autosave.close()

    # -- the open file

    def _take(self, opened: Opened | None, lock: DesignLock | None = None, linked: Linked | None = None) -> None:
        self._unwatch()
        self._opened = opened
        self._linked = linked
        self._hold(lock)
        self._autosave.clear()
        self.settled.emit()
        self._watch()

    def _hold(self, lock: DesignLock | None) -> None:
        if self._lock is not None:
            self._lock.release()
        self._lock = lock

    def _watch(self) -> None:
        watched = self._opened.path if self._opened is not None else None
        for path in (watched, self._linked.template if self._linked is not None else None):
            if path is not None and path.exists():
                self._watcher.addPath(str(path))

    def _unwatch(self) -> None:
        if files := self._watcher.files():
            self._watcher.removePaths(files)

    # -- questions

    def _say(self, text: str) -> None:
        QMessageBox.warning(self._window, "Skydraft", text)

    def _ask(self, text: str, more: str, action: str) -> bool:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Skydraft")
        box.setText(text)
        box.setInformativeText(more)
        yes = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is yes
