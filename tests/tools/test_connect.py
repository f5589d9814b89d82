"""The connect tool: by drag, by two clicks, by keyboard; and what becomes of refused targets."""

from __future__ import annotations

from typing import Any

import pytest

from designer.model.design import Design
from designer.tools.base import EMPTY, Connection, Modifier
from designer.tools.connect import ConnectTool
from tests.tools.conftest import CATALOGUE, Bench, at

BUCKET, FN, QUEUE, FIFO, GROUND = (30, 330), (320, 20), (700, 20), (650, 190), (900, 700)
NONE = Modifier.NONE


@pytest.fixture
def tool(bench: Bench) -> ConnectTool:
    return ConnectTool(bench.editor, bench.context)


def drag(tool: ConnectTool, start: tuple[float, float], end: tuple[float, float]) -> None:
    tool.press(at(*start))
    tool.move(at(*end))
    tool.release(at(*end))


def new_edges(bench: Bench, start: Design) -> list[tuple[str, str]]:
    return [(e.source, e.target) for i, e in bench.design.edges.items() if i not in start.edges]


def answer(bench: Bench, tool: ConnectTool, kind: str, which: Any = 0) -> None:
    """What the canvas was asked to show is answered."""
    asked = bench.host.asked.pop()
    assert asked[0] == kind
    pair: Any = asked[1]
    if kind == "service":
        tool.chosen(pair, which)
    else:
        options: Any = asked[2] if kind == "integration" else asked[2].detours  # type: ignore[attr-defined]
        tool.chosen(pair, options[which])


def connect(bench: Bench, tool: ConnectTool, start: tuple[float, float], end: tuple[float, float]) -> None:
    drag(tool, start, end)
    if bench.host.asked:
        answer(bench, tool, "integration")


def test_drag(bench: Bench, tool: ConnectTool) -> None:
    start = bench.design
    connect(bench, tool, BUCKET, FN)
    assert new_edges(bench, start) == [("bucket", "fn")]
    assert bench.editor.undo_name == "Connect Files to Take order"
    assert bench.selected == {"bucket-fn"}
    bench.editor.undo()
    assert bench.design is start


def test_two_clicks(bench: Bench, tool: ConnectTool) -> None:
    start = bench.design
    for place in (BUCKET, QUEUE):
        tool.press(at(*place))
        tool.release(at(*place))
        if place == BUCKET:
            tool.move(at(*QUEUE))
            assert tool.active
    if bench.host.asked:
        answer(bench, tool, "integration")
    assert new_edges(bench, start) == [("bucket", "queue")]


def test_every_node_has_an_answer_while_it_runs(bench: Bench, tool: ConnectTool) -> None:
    tool.press(at(*BUCKET))
    tool.move(at(*FIFO))
    preview = tool.preview.connecting
    assert preview is not None
    assert preview.verdicts.keys() == bench.design.nodes.keys() - {"bucket"}
    assert preview.hover == "fifo"
    assert preview.detour is not None
    assert tool.cursor == "forbidden"
    for id_, verdict in preview.verdicts.items():
        assert verdict.target == CATALOGUE.variant(bench.design.nodes[id_])
    tool.move(at(*FN))
    assert tool.cursor == "cross"


def test_a_refused_target_is_explained_and_has_a_way(bench: Bench, tool: ConnectTool) -> None:
    start = bench.design
    drag(tool, BUCKET, FIFO)
    assert bench.design is start
    answer(bench, tool, "offer")
    chain = new_edges(bench, start)
    assert (chain[0][0], chain[-1][1]) == ("bucket", "fifo")
    assert len(chain) > 1
    bench.editor.undo()
    assert bench.design is start


def test_tab_takes_the_way_at_once(bench: Bench, tool: ConnectTool) -> None:
    tool.press(at(*BUCKET))
    tool.move(at(*FN))
    assert tool.key("Tab", NONE)
    assert tool.active  # a legal target has no detour
    tool.move(at(*FIFO))
    assert tool.key("Tab", NONE)
    assert not tool.active
    assert len(bench.design.edges) > 3
    assert bench.host.asked == []


def test_on_the_ground_services_are_offered(bench: Bench, tool: ConnectTool) -> None:
    start = bench.design
    drag(tool, FN, GROUND)
    assert bench.host.asked == [("service", Connection("fn", None, GROUND))]
    answer(bench, tool, "service", "sns-standard")
    (new,) = bench.design.nodes.keys() - start.nodes.keys()
    assert bench.design.nodes[new].at == (896, 672)
    assert new_edges(bench, start) == [("fn", new)]
    assert bench.selected == {new}


def test_keyboard(bench: Bench, tool: ConnectTool) -> None:
    start = bench.design
    assert tool.begin_keyboard("bucket")
    targets = tool.targets
    assert set(targets) <= {"fn", "queue", "hidden", "api"}
    seen = []
    for _ in targets:
        preview = tool.preview.connecting
        assert preview is not None
        seen.append(preview.hover)
        tool.key("Right", NONE)
    assert tuple(seen) == targets
    tool.key("Left", NONE)
    tool.key("Right", NONE)
    assert tool.key("Enter", NONE)
    if bench.host.asked:
        answer(bench, tool, "integration")
    assert new_edges(bench, start) == [("bucket", targets[0])]


def test_nothing_to_reach(bench: Bench, tool: ConnectTool) -> None:
    from designer.editing import commands

    others = [bench.design.subject(i) for i in bench.design.nodes if i != "bucket"]
    bench.editor.execute(commands.delete(bench.design, others))
    assert not tool.begin_keyboard("bucket")
    assert not tool.active


def test_an_end_is_taken_elsewhere(bench: Bench, tool: ConnectTool) -> None:
    """The edge keeps its id, whichever end moves; on the ground it stays as it is."""
    start = bench.design
    tool.begin("fn", QUEUE, edge="fn-queue", free="target")
    tool.move(at(*GROUND))
    tool.release(at(*GROUND))
    assert bench.design is start
    assert bench.host.asked == []
    tool.begin("fn", QUEUE, edge="fn-queue", free="target")
    tool.move(at(*BUCKET))
    tool.release(at(*BUCKET))
    if bench.host.asked:
        answer(bench, tool, "integration")
    assert bench.design.edges["fn-queue"].target == "bucket"
    bench.editor.undo()
    tool.begin("queue", FN, edge="fn-queue", free="source")
    tool.move(at(*BUCKET))
    tool.release(at(*BUCKET))
    if bench.host.asked:
        answer(bench, tool, "integration")
    assert (bench.design.edges["fn-queue"].source, bench.design.edges["fn-queue"].target) == ("bucket", "queue")


@pytest.mark.parametrize("end", ["Esc", "double click", "right button", "on itself"])
def test_ways_to_give_up(bench: Bench, tool: ConnectTool, end: str) -> None:
    start = bench.design
    tool.press(at(*BUCKET))
    tool.move(at(*FN))
    if end == "Esc":
        assert tool.key("Esc", NONE)
    elif end == "double click":
        tool.double_click(at(*FN))
    elif end == "right button":
        tool.press(at(*FN, button="right"))
    else:
        tool.move(at(60, 340))
        tool.release(at(60, 340))
    assert not tool.active
    assert tool.preview == EMPTY
    assert bench.design is start
    assert bench.host.asked == []


def test_an_answer_that_comes_too_late(bench: Bench, tool: ConnectTool) -> None:
    from designer.editing import commands

    drag(tool, BUCKET, FIFO)
    bench.editor.execute(commands.delete(bench.design, [bench.design.subject("fifo")]))
    before = bench.design
    answer(bench, tool, "offer")
    assert bench.design is before
