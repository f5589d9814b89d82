"""Glyphs: the SVG files of resources/icons (or of the user's folder), drawn in any colour at any size."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from designer.resources import resources

UNKNOWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75" stroke-linejoin="round"><path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/></svg>'
)


class Icons:
    """The icons of one program run.  A folder of the user's comes first: its `<icon>.svg` or `.png` takes the place
    of tile and glyph together."""

    def __init__(self, folder: Path | None = None) -> None:
        self._own = resources() / "icons"
        self.folder = folder

    def replacement(self, icon: str) -> Path | None:
        """The user's own picture for an icon, if there is one."""
        if self.folder is None or not re.fullmatch(r"[A-Za-z0-9_-]+", icon):
            return None
        files = (self.folder / f"{icon}{suffix}" for suffix in (".svg", ".png"))
        return next((file for file in files if file.is_file()), None)

    def draw(self, painter: QPainter, icon: str, box: QRectF, color: QColor, size: float | None = None) -> None:
        """A glyph of ours in one colour; `size` is the size at which it is seen, which decides its stroke."""
        renderer = _renderer(self._own / f"{icon}.svg", color.name(), _stroke(size or box.width()))
        renderer.render(painter, box)

    def draw_replacement(self, painter: QPainter, file: Path, box: QRectF) -> bool:
        """The user's own picture; False when it cannot be read, so that ours is drawn."""
        if file.suffix == ".png":
            image = QImage(str(file))
            if image.isNull():
                return False
            painter.drawImage(box, image)
            return True
        renderer = QSvgRenderer(str(file))
        if not renderer.isValid():
            return False
        renderer.render(painter, box)
        return True


def _stroke(size: float) -> float:
    """The look's stroke on the grid of 24: 2.0 when shown at 16, 1.75 at 24, 1.5 at 48."""
    return 2.0 if size <= 18 else 1.75 if size <= 36 else 1.5


@lru_cache(maxsize=512)
def _renderer(file: Path, color: str, stroke: float) -> QSvgRenderer:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        text = UNKNOWN
    text = text.replace("currentColor", color)
    if 'viewBox="0 0 24 24"' in text:
        text = text.replace('stroke-width="1.75"', f'stroke-width="{stroke}"', 1)
    return QSvgRenderer(QByteArray(text.encode()))
