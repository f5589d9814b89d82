"""The theme in use: style, palette, style sheet and fonts, rebuilt when the system or a preference changes.

One Theme lives as long as the application; `theme()` gives it to whoever paints by hand.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from designer.gui.canvas.icons import Icons
from designer.gui.preferences import Settings
from designer.gui.tokens import ThemeName, Tokens, tokens
from designer.resources import resources

Role = Literal["display", "title", "heading", "body", "small", "caption", "code"]
SIZES: dict[Role, int] = {
    "display": 28, "title": 20, "heading": 15, "body": 13, "small": 12, "caption": 11, "code": 12,
}  # fmt: skip
BASE = 13  # px: the body size at which all other sizes are given
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "panel"),
    (QPalette.ColorRole.Button, "panel"),
    (QPalette.ColorRole.ToolTipBase, "panel"),
    (QPalette.ColorRole.Base, "field"),
    (QPalette.ColorRole.AlternateBase, "panel2"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.HighlightedText, "text"),
    (QPalette.ColorRole.PlaceholderText, "text3"),
    (QPalette.ColorRole.Highlight, "accentweak"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Light, "line"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Dark, "fieldline"),
    (QPalette.ColorRole.Shadow, "fieldline"),
)


class Theme(QObject):
    """The theme of the application.  `changed` comes after style and palette are in place."""

    changed = Signal()

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self._images = QTemporaryDir()
        self._built: tuple[object, ...] = ()
        self.icons = Icons()
        application.setStyle(QStyleFactory.create("Fusion"))
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._rebuild)
        accessibility = getattr(hints, "accessibility", None)  # since Qt 6.10
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._rebuild)
        settings.changed.connect(self._rebuild)
        self._rebuild()

    @property
    def name(self) -> ThemeName:
        choice = self._settings.preferences.theme
        if choice != "system":
            return choice
        hints = self._application.styleHints()
        accessibility = getattr(hints, "accessibility", None)
        if accessibility is not None and accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return "contrast"
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    @property
    def tokens(self) -> Tokens:
        return tokens(self.name)

    @property
    def scale(self) -> float:
        """How much larger than drawn everything is, by the font size."""
        return self._settings.preferences.font_size / BASE

    @property
    def motion(self) -> bool:
        return not self._settings.preferences.reduce_motion

    def color(self, token: str, alpha: float | None = None) -> QColor:
        return self.tokens.color(token, alpha)

    def px(self, length: float) -> int:
        """A length of the look at the user's font size."""
        return round(length * self.scale)

    def font(self, role: Role = "body", *, bold: bool = False) -> QFont:
        kind = QFontDatabase.SystemFont.FixedFont if role == "code" else QFontDatabase.SystemFont.GeneralFont
        font = QFontDatabase.systemFont(kind)
        font.setPixelSize(self.px(SIZES[role]))
        font.setBold(bold or role in ("display", "title", "heading"))
        return font

    def code_font(self, role: Role = "code") -> QFont:
        font = self.font("code")
        font.setPixelSize(self.px(SIZES[role]))
        return font

    # -- building

    def _rebuild(self) -> None:
        preferences = self._settings.preferences
        wanted = (self.name, preferences.font_size, preferences.icon_folder, preferences.reduce_motion)
        if wanted == self._built:
            return
        self._built = wanted
        self.icons = icons_of(preferences.icon_folder)
        self._application.setFont(self.font())
        self._application.setPalette(self._palette())
        self._application.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES:
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text3"))
        return palette

    def _style_sheet(self) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in ("chevd", "check"):
                return self._image(name, "onaccent" if name == "check" else "text2")
            return self.color(name).name()

        text = re.sub(r"\{([a-z][a-z0-9_]*)\}", value, _sheet())
        return re.sub(r"(?<![\w.#-])(\d+)px", lambda m: f"{self._length(int(m[1]))}px", text)

    def _length(self, px: int) -> int:
        return px if px <= 2 else self.px(px)

    def _image(self, icon: str, token: str) -> str:
        """The path of an interface icon in a token's colour: a style sheet can name files only."""
        source = (resources() / "icons" / "ui" / f"ui-{icon}.svg").read_text(encoding="utf-8")
        path = Path(self._images.path()) / f"{self.name}-{icon}.svg"
        path.write_text(source.replace("currentColor", self.color(token).name()), encoding="utf-8")
        return path.as_posix()


@cache
def _sheet() -> str:
    return (resources() / "look" / "theme.qss").read_text(encoding="utf-8")


def icons_of(folder: str) -> Icons:
    return Icons(Path(folder) if folder else None)


_theme: Theme | None = None


def install(application: QApplication, settings: Settings) -> Theme:
    """Make the application's theme; once a run."""
    global _theme
    if _theme is not None:
        _theme.deleteLater()
    _theme = Theme(application, settings)
    return _theme


def theme() -> Theme:
    """The application's theme; RuntimeError before `install`."""
    if _theme is None:
        raise RuntimeError("the theme is not installed")
    return _theme
