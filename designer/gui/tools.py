"""Which tool is in hand, and who makes them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

from designer.editing.editor import Editor
from designer.gui.canvas.view import CanvasView
from designer.model.catalogue import Catalogue
from designer.tools.base import Tool, ToolContext
from designer.tools.connect import ConnectTool
from designer.tools.draw import FrameTool, NoteTool
from designer.tools.select import SelectTool

ToolName = Literal["select", "connect", "frame", "note"]


class Tools(QObject):
    """The tools of one canvas."""

    changed = Signal()

    def __init__(self, canvas: CanvasView, editor: Editor, catalogue: Catalogue) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        # A tool that has placed its one thing gives the hand back.
        context = ToolContext(catalogue, canvas, finished=lambda: self.use("select"))
        self._tools: dict[ToolName, Tool] = {
            "select": SelectTool(editor, context),
            "connect": ConnectTool(editor, context),
            "frame": FrameTool(editor, context),
            "note": NoteTool(editor, context),
        }
        self.name: ToolName = "select"
        canvas.set_tool(self._tools["select"])

    def use(self, name: ToolName) -> None:
        self.name = name
        self._canvas.set_tool(self._tools[name])
        self.changed.emit()
