"""The engine: what an edit leaves is what a fresh check finds, in slices too, and one bad rule does no harm."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalogue.loader import load
from designer.model.design import Accepted, Design, Edge, Group, Node, Subject
from designer.model.frozen import FrozenDict
from designer.rules import Validator, check
from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


def sibling(name: str) -> ModuleType:
    """A helper module beside this file; the tests are no packages."""
    spec = importlib.util.spec_from_file_location(f"rules_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


random = sibling("designs")
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(start=random.designs, edits=st.lists(st.one_of(random.edits, st.just(None)), max_size=12))
def test_incremental_is_full(start: Design, edits: list[random.Edit | None]) -> None:  # type: ignore[name-defined]
    """None stands for undo."""
    validator = Validator(load())
    history = [start]
    assert validator.update(start) == check(start, load())
    for edit in edits:
        if edit is not None:
            history.append(edit(history[-1]))
        elif len(history) > 1:
            history.pop()
        assert validator.update(history[-1]) == check(history[-1], load())


@quick
@given(designs=st.lists(random.designs, min_size=2, max_size=3), steps=st.lists(st.integers(0, 9), max_size=6))
def test_slices_and_early_submits(designs: list[Design], steps: list[int]) -> None:
    """A design may be submitted while tasks of the one before are pending; the last one counts."""
    validator = Validator(load())
    for design in designs:
        validator.submit(design)
        for _ in range(sum(steps)):
            validator.run(0.0)
            assert validator.findings is not None
    while not validator.run(0.0):
        pass
    assert validator.pending == 0
    assert validator.findings == check(designs[-1], load())


@quick
@given(design=random.designs)
def test_quick_fixes_of_any_design(design: Design) -> None:
    """A fix never fails, leaves a sound design, and takes away what it was offered for."""
    for finding in check(design, load()):
        for fix in finding.fixes:
            fixed = fix.apply(design)
            assert Design.model_validate_json(fixed.model_dump_json(by_alias=True)) == fixed
            left = check(fixed, load())
            assert finding.message not in {
                f.message for f in left if (f.rule, f.subject) == (finding.rule, finding.subject)
            }


@pytest.mark.parametrize(
    "inner",
    [
        {"g0": ("region", "us-east-1", "g1"), "g1": ("vpc", None, "g0")},
        {"g0": ("region", "us-east-1", "g0")},
        {"g0": ("region", "us-east-1", "g1"), "g1": ("region", "us-west-2", "g0")},
        {"g0": ("custom", None, "g1"), "g1": ("region", "us-east-1", None)},
    ],
)
@pytest.mark.parametrize("home", ["g0", "g1"])
def test_out_of_a_region_however_groups_stand(inner: dict[str, tuple[str, str | None, str | None]], home: str) -> None:
    """Groups that stand in a circle lead back into the region; a file cannot say so, an edit in memory may."""
    groups = {
        id_: Group(kind=kind, group=around, properties={"Region": region} if region else {})
        for id_, (kind, region, around) in inner.items()
    }
    nodes = {"jobs": Node(service="sqs"), "failed": Node(service="sqs", group=home if home in groups else "g0")}
    edges = {"e": Edge(source="jobs", target="failed", via="redrive")}
    design = Design(nodes=FrozenDict(nodes), edges=FrozenDict(edges), groups=FrozenDict(groups))
    (found,) = (f for f in check(design, load()) if f.rule == "region-other")
    for fix in found.fixes:
        assert "region-other" not in {f.rule for f in check(fix.apply(design), load())}


def test_an_edit_runs_only_what_it_touched() -> None:
    design = chain(400)
    validator = Validator(load())
    assert validator.submit(design) > len(design.nodes)
    validator.run()
    changed = design.set_property(Subject("node", "work200"), "Timeout", 20)
    assert validator.submit(changed) < 40
    validator.run()
    moved = changed.change(Subject("node", "work200"), at=(10.0, 10.0))
    assert validator.submit(moved) == 0
    assert validator.findings == check(moved, load())


def chain(length: int) -> Design:
    """Functions and queues in a row."""
    nodes = {f"jobs{i}": Node(service="sqs", properties={"VisibilityTimeout": 60}) for i in range(length)}
    nodes |= {f"work{i}": Node(service="lambda") for i in range(length)}
    edges = {f"a{i}": Edge(source=f"jobs{i}", target=f"work{i}") for i in range(length)}
    edges |= {f"b{i}": Edge(source=f"work{i}", target=f"jobs{i + 1}") for i in range(length - 1)}
    return Design(nodes=FrozenDict(nodes), edges=FrozenDict(edges))


def test_disabled_is_not_deployed() -> None:
    node = Node(service="no-such-service")
    assert check(Design(nodes=FrozenDict(a=node)), load())
    assert not check(Design(nodes=FrozenDict(a=node.replace(disabled=True))), load())


@pytest.mark.parametrize(("until", "accepted"), [(None, True), ("2026-05-01", True), ("2026-04-30", False)])
def test_accepted(until: str | None, accepted: bool) -> None:
    record = Accepted(rule="dangling-node", subject="node:a", reason="to come", until=until)
    design = Design(nodes=FrozenDict(a=Node(service="s3")), accepted=FrozenDict(x=record))
    found = Validator(load(), today=date(2026, 5, 1)).update(design)
    assert [f.accepted for f in found if f.rule == "dangling-node"] == [accepted]
    assert ["accepted-expired"] * (not accepted) == [f.rule for f in found if f.rule != "dangling-node"]


class Crashing(NodeRule):
    id = "crashing"
    severity = "info"
    category = "design"
    title = "Always fails"
    why = fix = "It is a test."
    doc = "https://example.com"
    read = "2026-01-01"

    def check(self, view: View, node: NodeView) -> Found:
        raise RuntimeError(f"no way at {node.id}")
        yield


def test_a_crashing_rule() -> None:
    design = Design(nodes=FrozenDict(a=Node(service="s3")))
    with pytest.raises(RuntimeError):
        Validator(load(), [Crashing()]).update(design)
    (finding,) = Validator(load(), [Crashing()], crash="report").update(design)
    assert (finding.rule, finding.severity, str(finding.subject)) == ("internal", "error", "node:a")
    assert "crashing" in finding.message
    assert "no way at a" in finding.message


def test_a_hub_is_read_in_proportion() -> None:
    """Functions around one bus that wake each other: what a task reads does not grow with the number of the others."""
    small, large = reads_per_edge(50), reads_per_edge(400)
    assert large < 1.2 * small


def reads_per_edge(size: int) -> float:
    wanted, sent = {"EventPattern": {"detail-type": ["A"]}}, {"DetailType": "A"}
    nodes = {"bus": Node(service="eventbridge-bus"), **{f"f{i}": Node(service="lambda") for i in range(size)}}
    edges = {f"o{i}": Edge(source="bus", target=f"f{i}", properties=wanted) for i in range(size)}
    edges |= {f"i{i}": Edge(source=f"f{i}", target="bus", properties=sent) for i in range(size)}
    validator = Validator(load())
    found = validator.update(Design(nodes=FrozenDict(nodes), edges=FrozenDict(edges)))
    assert sum(f.rule == "recursive-loop-eventbridge" for f in found) == size
    return sum(map(len, validator._reads.values())) / len(edges)
