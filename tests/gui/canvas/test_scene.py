"""The scene follows the design: a diff leads to the same arrays as building anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.editing.geometry import Rect
from designer.gui.canvas.scene import Scene
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Group, Node, Subject
from designer.model.frozen import FrozenDict

SERVICES = ("lambda", "sqs", "sns", "dynamodb", "external-client", "eventbridge-bus", "nothing")
PLACE = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda p: (p[0] * 160.0, p[1] * 80.0))


def same(a: Scene, b: Scene) -> None:
    """Two scenes show the same."""
    assert a.node_ids == b.node_ids
    assert a.edge_ids == b.edge_ids
    assert a.text == b.text
    assert a.caption == b.caption
    assert a.frames == b.frames
    assert [a.kinds[k] for k in a.kind] == [b.kinds[k] for k in b.kind]
    for name in ("at", "actor", "disabled", "hidden", "boxes", "circle", "source", "target", "model", "edge_disabled"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
    np.testing.assert_array_equal(a.edge_hidden, b.edge_hidden)
    np.testing.assert_array_equal(a.reach, b.reach)
    np.testing.assert_array_equal(a.routes.points, b.routes.points)
    np.testing.assert_array_equal(a.routes.count, b.routes.count)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int, int, tuple[float, float], str]]:
    kinds = ("node", "edge", "move", "service", "remove", "unlink", "group", "ungroup", "collapse", "into", "disable")
    step = st.tuples(st.sampled_from(kinds), st.integers(0, 99), st.integers(0, 99), PLACE, st.sampled_from(SERVICES))
    return draw(st.lists(step, min_size=1, max_size=25))


def apply(design: Design, edit: tuple[str, int, int, tuple[float, float], str]) -> Design:
    """One edit; what it needs and does not find makes it do nothing."""
    kind, a, b, place, service = edit
    nodes, edges, groups = list(design.nodes), list(design.edges), list(design.groups)
    if kind == "node":
        return design.add_node(Node(service=service, title=f"N{a}", at=place))[0]
    if kind == "group":
        return design.put(Subject("group", design.new_id("g")), Group(title=f"G{a}"))
    if kind in ("ungroup", "collapse") and groups:
        subject = Subject("group", groups[a % len(groups)])
        if kind == "ungroup":
            return design.remove([subject])
        return design.change(subject, collapsed=not design.groups[subject.id].collapsed)
    if kind == "unlink" and edges:
        return design.remove([Subject("edge", edges[a % len(edges)])])
    if not nodes:
        return design
    node = Subject("node", nodes[a % len(nodes)])
    match kind:
        case "edge":
            return design.add_edge(Edge(source=node.id, target=nodes[b % len(nodes)]))[0]
        case "move":
            return design.change(node, at=place)
        case "service":
            return design.change(node, service=service)
        case "remove":
            return design.remove([node])
        case "into":
            return design.change(node, group=groups[b % len(groups)] if groups else None)
        case "disable":
            return design.change(node, disabled=not design.nodes[node.id].disabled)
        case _:
            return design


@given(edits())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_diff_leads_to_the_same_scene_as_building_anew(catalogue: Catalogue, steps: list) -> None:  # type: ignore[type-arg]
    scene, design = Scene(catalogue), Design()
    seen = []
    for step in steps:
        seen.append(design)
        design = apply(design, step)
        scene.update(design)
    same(scene, Scene(catalogue, design))
    for before in reversed(seen):  # and back, as undo does
        scene.update(before)
    same(scene, Scene(catalogue, Design()))


def test_a_moved_node_damages_its_old_and_new_place_only(catalogue: Catalogue, design: Design) -> None:
    scene = Scene(catalogue, design)
    damage = scene.update(design.change(Subject("node", "odd"), at=(16.0, 448.0)))
    assert not damage.everything
    left, top = damage.rects[:, :2].min(axis=0)
    right, bottom = damage.rects[:, 2:].max(axis=0)
    assert left <= 0
    assert top <= 432
    assert right >= 200
    assert bottom >= 504
    assert right < 320
    assert bottom < 560


def test_an_edit_elsewhere_keeps_the_routes(catalogue: Catalogue, design: Design) -> None:
    design = design.change(Subject("group", "closed"), collapsed=False)
    scene = Scene(catalogue, design)
    routes = scene.routes
    scene.update(design.add_node(Node(service="lambda", at=(4000.0, 4000.0)))[0])
    assert scene.routes is routes


def test_a_property_may_change_the_model_of_an_edge(catalogue: Catalogue) -> None:
    nodes = {"q": Node(service="sqs", at=(0.0, 0.0)), "f": Node(service="lambda", at=(320.0, 0.0))}
    design = Design(nodes=FrozenDict(nodes), edges=FrozenDict({"e": Edge(source="q", target="f")}))
    scene = Scene(catalogue, design)
    assert scene.model[0] == 2  # polled
    assert scene.text[0].subtitle == "SQS · standard"
    scene.update(design.change(Subject("node", "q"), properties={"FifoQueue": True}))
    assert scene.text[0].subtitle == "SQS · FIFO"


def test_nodes_in_a_collapsed_group_are_hidden_and_their_edges_end_on_it(catalogue: Catalogue, design: Design) -> None:
    scene = Scene(catalogue, design)
    inside = [scene.node_index[id_] for id_ in ("in1", "in2")]
    assert scene.hidden[inside].all()
    assert scene.hidden.sum() == 2
    assert scene.target[scene.edge_index["e8"]] == len(scene.node_ids)
    assert scene.edge_hidden[scene.edge_index["e9"]]
    assert scene.box_of(Subject("node", "in1")) is None
    group = scene.box_of(Subject("group", "closed"))
    assert group == Rect(960.0, 432.0, 184.0, 56.0)


def test_an_edge_without_an_end_is_hidden(catalogue: Catalogue, design: Design) -> None:
    scene = Scene(catalogue, design)
    assert scene.edge_hidden[scene.edge_index["lost"]]
    assert scene.box_of(Subject("edge", "lost")) is None


@pytest.mark.parametrize("copies", [1, 3])
def test_bounds_hold_everything(catalogue: Catalogue, design: Design, copies: int) -> None:
    for number in range(copies):
        design = design.add_node(Node(service="sqs", at=(-500.0 * number, 900.0)))[0]
    bounds = Scene(catalogue, design).bounds()
    assert bounds is not None
    assert all(bounds.contains(*(node.at or (0, 0))) for node in design.nodes.values())
    assert Scene(catalogue).bounds() is None


def test_dragging_routes_only_the_edges_of_what_is_dragged(catalogue: Catalogue, design: Design) -> None:
    scene = Scene(catalogue, design)
    row = scene.node_index["db"]
    edges, routes = scene.route_with({row: (0.0, 96.0)})
    assert [scene.edge_ids[e] for e in edges] == ["e3"]
    moved = Scene(catalogue, design.change(Subject("node", "db"), at=(960.0, 96.0)))
    k = moved.edge_index["e3"]
    np.testing.assert_array_equal(routes.points[0], moved.routes.points[k])
