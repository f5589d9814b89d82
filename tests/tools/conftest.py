"""A canvas that tools can be tried on: a small design, hit tests by rectangles, and answers that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from designer.catalogue import load
from designer.editing.editor import Editor
from designer.editing.geometry import FRAME_HEAD, Rect, frames, hidden_by, node_rect, note_rect
from designer.model.catalogue import Verdict
from designer.model.design import Design, Edge, Subject
from designer.model.specs import IntegrationSpec
from designer.storage import parse
from designer.tools.base import Connection, Hit, Modifier, Pointer, ToolContext

CATALOGUE = load()
DOCUMENT = {
    "groups": {
        "orders": {"title": "Orders"},
        "inner": {"kind": "vpc", "title": "Network", "in": "orders"},
        "empty": {"title": "Empty", "at": [0, 608], "size": [320, 208]},
        "shut": {"title": "Shut", "collapsed": True},
    },
    "nodes": {
        "api": {"service": "apigw-http", "title": "API", "at": [0, 0]},
        "fn": {"service": "lambda", "title": "Take order", "at": [304, 0], "in": "orders"},
        "queue": {"service": "sqs", "title": "Queue", "at": [608, 0], "in": "inner"},
        "fifo": {"service": "sqs", "title": "In order", "at": [608, 160], "properties": {"FifoQueue": True}},
        "bucket": {"service": "s3", "title": "Files", "at": [0, 304]},
        "hidden": {"service": "sns", "title": "Hidden", "at": [304, 400], "in": "shut"},
    },
    "edges": {"api-fn": {"from": "api", "to": "fn"}, "fn-queue": {"from": "fn", "to": "queue"}},
    "notes": {"note": {"text": "Mind", "at": [0, 448], "size": [184, 96]}},
}


def small_design() -> Design:
    return parse(json.dumps(DOCUMENT).encode())


@dataclass
class FakeHost:
    """What a canvas answers, from the design alone; what it is asked to show is kept."""

    editor: Editor
    asked: list[tuple[object, ...]] = field(default_factory=list)
    panned: list[tuple[float, float]] = field(default_factory=list)

    def hit(self, x: float, y: float) -> Hit:
        design = self.editor.design
        for id_, edge in design.edges.items():
            if self.editor.selection == {Subject("edge", id_)}:
                start, end = node_rect(design.nodes[edge.source]), node_rect(design.nodes[edge.target])
                if abs(end.x - x) <= 4 and abs(end.center[1] - y) <= 4:
                    return Hit(Subject("edge", id_), "in")
                if abs(start.right - x) <= 4 and abs(start.center[1] - y) <= 4:
                    return Hit(Subject("edge", id_), "out")
        for id_, node in reversed(design.nodes.items()):
            box = node_rect(node)
            if hidden_by(design, node.group):
                continue
            if abs(box.right - x) <= 4 and abs(box.center[1] - y) <= 4:
                return Hit(Subject("node", id_), "out")
            if box.contains(x, y):
                return Hit(Subject("node", id_))
        for id_, note in design.notes.items():
            box = note_rect(note)
            if not hidden_by(design, note.group) and box.contains(x, y):
                return Hit(Subject("note", id_), "resize" if box.right - x < 12 and box.bottom - y < 12 else "body")
        return self._on_a_frame(design, x, y)

    @staticmethod
    def _on_a_frame(design: Design, x: float, y: float) -> Hit:
        around = frames(design)
        for id_ in sorted(around, key=lambda i: -len(list(design.ancestors(i)))):
            box = around[id_]
            if box.contains(x, y) and not hidden_by(design, design.groups[id_].group):
                corner = box.right - x < 14 and box.bottom - y < 14
                part = "resize" if corner and id_ == "empty" else "head" if y - box.y < FRAME_HEAD else "body"
                return Hit(Subject("group", id_), part)  # type: ignore[arg-type]
        return Hit()

    def subjects_in(self, rect: Rect) -> frozenset[Subject]:
        design = self.editor.design
        found = {Subject("node", i) for i, n in design.nodes.items() if rect.holds(node_rect(n))}
        found |= {Subject("note", i) for i, n in design.notes.items() if rect.holds(note_rect(n))}
        found |= {Subject("group", i) for i, box in frames(design).items() if rect.holds(box)}
        ends = {s.id for s in found}
        found |= {Subject("edge", i) for i, e in design.edges.items() if e.source in ends and e.target in ends}
        return frozenset(found)

    def frame(self, group: str) -> Rect:
        return frames(self.editor.design)[group]

    def pan_by(self, dx: float, dy: float) -> None:
        self.panned.append((dx, dy))

    def choose_integration(self, pair: Connection, options: tuple[IntegrationSpec, ...]) -> None:
        self.asked.append(("integration", pair, options))

    def choose_service(self, pair: Connection) -> None:
        self.asked.append(("service", pair))

    def offer(self, pair: Connection, verdict: Verdict) -> None:
        self.asked.append(("offer", pair, verdict))


@dataclass
class Bench:
    """An editor, its canvas and what tools are made with."""

    editor: Editor
    host: FakeHost
    finished: list[bool] = field(default_factory=list)

    @property
    def context(self) -> ToolContext:
        return ToolContext(CATALOGUE, self.host, lambda: self.finished.append(True))

    @property
    def design(self) -> Design:
        return self.editor.design

    def select(self, *ids: str) -> None:
        self.editor.select([self.design.subject(id_) for id_ in ids])

    @property
    def selected(self) -> set[str]:
        return {subject.id for subject in self.editor.selection}


def make_bench() -> Bench:
    editor = Editor(small_design())
    return Bench(editor, FakeHost(editor))


@pytest.fixture
def bench() -> Bench:
    return make_bench()


def at(x: float, y: float, modifiers: Modifier = Modifier.NONE, button: str = "left", scale: float = 1.0) -> Pointer:
    return Pointer(x, y, button, modifiers, scale)  # type: ignore[arg-type]


def groups_of(design: Design, ids: Iterable[str]) -> dict[str, str | None]:
    records = ((id_, design.get(design.subject(id_))) for id_ in ids)
    return {id_: record.group for id_, record in records if not isinstance(record, Edge)}
