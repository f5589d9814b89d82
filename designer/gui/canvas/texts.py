"""Text laid out once: elided static texts by role and size, drawn in device px and never scaled."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText


class Role(NamedTuple):
    """A size in px at 100 % and a weight."""

    size: float
    bold: bool = False


TITLE, SUBTITLE = Role(13, bold=True), Role(11)
CAPTION, NAME = Role(11), Role(12, bold=True)
HEAD, SMALL_HEAD, HEAD_NOTE = Role(13, bold=True), Role(11, bold=True), Role(11)
NOTE = Role(12)


class Laid(NamedTuple):
    text: QStaticText
    width: float
    ascent: float
    whole: bool  # nothing was elided


class Texts:
    """The texts of one scale.  A cache of the last few thousand, so that a big design does not keep them all."""

    KEEP = 20_000

    def __init__(self, family: str, scale: float, *, exact: bool = False) -> None:
        self.family = family
        self.scale = scale
        self._exact = exact
        self._fonts: dict[Role, tuple[QFont, QFontMetricsF]] = {}
        self._laid: OrderedDict[tuple[str, Role, float], Laid] = OrderedDict()

    def font(self, role: Role) -> tuple[QFont, QFontMetricsF]:
        found = self._fonts.get(role)
        if found is None:
            font = QFont(self.family)
            font.setPixelSize(max(1, round(role.size * self.scale)))
            font.setBold(role.bold)
            font.setHintingPreference(
                QFont.HintingPreference.PreferNoHinting if self._exact else QFont.HintingPreference.PreferDefaultHinting
            )
            found = self._fonts[role] = font, QFontMetricsF(font)
        return found

    def lay(self, text: str, role: Role, width: float = 0.0) -> Laid:
        """A text in at most `width` device px (0: no limit), elided at its end."""
        key = (text, role, width)
        laid = self._laid.get(key)
        if laid is None:
            font, metrics = self.font(role)
            advance = metrics.horizontalAdvance(text)
            shown = text
            if width and advance > width:
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
                advance = metrics.horizontalAdvance(shown)
            static = QStaticText(shown)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.ModerateCaching)
            static.prepare(font=font)
            laid = self._laid[key] = Laid(static, advance, metrics.ascent(), shown == text)
            if len(self._laid) > self.KEEP:
                self._laid.popitem(last=False)
        return laid

    def draw(
        self, painter: QPainter, text: str, role: Role, x: float, baseline: float, color: QColor, width: float = 0.0
    ) -> float:
        """Draw at a baseline; returns the text's width."""
        laid = self.lay(text, role, width)
        painter.setFont(self._fonts[role][0])
        painter.setPen(color)
        painter.drawStaticText(QPointF(x, baseline - laid.ascent), laid.text)
        return laid.width
