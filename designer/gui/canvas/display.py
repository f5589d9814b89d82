"""The half of the canvas that shows: follows the editor, keeps the layer, and repaints what has changed.

A cached layer holds the picture of the design; gestures, pointer and focus are drawn over it, so that a drag paints
only what moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from designer.editing.editor import Editor
from designer.editing.geometry import CARD, Rect
from designer.gui.canvas.camera import Camera
from designer.gui.canvas.damage import PAD, TAG_PAD, Damage
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.layer import Layer, rects_of
from designer.gui.canvas.marks import Marks
from designer.gui.canvas.moving import Moving, moving_of
from designer.gui.canvas.navigation import Navigator
from designer.gui.canvas.overlay import Overlay
from designer.gui.canvas.painter import Area, Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import Lit, State, badges_of
from designer.gui.tokens import ThemeName, Tokens, tokens
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.finding import Finding
from designer.tools.base import EMPTY, Preview

REFRESH_MS = 40  # after the last zoom step the new picture is painted
AT_ONCE_MS = 8.0  # a picture that takes no longer is painted at each zoom step


class Display(Navigator):
    """Shows an editor's design.  What is done with it is the subclass's business."""

    hovered = Signal(object)  # Subject or None
    scene_changed = Signal()

    def __init__(
        self, editor: Editor, catalogue: Catalogue, theme: ThemeName = "light", icons: Icons | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Canvas")
        self.editor = editor
        self.catalogue = catalogue
        self.icons = icons or Icons()
        self.scene = Scene(catalogue, editor.design)
        self.state = State(selection=editor.selection)
        self.findings: dict[Subject, list[Finding]] = {}
        self.focus_node: str | None = None
        self.hovered_subject: Subject | None = None
        self._preview: Preview = EMPTY
        self._moving = Moving()
        self._dropping: tuple[str, tuple[float, float]] | None = None
        self._covered = QRegion()  # what the overlay covered at its last paint
        self._painter = self._make_painter(tokens(theme))
        self._overlay = Overlay(self._painter, self.scene)
        self._layer = Layer(self._paint_layer)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self._refresh_now)
        self._unlisten: tuple[Callable[[], None], ...] = (
            editor.on_design(self._design_changed),
            editor.on_selection(self._selection_changed),
        )
        self._describe()

    def detach(self) -> None:
        """Stop following the editor, before another one takes its place."""
        for end in self._unlisten:
            end()
        self._unlisten = ()

    # -- what the subclass knows

    def current_preview(self) -> Preview:
        """What the running gesture shows."""
        return EMPTY

    def preview_changed(self, preview: Preview) -> None:
        """Called with each new preview, before it is painted."""

    # -- looks

    def _make_painter(self, t: Tokens) -> Painter:
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        return Painter(t, family, self.icons)

    @property
    def tokens(self) -> Tokens:
        return self._painter.tokens

    @property
    def painter(self) -> Painter:
        return self._painter

    def set_theme(self, theme: ThemeName, icons: Icons | None = None) -> None:
        """Another theme, or another folder of icons: every picture is made anew."""
        self.icons = icons or self.icons
        self._painter = self._make_painter(tokens(theme))
        self._overlay = Overlay(self._painter, self.scene)
        self.drop_caches()
        self.update()

    def drop_caches(self) -> None:
        """Forget every picture that a paint could be served from: the layer, the atlases, laid-out texts."""
        self._layer.drop()
        self._painter.clear()

    def set_findings(self, findings: Iterable[Finding]) -> None:
        """The badges of nodes, edges and groups."""
        self.findings = {}
        for finding in findings:
            self.findings.setdefault(finding.subject, []).append(finding)
        before, self.state.badges = self.state.badges, badges_of(f for some in self.findings.values() for f in some)
        changed = {s for s in before.keys() | self.state.badges.keys() if before.get(s) != self.state.badges.get(s)}
        self._damage_subjects(changed)

    def set_marks(self, marks: Marks | None) -> None:
        """Draw the composition (None: no longer)."""
        marks = marks or None
        if marks != self.state.marks:
            self.state.marks = marks
            self._layer.damage_all()
            self.update()

    # -- following the editor

    def content(self) -> Rect | None:
        return self.scene.bounds()

    def _design_changed(self, _old: Design, new: Design) -> None:
        self._damage(self.scene.update(new))
        self.scene_changed.emit()
        if self.hovered_subject is not None and self.hovered_subject.id not in new:
            self._set_hovered(None)
        if self.focus_node is not None and self.focus_node not in new.nodes:
            self.focus_node = None
        self._describe()
        self._overlay_changed()

    def _selection_changed(self, selection: frozenset[Subject]) -> None:
        changed, self.state.selection = selection ^ self.state.selection, selection
        self._damage_subjects(changed)
        nodes = [s.id for s in selection if s.kind == "node"]
        if len(nodes) == 1 and self.focus_node is not None:
            self.focus_node = nodes[0]
        self._overlay_changed()

    def _damage(self, damage: Damage) -> None:
        if damage.everything:
            self._layer.damage_all()
            self.update()
        else:
            self.update(self._on_screen(self._layer.damage(damage.rects)))

    def _damage_subjects(self, subjects: Iterable[Subject]) -> None:
        pad = PAD + 8 / max(self.zoom, 0.05)  # badges keep their size when far off
        rects = []
        for subject in subjects:
            box = self.scene.box_of(subject)
            if box is not None:
                wide = pad + TAG_PAD if subject.kind == "edge" else pad
                rects.append((box.x - wide, box.y - pad, box.right + wide, box.bottom + pad))
        self._damage(Damage(np.array(rects).reshape(-1, 4)))

    def _on_screen(self, region: QRegion) -> QRegion:
        """A region of device px in the widget's."""
        ratio = self.ratio
        if ratio == 1.0:
            return region
        grown = QRegion()
        for r in rects_of(region):
            grown += QRect(
                int(r.x() / ratio) - 1, int(r.y() / ratio) - 1, int(r.width() / ratio) + 3, int(r.height() / ratio) + 3
            )
        return grown

    # -- painting

    def _paint_layer(self, p: QPainter, camera: Camera, area: Area) -> None:
        self._painter.paint(p, self.scene, self.state, camera, area)

    def paintEvent(self, event: QPaintEvent) -> None:
        size, ratio = self.device_size(), self.ratio
        if size.isEmpty():
            return
        p = QPainter(self)
        p.scale(1 / ratio, 1 / ratio)
        if (
            self._layer.fits(self._camera, size)
            or self._layer.empty
            or self._layer.last_ms <= AT_ONCE_MS
            or not self._refresh.isActive()
        ):
            pixmap = self._layer.bring(self._camera, size)
            for rect in rects_of(event.region()):
                device = QRect(
                    int(rect.x() * ratio),
                    int(rect.y() * ratio),
                    int(rect.width() * ratio) + 1,
                    int(rect.height() * ratio) + 1,
                )
                p.drawPixmap(device, pixmap, device)
        else:
            p.fillRect(QRect(QPoint(0, 0), size), self.tokens.color("canvas"))
            self._layer.stretched(p, self._camera, size)
        area = (0.0, 0.0, float(size.width()), float(size.height()))
        self._overlay.draw(
            p, self.state, self._camera, area, self._preview, self._moving, self.hovered_subject,
            self.focus_node if self.hasFocus() else None,
        )  # fmt: skip
        if self._dropping is not None:
            self._overlay.phantom(p, self._camera, *self._dropping)
        p.end()

    def looked_elsewhere(self) -> None:
        if not self._layer.fits(self._camera, self.device_size()):
            self._refresh.start()
        self.update()

    def _refresh_now(self) -> None:
        if not self._layer.fits(self._camera, self.device_size()):
            self.update()

    @property
    def pending(self) -> bool:
        """Whether a new picture is still to be painted after a zoom."""
        return self._refresh.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view_changed.emit()

    # -- previews

    def _overlay_changed(self) -> None:
        """Take over the tool's preview and repaint what the overlay covers and covered."""
        preview = self.current_preview()
        if preview != self._preview or preview.moved:
            self._take_preview(preview)
        region = self._overlay_region()
        self.update(region + self._covered)
        self._covered = region

    def _take_preview(self, preview: Preview) -> None:
        before, self._preview = self._preview, preview if preview else EMPTY
        lit = preview.connecting
        state = None
        if lit is not None:
            verdict = lit.verdicts.get(lit.hover or "")
            refused = lit.hover if verdict is not None and not verdict.legal and lit.hover != lit.source else None
            state = Lit(lit.source, lit.verdicts, refused)
        old = self.state.lit
        self.preview_changed(self._preview)
        if (old is None) != (state is None) or (old and state and old.source != state.source):
            self.state.lit = state
            self._layer.damage_all()
            self.update()
        elif old and state and old.refused != state.refused:
            self.state.lit = state
            self._damage_subjects(Subject("node", id_) for id_ in (old.refused, state.refused) if id_)
        if preview.moved or before.moved:
            self._take_moved(preview)

    def _take_moved(self, preview: Preview) -> None:
        self._moving = moving = moving_of(self.scene, preview) if preview.moved else Moving()
        scene = self.scene
        out: set[Subject] = set()
        if not preview.copying:
            out = {Subject("node", scene.node_ids[row]) for row in moving.nodes.tolist()}
            out |= {Subject("edge", scene.edge_ids[row]) for row in moving.edges.tolist()}
            out |= {Subject("group", f.id) for f in moving.frames}
            out |= {Subject("note", note[2]) for note in moving.notes}
        if out != self.state.left_out:
            changed = out ^ self.state.left_out
            self.state.left_out = frozenset(out)
            self._damage_subjects(changed)

    def _overlay_region(self) -> QRegion:
        """What the overlay covers now, in the widget's px."""
        preview, scene = self._preview, self.scene
        if preview.connecting is not None:
            return QRegion(self.rect())
        rects: list[Rect] = []
        wide = PAD
        if self._moving.nodes.size:
            boxes = self._moving.at[self._moving.nodes]
            (x, y), (right, bottom) = boxes.min(axis=0).tolist(), (boxes.max(axis=0) + CARD).tolist()
            rects.append(Rect(x, y, right - x, bottom - y))
            if len(self._moving.edges):
                rects += [Rect(a, b, c - a, d - b).grown(48) for a, b, c, d in self._moving.routes.boxes().tolist()]
        rects += [f.rect for f in self._moving.frames]
        rects += [note[0] for note in self._moving.notes]
        rects += [r for r in (preview.marquee, preview.frame, *preview.resized.values()) if r is not None]
        for guide in preview.guides:
            x, y = (guide.at, guide.start) if guide.axis == "x" else (guide.start, guide.at)
            length = guide.end - guide.start
            rects.append(Rect(x, y, 0 if guide.axis == "x" else length, length if guide.axis == "x" else 0))
        if preview.drop_into is not None and (frame := scene.box_of(Subject("group", preview.drop_into))):
            rects.append(frame)
        if preview.placing is not None:
            rects.append(Rect(*preview.placing.at, *CARD))
        if self._dropping is not None:
            rects.append(Rect(*self._dropping[1], *CARD))
        subjects = [self.hovered_subject, Subject("node", self.focus_node) if self.focus_node else None]
        if len(self.state.selection) == 1:
            subjects += self.state.selection
        rects += [box for s in subjects if s is not None and (box := scene.box_of(s)) is not None]
        if self.hovered_subject is not None and self.hovered_subject.kind == "edge":
            wide = 96.0
        region = QRegion()
        for rect in rects:
            grown = rect.grown(wide)
            a, b = self.to_view(grown.x, grown.y), self.to_view(grown.right, grown.bottom)
            place = QRect(QPoint(int(a.x()) - 10, int(a.y()) - 10), QPoint(int(b.x()) + 11, int(b.y()) + 11))
            region += place & self.rect()
        return region

    # -- pointer and words

    def _set_hovered(self, subject: Subject | None) -> None:
        if subject != self.hovered_subject:
            self.hovered_subject = subject
            self.hovered.emit(subject)
            self._overlay_changed()

    def _describe(self) -> None:
        """What a screen reader says of the canvas."""
        scene = self.scene
        text = f"{len(scene.node_ids)} nodes, {len(scene.edge_ids)} connections"
        if self.focus_node in scene.node_index:
            node = scene.text[scene.node_index[self.focus_node]]
            badges = self.state.badges.get(Subject("node", self.focus_node), ())
            findings = ", ".join(f"{number} {kind}" for kind, number in badges)
            text = f"{node.title}, {node.subtitle}" + (f", {findings}" if findings else "")
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
