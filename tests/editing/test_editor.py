"""The Editor: every way back leads to the very same design, and history, selection and listeners agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from designer.editing import arrange, clipboard, commands, layout
from designer.editing.editor import Command, Editor
from designer.editing.geometry import Rect
from designer.model.design import Design, Node, Subject
from designer.storage import dump, parse
from tests.designs import CATALOGUE, IDS, SERVICES, designs

MAX = {"max_examples": 150, "deadline": None}


@st.composite
def steps(draw: st.DrawFn, design: Design) -> Command:
    """A command that somebody might give now, on what is there or on what is not."""
    subjects = [s for s, _ in design.records()]
    some = draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=5, unique=True)) if subjects else []
    at = draw(st.tuples(st.integers(-500, 500), st.integers(-500, 500)))
    nodes, groups, edges = list(design.nodes), list(design.groups), list(design.edges)
    one = draw(st.sampled_from(nodes)) if nodes else "nope"
    other = draw(st.sampled_from(nodes)) if nodes else "nope"
    group = draw(st.sampled_from([None, *groups]))
    movable = [s for s in some if s.kind != "edge"]
    makers: list[Callable[[], Command]] = [
        lambda: commands.place(CATALOGUE, draw(st.sampled_from(SERVICES)), at, group),
        lambda: commands.note(at, "A note", group=group),
        lambda: commands.frame("bounded-context", Rect(*at, 300, 200), movable, outer=group),
        lambda: commands.delete(design, some),
        lambda: commands.ungroup(design, groups[:2]),
        lambda: commands.move(design, dict.fromkeys(some, at), group, movable),
        lambda: commands.move_into(design, movable, group),
        lambda: commands.set_fields("Title", [s for s in movable if s.kind != "note"], "typing", title="x"),
        lambda: commands.toggle_disabled(design, some),
        lambda: commands.set_name(draw(st.text(max_size=3)), "name"),
        lambda: commands.set_setting("region", draw(st.sampled_from(["eu-west-1", "us-east-1", None]))),
        lambda: arrange.align(
            design, some, draw(st.sampled_from(["left", "centre", "right", "top", "middle", "bottom"]))
        ),
        lambda: arrange.distribute(design, some, draw(st.sampled_from(["x", "y"]))),
        lambda: arrange.nudge(design, movable, draw(st.integers(-1, 1)), 1),
        lambda: layout.tidy(design, CATALOGUE),
        lambda: clipboard.duplicate(design, some),
        lambda: clipboard.paste(clipboard.part(design, some), at, group),
    ]
    if nodes:
        verdict = CATALOGUE.explain(*(CATALOGUE.variant(design.nodes[end]) for end in (one, other)))
        makers.append(lambda: commands.set_property(Subject("node", one), "A.B", draw(st.sampled_from([None, 1]))))
        makers.append(lambda: commands.rename(Subject("node", one), design.new_id(draw(st.sampled_from(IDS)))))
        if verdict.integrations:
            found = verdict.integrations[0]
            makers.append(lambda: commands.connect(CATALOGUE, design, one, other, found))
            if edges:
                edge = draw(st.sampled_from(edges))
                makers.append(lambda: commands.reconnect(CATALOGUE, design, edge, one, other, found))
        if verdict.detours:
            way = verdict.detours[0]
            makers.append(lambda: commands.detour(CATALOGUE, design, one, other, way))
        makers.append(lambda: commands.connect_new(CATALOGUE, design, one, draw(st.sampled_from(SERVICES)), at))
    if groups:
        makers.append(lambda: commands.toggle_collapsed(design, groups[0]))
        makers.append(lambda: commands.resize(design, Subject("group", groups[0]), Rect(*at, 300, 200)))
    return draw(st.sampled_from(makers))()


@given(st.data(), designs())
@settings(**MAX)
def test_undo_all_and_redo_all(data: st.DataObject, start: Design) -> None:
    """Undone all is the start itself, redone all the end itself; every state on the way is a valid design."""
    editor = Editor(start)
    states: list[Design] = [start]
    for _ in range(data.draw(st.integers(3, 10))):
        command = data.draw(steps(editor.design))
        before = editor.design
        changed = editor.execute(command)
        event(f"{command.name.split()[0]} {changed}")
        assert changed == (editor.design is not before)
        assert parse(dump(editor.design).encode()) == editor.design
        assert all(s.id in editor.design for s in editor.selection)
        states.append(editor.design)
    end = editor.design
    undone = 0
    while editor.undo():
        undone += 1
        assert any(editor.design is state for state in states)
        assert all(s.id in editor.design for s in editor.selection)
    assert editor.design is start
    assert not editor.dirty
    while editor.redo():
        undone -= 1
    assert undone == 0
    assert editor.design is end


NODE = Subject("node", "a")


def _titled(title: str, merge: str | None = None) -> Command:
    return Command(f"Title {title}", lambda d: d.change(NODE, title=title), merge)


@pytest.fixture
def editor() -> Editor:
    return Editor(Design(nodes={"a": Node(service="sqs"), "b": Node(service="sqs")}))


def test_a_run_undoes_as_one(editor: Editor) -> None:
    start = editor.design
    for title in ("o", "on", "one"):
        assert editor.execute(_titled(title, "typing"))
    assert editor.undo_name == "Title one"
    editor.undo()
    assert editor.design is start
    editor.redo()
    assert editor.design.nodes["a"].title == "one"


def test_a_run_that_comes_back_leaves_no_step(editor: Editor) -> None:
    start = editor.design
    editor.execute(_titled("o", "typing"))
    editor.execute(_titled("", "typing"))
    assert editor.design is start
    assert editor.undo_name is None
    assert not editor.dirty


@pytest.mark.parametrize("between", [Editor.mark_saved, Editor.undo, lambda e: e.execute(_titled("two"))])
def test_what_breaks_a_run(editor: Editor, between: Callable[[Editor], object]) -> None:
    editor.execute(_titled("x"))
    editor.execute(_titled("o", "typing"))
    between(editor)
    before = editor.design
    editor.execute(_titled("on", "typing"))
    editor.undo()
    assert editor.design is before


def test_nothing_changed_is_no_step(editor: Editor) -> None:
    assert not editor.execute(_titled(""))
    assert not editor.execute(Command("Same", lambda d: d.replace(name="")))
    assert editor.undo_name is None
    assert not editor.undo()
    assert not editor.redo()


def test_a_new_step_forgets_the_undone(editor: Editor) -> None:
    editor.execute(_titled("one"))
    editor.undo()
    assert editor.redo_name == "Title one"
    editor.execute(_titled("two"))
    assert editor.redo_name is None


def test_dirty(editor: Editor) -> None:
    editor.execute(_titled("one"))
    assert editor.dirty
    editor.mark_saved()
    assert not editor.dirty
    editor.undo()
    assert editor.dirty
    editor.execute(_titled("one"))
    assert not editor.dirty  # it says what the file says, however it came to it
    editor.load(Design(), saved=False)
    assert editor.dirty
    assert not editor.undo()


def test_history_is_bounded(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Editor, "LIMIT", 3)
    for title in "12345":
        editor.execute(_titled(title))
    undone = 0
    while editor.undo():
        undone += 1
    assert undone == 3
    assert editor.design.nodes["a"].title == "2"


def test_selection(editor: Editor) -> None:
    """What is gone is not selected; undo brings back what was selected before the step."""
    said: list[frozenset[Subject]] = []
    end = editor.on_selection(said.append)
    editor.select([NODE, Subject("node", "nope")])
    assert editor.selection == {NODE}
    editor.execute(commands.delete(editor.design, [NODE]))
    assert editor.selection == frozenset()
    editor.undo()
    assert editor.selection == {NODE}
    end()
    editor.select(())
    assert said == [frozenset({NODE}), frozenset(), frozenset({NODE})]


def test_listeners_hear_each_change(editor: Editor) -> None:
    said: list[tuple[Design, Design]] = []
    end = editor.on_design(lambda old, new: said.append((old, new)))
    start = editor.design
    editor.execute(_titled("one"))
    one = editor.design
    editor.undo()
    end()
    editor.redo()
    assert said == [(start, one), (one, start)]
