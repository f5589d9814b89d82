"""A real window without a display, with settings and state of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.catalogue.loader import load
from designer.gui.main_window import MainWindow
from designer.gui.preferences import Preferences, Settings
from designer.gui.theme import install
from designer.model.design import Subject
from designer.resources import resources

EXAMPLES = resources() / "examples"
Open = Callable[..., MainWindow]


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SKYDRAFT_STATE", str(tmp_path / "state"))
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Settings(store)
    made.set_preferences(Preferences(theme="light", reduce_motion=True))
    made.set_folder(tmp_path)
    install(qapp, made)
    return made


@pytest.fixture
def open_window(settings: Settings, qtbot: QtBot) -> Iterator[Open]:
    """Opens windows, on a file where one is given, and waits until the rules have run."""
    windows: list[MainWindow] = []

    def make(path: Path | None = None) -> MainWindow:
        window = MainWindow(load(), settings)
        windows.append(window)
        if settings.layout("geometry") is None:
            window.resize(1400, 900)
        window.show()
        if path is not None:
            assert window.files.open(path)
        settle(qtbot, window)
        return window

    yield make
    for window in windows:
        window.document.editor.mark_saved()
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # a theme repaints every widget there is


@pytest.fixture
def window(open_window: Open, tmp_path: Path) -> MainWindow:
    """A window on a copy of a design with an error, a warning and fixes for both."""
    return open_window(flawed(tmp_path))


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.document.checking and not window.code.busy, timeout=15_000)
    window.inspector.refresh()


def flawed(folder: Path) -> Path:
    """A queue whose messages reappear while the function still works on them, and that has no dead-letter queue."""
    path = folder / "orders.skydraft.json"
    path.write_text(
        """{
  "format": "skydraft/1",
  "name": "Orders",
  "nodes": {
    "jobs": {"service": "sqs", "title": "Jobs", "at": [0, 0], "properties": {"VisibilityTimeout": 30}},
    "work": {"service": "lambda", "title": "Work", "at": [256, 0], "properties": {"Timeout": 60}}
  },
  "edges": {"jobs-work": {"from": "jobs", "to": "work"}}
}
""",
        encoding="utf-8",
    )
    return path


JOBS, WORK, EDGE = Subject("node", "jobs"), Subject("node", "work"), Subject("edge", "jobs-work")
