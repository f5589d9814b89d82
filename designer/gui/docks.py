"""The docks round the canvas: where they stand, which are shown, and how both are remembered."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from designer.gui.preferences import Settings
from designer.gui.theme import theme

DockName = Literal["palette", "inspector", "bottom"]
LAYOUT_VERSION = 1
_AREAS: dict[DockName, tuple[Qt.DockWidgetArea, Qt.Orientation, int]] = {
    "palette": (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.Orientation.Horizontal, 216),
    "inspector": (Qt.DockWidgetArea.RightDockWidgetArea, Qt.Orientation.Horizontal, 312),
    "bottom": (Qt.DockWidgetArea.BottomDockWidgetArea, Qt.Orientation.Vertical, 208),
}
_CORNERS = (
    (Qt.Corner.TopLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
    (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
    (Qt.Corner.TopRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
    (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
)


class Docks:
    """Seen only while a design is open; `shown` is what a person wants to see then."""

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        self._window, self._settings = window, settings
        self._docks: dict[DockName, QDockWidget] = {}
        self._shown: dict[DockName, bool] = {}
        self._active = False
        window.setDockOptions(QMainWindow.DockOption.AnimatedDocks)
        for corner, area in _CORNERS:
            window.setCorner(corner, area)

    def __getitem__(self, name: DockName) -> QDockWidget:
        return self._docks[name]

    def add(self, name: DockName, title: str, content: QWidget) -> None:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget())
        dock.setWidget(content)
        self._window.addDockWidget(_AREAS[name][0], dock)
        self._docks[name] = dock
        self._shown[name] = self._settings.flag(f"dock-{name}", True)

    def shown(self, name: DockName) -> bool:
        return self._shown[name]

    def show(self, name: DockName, shown: bool = True) -> None:
        self._shown[name] = shown
        self._docks[name].setVisible(self._active and shown)

    def toggle(self, name: DockName) -> None:
        self.show(name, not self._shown[name])

    def set_active(self, active: bool) -> None:
        """Whether a design is open, or the start page alone is seen."""
        self._active = active
        for name, shown in self._shown.items():
            self._docks[name].setVisible(active and shown)

    def resize(self, name: DockName, length: int) -> None:
        """Give a dock another width, or height below the canvas, in px."""
        self._window.resizeDocks([self._docks[name]], [length], _AREAS[name][1])

    def restore(self) -> None:
        """Take the places of the last time, else those of the first."""
        state = self._settings.layout("state")
        if state is None or not self._window.restoreState(state, LAYOUT_VERSION):
            for name in self._docks:
                self.resize(name, theme().px(_AREAS[name][2]))

    def remember(self) -> None:
        if self._active:
            self._settings.set_layout("state", self._window.saveState(LAYOUT_VERSION))
        for name, shown in self._shown.items():
            self._settings.set_flag(f"dock-{name}", shown)
