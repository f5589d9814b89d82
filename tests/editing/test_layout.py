"""Tidy up: nothing overlaps, groups stay together, the same design always gives the same drawing."""

from __future__ import annotations

import subprocess
import sys
from graphlib import TopologicalSorter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.editing import layout
from designer.editing.geometry import Rect, bounds, frames, hidden_by, node_rect, note_rect
from designer.editing.layout import without_loops
from designer.model.design import Design, Edge, Node, Subject
from designer.resources import resources
from designer.storage import SUFFIX, dump, parse, read
from tests.designs import CATALOGUE, designs
from tests.work import calls

EXAMPLES = sorted((resources() / "examples").glob(f"*{SUFFIX}"))


def visible(design: Design) -> dict[Subject, Rect]:
    """What is drawn as a box: cards, notes and frames, less what a collapsed group hides."""
    around = frames(design)
    found = {Subject("node", i): node_rect(n) for i, n in design.nodes.items() if not hidden_by(design, n.group)}
    found |= {Subject("note", i): note_rect(n) for i, n in design.notes.items() if not hidden_by(design, n.group)}
    shown = {i for i, g in design.groups.items() if not hidden_by(design, g.group)}
    return found | {Subject("group", i): around[i] for i in shown}


def overlaps(design: Design) -> list[tuple[Subject, Subject]]:
    """Pairs of boxes that meet, other than what stands in a group and its frame."""

    def inside(one: Subject, other: Subject) -> bool:
        record = design.get(one)
        return not isinstance(record, Edge) and other.kind == "group" and other.id in design.ancestors(record.group)

    boxes = visible(design)
    return [
        (a, b)
        for a, b in combinations(boxes, 2)
        if boxes[a].intersects(boxes[b]) and not inside(a, b) and not inside(b, a)
    ]


@given(designs())
@settings(max_examples=80, deadline=None)
def test_nothing_overlaps(design: Design) -> None:
    tidied = layout.tidy(design, CATALOGUE).apply(design)
    assert not overlaps(tidied)
    around = frames(tidied)
    boxes = visible(tidied)
    for subject, box in boxes.items():
        record = tidied.get(subject)
        if not isinstance(record, Edge) and record.group is not None:
            assert around[record.group].holds(box)


@given(designs())
@settings(max_examples=40, deadline=None)
def test_the_same_again_and_the_corner_stays(design: Design) -> None:
    command = layout.tidy(design, CATALOGUE)
    tidied = command.apply(design)
    assert command.apply(design) == tidied
    again = layout.tidy(tidied, CATALOGUE).apply(tidied)
    assert {i: n.at for i, n in again.nodes.items()} == {i: n.at for i, n in tidied.nodes.items()}
    old, new = bounds(design), bounds(tidied)
    assert old is not None
    assert new is not None
    assert abs(new.x - old.x) <= 8
    assert abs(new.y - old.y) <= 8


@given(designs(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_place_touches_only_what_has_no_place(design: Design, rnd: object) -> None:
    homeless = [i for number, i in enumerate(design.nodes) if hash((i, number)) % 2]
    stripped = design.put_all([(Subject("node", i), design.nodes[i].replace(at=None)) for i in homeless])
    placed = layout.place(stripped, CATALOGUE)
    for subject, record in stripped.records():
        if isinstance(record, Edge) or record.at is not None:
            assert placed.get(subject) is record
    assert all(node.at is not None for node in placed.nodes.values())
    assert parse_again(placed) == placed


def parse_again(design: Design) -> Design:
    from designer.storage import dump

    return parse(dump(design).encode())


@given(designs(places=False))
@settings(max_examples=40, deadline=None)
def test_a_file_without_places(design: Design) -> None:
    placed = layout.place(design, CATALOGUE)
    assert not overlaps(placed)
    assert layout.place(placed, CATALOGUE) is placed


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.split(".")[0])
def test_examples_flow_from_left_to_right(path: Path) -> None:
    """Without a circle, what hands something on stands left of what takes it, unless it hangs below."""
    design = read(path).design
    tidied = layout.tidy(design, CATALOGUE).apply(design)
    assert not overlaps(tidied)
    if path.name.startswith(("rest-api", "choreography", "trigger")):
        for edge in tidied.edges.values():
            integration = CATALOGUE.integration(tidied, edge)
            source, target = (node_rect(tidied.nodes[end]) for end in (edge.source, edge.target))
            if integration is not None and integration.model != "attached":
                assert source.right < target.x, (edge.source, edge.target)


def test_dead_letter_queues_hang_below() -> None:
    design = parse(
        b'{"nodes": {"q": {"service": "sqs"}, "f": {"service": "lambda"}, "d": {"service": "sqs"}},'
        b' "edges": {"a": {"from": "q", "to": "f"}, "b": {"from": "q", "to": "d", "via": "redrive"}}}'
    )
    placed = layout.place(design, CATALOGUE)
    queue, dead, function = (node_rect(placed.nodes[i]) for i in "qdf")
    assert (dead.x, dead.y > queue.bottom) == (queue.x, True)
    assert function.x > queue.right
    assert function.y == queue.y


def test_the_work_grows_with_the_design_and_no_faster() -> None:
    """Four times the nodes take about four times the calls, far from sixteen."""

    def design(count: int) -> Design:
        nodes = {f"n{i}": Node(service="lambda") for i in range(count)}
        edges = {f"e{i}": Edge.model_validate({"from": f"n{i // 3}", "to": f"n{i + 1}"}) for i in range(count - 1)}
        return Design.model_validate({"nodes": nodes, "edges": edges})

    few, many = design(250), design(1000)
    assert len({node.at for node in layout.place(many, CATALOGUE).nodes.values()}) == 1000
    assert calls(lambda: layout.place(many, CATALOGUE)) < 6 * calls(lambda: layout.place(few, CATALOGUE))


LOOPS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=60)


@given(LOOPS)
def test_loops_are_broken_and_nothing_else_is_lost(pairs: list[tuple[int, int]]) -> None:
    found = without_loops(pairs)
    TopologicalSorter({a: [b for x, b in found if x == a] for a, _ in found}).prepare()  # raises on a loop
    assert {frozenset(p) for p in found} == {frozenset(p) for p in pairs if p[0] != p[1]}


# Fourteen services with loops among them, on which fast-sugiyama 0.5.3 alone does not end.
ENDLESS = (
    (0, 1), (2, 3), (4, 5), (1, 0), (6, 7), (6, 8), (7, 9), (5, 10), (11, 4), (11, 7), (9, 1), (3, 11), (3, 12),
    (8, 0), (8, 13), (12, 6), (13, 11), (13, 8), (10, 13),
)  # fmt: skip


def test_loops_do_not_stop_the_layout() -> None:
    """In a process of its own, so that a layout that never ends fails the test instead of the suite."""
    design = Design(
        nodes={f"n{i}": Node(service="lambda") for i in range(14)},
        edges={f"e{i}": Edge(source=f"n{a}", target=f"n{b}") for i, (a, b) in enumerate(ENDLESS)},
    )
    code = "import sys; from designer.catalogue import load; from designer.editing.layout import place; "
    code += "from designer.storage import parse; place(parse(sys.stdin.buffer.read()), load())"
    subprocess.run([sys.executable, "-c", code], input=dump(design).encode(), check=True, timeout=60)


def test_groups_in_a_circle_are_laid_out() -> None:
    """A file may say so; a rule complains of it, and Tidy up must not fall over it."""
    nodes = {"a": {"service": "lambda", "in": "g"}, "b": {"service": "sqs", "in": "nowhere"}}
    groups = {"g": {"in": "h"}, "h": {"in": "g"}, "own": {"in": "own"}}
    placed = layout.arrange(Design.model_validate({"nodes": nodes, "groups": groups}), CATALOGUE)
    assert {"a", "b"} <= placed.keys()
