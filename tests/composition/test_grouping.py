"""The suggested grouping: what it finds, and what it never does."""

from __future__ import annotations

from hypothesis import given, settings

from designer.catalogue import load
from designer.composition import analyse
from designer.composition.grouping import communities, cross_weight
from designer.composition.records import Suggestion
from designer.editing import commands
from designer.editing.editor import Editor
from designer.model.design import Design
from tests.composition.sketch import composed, sketch
from tests.rules.designs import designs

TWO = (
    "api:apigw-http a:lambda t:dynamodb bus:eventbridge-bus q:sqs b:lambda s:dynamodb dead:sqs",
    "api>a a>t a>bus bus>q q>b b>s q>dead/redrive",
)


def parts(suggestion: Suggestion) -> list[set[str]]:
    return [set(context.nodes) for context in suggestion.contexts]


def placeable(design: Design) -> set[str]:
    catalogue = load()
    return {
        id_
        for id_, node in design.nodes.items()
        if not node.disabled
        and node.service not in ("eventbridge-bus", "eventbridge-custom-bus")
        and not ((service := catalogue.service(node)) and service.actor)
    }


def test_what_an_event_parts_becomes_two_contexts() -> None:
    found = composed(*TWO).suggestion
    assert parts(found) == [{"api", "a", "t"}, {"q", "b", "s", "dead"}]
    assert [context.title for context in found.contexts] == ["t", "s"]
    assert found.loose == ()
    assert found.after == 0


def test_what_stands_wrong_is_moved() -> None:
    found = composed(*TWO, sales="api a t s", stock="q b dead").suggestion
    assert [(m.member, m.source, m.target) for m in found.moves] == [("s", "Sales", "Stock")]
    assert found.before > found.after == 0


def test_a_good_grouping_is_left_alone() -> None:
    assert composed(*TWO, sales="api a t", stock="q b dead s").suggestion.moves == ()


def test_contexts_are_neither_merged_nor_emptied() -> None:
    found = composed("a:lambda b:lambda t:dynamodb", "a>b a>t b>t", one="a", two="b").suggestion
    assert {context.group for context in found.contexts} == {"one", "two"}


def test_networks_move_whole() -> None:
    design = sketch("a:lambda b:rds c:lambda", "a>b c>b", sales="c")
    document = design.model_dump(by_alias=True, exclude_unset=True)
    document["groups"]["net"] = {"kind": "vpc"}
    for node in "ab":
        document["nodes"][node]["in"] = "net"
    found = analyse(Design.model_validate(document), load()).suggestion
    assert [(m.member, m.target) for m in found.moves] == [("net", "Sales")]


def test_nothing_leaves_its_account() -> None:
    design = sketch("a:lambda t:dynamodb b:lambda u:dynamodb", "a>t b>t b>u")
    document = design.model_dump(by_alias=True, exclude_unset=True)
    document["groups"] = {"mine": {"kind": "account"}, "theirs": {"kind": "account"}}
    for node in design.nodes:
        document["nodes"][node]["in"] = "mine" if node in "at" else "theirs"
    found = analyse(Design.model_validate(document), load()).suggestion
    assert parts(found) == [{"a", "t"}, {"b", "u"}]
    assert [context.inside for context in found.contexts] == ["mine", "theirs"]


def test_what_is_of_one_piece_is_left_whole() -> None:
    found = composed("api:apigw-http a:lambda t:dynamodb", "api>a a>t").suggestion
    assert found.contexts == found.moves == ()
    assert set(found.loose) == {"api", "a", "t"}


@given(designs)
def test_every_node_stands_in_one_place(design: Design) -> None:
    found = analyse(design, load()).suggestion
    named = [node for context in found.contexts for node in context.nodes] + list(found.loose)
    assert len(named) == len(set(named))
    assert set(named) == placeable(design)
    assert found.after <= found.before + 1e-9


@settings(max_examples=40)
@given(designs)
def test_applied_undone_and_settled(design: Design) -> None:
    """The command does what the suggestion says, undo gives back the very design, and the outcome is as good."""
    catalogue = load()
    found = analyse(design, catalogue).suggestion
    editor = Editor(design)
    if editor.execute(commands.group_as_suggested(catalogue, found)):
        after = editor.design
        assert after.nodes.keys() == design.nodes.keys()
        assert after.edges == design.edges
        for context in found.contexts:
            homes = {after.context_of(node) for node in context.nodes}
            assert len(homes) == 1
            assert homes != {None}
        assert abs(analyse(after, catalogue).suggestion.before - found.after) < 1e-6
        editor.undo()
    assert editor.design is design


def test_the_result_depends_on_the_design_alone() -> None:
    assert composed(*TWO).suggestion == composed(*TWO).suggestion


def test_moves_never_raise_the_weight_that_crosses() -> None:
    """A ring of cliques, given in a bad grouping."""
    graph: dict[str, dict[str, float]] = {f"n{i}": {} for i in range(40)}

    def tie(a: int, b: int, strength: float) -> None:
        graph[f"n{a}"][f"n{b}"] = graph[f"n{b}"][f"n{a}"] = strength

    for i in range(40):
        for j in range(i + 1, 40):
            if i // 5 == j // 5:
                tie(i, j, 2)
    for clique in range(8):
        tie(clique * 5, (clique * 5 + 6) % 40, 1)
    home = {unit: f"c{int(unit[1:]) % 4}" for unit in graph}
    found = communities(graph, home, dict.fromkeys(graph))
    assert cross_weight(graph, found) <= cross_weight(graph, home)
    alone = communities(graph, dict.fromkeys(graph), dict.fromkeys(graph))
    assert len(set(alone.values())) in range(2, 9)
    assert all(alone[f"n{i}"] == alone[f"n{i // 5 * 5}"] for i in range(40))
