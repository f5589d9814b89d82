"""Drives the real canvas for a canvas benchmark: `tests.bench.skydraft_adapter:SkydraftAdapter`.

The harness hands over a workload (positions, labels, kinds, edges) and calls the adapter's methods; the adapter calls
what the user's own gestures call.  Nothing is imported but the project and Qt.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from designer.catalogue.loader import load
from designer.editing import commands
from designer.editing.editor import Editor
from designer.editing.geometry import CARD
from designer.gui.canvas.view import CanvasView
from designer.model.design import Design, Edge, Node, Subject
from designer.model.finding import SEVERITIES, Finding
from designer.model.frozen import FrozenDict
from designer.tools.base import ToolContext
from designer.tools.select import SelectTool

# The workload's kinds as services of ours.
SERVICES = (
    "ecs-fargate", "lambda", "s3", "rds", "sqs", "sns", "cognito-user-pool", "dynamodb", "apigw-http", "cloudfront",
)  # fmt: skip


class Workload(Protocol):
    """What the harness hands over."""

    positions: tuple[tuple[float, float], ...]
    labels: tuple[str, ...]
    kinds: tuple[int, ...]
    edges: tuple[tuple[int, int], ...]

    @property
    def bounds(self) -> QRectF: ...


class SkydraftAdapter:
    """The canvas with everything on: labels, glyphs, badges, arrowheads, findings."""

    name = "skydraft"
    view: QWidget
    viewport: QWidget

    def build(self, workload: Workload) -> None:
        self.workload = workload
        nodes = {
            f"n{i}": Node(service=SERVICES[kind % len(SERVICES)], title=label, at=place)
            for i, (place, label, kind) in enumerate(
                zip(workload.positions, workload.labels, workload.kinds, strict=True)
            )
        }
        edges = {f"e{i}": Edge(source=f"n{a}", target=f"n{b}", via="push") for i, (a, b) in enumerate(workload.edges)}
        self.editor = Editor(Design(name="Benchmark", nodes=FrozenDict(nodes), edges=FrozenDict(edges)))
        catalogue = load()
        self.canvas = CanvasView(self.editor, catalogue)
        self.canvas.motion = False
        self.canvas.set_tool(SelectTool(self.editor, ToolContext(catalogue, self.canvas)))
        self.canvas.set_findings(_finding(f"n{i}", i) for i in range(0, len(nodes), 10))
        self.view = self.viewport = self.canvas

    def fit(self) -> None:
        bounds = self.workload.bounds
        zoom = min(self.canvas.width() / bounds.width(), self.canvas.height() / bounds.height())
        self.canvas.center_on(bounds.center().x(), bounds.center().y(), zoom)

    def zoom_100(self, node: int) -> None:
        x, y = self.workload.positions[node]
        self.canvas.center_on(x + CARD[0] / 2, y + CARD[1] / 2, 1.0)

    def zoom_by(self, factor: float) -> None:
        self.canvas.zoom_by(factor)

    def pan(self, dx: int, dy: int) -> None:
        self.canvas.pan_by(dx, dy)

    def scale(self) -> float:
        return self.canvas.zoom

    def node_view_pos(self, node: int) -> QPointF:
        """The middle of the card: while it is dragged, of the card that the gesture shows."""
        subject = Subject("node", f"n{node}")
        tool = self.canvas.tool
        place = tool.preview.moved.get(subject) if tool is not None else None
        x, y = place or self.editor.design.nodes[subject.id].at or (0.0, 0.0)
        return self.canvas.to_view(x + CARD[0] / 2, y + CARD[1] / 2)

    def invalidate(self) -> None:
        """Drop the layer, the atlases and the laid-out texts."""
        self.canvas.drop_caches()
        self.canvas.update()

    def pending(self) -> bool:
        return self.canvas.pending

    def add_node(self, x: float, y: float) -> None:
        self.editor.execute(commands.place(self.canvas.catalogue, "lambda", (x, y)))

    def undo(self) -> None:
        self.editor.undo()


def _finding(node: str, number: int) -> Finding:
    severity = SEVERITIES[number // 10 % len(SEVERITIES)]
    return Finding(
        rule="benchmark", severity=severity, subject=Subject("node", node), message="A finding",
        why="So that badges are drawn.",
        fix="Nothing.", doc="https://example.com/",
    )  # fmt: skip
