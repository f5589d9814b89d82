"""The picture of a design as PNG, SVG or PDF, through the canvas's own painter.

It needs a QGuiApplication (the offscreen platform will do) but no widgets and no display.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from designer.editing.geometry import Rect
from designer.gui.canvas.camera import Camera
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.painter import Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State, badges_of
from designer.gui.tokens import ThemeName, tokens
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.finding import Finding
from designer.storage.atomic import beside

MAKER = "Skydraft"  # stands near the beginning of each file: by it we know our own pictures again
MARGIN = 32.0  # px around the drawing
SUFFIXES = (".png", ".svg", ".pdf")
MOST_PIXELS = 60_000_000  # of an image; a bigger drawing is scaled down
MOST_SIDE = 20_000
PDF_DPI = 96  # a px of the drawing is a px of CSS


class RenderError(Exception):
    """A picture that cannot be made; the message says why and what to do."""


def render(
    design: Design, catalogue: Catalogue, findings: Iterable[Finding], path: Path, theme: ThemeName = "light",
    scale: float = 2.0, icons: Icons | None = None,
) -> None:  # fmt: skip
    """Write the picture of a design; the suffix of `path` decides the format, `scale` the size of a PNG.

    The file is replaced as a whole or not at all.  Raises RenderError for a suffix that is none of SUFFIXES, and
    OSError where the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RenderError(f"{path}: a picture is {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    application = QGuiApplication.instance() or _offscreen()
    scene, state = Scene(catalogue, design), State(badges=badges_of(findings))
    handle, name = beside(path, suffix)
    os.close(handle)
    try:
        if suffix == ".png":
            _write(image(scene, state, theme, scale, icons), name, path)
        else:
            _vector(scene, state, theme, suffix, name, design.name, icons)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
        del application


def image(scene: Scene, state: State, theme: ThemeName, scale: float = 2.0, icons: Icons | None = None) -> QImage:
    """The whole drawing as an image, for files and the clipboard; scaled down where it would be too large."""
    area = _area(scene)
    scale = min(scale, MOST_SIDE / max(area.width, area.height), math.sqrt(MOST_PIXELS / (area.width * area.height)))
    size = QSize(max(1, math.ceil(area.width * scale)), max(1, math.ceil(area.height * scale)))
    picture = QImage(size, QImage.Format.Format_RGB32)
    if picture.isNull():
        raise RenderError("There is not enough memory for the picture; take a smaller scale")
    camera = Camera(scale, round(area.x * scale), round(area.y * scale))
    painter = QPainter(picture)
    Painter(tokens(theme), _family(), icons).paint(
        painter, scene, state, camera, (0.0, 0.0, float(size.width()), float(size.height()))
    )
    painter.end()
    return picture


def _vector(
    scene: Scene, state: State, theme: ThemeName, suffix: str, name: str, title: str, icons: Icons | None
) -> None:
    area = _area(scene)
    camera = Camera(1.0, math.floor(area.x), math.floor(area.y), exact=True)
    size = QSize(math.ceil(area.width), math.ceil(area.height))
    device: QSvgGenerator | QPdfWriter
    if suffix == ".svg":
        device = QSvgGenerator()
        device.setFileName(name)
        device.setSize(size)
        device.setViewBox(QRectF(0, 0, size.width(), size.height()))
        device.setTitle(title or "Design")
        device.setDescription(f"Drawn by {MAKER}")
        device.setResolution(PDF_DPI)
    else:
        device = QPdfWriter(name)
        device.setTitle(title or "Design")
        device.setCreator(MAKER)
        device.setResolution(PDF_DPI)
        page = QPageSize(QSizeF(size) * 72 / PDF_DPI, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
        device.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(f"The picture cannot be written to {Path(name).parent}")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    Painter(tokens(theme), _family(), icons, vector=True).paint(
        painter, scene, state, camera, (0.0, 0.0, float(size.width()), float(size.height()))
    )
    painter.end()


def _area(scene: Scene) -> Rect:
    """What the picture shows; an empty design is an empty sheet."""
    return (scene.bounds() or Rect(0, 0, 320, 200)).grown(MARGIN)


def _write(picture: QImage, name: str, path: Path) -> None:
    picture.setText("Software", MAKER)
    if not picture.save(name):
        raise OSError(f"{path}: the picture cannot be written")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _offscreen() -> QGuiApplication:
    """An application of our own, where there is none: no display is needed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["skydraft"])


def _family() -> str:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
