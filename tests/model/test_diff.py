"""Differences are exact, and undo sees the same ones backwards."""

from hypothesis import given
from hypothesis import strategies as st

from designer.model.design import Design, Edge, Node, Subject
from designer.model.diff import Diff, diff
from designer.model.graph import graph_of

IDS = st.sampled_from("abcdef")
NODES = st.dictionaries(IDS, st.builds(Node, service=st.sampled_from(["sqs", "sns"]), title=st.sampled_from("xy")))


@given(NODES, NODES, st.sampled_from("pq"), st.sampled_from("pq"))
def test_a_diff_says_exactly_what_differs(before, after, name, other):
    old, new = Design(nodes=before, name=name), Design(nodes=after, name=other)
    found = diff(old, new)
    assert {s.id for s in found.added} == after.keys() - before.keys()
    assert {s.id for s in found.removed} == before.keys() - after.keys()
    assert {s.id for s in found.changed} == {i for i in before.keys() & after.keys() if before[i] != after[i]}
    assert found.document == (name != other)
    back = diff(new, old)
    assert (set(back.added), set(back.removed)) == (set(found.removed), set(found.added))


def test_the_same_design_has_no_difference():
    design = Design(nodes={"a": Node(service="sqs")})
    assert not diff(design, design)
    assert diff(design, design) == Diff()


def test_the_graph_knows_both_ends_and_a_loop_once():
    design = Design(
        nodes={"a": Node(service="sqs"), "b": Node(service="lambda")},
        edges={"e": Edge(source="a", target="b"), "loop": Edge(source="b", target="b")},
    )
    graph = graph_of(design)
    assert list(graph.out_edges("a")) == ["e"]
    assert list(graph.edges_of("b")) == ["loop", "e"]
    assert graph_of(design) is graph
    assert graph_of(design.remove([Subject("edge", "e")])) is not graph
    assert list(graph.in_edges("nobody")) == []
