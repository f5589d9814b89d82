"""The way into the window: application, theme, windows, recovery of what a crash left."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from designer import __version__, storage
from designer.catalogue.loader import load
from designer.gui.icons import window_icon
from designer.gui.logs import catch_crashes, start_logging
from designer.gui.main_window import MainWindow
from designer.gui.preferences import Settings
from designer.gui.theme import install, theme


class Windows(QObject):
    """The program's windows; the last one that closes ends it."""

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self._windows: list[MainWindow] = []
        application.installEventFilter(self)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(tuple(self._windows))

    def open(self, path: Path | None = None) -> MainWindow:
        window = MainWindow(load(), self._settings, self)
        self._windows.append(window)
        if len(self._windows) > 1:
            window.move(self._windows[-2].pos().x() + 32, self._windows[-2].pos().y() + 32)
        if path is not None:
            window.files.open(path)
        window.show()
        return window

    def closed(self, window: MainWindow) -> None:
        if window in self._windows:
            self._windows.remove(window)
            window.deleteLater()

    def quit(self) -> None:
        """Close all windows; one that must not be closed stops it."""
        for window in self:
            if not window.close():
                return

    def rescue(self) -> None:
        """Keep a copy of everybody's unsaved work."""
        for window in self:
            window.files.autosave()

    def offer_recovery(self) -> None:
        """Ask about the work that crashed windows left."""
        left = storage.leftovers()
        if not left or not self._windows:
            return
        first = self._windows[0]
        names = "\n".join(f"{r.path or r.design.name or 'Untitled'}, {r.at.astimezone():%d %B, %H:%M}" for r in left)
        box = QMessageBox(first)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Skydraft")
        box.setText("Skydraft did not end in good order. Take up the unsaved work?")
        box.setInformativeText(names)
        take = box.addButton("Recover", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Later", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(take)
        box.exec()
        for recovered in left:
            if box.clickedButton() is take:
                free = next((w for w in self if not w.document.active), None)
                (free or self.open()).files.recover(recovered)
            elif box.clickedButton() is drop:
                storage.discard(recovered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():  # macOS: a file was double-clicked
            free = next((w for w in self if not w.document.active), None)
            (free or self.open()).files.open(Path(event.file()))
            return True
        return super().eventFilter(watched, event)


def run(paths: Sequence[Path | str] = (), exit_after_first_frame: bool = False) -> int:
    """Open the designer on these files (or the start page) and work until the last window closes.

    `exit_after_first_frame` paints once and returns 0; a file at fault then raises FileError, since nobody is there
    to read a dialog.
    """
    if exit_after_first_frame:
        for path in paths:
            storage.read(path)
    QApplication.setApplicationName("Skydraft")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("skydraft")
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    start_logging()
    settings = Settings()
    install(application, settings)
    application.setWindowIcon(window_icon())
    theme().changed.connect(lambda: application.setWindowIcon(window_icon()))
    windows = Windows(application, settings)
    catch_crashes(windows.rescue)
    opened = [windows.open(Path(path)) for path in paths] or [windows.open()]
    if exit_after_first_frame:
        opened[0].repaint()
        application.processEvents()
        for window in windows:
            window.close()
        return 0
    QTimer.singleShot(0, windows.offer_recovery)
    # Catalogue and modules stay to the end: looking through them again and again would hold up frames.
    gc.freeze()
    return application.exec()
