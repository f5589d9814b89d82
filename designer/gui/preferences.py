"""What a person prefers, and what the window remembers: a thin, typed face of QSettings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

ThemeChoice = Literal["system", "light", "dark", "contrast"]
THEME_TITLES: dict[ThemeChoice, str] = {
    "system": "As the system",
    "light": "Light",
    "dark": "Dark",
    "contrast": "High contrast",
}
FONT_SIZES = (11, 20)  # px, from and to
AUTOSAVE_SECONDS = (5, 600)
RECENT_KEPT = 20


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences dialog's fields.  `font_size` is the size of body text in px; all sizes follow it."""

    theme: ThemeChoice = "system"
    font_size: int = 13
    icon_folder: str = ""
    reduce_motion: bool = False
    autosave_seconds: int = 20


@dataclass(frozen=True, slots=True)
class Recent:
    """A file that was open: when it was last saved or opened (seconds since 1970), and what was found in it."""

    path: str
    name: str
    when: float
    errors: int = 0
    warnings: int = 0


class Settings(QObject):
    """Preferences, recent files and window layout, kept between runs."""

    changed = Signal()  # the preferences
    recent_changed = Signal()

    def __init__(self, store: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store or QSettings("Skydraft", "Skydraft")
        self._preferences = self._read()

    # -- preferences

    @property
    def preferences(self) -> Preferences:
        return self._preferences

    def set_preferences(self, preferences: Preferences) -> None:
        if preferences == self._preferences:
            return
        self._preferences = preferences
        for key, value in asdict(preferences).items():
            self._store.setValue(f"preferences/{key}", value)
        self.changed.emit()

    def _read(self) -> Preferences:
        """What is stored, a value that makes no sense being the default's."""
        found: dict[str, Any] = {}
        for field in fields(Preferences):
            default = field.default
            value = self._store.value(f"preferences/{field.name}", default)
            if isinstance(default, bool):
                found[field.name] = value in (True, "true", "1", 1)
            elif isinstance(default, int):
                found[field.name] = _int(value, default)
            else:
                found[field.name] = str(value)
        if found["theme"] not in THEME_TITLES:
            found["theme"] = "system"
        found["font_size"] = _clamp(found["font_size"], FONT_SIZES)
        found["autosave_seconds"] = _clamp(found["autosave_seconds"], AUTOSAVE_SECONDS)
        return Preferences(**found)

    # -- recent files

    @property
    def recent(self) -> tuple[Recent, ...]:
        """The last files, newest first; those that are gone are left out."""
        try:
            rows = json.loads(str(self._store.value("recent", "[]")))
            found = [Recent(**row) for row in rows]
        except (ValueError, TypeError):
            return ()
        return tuple(recent for recent in found if Path(recent.path).is_file())

    def remember(self, recent: Recent) -> None:
        kept = [r for r in self.recent if r.path != recent.path]
        self._store_recent([recent, *kept])

    def forget(self, path: str) -> None:
        self._store_recent([r for r in self.recent if r.path != path])

    def clear_recent(self) -> None:
        self._store_recent([])

    def _store_recent(self, files: list[Recent]) -> None:
        self._store.setValue("recent", json.dumps([asdict(r) for r in files[:RECENT_KEPT]]))
        self.recent_changed.emit()

    # -- window layout

    def layout(self, key: str) -> QByteArray | None:
        value = self._store.value(f"window/{key}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, key: str, value: QByteArray) -> None:
        self._store.setValue(f"window/{key}", value)

    def flag(self, key: str, default: bool) -> bool:
        return self._store.value(f"window/{key}", default) in (True, "true", 1)

    def set_flag(self, key: str, value: bool) -> None:
        self._store.setValue(f"window/{key}", value)

    def folder(self) -> str:
        """The folder that the last file dialog stood in."""
        return str(self._store.value("window/folder", str(Path.home())))

    def set_folder(self, folder: Path) -> None:
        self._store.setValue("window/folder", str(folder))


def _int(value: object, default: int) -> int:
    try:
        return int(cast("Any", value))
    except (TypeError, ValueError):
        return default


def _clamp(value: int, bounds: tuple[int, int]) -> int:
    return min(max(value, bounds[0]), bounds[1])
