"""What each command does to a design, and what it leaves alone."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.editing import arrange, commands
from designer.editing.editor import Editor
from designer.editing.geometry import EMPTY_GROUP, Rect, frames
from designer.model.design import FARTHEST, Design, Subject
from designer.model.diff import diff
from designer.storage import dump, parse
from tests.designs import CATALOGUE, IDS, designs


def design(**document: Any) -> Design:
    return parse(json.dumps(document).encode())


def node(id_: str) -> Subject:
    return Subject("node", id_)


def group(id_: str) -> Subject:
    return Subject("group", id_)


def via(source: str, target: str) -> Any:
    return CATALOGUE.explain(source, target).integrations[0]


# -- renaming


@given(designs(), st.data())
@settings(max_examples=120, deadline=None)
def test_rename_follows_everything(start: Design, data: st.DataObject) -> None:
    """Every mention of the old id becomes the new one, in place, and nothing else changes."""
    subject = data.draw(st.sampled_from([s for s, _ in start.records()]))
    renamed = commands.rename(subject, "renamed").apply(start)
    old, new = json.loads(dump(start)), json.loads(dump(renamed))
    assert _replaced(old, subject) == new
    assert [i if i != subject.id else "renamed" for _, t in _tables(old) for i in t] == [
        i for _, t in _tables(new) for i in t
    ]
    assert commands.rename(Subject(subject.kind, "renamed"), subject.id).apply(renamed) == start


def _tables(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, document.get(name, {})) for name in ("groups", "nodes", "edges", "notes")]


def _replaced(document: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The same by brute force: ids never occur in these designs but where they are meant."""
    text = json.dumps(document).replace(f'"{subject}"', f'"{subject.kind}:renamed"')
    if subject.id in document.get(f"{subject.kind}s", {}):
        text = text.replace(f'"{subject.id}"', '"renamed"')
    replaced: dict[str, Any] = json.loads(text)
    return replaced


@pytest.mark.parametrize("new", ["", "1a", "a b", "b", "x" * 256, "ä", "a\n"])
def test_ids_that_are_refused(new: str) -> None:
    start = design(nodes={"a": {"service": "sqs"}}, groups={"b": {}})
    editor = Editor(start)
    with pytest.raises(commands.EditError):
        commands.check_id(start, "a", new)
    with pytest.raises(commands.EditError):
        editor.execute(commands.rename(node("a"), new))
    assert editor.design is start


def test_unknown_keys_are_not_references() -> None:
    document = {
        "format": "skydraft/1",
        "groups": {"g": {}},
        "nodes": {"a": {"service": "sqs", "subject": "node:a"}},
        "edges": {"e": {"from": "a", "to": "a", "group": "g"}},
    }
    start = design(**document)
    assert '"subject": "node:a"' in dump(commands.rename(node("a"), "b").apply(start))
    assert '"group": "g"' in dump(commands.rename(group("g"), "h").apply(start))


# -- connections


def test_connect_leaves_out_the_default_and_sets_needs() -> None:
    start = design(nodes={"t": {"service": "dynamodb"}, "f": {"service": "lambda"}})
    stream = via("dynamodb", "lambda")
    after = commands.connect(CATALOGUE, start, "t", "f", stream).apply(start)
    assert list(after.edges) == ["t-f"]
    assert after.edges["t-f"].via is None
    assert after.nodes["t"].properties["StreamSpecification"]["StreamViewType"]
    other = next(i for i in CATALOGUE.between("lambda", "sqs-standard") if not i.default)
    start = design(nodes={"f": {"service": "lambda"}, "q": {"service": "sqs"}})
    after = commands.connect(CATALOGUE, start, "f", "q", other).apply(start)
    assert CATALOGUE.integration(after, after.edges["f-q"]) is other


def test_connect_new_makes_the_variant_that_can_be_reached() -> None:
    start = design(nodes={"f": {"service": "lambda", "in": "g"}}, groups={"g": {}})
    command = commands.connect_new(CATALOGUE, start, "f", "sqs-fifo", (320, 0))
    after = command.apply(start)
    (new,) = (i for i in after.nodes if i != "f")
    assert CATALOGUE.variant(after.nodes[new]) == "sqs-fifo"
    assert after.nodes[new].group == "g"
    assert [(e.source, e.target) for e in after.edges.values()] == [("f", new)]


def test_reconnect_keeps_what_still_means_something() -> None:
    start = design(
        nodes={
            "q": {"service": "sqs"},
            "f": {"service": "lambda"},
            "g": {"service": "lambda"},
            "t": {"service": "sns"},
        },
        edges={"e": {"from": "q", "to": "f", "properties": {"BatchSize": 5}}},
    )
    after = commands.reconnect(CATALOGUE, start, "e", "q", "g", via("sqs-standard", "lambda")).apply(start)
    assert after.edges["e"].target == "g"
    assert after.edges["e"].properties == {"BatchSize": 5}
    after = commands.reconnect(CATALOGUE, start, "e", "t", "g", via("sns-standard", "lambda")).apply(start)
    assert after.edges["e"].properties == {}


def test_a_detour_is_one_step() -> None:
    start = design(
        nodes={
            "up": {"service": "s3", "at": [0, 0]},
            "q": {"service": "sqs", "at": [512, 0], "properties": {"FifoQueue": True}},
        }
    )
    way = CATALOGUE.explain("s3", "sqs-fifo").detours[0]
    assert way.through
    editor = Editor(start)
    editor.execute(commands.detour(CATALOGUE, start, "up", "q", way))
    new = [s.id for s in diff(start, editor.design).added if s.kind == "node"]
    assert len(new) == len(way.through)
    assert editor.selection == {node(i) for i in new}
    chain = ["up", *new, "q"]
    assert [(e.source, e.target) for e in editor.design.edges.values()] == list(pairwise(chain))
    assert all(CATALOGUE.integration(editor.design, edge) for edge in editor.design.edges.values())
    assert all(editor.design.nodes[i].title and editor.design.nodes[i].at for i in new)
    editor.undo()
    assert editor.design is start


def test_commands_outlive_their_subjects() -> None:
    """What a command was about may be gone when it is applied: then it leaves the design as it is."""
    nodes = {"q": {"service": "sqs"}, "f": {"service": "lambda"}}
    start = design(nodes=nodes, edges={"e": {"from": "q", "to": "f"}}, groups={"g": {}})
    bare = Design()
    integration = via("sqs-standard", "lambda")
    for command in (
        commands.delete(start, [node("q")]),
        commands.move(start, {node("q"): (0, 0)}),
        commands.set_property(node("q"), "A", 1),
        commands.set_fields("x", [node("q")], title="x"),
        commands.connect(CATALOGUE, start, "q", "f", integration),
        commands.reconnect(CATALOGUE, start, "e", "q", "f", integration),
        commands.set_via(start, CATALOGUE, "e", integration),
        commands.rename(node("q"), "x"),
        commands.resize(start, node("q"), Rect(0, 0, 1, 1)),
        commands.move_into(start, [node("q")], "g"),
    ):
        assert not Editor(bare).execute(command), command.name


# -- groups


GROUPED = {
    "groups": {"outer": {}, "inner": {"in": "outer"}},
    "nodes": {"a": {"service": "sqs", "at": [100, 100], "in": "inner"}, "b": {"service": "sqs", "at": [700, 100]}},
}


@pytest.mark.parametrize(
    "command",
    [
        lambda d: commands.delete(d, [node("a")]),
        lambda d: commands.move_into(d, [node("a")], None),
        lambda d: commands.move(d, {node("a"): (900, 900)}, None, [node("a")]),
    ],
    ids=["delete", "move into", "move"],
)
def test_a_group_that_loses_its_content_keeps_its_frame(command: Any) -> None:
    start = design(**GROUPED)
    after = command(start).apply(start)
    assert frames(after)["inner"] == frames(start)["inner"]


def test_a_collapsed_group_that_loses_its_content_keeps_its_corner() -> None:
    start = commands.toggle_collapsed(design(**GROUPED), "inner").apply(design(**GROUPED))
    after = commands.delete(start, [node("a")]).apply(start)
    assert frames(after)["inner"][:2] == frames(start)["inner"][:2]
    assert frames(commands.toggle_collapsed(after, "inner").apply(after))["inner"][2:] == EMPTY_GROUP


def test_ungrouping_an_empty_group_leaves_the_frame_around_it() -> None:
    start = design(groups={"outer": {}, "inner": {"in": "outer", "at": [100, 100], "size": [300, 200]}})
    after = commands.ungroup(start, ["inner"]).apply(start)
    assert frames(after)["outer"] == frames(start)["outer"]


def test_ungroup_selects_what_stood_in_it() -> None:
    editor = Editor(design(**GROUPED))
    editor.execute(commands.ungroup(editor.design, ["inner"]))
    assert editor.design.nodes["a"].group == "outer"
    assert editor.selection == {node("a")}


@given(designs(), st.data())
@settings(max_examples=80, deadline=None)
def test_groups_never_stand_in_themselves(start: Design, data: st.DataObject) -> None:
    subjects = [s for s, _ in start.records() if s.kind != "edge"]
    some = data.draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=5))
    where = data.draw(st.sampled_from([None, *start.groups]))
    for command in (
        commands.move_into(start, some, where),
        commands.frame("vpc", Rect(0, 0, 9, 9), some, outer=where),
        commands.ungroup(start, [s.id for s in some if s.kind == "group"]),
    ):
        after = command.apply(start)
        assert parse(dump(after).encode()) == after  # a circle would be refused


def test_frame_takes_only_the_outermost() -> None:
    start = design(**GROUPED)
    after = commands.frame("vpc", Rect(0, 0, 9, 9), [node("a"), group("inner"), group("outer")]).apply(start)
    (new,) = after.groups.keys() - start.groups.keys()
    assert after.groups["outer"].group == new
    assert (after.groups["inner"].group, after.nodes["a"].group) == ("outer", "inner")


def test_a_frame_around_the_group_that_it_was_to_stand_in() -> None:
    """Of `outer`, only what lies outside all that is framed can hold the new frame."""
    start = design(**GROUPED)
    after = commands.frame("vpc", Rect(0, 0, 9, 9), [group("outer"), node("a"), node("b")], outer="inner").apply(start)
    (new,) = after.groups.keys() - start.groups.keys()
    assert after.groups[new].group is None
    assert (after.groups["outer"].group, after.groups["inner"].group, after.nodes["b"].group) == (new, "outer", new)
    assert parse(dump(after).encode()) == after


# -- places


def test_nothing_is_put_where_no_file_may_say() -> None:
    start = design(nodes={"a": {"service": "sqs", "at": [0, 0]}})
    after = commands.move(start, {node("a"): (9e9, -9e9)}).apply(start)
    assert after.nodes["a"].at == (FARTHEST, -FARTHEST)
    assert parse(dump(after).encode()) == after


BOXES = {
    "nodes": {
        "a": {"service": "sqs", "at": [0, 0]},
        "b": {"service": "sqs", "at": [300, 70]},
        "c": {"service": "sqs", "at": [400, 500]},
    },
    "notes": {"n": {"text": "", "at": [1000, 10], "size": [100, 100]}},
}


@pytest.mark.parametrize(
    ("side", "places"),
    [
        ("left", {"a": (0, 0), "n": (0, 10)}),
        ("right", {"a": (916, 0), "n": (1000, 10)}),
        ("centre", {"a": (458, 0), "n": (500, 10)}),
        ("top", {"a": (0, 0), "n": (1000, 0)}),
        ("bottom", {"a": (0, 54), "n": (1000, 10)}),
        ("middle", {"a": (0, 27), "n": (1000, 5)}),
    ],
)
def test_align(side: arrange.Side, places: dict[str, tuple[float, float]]) -> None:
    start = design(**BOXES)
    after = arrange.align(start, [node("a"), Subject("note", "n")], side).apply(start)
    assert {"a": after.nodes["a"].at, "n": after.notes["n"].at} == places


def test_distribute_makes_the_gaps_equal() -> None:
    start = design(**BOXES)
    subjects = [s for s, _ in start.records()]
    boxes = sorted(arrange.boxes(arrange.distribute(start, subjects, "x").apply(start), subjects).values())
    gaps = [right.x - left.right for left, right in pairwise(boxes)]
    assert max(gaps) - min(gaps) <= 1  # places are whole
    assert (boxes[0].x, boxes[-1].x) == (0, 1000)
    assert arrange.distribute(start, subjects[:2], "x").apply(start) == start


def test_nudges_are_one_step_and_move_empty_groups() -> None:
    start = design(**GROUPED | {"groups": {"outer": {}, "inner": {"in": "outer"}, "empty": {"at": [0, 500]}}})
    editor = Editor(start)
    for _ in range(3):
        editor.execute(arrange.nudge(editor.design, [group("outer"), group("empty")], 1, 0))
    assert editor.design.nodes["a"].at == (148, 100)
    assert editor.design.groups["empty"].at == (48, 500)
    assert editor.design.nodes["b"] is start.nodes["b"]
    editor.undo()
    assert editor.design is start


@pytest.mark.parametrize(
    ("subjects", "said"),
    [
        ([node("a")], "Delete One"),
        ([node("a"), node("b")], "Delete 2 nodes"),
        ([node("a"), group("outer")], "Delete 2 items"),
        ([Subject("edge", "e")], "Delete One to b"),
    ],
)
def test_names_of_steps(subjects: list[Subject], said: str) -> None:
    document = json.loads(json.dumps(GROUPED))
    document["nodes"]["a"]["title"] = "One"
    start = design(**document, edges={"e": {"from": "a", "to": "b"}})
    assert commands.delete(start, subjects).name == said


def test_titles_are_numbered() -> None:
    editor = Editor(Design())
    for _ in range(3):
        editor.execute(commands.place(CATALOGUE, "sqs", (0, 0)))
    titles = [n.title for n in editor.design.nodes.values()]
    assert len(set(titles)) == 3
    assert titles[1:] == [f"{titles[0]} 2", f"{titles[0]} 3"]
    assert set(IDS).isdisjoint(editor.design.nodes)
