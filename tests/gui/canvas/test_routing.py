"""Routes are orthogonal, start and end on their boxes, and are the same whenever they are asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.gui.canvas import pieces
from designer.gui.canvas.batch import Floats
from designer.gui.canvas.occupancy import Occupancy
from designer.gui.canvas.routing import APART, Routes, route

CARD = (184.0, 56.0)


def routes_of(
    places: list[tuple[float, float]], edges: list[tuple[int, int]], models: list[int] | None = None
) -> tuple[Floats, Routes]:
    boxes = np.array([(x, y, *CARD) for x, y in places]).reshape(-1, 4)
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    model = np.array(models or [0] * len(edges), dtype=np.int64)
    circle = np.zeros(len(boxes), dtype=bool)
    return boxes, route(boxes, circle, ends[:, 0], ends[:, 1], model, Occupancy(boxes))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[float, float]], list[tuple[int, int]], list[int]]:
    cell = st.tuples(st.integers(-3, 6), st.integers(-3, 6))
    cells = draw(st.lists(cell, min_size=1, max_size=14, unique=True))
    jitter = draw(st.sampled_from([0.0, 16.0, 7.0]))
    places = [(x * 256.0 + jitter * (y % 2), y * 96.0 + jitter * (x % 3)) for x, y in cells]
    index = st.integers(0, len(places) - 1)
    edges = draw(st.lists(st.tuples(index, index), max_size=30))
    return places, edges, [draw(st.integers(0, 3)) for _ in edges]


@given(graphs())
@settings(deadline=None, max_examples=120)
def test_routes_are_orthogonal_and_end_on_their_boxes(graph: tuple) -> None:  # type: ignore[type-arg]
    places, edges, models = graph
    boxes, routes = routes_of(places, edges, models)
    for k, (source, target) in enumerate(edges):
        points = routes.points[k, : routes.count[k]]
        assert np.isfinite(points).all()
        steps = np.diff(points, axis=0)
        assert ((np.abs(steps) < 1e-9).sum(axis=1) >= 1).all(), points
        assert _on_border(boxes[source], points[0])
        assert _on_border(boxes[target], points[-1])
        assert (routes.points[k, routes.count[k] :] == points[-1]).all()


@given(graphs())
@settings(deadline=None, max_examples=40)
def test_routes_are_the_same_every_time(graph: tuple) -> None:  # type: ignore[type-arg]
    places, edges, models = graph
    first, second = routes_of(places, edges, models)[1], routes_of(places, edges, models)[1]
    np.testing.assert_array_equal(first.points, second.points)


def _on_border(box: Floats, point: Floats) -> bool:
    x, y, w, h = box
    inside = x - 1e-6 <= point[0] <= x + w + 1e-6 and y - 1e-6 <= point[1] <= y + h + 1e-6
    near = min(abs(point[0] - x), abs(point[0] - x - w), abs(point[1] - y), abs(point[1] - y - h)) < 1e-6
    return bool(inside and near)


@pytest.mark.parametrize(
    ("target", "start", "end"),
    [
        ((400.0, 0.0), (184.0, 28.0), (400.0, 28.0)),
        ((-400.0, 0.0), (0.0, 28.0), (-216.0, 28.0)),
        ((0.0, 300.0), (92.0, 56.0), (92.0, 300.0)),
        ((0.0, -300.0), (92.0, 0.0), (92.0, -244.0)),
        ((400.0, 10.0), (184.0, 28.0), (400.0, 28.0)),  # nearly level: the ports slide
    ],
)
def test_aligned_cards_are_joined_straight(
    target: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> None:
    _, routes = routes_of([(0.0, 0.0), target], [(0, 1)])
    assert routes.count[0] == 2
    assert abs(routes.points[0, 0] - routes.points[0, 1]).min() == 0
    assert np.abs(routes.points[0, 0] - start).max() <= 10
    assert np.abs(routes.points[0, 1] - end).max() <= 10


def test_a_card_in_between_is_passed_by() -> None:
    boxes, routes = routes_of([(0.0, 0.0), (256.0, 0.0), (512.0, 0.0)], [(0, 2)])
    points = routes.points[0, : routes.count[0]]
    blocker = boxes[1]
    for a, b in pairwise(points):
        low, high = np.minimum(a, b), np.maximum(a, b)
        outside = (low[0] > blocker[0] + blocker[2]) or (high[0] < blocker[0])
        outside = outside or (low[1] > blocker[1] + blocker[3]) or (high[1] < blocker[1])
        assert outside, points


def test_a_fan_leaves_from_one_port() -> None:
    _, routes = routes_of(
        [(0.0, 96.0), (320.0, 0.0), (320.0, 96.0), (320.0, 192.0)], [(0, 1), (0, 2), (0, 3)], [1, 1, 1]
    )
    assert len({tuple(p) for p in routes.points[:, 0].tolist()}) == 1
    assert routes.shared[:, 0].tolist() == [3, 3, 3]


def test_different_models_have_ports_of_their_own() -> None:
    _, routes = routes_of([(0.0, 0.0), (400.0, 0.0)], [(0, 1), (0, 1), (1, 0)], [0, 1, 0])
    ys = sorted(routes.points[:, 0, 1].tolist())
    assert np.diff(ys).min() >= APART
    assert (routes.count == 2).all()


def test_parallels_of_one_pair_do_not_lie_on_each_other() -> None:
    _, routes = routes_of([(0.0, 0.0), (400.0, 0.0)], [(0, 1), (0, 1), (0, 1)])
    ys = sorted(routes.points[:, 0, 1].tolist())
    assert np.diff(ys).min() >= APART


def test_trunks_in_one_gap_keep_apart() -> None:
    places = [(0.0, 0.0), (0.0, 96.0), (400.0, 192.0), (400.0, 288.0)]
    _, routes = routes_of(places, [(0, 2), (1, 3)])
    trunks = [routes.points[k, 1, 0] for k in (0, 1)]
    assert abs(trunks[0] - trunks[1]) >= APART


def test_a_crossing_is_a_jump_of_the_level_line_and_a_shared_port_is_none() -> None:
    points = np.zeros((2, 6, 2))
    points[0, 0], points[0, 1:] = (0, 100), (400, 100)
    points[1, 0], points[1, 1:] = (200, 0), (200, 300)
    cut = pieces.cut(points, np.array([2, 2]), np.zeros((2, 2)), 1.0)
    runs, at = pieces.crossings(cut, np.array([[0, 1], [2, 3]]), 1.0)
    assert at.tolist() == [200.0]
    index, ends, before = pieces.split(cut, runs, at, 6.0)
    level = [tuple(e) for i, e in zip(index, ends, strict=True) if cut.edge[i] == 0]
    assert level == [(0.0, 100.0, 194.0, 100.0), (206.0, 100.0, 400.0, 100.0)]
    assert sorted(before[index == runs[0]].tolist()) == [0.0, 206.0]
    assert not len(pieces.crossings(cut, np.array([[0, 1], [0, 3]]), 1.0)[0])


def test_the_dash_pattern_runs_on_around_a_bend() -> None:
    points = np.zeros((1, 6, 2))
    points[0, 0], points[0, 1], points[0, 2], points[0, 3:] = (0, 0), (100, 0), (100, 60), (200, 60)
    cut = pieces.cut(points, np.array([4]), np.zeros((1, 2)), 1.0)
    arc = 8 * np.pi / 2
    np.testing.assert_allclose(cut.before, [0, 92 + arc, 92 + 44 + 2 * arc])
    np.testing.assert_allclose(cut.bend_before, [92, 92 + arc + 44])
    assert cut.bend_radius.tolist() == [8, 8]


def test_occupancy_of_a_far_flung_drawing_stays_small() -> None:
    boxes = np.array([(0.0, 0.0, *CARD), (1e7, 1e7, *CARD)])
    covered = Occupancy(boxes)
    assert covered.cell > 16
    line = (np.array([False]), np.array([28.0]), np.array([-1e6]), np.array([1e6]))
    assert covered.blocked(*line).all()


def test_ten_thousand_edges_are_routed_in_time() -> None:
    generator = np.random.default_rng(7)
    places = [(x * 256.0, y * 96.0) for x in range(70) for y in range(70)]
    edges = generator.integers(0, len(places), (10_000, 2))
    boxes = np.array([(x, y, *CARD) for x, y in places])
    routes = route(
        boxes, np.zeros(len(boxes), bool), edges[:, 0], edges[:, 1], np.zeros(len(edges), np.int64), Occupancy(boxes)
    )
    assert len(routes.count) == 10_000
