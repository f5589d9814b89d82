"""Tools that put one thing on the canvas, and the hand."""

from __future__ import annotations

import pytest

from designer.editing.geometry import EMPTY_GROUP, NOTE
from designer.tools.base import EMPTY, Modifier
from designer.tools.draw import FrameTool, NoteTool, PanTool, PlaceTool
from tests.tools.conftest import Bench, at, groups_of


def test_place(bench: Bench) -> None:
    tool = PlaceTool(bench.editor, bench.context, "sqs")
    tool.move(at(500, 500))
    assert tool.preview.placing is not None
    shown = tool.preview.placing.at
    tool.press(at(500, 500))
    tool.release(at(500, 500))
    (new,) = bench.selected
    assert bench.design.nodes[new].at == shown == (416, 480)
    assert bench.finished == [True]
    assert tool.preview == EMPTY


@pytest.mark.parametrize(("place", "group"), [((100, 700), "empty"), ((700, 20), "inner"), ((320, -40), "orders")])
def test_place_into_the_innermost_group(bench: Bench, place: tuple[int, int], group: str) -> None:
    tool = PlaceTool(bench.editor, bench.context, "sqs")
    tool.press(at(*place))
    tool.release(at(*place))
    (new,) = bench.selected
    assert bench.design.nodes[new].group == group


def test_frame_takes_what_lies_in_it(bench: Bench) -> None:
    tool = FrameTool(bench.editor, bench.context, "vpc")
    tool.press(at(-32, 288))
    tool.move(at(250, 580))
    assert tool.preview.frame is not None
    tool.release(at(250, 580))
    (new,) = bench.selected
    assert bench.design.groups[new].kind == "vpc"
    assert groups_of(bench.design, ["bucket", "note", "api"]) == {"bucket": new, "note": new, "api": None}
    bench.editor.undo()
    assert groups_of(bench.design, ["bucket"]) == {"bucket": None}


@pytest.mark.parametrize(("make", "size"), [(FrameTool, EMPTY_GROUP), (NoteTool, NOTE)])
def test_a_click_makes_the_usual_size(bench: Bench, make: type[FrameTool], size: tuple[float, float]) -> None:
    tool = make(bench.editor, bench.context)
    tool.press(at(1000, 1000))
    tool.release(at(1003, 1000))
    (new,) = bench.selected
    record = bench.design.get(bench.design.subject(new))
    assert record.size == size  # type: ignore[union-attr]
    assert bench.finished == [True]


def test_note_in_a_group(bench: Bench) -> None:
    tool = NoteTool(bench.editor, bench.context)
    tool.press(at(20, 660))
    tool.move(at(150, 750))
    tool.release(at(150, 750))
    (new,) = bench.selected
    assert bench.design.notes[new].group == "empty"
    assert bench.design.notes[new].at == (16, 656)


@pytest.mark.parametrize("make", [FrameTool, NoteTool, lambda e, c: PlaceTool(e, c, "sqs")])
def test_esc(bench: Bench, make: type[FrameTool]) -> None:
    start, tool = bench.design, make(bench.editor, bench.context)
    tool.press(at(0, 900))
    tool.move(at(300, 1200))
    assert tool.preview
    assert tool.key("Esc", Modifier.NONE)
    assert not tool.key("X", Modifier.NONE)
    assert tool.preview == EMPTY
    assert bench.finished == [True]
    assert bench.design is start


def test_pan(bench: Bench) -> None:
    tool = PanTool(bench.editor, bench.context)
    tool.move(at(5, 5))
    assert bench.host.panned == []
    tool.press(at(100, 100))
    assert tool.cursor == "grabbing"
    tool.move(at(90, 120, scale=2.0))
    assert bench.host.panned == [(20, -40)]
    tool.release(at(90, 120))
    tool.move(at(0, 0))
    assert len(bench.host.panned) == 1
    assert tool.cursor == "grab"
