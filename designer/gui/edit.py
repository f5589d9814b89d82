"""What the menus do to the open design: each a command on the selection, at the place where the canvas looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from designer.choosing import Guide, guides_between
from designer.editing import arrange, clipboard, commands
from designer.editing.editor import Command
from designer.editing.geometry import CARD, COLUMN, FRAME_PAD, GRID, ROW, Rect, node_rect, union
from designer.gui.picker import Choice, Picker
from designer.model.catalogue import GENERIC
from designer.model.design import Design, Edge, Point, Subject
from designer.schemas import TYPE_NAME, schemas

if TYPE_CHECKING:
    from designer.gui.main_window import MainWindow


class Edit(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self._pasted: tuple[str, int] = ("", 0)  # what was pasted last, and how often

    @property
    def _design(self) -> Design:
        return self._document.design

    @property
    def _selection(self) -> frozenset[Subject]:
        return self._document.editor.selection

    # -- placing

    def place(self, word: str, at: Point | None = None) -> None:
        """A new node of a service or a CloudFormation type: where it was dropped, else where there is room."""
        place = at or self._free_place()
        group = self._window.group_at(place[0] + CARD[0] / 2, place[1] + CARD[1] / 2)
        catalogue = self._document.catalogue
        known = next((s.id for s in catalogue.services.values() if s.cfn_type == word), None)
        type_ = word if "::" in word and known is None else None
        service = GENERIC if type_ else known or word
        self._document.execute(commands.place(catalogue, service, place, group, type_=type_))
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_generic(self) -> None:
        """A node of any CloudFormation resource type, found by its name; a custom one may be typed in full."""
        known = schemas()
        choices = [Choice(type_, "", type_) for type_ in known.types]
        picker = Picker(
            "Find a CloudFormation type",
            choices,
            self._window,
            lambda text: Choice(text, "as typed", text) if re.fullmatch(TYPE_NAME, text) else None,
        )
        picker.picked.connect(self.place)
        picker.show_over(self._window)

    def guides(self) -> tuple[Guide, ...]:
        """The guides that answer what may be asked between the two selected nodes, or the ends of the edge."""
        return guides_between(self._document.catalogue, self._design, self._selection)

    def _free_place(self) -> Point:
        nodes = self._design.nodes
        chosen = [s.id for s in self._selection if s.kind == "node"]
        if len(chosen) == 1 and (at := nodes[chosen[0]].at) is not None:
            start = (at[0] + COLUMN, at[1])
        else:
            x, y = self._window.canvas.visible_rect().center
            start = (round((x - CARD[0] / 2) / GRID) * GRID, round((y - CARD[1] / 2) / GRID) * GRID)
        taken = [node_rect(node) for node in nodes.values()]
        place = start
        while any(Rect(*place, *CARD).intersects(rect) for rect in taken):
            place = (place[0], place[1] + ROW)
        return place

    # -- clipboard

    def copy(self) -> None:
        if text := clipboard.copy(self._design, self._selection):
            QGuiApplication.clipboard().setText(text)
            self._pasted = ("", 0)

    def cut(self) -> None:
        self.copy()
        self._document.execute(commands.delete(self._design, self._selection, "Cut"))

    def paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        try:
            piece = clipboard.read(text)
        except clipboard.ClipboardError:
            self._window.say("There is no part of a design on the clipboard.")
            return
        self._document.execute(clipboard.paste(piece, self._paste_place(piece, text)))

    def _paste_place(self, piece: Design, text: str) -> Point | None:
        """Beside the original while that is in view, each further time a step on; else the middle of the view."""
        times = self._pasted[1] + 1 if self._pasted[0] == text else 1
        self._pasted = (text, times)
        box = union(arrange.boxes(piece, (s for s, _ in piece.records())).values())
        seen = self._window.canvas.visible_rect()
        if box is None:
            return None
        if seen.intersects(box):
            step = times * clipboard.OFFSET
            return box.center[0] + step, box.center[1] + step
        return seen.center

    def duplicate(self) -> None:
        self._document.execute(clipboard.duplicate(self._design, self._selection))

    # -- selection

    def delete(self) -> None:
        self._document.execute(commands.delete(self._design, self._selection))

    def select_all(self) -> None:
        self._document.editor.select(subject for subject, _ in self._design.records())

    def rename(self) -> None:
        """Put the cursor into the title in the inspector."""
        self._window.focus_title()

    def zoom_to_selection(self) -> None:
        scene = self._window.canvas.scene
        box = union(rect for s in self._selection if (rect := scene.box_of(s)) is not None)
        if box is not None:
            self._window.canvas.zoom_to(box, most=1.5)

    # -- arranging

    def tidy(self) -> None:
        from designer.editing import layout

        self._document.execute(layout.tidy(self._design, self._document.catalogue))
        self._window.canvas.zoom_to_fit()

    def align(self, edge: Literal["left", "centre", "right", "top", "middle", "bottom"]) -> None:
        self._document.execute(arrange.align(self._design, self._selection, edge))

    def distribute(self, axis: Literal["x", "y"]) -> None:
        self._document.execute(arrange.distribute(self._design, self._selection, axis))

    # -- groups, deployment, connections

    def group(self) -> None:
        members = [s for s in self._selection if s.kind != "edge"]
        box = union(arrange.boxes(self._design, members).values())
        if box is not None:
            self._document.execute(commands.frame("bounded-context", box.grown(FRAME_PAD), members))
            self._window.focus_title()

    def ungroup(self) -> None:
        groups = [s.id for s in self._selection if s.kind == "group"]
        self._document.execute(commands.ungroup(self._design, groups))

    def toggle_collapsed(self) -> None:
        for subject in sorted(s for s in self._selection if s.kind == "group"):
            self._document.execute(commands.toggle_collapsed(self._design, subject.id))

    @property
    def all_disabled(self) -> bool:
        found = [self._design.get(s) for s in self._selection if s.kind in ("node", "edge")]
        return bool(found) and all(getattr(record, "disabled", False) for record in found)

    def toggle_disabled(self) -> None:
        self._document.execute(commands.toggle_disabled(self._design, self._selection))

    def reverse(self) -> None:
        """Turn the selected connections round; each becomes its new pair's default integration."""
        chosen = [s for s in self._selection if s.kind == "edge"]

        def apply(design: Design) -> Design:
            for subject in chosen:
                edge = design.edges.get(subject.id)
                if edge is not None:
                    turned: Edge = edge.replace(source=edge.target, target=edge.source, via=None)
                    design = design.put(subject, turned)
            return design

        self._document.execute(Command("Turn the connection round", apply))
