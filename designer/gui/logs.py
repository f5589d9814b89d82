"""The log file, and what happens when the program is at fault: it says so, keeps the work, and goes on."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from designer.storage import state_folder

log = logging.getLogger("skydraft")
MOST_BYTES, KEPT = 1_000_000, 3
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_file() -> Path:
    return state_folder() / "log" / "skydraft.log"


def start_logging() -> None:
    """Write warnings and what the program did to the log file; Qt's messages too."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()  # no place to write: the terminal will do
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    qInstallMessageHandler(_qt_message)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)


def catch_crashes(rescue: Callable[[], None]) -> None:
    """From now on an error of ours is logged and shown instead of ending the program; `rescue` keeps the work."""
    showing = False

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal showing
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected error\n%s", "".join(traceback.format_exception(kind, error, trace)))
        try:
            rescue()
        except Exception:
            log.exception("the work could not be kept")
        if showing or QApplication.instance() is None:
            return
        showing = True
        try:
            _show(f"{kind.__name__}: {error}")
        finally:
            showing = False

    sys.excepthook = hook


def _show(text: str) -> None:
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("Skydraft")
    box.setText("Something went wrong in Skydraft.")
    box.setInformativeText(
        f"{text}\n\nA recovery copy of your work is kept, and you can go on. The log lies in {log_file()}."
    )
    open_log = box.addButton("Open the Log", QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(box.addButton("Go On", QMessageBox.ButtonRole.AcceptRole))
    box.exec()
    if box.clickedButton() is open_log:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file())))
