"""The look's colours by name: `resources/look/tokens.json`, once a theme.

Canvas, style sheet and delegates all take their colours from here, so a theme is one table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from PySide6.QtGui import QColor

from designer.resources import resources

ThemeName = Literal["light", "dark", "contrast"]
THEMES: tuple[ThemeName, ...] = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class FrameTint:
    """The colours of a group frame; `fill` is None where the ground shows through."""

    fill: QColor | None
    line: QColor
    title: QColor


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme.  `color` raises KeyError for a name that the look does not have."""

    name: ThemeName
    colors: dict[str, QColor]
    tints: dict[str, FrameTint]

    def color(self, name: str, alpha: float | None = None) -> QColor:
        """The colour of a token, with another opacity (0 to 1) where one is given."""
        color = QColor(self.colors[name])
        if alpha is not None:
            color.setAlphaF(alpha)
        return color

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def flat(self) -> bool:
        """High contrast: no shadows and no tints."""
        return self.name == "contrast"


@cache
def tokens(name: ThemeName) -> Tokens:
    """The tokens of a theme, read once a process."""
    file = resources() / "look" / "tokens.json"
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))[name]
    tints = {id_: _tint(colors) for id_, colors in table["tints"].items()}
    colors = {key: _color(value) for key, value in table.items() if isinstance(value, str)}
    return Tokens(name, colors, tints)


def _tint(colors: dict[str, str]) -> FrameTint:
    fill = None if colors["fill"] == "none" else _color(colors["fill"])
    return FrameTint(fill, _color(colors["line"]), _color(colors["title"]))


def _color(text: str) -> QColor:
    """`#RRGGBB` or `rgba(r,g,b,.a)`, which QColor does not read."""
    if not text.startswith("rgba("):
        return QColor(text)
    *rgb, alpha = text.removeprefix("rgba(").removesuffix(")").split(",")
    color = QColor(*(int(part) for part in rgb))
    color.setAlphaF(float(alpha))
    return color
