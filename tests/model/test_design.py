"""The Design: changes share what they do not touch, ids stay unique, removal leaves nothing dangling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from designer.model.design import (
    Accepted,
    Design,
    Edge,
    Group,
    Node,
    Note,
    Subject,
    get_path,
    set_path,
    slug,
)
from designer.model.frozen import FrozenDict

NODE_A, NODE_B = Subject("node", "a"), Subject("node", "b")


def edge(source, target, **more):
    return Edge(source=source, target=target, **more)


def two_contexts():
    return Design(
        groups={
            "shop": Group(title="Shop"),
            "net": Group(kind="vpc", group="shop"),
            "back": Group(title="Back office"),
        },
        nodes={
            "a": Node(service="lambda", group="net"),
            "b": Node(service="sqs", group="back"),
            "c": Node(service="s3"),
        },
        edges={"a-b": edge("a", "b"), "b-c": edge("b", "c")},
        notes={"n": Note(text="x", group="net")},
        accepted={"ok": Accepted(rule="r", subject="edge:a-b")},
    )


def test_reads_the_file_s_names_and_keeps_unknown_keys():
    design = Design.model_validate(
        {"nodes": {"a": {"service": "s3", "in": "g", "colour": "red"}}, "groups": {"g": {}}, "plugin": {"x": [1]}}
    )
    assert design.nodes["a"].group == "g"
    assert design.nodes["a"].model_extra == {"colour": "red"}
    assert design.model_extra == {"plugin": {"x": [1]}}


@pytest.mark.parametrize(
    "record",
    [
        {"nodes": {"1a": {"service": "s3"}}},
        {"nodes": {"a b": {"service": "s3"}}},
        {"nodes": {"a": {}}},
        {"nodes": {"a": {"service": "s3", "at": [0]}}},
        {"nodes": {"a": {"service": "s3", "at": [0, float("inf")]}}},
        {"nodes": {"a": {"service": "s3", "at": [0, 1e300]}}},
        {"edges": {"e": {"from": "a"}}},
        {"groups": {"g": {"kind": "heap"}}},
        {"nodes": []},
    ],
)
def test_refuses_what_is_not_a_design(record):
    with pytest.raises(ValidationError):
        Design.model_validate(record)


def test_is_immutable_to_the_bottom():
    design = Design(nodes={"a": Node(service="s3", properties={"Tags": [{"Key": "k"}]})})
    with pytest.raises(ValidationError):
        design.name = "x"
    with pytest.raises(TypeError):
        design.nodes["b"] = Node(service="s3")
    with pytest.raises(TypeError):
        design.nodes["a"].properties["Tags"][0]["Key"] = "other"


def test_a_change_shares_the_rest():
    before = two_contexts()
    after = before.change(NODE_A, title="Read")
    assert after.nodes["a"].title == "Read"
    assert after.nodes["b"] is before.nodes["b"]
    assert after.edges is before.edges
    assert before.nodes["a"].title == ""
    assert before.change(NODE_A, title="") is before


def test_new_ids_are_free_across_the_kinds_and_valid():
    design = two_contexts()
    assert design.new_id("fresh") == "fresh"
    assert design.new_id("a") == "a-2"
    assert design.new_id("shop") == "shop-2"
    assert design.new_id("9 lives!") == "n9_lives"
    assert design.new_id("") == "item"
    design, first = design.add_edge(edge("a", "c"))
    design, second = design.add_edge(edge("a", "c"))
    assert (first, second) == ("a-c", "a-c-2")
    _, made = design.add_node(Node(service="lambda", title="Größe & Zahl"))
    assert made == "gr_e_zahl"


@given(st.text(max_size=300))
def test_any_text_gives_a_valid_id(text):
    design = Design()
    made = design.new_id(text)
    assert Design.model_validate({"nodes": {made: {"service": "s3"}}}).nodes
    assert slug(text) == "" or slug(text).isascii()


def test_removing_a_node_takes_its_edges_and_what_was_accepted_on_them():
    after = two_contexts().remove([NODE_B])
    assert list(after.nodes) == ["a", "c"]
    assert not after.edges
    assert not after.accepted


def test_removing_a_group_lifts_its_content_one_out():
    after = two_contexts().remove([Subject("group", "net")])
    assert after.nodes["a"].group == "shop"
    assert after.notes["n"].group == "shop"
    after = two_contexts().remove([Subject("group", "net"), Subject("group", "shop")])
    assert after.nodes["a"].group is None


def test_contexts_and_ancestors_end_in_a_circle():
    design = two_contexts()
    assert design.context_of("a") == "shop"
    assert design.context_of("c") is None
    circle = Design(groups={"x": Group(group="y", kind="vpc"), "y": Group(group="x", kind="vpc")})
    assert list(circle.ancestors("x")) == ["x", "y"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("Timeout", 5, {"Timeout": 5, "A": {"B": 1}}),
        ("A.B", None, {}),
        ("A.C", 2, {"A": {"B": 1, "C": 2}}),
        ("X.Y.Z", True, {"A": {"B": 1}, "X": {"Y": {"Z": True}}}),
        ("X.Y", None, {"A": {"B": 1}}),
    ],
)
def test_properties_are_set_by_path(path, value, expected):
    properties = FrozenDict(A=FrozenDict(B=1))
    changed = set_path(properties, path, value)
    assert changed == expected
    assert get_path(changed, path) == value


def test_set_property_tells_when_nothing_changed():
    design = Design(nodes={"a": Node(service="sqs", properties={"DelaySeconds": 5})})
    assert design.set_property(NODE_A, "DelaySeconds", 5) is design
    assert design.set_property(NODE_A, "DelaySeconds", None).nodes["a"].properties == {}


def test_subjects_read_back():
    for text in ("node:a", "edge:a-b", "design"):
        assert str(Subject.parse(text)) == text
