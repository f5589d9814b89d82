"""Templates on the start page: which there are, and each as a card with its picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import storage
from designer.examples import examples
from designer.gui.canvas.camera import Camera
from designer.gui.canvas.painter import Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State
from designer.gui.theme import theme
from designer.gui.widgets import ClickRow, ElidedLabel, hbox, label, rule, vbox
from designer.model.catalogue import Catalogue
from designer.model.design import Design

DRAWN_AT = 0.3
PICTURE = QSize(312, 172)  # px of a template's picture; the card is as wide


@dataclass(frozen=True, slots=True)
class Template:
    path: Path
    design: Design

    @property
    def topic(self) -> str:
        return str(self.design.settings.get("topic", ""))

    @property
    def description(self) -> str:
        return str(self.design.settings.get("description", ""))


def templates() -> list[Template]:
    """The examples that the program brings, the commonest first."""
    return [Template(example.path, storage.read(example.path).design) for example in examples()]


class _Picture(QWidget):
    """A design, drawn small by the canvas's painter."""

    def __init__(self, catalogue: Catalogue, design: Design) -> None:
        super().__init__()
        self._catalogue, self._design = catalogue, design
        self._pixmap = QPixmap()
        self.setMinimumHeight(theme().px(PICTURE.height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._drop)

    def _drop(self) -> None:
        self._pixmap = QPixmap()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self.size()
        ratio = self.devicePixelRatioF()
        if self._pixmap.isNull() or self._pixmap.deviceIndependentSize().toSize() != size:
            self._pixmap = self._draw(size, ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.end()

    def _draw(self, size: QSize, ratio: float) -> QPixmap:
        from designer.editing import layout

        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme().color("canvas"))
        scene = Scene(self._catalogue, layout.place(self._design, self._catalogue))
        box = scene.bounds()
        if box is not None:
            margin = 24.0
            fits = min((size.width() - 2 * margin) / box.width, (size.height() - 2 * margin) / box.height, 0.4)
            # Drawn large enough that cards keep their glyphs, then made smaller.
            drawn = max(fits * ratio, DRAWN_AT)
            width, height = (round(length * drawn / fits) for length in (size.width(), size.height()))
            x, y = box.center
            camera = Camera(drawn, round(x * drawn - width / 2), round(y * drawn - height / 2))
            large = QPixmap(width, height)
            painter = QPainter(large)
            Painter(theme().tokens, theme().font().family(), theme().icons).paint(
                painter, scene, State(), camera, (0.0, 0.0, float(width), float(height))
            )
            painter.end()
            modes = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            pixmap = large.scaled(size * ratio, *modes)
            pixmap.setDevicePixelRatio(ratio)
        return pixmap


class TemplateCard(ClickRow):
    """A template: picture, name, number of nodes, one sentence."""

    def __init__(self, catalogue: Catalogue, template: Template) -> None:
        design = template.design
        super().__init__(f"{design.name}: {template.description}")
        self.template = template
        layout = vbox(self, margins=(2, 2, 2, 2))
        layout.addWidget(_Picture(catalogue, design), 1)
        layout.addWidget(rule())
        text = vbox(margins=(14, 10, 14, 12), spacing=2)
        first = hbox(spacing=8)
        first.addWidget(ElidedLabel(design.name, "strong"), 1)
        first.addWidget(label(f"{len(design.nodes)} nodes", "caption", "text3"))
        text.addLayout(first)
        words = label(template.description, "small", "text2", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setFixedHeight(theme().px(34))
        words.setToolTip(template.description)
        text.addWidget(words)
        layout.addLayout(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        strong = self.hasFocus() or self._over
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if strong else 1.0
        painter.setPen(QPen(t.color("accent" if strong else "line"), width))
        painter.setBrush(t.color("panel"))
        half = width / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), 8, 8)
        painter.end()
