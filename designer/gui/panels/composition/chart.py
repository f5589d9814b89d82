"""The chart of time budgets: for each chain what it takes in the worst case, call by call, against its limit.

This module imports pyqtgraph, which takes a quarter of a second, so it is imported when the chart is first shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from designer.composition.records import Chain
from designer.gui.theme import theme

MOST = 60  # bars; the table beside the chart has all chains
BAR = 0.62  # of a row
ROW, FOOT = 26, 44  # px


class BudgetChart(QScrollArea):
    """`picked` carries the number of the chain whose row was clicked."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Time budgets of synchronous chains")
        self._chains: Sequence[Chain] = ()
        self._names: Sequence[str] = ()
        self._current = -1
        self._plot: Any = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plot.wheelEvent = lambda event: event.ignore()  # the scroll area's
        self._plot.scene().sigMouseClicked.connect(self._clicked)
        self.setWidget(self._plot)
        theme().changed.connect(self._draw)

    def sizeHint(self) -> QSize:
        return QSize(420, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._chains and event.size().width() != event.oldSize().width():
            self._axes()

    def show_chains(self, chains: Sequence[Chain], names: Sequence[str]) -> None:
        """The chains with what their rows are called, in the table's order."""
        self._chains, self._names = chains[:MOST], names[:MOST]
        self._draw()

    def set_current(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self._draw()
            if 0 <= number < len(self._chains):
                self.ensureVisible(0, theme().px(ROW) * number + theme().px(ROW) // 2, 0, theme().px(ROW))

    # -- drawing

    def _draw(self) -> None:
        plot, t = self._plot, theme()
        plot.clear()
        plot.setBackground(t.color("panel"))
        count = len(self._chains)
        plot.setFixedHeight(t.px(ROW) * count + t.px(FOOT))
        if not count:
            return
        if 0 <= self._current < count:
            band = pg.BarGraphItem(x0=[0.0], width=[self._most * 1.06], y=[self._current], height=1.0)
            band.setOpts(brush=QBrush(t.color("accentweak")), pen=QPen(Qt.PenStyle.NoPen))
            plot.addItem(band)
        for color, pieces in self._pieces().items():
            if pieces:
                start, end, row = (np.array(values) for values in zip(*pieces, strict=True))
                bars = pg.BarGraphItem(x0=start, width=end - start, y=row, height=BAR)
                bars.setOpts(brush=QBrush(self._color(color)), pen=_hairline(t.color("panel")))
                plot.addItem(bars)
        self._draw_limits()
        self._axes()

    @property
    def _most(self) -> float:
        return max(1.0, *(max(chain.worst, chain.limit or 0.0) for chain in self._chains))

    def _pieces(self) -> dict[str, list[tuple[float, float, int]]]:
        """The bars' pieces by colour: within the limit, one shade a call in turn, and over it."""
        found: dict[str, list[tuple[float, float, int]]] = {"one": [], "other": [], "over": []}
        for number, chain in enumerate(self._chains):
            at = 0.0
            limit = chain.limit if chain.limit is not None else float("inf")
            for place, hop in enumerate(chain.hops):
                end = at + (hop.seconds or 0.0)
                if min(end, limit) > at:
                    found["other" if place % 2 else "one"].append((at, min(end, limit), number))
                if end > max(at, limit):
                    found["over"].append((max(at, limit), end, number))
                at = end
        return found

    def _color(self, name: str) -> QColor:
        t = theme()
        if name == "over":
            return t.color("errorfill")
        if name == "one":
            return t.color("accentfill")
        over, ground = t.color("accentfill"), t.color("panel")
        share = 0.55
        return QColor(*(round(getattr(over, c)() * share + getattr(ground, c)() * (1 - share)) for c in _CHANNELS))

    def _draw_limits(self) -> None:
        """A tick at each limit, drawn as one curve of pairs."""
        limits = [(chain.limit, number) for number, chain in enumerate(self._chains) if chain.limit is not None]
        if limits:
            xs = np.repeat([limit for limit, _ in limits], 2)
            ys = np.ravel([(number - 0.46, number + 0.46) for _, number in limits])
            pen = _hairline(theme().color("text"), 2)
            self._plot.addItem(pg.PlotCurveItem(xs, ys, pen=pen, connect="pairs"))

    def _axes(self) -> None:
        plot, t = self._plot, theme()
        count = len(self._chains)
        font = t.font("small")
        metrics = QFontMetrics(font)
        room = min(max(round(self.width() * 0.28), t.px(72)), t.px(190))
        ticks = [
            (number, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room))
            for number, name in enumerate(self._names)
        ]
        left, bottom = plot.getAxis("left"), plot.getAxis("bottom")
        left.setTicks([ticks])
        left.setWidth(room + t.px(12))
        bottom.setLabel("Worst case and limit, in seconds", color=t.color("text2").name(), **{"font-size": "11px"})
        bottom.enableAutoSIPrefix(False)
        for axis in (left, bottom):
            axis.setStyle(tickLength=0, tickFont=font, tickTextOffset=8)
            axis.setPen(QPen(t.color("line"), 1))
            axis.setTextPen(t.color("text2"))
            axis.setZValue(-10)  # the grid below the bars
        view = plot.getViewBox()
        view.invertY(True)
        view.setRange(QRectF(0, -0.5, self._most * 1.06, count), padding=0)
        plot.showGrid(x=True, y=False, alpha=0.15)

    def _clicked(self, event: Any) -> None:
        place: QPointF = self._plot.getViewBox().mapSceneToView(event.scenePos())
        number = round(place.y())
        if 0 <= number < len(self._chains):
            self.picked.emit(number)


_CHANNELS = ("red", "green", "blue")


def _hairline(color: QColor, width: float = 1) -> QPen:
    """A pen whose width is px on the screen, not seconds of the plot."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    return pen
