"""What lies under the pointer, and what lies in a marquee."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.editing.geometry import Rect
from designer.gui.canvas import hit as hits
from designer.gui.canvas.painter import Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import State
from designer.gui.canvas.tags import find_tags
from designer.gui.tokens import tokens
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.tools.base import Hit


@pytest.fixture
def painter(qtbot: QtBot) -> Painter:
    return Painter(tokens("light"), "Sans Serif")


@pytest.fixture
def scene(catalogue: Catalogue, design: Design) -> Scene:
    return Scene(catalogue, design)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((330, 10), Hit(Subject("node", "api"), "body")),
        ((92, 28), Hit(Subject("node", "web"), "body")),
        ((4, 4), Hit()),  # beside the actor's circle
        ((240, 29), Hit(Subject("edge", "e1"), "body")),
        ((970, 440), Hit(Subject("group", "closed"), "body")),
        ((10, 600), Hit(Subject("note", "note"), "body")),
        ((178, 650), Hit(Subject("note", "note"), "resize")),
        ((40, 810), Hit(Subject("group", "empty"), "head")),
        ((40, 900), Hit(Subject("group", "empty"), "body")),
        ((316, 956), Hit(Subject("group", "empty"), "resize")),
        ((2000, 2000), Hit()),
    ],
)
def test_the_topmost_thing_is_hit(painter: Painter, scene: Scene, place: tuple[float, float], expected: Hit) -> None:
    assert hits.hit(painter, scene, State(), *place, scale=1.0) == expected


def test_the_innermost_frame_is_hit(painter: Painter, scene: Scene) -> None:
    frame = next(f.rect for f in scene.frames if f.id == "sub")
    found = hits.hit(painter, scene, State(), frame.x + 30, frame.y + 8, scale=1.0)
    assert found == Hit(Subject("group", "sub"), "head")


def test_ports_are_hit_only_where_they_are_shown(painter: Painter, scene: Scene) -> None:
    node = Subject("node", "any")
    x, y = hits.port_places(scene, "any")["in"]
    assert hits.hit(painter, scene, State(), x - 4, y, scale=1.0) == Hit()
    assert hits.hit(painter, scene, State(), x - 4, y, scale=1.0, armed=node) == Hit(node, "in")
    assert hits.hit(painter, scene, State(selection=frozenset({node})), x - 4, y, scale=1.0) == Hit(node, "in")


def test_badges_lie_over_cards(painter: Painter, scene: Scene) -> None:
    node, edge = Subject("node", "fn"), Subject("edge", "e6")
    state = State(badges={node: (("error", 1), ("warning", 2)), edge: (("error", 1),)})
    right, top = 640 + 184, 0
    assert hits.hit(painter, scene, state, right - 6, top - 4, scale=1.0) == Hit(node, "badge")
    assert hits.hit(painter, scene, state, right - 32, top + 5, scale=1.0) == Hit(node, "badge")
    assert hits.hit(painter, scene, state, right - 60, top + 5, scale=1.0) == Hit(node, "body")
    row = np.array([scene.edge_index["e6"]])
    (tag,) = find_tags(painter, scene, state, row, scene.routes, row)
    assert hits.hit(painter, scene, state, tag.x + 8, tag.middle[1], scale=1.0) == Hit(edge, "badge")


def test_a_rule_is_hit_as_a_pill(painter: Painter, scene: Scene) -> None:
    row = np.array([scene.edge_index["e5"]])
    (tag,) = find_tags(painter, scene, State(), row, scene.routes, row)
    assert tag.rule
    assert hits.hit(painter, scene, State(), *tag.middle, scale=1.0) == Hit(Subject("edge", "e5"), "pill")


def test_far_off_there_are_no_badges_to_hit(painter: Painter, scene: Scene) -> None:
    state = State(badges={Subject("node", "fn"): (("error", 1),)})
    assert hits.hit(painter, scene, state, 818, -3, scale=0.1).part != "badge"


def test_a_marquee_takes_what_lies_wholly_inside(scene: Scene) -> None:
    found = hits.subjects_in(scene, Rect(-10, -60, 530, 130))
    assert found == {Subject("node", "web"), Subject("node", "api"), Subject("edge", "e1")}
    every = hits.subjects_in(scene, Rect(-5000, -5000, 10000, 10000))
    assert Subject("group", "shop") in every
    assert Subject("note", "note") in every
    assert Subject("node", "in1") not in every
    assert Subject("edge", "lost") not in every
