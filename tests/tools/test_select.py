"""The select tool: one gesture after another."""

from __future__ import annotations

import pytest

from designer.editing.geometry import Rect, frames
from designer.model.design import Subject
from designer.tools.base import EMPTY, Modifier
from designer.tools.select import SelectTool
from tests.tools.conftest import Bench, at, groups_of

SHIFT, CONTROL, ALT = Modifier.SHIFT, Modifier.CONTROL, Modifier.ALT
API, FN, QUEUE, BUCKET, NOTE, GROUND = (20, 20), (320, 20), (700, 20), (30, 330), (30, 460), (-200, -200)
EMPTY_HEAD, INNER_HEAD = (10, 620), (700, -20)


@pytest.fixture
def tool(bench: Bench) -> SelectTool:
    return SelectTool(bench.editor, bench.context)


def drag(
    tool: SelectTool, start: tuple[float, float], *way: tuple[float, float], modifiers: Modifier = Modifier.NONE
) -> None:
    tool.press(at(*start, modifiers))
    for place in way:
        tool.move(at(*place, modifiers))
    tool.release(at(*way[-1], modifiers))


def click(tool: SelectTool, place: tuple[float, float], modifiers: Modifier = Modifier.NONE) -> None:
    tool.press(at(*place, modifiers))
    tool.release(at(*place, modifiers))


def test_clicks(bench: Bench, tool: SelectTool) -> None:
    click(tool, API)
    assert bench.selected == {"api"}
    click(tool, FN, SHIFT)
    assert bench.selected == {"api", "fn"}
    click(tool, API, CONTROL)
    assert bench.selected == {"fn"}
    click(tool, GROUND, SHIFT)
    assert bench.selected == {"fn"}
    click(tool, GROUND)
    assert bench.selected == set()
    assert bench.editor.undo_name is None


def test_a_click_on_one_of_many_takes_it_alone(bench: Bench, tool: SelectTool) -> None:
    bench.select("api", "fn")
    click(tool, API)
    assert bench.selected == {"api"}


def test_the_right_button_selects_what_is_under_it(bench: Bench, tool: SelectTool) -> None:
    bench.select("api", "fn")
    tool.press(at(*FN, button="right"))
    assert bench.selected == {"api", "fn"}
    tool.press(at(*BUCKET, button="right"))
    assert bench.selected == {"bucket"}


def test_a_trembling_hand_moves_nothing(bench: Bench, tool: SelectTool) -> None:
    start = bench.design
    drag(tool, API, (22, 22))
    assert bench.design is start
    assert bench.selected == {"api"}


def test_a_move_is_one_step_onto_the_grid(bench: Bench, tool: SelectTool) -> None:
    start = bench.design
    tool.press(at(*BUCKET))
    tool.move(at(60, 400))
    assert tool.cursor == "move"
    assert bench.design is start
    tool.move(at(59, 845))
    assert Subject("node", "bucket") in tool.preview.moved
    tool.release(at(59, 845))
    assert tool.preview == EMPTY
    place = bench.design.nodes["bucket"].at
    assert place is not None
    assert place[1] % 16 == 0
    assert bench.editor.undo_name == "Move Files"
    bench.editor.undo()
    assert bench.design is start


def test_what_the_preview_shows_is_what_comes(bench: Bench, tool: SelectTool) -> None:
    bench.select("api", "bucket", "note")
    tool.press(at(*API))
    tool.move(at(133, -277))
    shown = dict(tool.preview.moved)
    tool.release(at(133, -277))
    assert {s: bench.design.get(s).at for s in shown} == shown  # type: ignore[union-attr]
    assert len(shown) == 3


def test_cards_line_up(bench: Bench, tool: SelectTool) -> None:
    """Within reach of another card's left side the move snaps to it, and a guide shows why; Alt lets it be."""
    tool.press(at(*BUCKET))
    tool.move(at(30 + 607, 330))
    assert tool.preview.moved[Subject("node", "bucket")][0] == 608
    assert any(guide.axis == "x" and guide.at == 608 for guide in tool.preview.guides)
    tool.move(at(30 + 607, 330, ALT))
    assert tool.preview.moved[Subject("node", "bucket")] == (607, 304)
    assert tool.preview.guides == ()


def test_shift_keeps_one_axis(bench: Bench, tool: SelectTool) -> None:
    drag(tool, BUCKET, (130, 350), modifiers=SHIFT)
    place = bench.design.nodes["bucket"].at
    assert place is not None
    assert place[0] != 0
    assert place[1] == 304


def test_control_drags_a_copy(bench: Bench, tool: SelectTool) -> None:
    tool.press(at(*BUCKET, CONTROL))
    tool.move(at(130, 730, CONTROL))
    assert tool.preview.copying
    tool.release(at(130, 730, CONTROL))
    assert bench.design.nodes["bucket"].at == (0, 304)
    assert bench.design.nodes["bucket-2"].at is not None
    assert bench.selected == {"bucket-2"}
    assert bench.editor.undo_name == "Copy Files"


def test_into_and_out_of_groups(bench: Bench, tool: SelectTool) -> None:
    start = bench.design
    drag(tool, API, (60, 60), (100, 700))
    assert groups_of(bench.design, ["api"]) == {"api": "empty"}
    bench.editor.undo()
    tool.press(at(*API))
    tool.move(at(330, 30))
    assert tool.preview.drop_into == "orders"
    tool.cancel()
    drag(tool, QUEUE, (720, 60), (-300, 40))
    assert groups_of(bench.design, ["queue"]) == {"queue": None}
    bench.editor.undo()
    assert bench.design is start


def test_a_group_moves_with_all_that_is_in_it(bench: Bench, tool: SelectTool) -> None:
    drag(tool, (300, -60), (300, -100), (300, -160))
    nodes = bench.design.nodes
    assert nodes["fn"].at == (304, -96)
    assert nodes["queue"].at == (608, -96)
    assert bench.selected == {"orders"}
    assert groups_of(bench.design, ["fn", "queue", "inner"]) == {"fn": "orders", "queue": "inner", "inner": "orders"}


def test_an_empty_group_moves(bench: Bench, tool: SelectTool) -> None:
    drag(tool, EMPTY_HEAD, (10, 700), (10, 780))
    assert bench.design.groups["empty"].at == (0, 768)


def test_resize(bench: Bench, tool: SelectTool) -> None:
    drag(tool, (318, 812), (350, 850), (400, 900))
    assert frames(bench.design)["empty"] == Rect(0, 608, 400, 296)
    drag(tool, (180, 540), (190, 545), (-900, -900))
    assert bench.design.notes["note"].size == (96, 48)


def test_marquee(bench: Bench, tool: SelectTool) -> None:
    tool.press(at(-20, -100))
    tool.move(at(500, 200))
    assert tool.preview.marquee == Rect(-20, -100, 520, 300)
    tool.release(at(500, 200))
    assert bench.selected == {"api", "fn", "api-fn"}
    drag(tool, (-20, 290), (100, 300), (200, 380), modifiers=SHIFT)
    assert bench.selected == {"api", "fn", "api-fn", "bucket"}
    drag(tool, (-20, 290), (100, 300), (200, 380), modifiers=SHIFT)
    assert bench.selected == {"api", "fn", "api-fn"}


@pytest.mark.parametrize("key", ["Esc", None])
def test_esc_gives_everything_back(bench: Bench, tool: SelectTool, key: str | None) -> None:
    start = bench.design
    bench.select("note")
    tool.press(at(*API))
    tool.move(at(300, 300))
    assert bench.selected == {"api"}
    if key:
        assert tool.key(key, Modifier.NONE)
    else:
        tool.cancel()
    assert bench.selected == {"note"}
    assert tool.preview == EMPTY
    tool.release(at(300, 300))
    assert bench.design is start


def test_keys(bench: Bench, tool: SelectTool) -> None:
    assert not tool.key("Left", Modifier.NONE)
    bench.select("bucket")
    assert tool.key("Right", Modifier.NONE)
    assert tool.key("Down", SHIFT)
    assert bench.design.nodes["bucket"].at == (16, 368)
    assert tool.key("Esc", Modifier.NONE)
    assert bench.selected == set()
    assert not tool.key("Esc", Modifier.NONE)


def test_an_undo_in_the_midst_of_a_gesture(bench: Bench, tool: SelectTool) -> None:
    from designer.editing import commands
    from tests.tools.conftest import CATALOGUE

    start = bench.design
    bench.editor.execute(commands.place(CATALOGUE, "sqs", (0, 900)))
    tool.press(at(20, 920))
    tool.move(at(200, 1000))
    bench.editor.undo()
    tool.move(at(210, 1000))
    tool.release(at(210, 1000))
    assert bench.design is start
    assert tool.preview == EMPTY


def test_ports_and_ends_of_edges(bench: Bench, tool: SelectTool) -> None:
    tool.press(at(184, 28))
    assert tool.preview.connecting is not None
    assert tool.preview.connecting.source == "api"
    tool.cancel()
    bench.select("fn-queue")
    tool.press(at(608, 28))
    connecting = tool.preview.connecting
    assert connecting is not None
    assert (connecting.source, connecting.reconnecting) == ("fn", "fn-queue")
    tool.cancel()
    tool.press(at(488, 28))
    connecting = tool.preview.connecting
    assert connecting is not None
    assert (connecting.source, connecting.reconnecting) == ("queue", "fn-queue")
