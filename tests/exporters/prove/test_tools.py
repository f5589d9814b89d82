"""Random legal designs pass every tool of every target and mean the same in all: cfn-lint, SAM's transform, the CDK,
tsc, Terraform with the real provider.

They are proven a part at a time: a tool's start costs seconds, a project of all would take memory without bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.rules.engine import check
from exporters.handlers import handlers
from exporters.plan import Link, Plan
from exporters.sam.project import SamExporter
from exporters.terraform import TerraformExporter
from tests.exporters.cdk.projects import PYTHON, TYPESCRIPT, comparable, prove
from tests.exporters.conftest import SEED
from tests.exporters.equivalence.exports import different, of_results
from tests.exporters.handlers.test_handlers import run_python_tests
from tests.exporters.handlers.typescript import put
from tests.exporters.legal import occurrences
from tests.exporters.terraform.proof import Planned, Planner, plan_offline  # noqa: F401 - a fixture
from tests.exporters.tools import findings, transformed

pytestmark = [pytest.mark.prove, pytest.mark.tool]

PARTS = 8
TIMES = 5

# What cfn-lint says of a design that asks for it, with the reason.
ACCEPTED = {
    "W3697": "Timestream for LiveAnalytics takes no new customers; those that have it may still draw it.",
}


@pytest.fixture(params=range(PARTS), ids=lambda number: f"seed-{SEED}-part-{number + 1}-of-{PARTS}")
def part(request: pytest.FixtureRequest, random_plans: Mapping[str, Plan]) -> Mapping[str, Plan]:
    return {name: random_plans[name] for name in [*random_plans][request.param :: PARTS]}


def test_every_integration_stands_in_them_and_no_error(
    random_designs: Mapping[str, Design], catalogue: Catalogue
) -> None:
    counted = occurrences(catalogue, random_designs.values())
    assert [id_ for id_ in catalogue.integrations if counted[id_] < TIMES] == []
    errors = [
        f"{n}: {f.message}" for n, d in random_designs.items() for f in check(d, catalogue) if f.severity == "error"
    ]
    assert errors == []
    print(
        f"seed {SEED}: {len(random_designs)} designs, {len(catalogue.integrations)} integrations, "
        f"each at least {min(counted[id_] for id_ in catalogue.integrations)} times"
    )


def test_sam_passes_cfn_lint_before_and_after_the_transform(part: Mapping[str, Plan]) -> None:
    found: list[str] = []
    for name, plan in part.items():
        template = next(f.text for f in SamExporter().export(plan) if f.path == "template.yaml")
        said = [*findings(template, plan.region), *findings(transformed(template), plan.region)]
        found += [f"{name}: {line}" for line in said if line.split()[0] not in ACCEPTED]
    assert not found, "\n".join(found)


def test_the_python_functions_pass_their_own_tests(part: Mapping[str, Plan], tmp_path: Path) -> None:
    """Those in TypeScript have a proof of their own, by vitest."""
    for name, plan in part.items():
        put(handlers(plan), tmp_path / name)
    run_python_tests(tmp_path)


def test_the_cdk_synthesises_terraform_plans_and_all_mean_the_same(
    part: Mapping[str, Plan],
    tmp_path: Path,
    plan_offline: Planner,  # noqa: F811
) -> None:
    projects = tmp_path / "cdk"
    projects.mkdir()
    said = prove(projects, part)
    if said["python"] is None or said["typescript"] is None:
        pytest.skip("node or the node packages of tests/tools/cdk are missing")
    told = [
        f"{project}: {error}" for errors in (said["python"], said["typescript"]) for project, error in errors.items()
    ]
    told += said["types"].splitlines()
    told += [
        f"{name}: the two languages make different templates"
        for name in part
        if not told and comparable(projects / name / PYTHON) != comparable(projects / name / TYPESCRIPT)
    ]
    try:
        planned = plan_offline(part)
    except AssertionError as error:  # what the CDK said is told, too
        told.append(str(error))
    else:
        told += planned.unknown
        told += [
            f"{name}: Terraform plans {sorted(addresses ^ declared)}"
            for name, plan in part.items()
            if (addresses := _planned(planned, name)) != (declared := _declared(plan))
        ]
    if not told:
        lines = different(of_results(part, projects, planned))
        told += [f"{line} (perhaps {', '.join(_integrations(part, line))})" for line in lines]
    assert not told, "\n".join(told)


def _planned(planned: Planned, name: str) -> set[str]:
    """What terraform makes of one project, without the keys of its instances."""
    addresses = (change["address"].removeprefix(f"module.{name}.") for change in planned.changes[name])
    return {re.sub(r"\[[^]]*\]$", "", address) for address in addresses}


def _integrations(part: Mapping[str, Plan], line: str) -> list[str]:
    """Those of the design, whose name begins a line of differences, that make what it tells of, or join its ends."""
    plan = part[line.partition(":")[0]]
    types = set(re.findall(r"AWS::\w+::\w+", line))

    def concerns(link: Link) -> bool:
        made = {plan.resources[id_].type for id_ in link.resources if id_ in plan.resources}
        ends = {plan.resources[id_].type for id_ in (link.source, link.target) if id_ in plan.resources}
        return bool(types & made) or ends <= types

    return sorted({link.integration for link in plan.links.values() if concerns(link)})


def _declared(plan: Plan) -> set[str]:
    text = "".join(f.text for f in TerraformExporter().export(plan) if f.path.endswith(".tf"))
    return {f"{a}.{b}" for a, b in re.findall(r'^resource "(\w+)" "(\w+)"', text, re.MULTILINE)}
