"""Every integration of the catalogue: planned, exported to every target, with no more rights than it needs."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Subject
from exporters.permissions import cause, permissions, record, text, unlimited
from exporters.plan import Plan, references
from exporters.planner import plan
from exporters.registry import TARGETS, exporters
from tests.exporters.coverage import rows
from tests.exporters.legal import at_random, smallest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue) -> Mapping[str, tuple[Plan, str]]:
    """The plan of the smallest design of each integration, and its edge."""
    made = {}
    for integration in catalogue.integrations.values():
        design, edge = smallest(catalogue, integration)
        if catalogue.integration(design, design.edges[edge]) is integration:
            made[integration.id] = plan(design, catalogue), edge
    return made


def test_each_integration_is_whole_or_says_why_not(catalogue: Catalogue) -> None:
    """Never silence: an edge changes what is exported, or there is a word about it."""
    for row in rows(catalogue, TARGETS):
        for target, cell in row.cells.items():
            assert cell.status in ("full", "inside") or cell.why, (row.integration.id, target)
            assert cell.status != "impossible", (row.integration.id, cell)


def test_every_target_prints_each_integration(plans: Mapping[str, tuple[Plan, str]]) -> None:
    known = exporters()
    for id_, (made, _) in plans.items():
        for target in TARGETS:
            files = known[target].export(made)
            assert files, (id_, target)


def test_references_of_each_plan_lead_somewhere(plans: Mapping[str, tuple[Plan, str]]) -> None:
    for id_, (made, _) in plans.items():
        values = [r.properties for r in made.resources.values()] + [o.value for o in made.outputs]
        values += [g.resources for g in made.grants] + [a.source for a in made.allows]
        assert {r.resource for v in values for r in references(v)} <= set(made.resources), id_
        assert {g.principal for g in made.grants} <= set(made.roles), id_


def test_no_statement_is_about_everything_where_a_resource_can_be_named(plans: Mapping[str, tuple[Plan, str]]) -> None:
    for id_, (made, _) in plans.items():
        for permission in permissions(made):
            if permission.kind == "identity":
                assert "*" not in permission.resources or "the design itself" not in unlimited(permission), (
                    id_,
                    permission.actions,
                )
                wide = [a for a in permission.actions if a.endswith(":*") or a == "*"]
                assert not wide, (id_, wide)


def test_each_resource_policy_names_its_source(plans: Mapping[str, tuple[Plan, str]]) -> None:
    for id_, (made, _) in plans.items():
        for allow in made.allows:
            assert allow.source is not None or allow.service == "events.rds.amazonaws.com", (id_, allow)
        for permission in made.of_type("AWS::Lambda::Permission"):
            given = permission.properties
            public = given.get("FunctionUrlAuthType") == "NONE"
            assert public or "SourceArn" in given or "SourceAccount" in given, (id_, given)


def test_each_permission_has_a_cause(plans: Mapping[str, tuple[Plan, str]]) -> None:
    """An edge, or a property of a node; and what the edge asks for is said of the edge."""
    for id_, (made, edge) in plans.items():
        for permission in permissions(made):
            subject = permission.subject
            known = {"edge": made.links, "node": made.titles}.get(subject.kind, {"": ""})
            assert subject.id in known, (id_, permission)
            assert cause(made, permission), id_
            if subject.kind == "node" and permission.kind == "identity":
                assert permission.because, (id_, permission)
            assert all(isinstance(r, str) and r for r in permission.resources), (id_, permission)
            assert record(made, permission)["because"]["text"]
        assert Subject("edge", edge).id in made.links


def test_texts_of_values_are_one_line() -> None:
    from exporters.plan import Join, Param, Pseudo, Ref

    value = Join(("arn:", Pseudo("Partition"), ":x:", Ref("orders", "Name"), "/", Param("Stage"), Pseudo("UrlSuffix")))
    assert text(value) == "arn:${AWS::Partition}:x:${orders.Name}/${Stage}${AWS::URLSuffix}"
    assert text({"a": [Ref("b")]}) == '{"a": ["${b}"]}'


def _times(catalogue: Catalogue, seed: int) -> Iterator[str]:
    for design in at_random(catalogue, seed):
        for edge in design.edges.values():
            integration = catalogue.integration(design, edge)
            if integration is not None:
                yield integration.id


def test_random_designs_hold_each_integration_five_times(catalogue: Catalogue) -> None:
    counted = Counter(_times(catalogue, 7))
    inner = {
        i.id for i in catalogue.integrations.values()
        if catalogue.variants[i.source] is catalogue.variants[i.target] and {i.source, i.target} - {*catalogue.services}
        and i.id not in counted
    }  # fmt: skip
    assert {id_ for id_ in catalogue.integrations if counted[id_] < 5} <= inner
    assert [d.model_dump_json() for d in at_random(catalogue, 7, 1)] == [
        d.model_dump_json() for d in at_random(catalogue, 7, 1)
    ]


def test_random_designs_are_planned_and_printed(catalogue: Catalogue) -> None:
    known = exporters()
    for design in at_random(catalogue, 11, 1, 40):
        made = plan(design, catalogue)
        for target in TARGETS:
            assert known[target].export(made)


def test_the_matrix_of_the_documents_is_up_to_date() -> None:
    done: Any = subprocess.run([sys.executable, "docs/exports.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
