"""Draws what lies under and beside the cards: group frames, collapsed groups, notes.

Round corners are the domain, square corners the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextOption

from designer.editing.geometry import FRAME_HEAD, SUBNET_HEAD, Rect
from designer.gui.canvas import look, texts
from designer.gui.canvas.camera import Camera, snap
from designer.gui.canvas.frames import Frame
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.sprites import rings
from designer.gui.canvas.state import State
from designer.model.design import Subject

if TYPE_CHECKING:
    from designer.gui.canvas.painter import Painter

View = tuple[float, float, float, float]  # left, top, right, bottom in the scene


def draw_frames(painter: Painter, p: QPainter, scene: Scene, state: State, camera: Camera, view: View) -> None:
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    for frame in scene.frames:
        if not frame.collapsed and _seen(frame.rect, view) and Subject("group", frame.id) not in state.left_out:
            draw_frame(painter, p, frame, state, camera)


def draw_frame(painter: Painter, p: QPainter, frame: Frame, state: State, camera: Camera) -> None:
    t, s = painter.tokens, camera.scale
    x, y, w, h = camera.rect(frame.rect)
    dimmed = state.lit is not None
    colors = t.tints["vpc" if frame.kind in ("vpc", "subnet") else frame.tint]
    selected = Subject("group", frame.id) in state.selection
    domain = frame.kind in ("bounded-context", "custom")
    width = look.line_width({"vpc": 1.5, "subnet": 1.5}.get(frame.kind, 1.0), s)
    line = t.color("accent") if selected else t.color("link") if frame.kind in ("account", "region") else colors.line
    if selected:
        width = look.line_width(2, s)
    p.save()
    if dimmed:
        p.setOpacity(0.5)
    pen = QPen(line, width)
    if frame.kind == "subnet":
        pen.setDashPattern([6 * s / width, 4 * s / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    radius = (look.FRAME_RADIUS if domain else look.NETWORK_RADIUS) * s
    box = QRectF(x + width / 2, y + width / 2, w - width, h - width)
    p.setPen(pen)
    p.setBrush(colors.fill if domain and colors.fill is not None else Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(box, radius, radius)
    if camera.level == "near":
        _head(painter, p, frame, colors.title, s, x, y, w)
    elif w > 60:
        _small_head(painter, p, frame, colors.title, x, y, w, s)
    p.restore()


def _head(painter: Painter, p: QPainter, frame: Frame, ink: QColor, s: float, x: float, y: float, w: float) -> None:
    """Sign, title, and what stands on the right."""
    laid = painter.texts(s)
    outside = frame.kind in ("account", "region")
    role = {"bounded-context": texts.HEAD, "custom": texts.HEAD, "vpc": texts.NAME}.get(frame.kind, texts.SMALL_HEAD)
    left, base, right = x + 16 * s, y + 25 * s, 16.0
    if frame.kind == "bounded-context":
        rings(p, QPointF(snap(x + 23.5 * s), snap(y + 20 * s)), 15 * s, ink, look.line_width(1.5, s))
        left = x + 40 * s
    elif frame.kind == "vpc":
        tile = round(24 * s)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(painter.tokens.color("networking"))
        p.drawRoundedRect(QRectF(x, y, tile, tile), look.NETWORK_RADIUS * s, look.NETWORK_RADIUS * s)
        glyph = round(16 * s)
        inset = round((tile - glyph) / 2)
        painter.icons.draw(p, "vpc", QRectF(x + inset, y + inset, glyph, glyph), painter.tokens.color("glyph"), 16 * s)
        left, base, right = x + 32 * s, y + 17 * s, 10.0
    elif frame.kind == "subnet":
        left, base, right = x + 10 * s, y + 18 * s, 10.0
    note = laid.lay(frame.note, texts.HEAD_NOTE, float(round(w * 0.6))) if frame.note else None
    room = w - (left - x) - right * s - ((note.width + 16 * s) if note else 0)
    if outside:  # on the line: the title interrupts it
        left, base = x + 16 * s, y + 4 * s
        title = laid.lay(frame.title, role, max(24.0, w - 32 * s))
        p.fillRect(QRectF(left - 4 * s, y - 4, title.width + 8 * s, 8), painter.tokens.color("canvas"))
        ink, note, room = painter.tokens.color("text2"), None, w - 32 * s
    laid.draw(p, frame.title, role, snap(left), snap(base), ink, max(24.0, float(round(room))))
    if note is not None and room > 24:
        laid.draw(
            p,
            frame.note,
            texts.HEAD_NOTE,
            snap(x + w - right * s - note.width),
            snap(base),
            ink,
            float(round(w * 0.6)),
        )


def _small_head(
    painter: Painter, p: QPainter, frame: Frame, ink: QColor, x: float, y: float, w: float, s: float
) -> None:
    """Far off, the title keeps a size that can be read: in the head where that is high enough for it, else above the
    frame if no other frame is there."""
    head = (SUBNET_HEAD if frame.kind in ("subnet", "account", "region") else FRAME_HEAD) * s
    if head < 14 and frame.depth:
        return
    laid = painter.texts(1.0)
    base = y - 5 if head < 14 else y + head / 2 + 4
    laid.draw(p, frame.title, texts.SMALL_HEAD, snap(x + 8), snap(base), ink, float(round(w - 16)))


def draw_sheets(painter: Painter, p: QPainter, scene: Scene, state: State, camera: Camera, view: View) -> None:
    """Collapsed groups."""
    for frame in scene.frames:
        if frame.collapsed and _seen(frame.rect, view) and Subject("group", frame.id) not in state.left_out:
            draw_sheet(painter, p, frame, state, camera)


def draw_sheet(painter: Painter, p: QPainter, frame: Frame, state: State, camera: Camera) -> None:
    s, t = camera.scale, painter.tokens
    x, y = camera.point(frame.rect.x, frame.rect.y)
    if camera.level == "far":
        p.fillRect(QRectF(x, y, look.CARD_W * s, look.CARD_H * s), t.tints[frame.tint].line)
        return
    selected = Subject("group", frame.id) in state.selection
    word = "selected" if selected else "dimmed" if state.lit else "rest"
    sprite = painter.atlases.at(s).sprites.make(("sheet", frame.tint, word))
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.translate(x, y)
    sprite.draw(p)
    p.translate(-x, -y)
    if camera.level == "near":
        laid, width = painter.texts(s), float(round(look.TITLE_WIDTH * s))
        left = x + round(look.TITLE_X * s)
        laid.draw(p, frame.title, texts.TITLE, left, y + round(look.TITLE_BASE * s), t.color("text"), width)
        laid.draw(p, frame.note, texts.SUBTITLE, left, y + round(look.SUBTITLE_BASE * s), t.color("text2"), width)


def draw_notes(painter: Painter, p: QPainter, scene: Scene, state: State, camera: Camera, view: View) -> None:
    """Sticky texts: a sheet with a folded corner."""
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    for id_, rect, text in scene.notes():
        subject = Subject("note", id_)
        if _seen(rect, view) and subject not in state.left_out:
            draw_note(painter, p, rect, text, camera, selected=subject in state.selection, dimmed=state.lit is not None)


def draw_note(
    painter: Painter,
    p: QPainter,
    rect: Rect,
    text: str,
    camera: Camera,
    *,
    selected: bool = False,
    dimmed: bool = False,
) -> None:
    t, s = painter.tokens, camera.scale
    x, y, w, h = camera.rect(rect)
    line = t.color("accent") if selected else t.tints["sand"].line
    width = look.line_width(2 if selected else 1, s)
    p.save()
    if dimmed:
        p.setOpacity(0.5)
    p.setPen(QPen(line, width))
    p.setBrush(t.tints["sand"].fill or t.color("card"))
    p.drawRoundedRect(QRectF(x + width / 2, y + width / 2, w - width, h - width), 4 * s, 4 * s)
    if camera.level == "near":
        font, _ = painter.texts(s).font(texts.NOTE)
        p.setFont(font)
        p.setPen(t.tints["sand"].title)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        inner = QRectF(x + 12 * s, y + 10 * s, w - 24 * s, h - 20 * s)
        p.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        p.drawText(inner, text, option)
    p.restore()


def ground_at(painter: Painter, scene: Scene, x: float, y: float) -> QColor:
    """The colour of the ground at a place: the innermost frame's, or the canvas's."""
    for frame in reversed(scene.frames):
        if not frame.collapsed and frame.kind in ("bounded-context", "custom") and frame.rect.contains(x, y):
            fill = painter.tokens.tints[frame.tint].fill
            if fill is not None:
                return fill
    return painter.tokens.color("canvas")


def _seen(rect: Rect, view: View) -> bool:
    left, top, right, bottom = view
    return rect.x <= right + 24 and rect.right >= left - 24 and rect.y <= bottom + 24 and rect.bottom >= top - 24
