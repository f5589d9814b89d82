"""Random legal designs pass every tool of every target: cfn-lint, SAM's transform, the CDK, tsc, Terraform."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exporters.plan import Plan
from exporters.sam.project import SamExporter
from exporters.terraform import TerraformExporter
from tests.exporters.cdk.projects import PYTHON, TYPESCRIPT, prove
from tests.exporters.terraform.proof import Planner, plan_offline  # noqa: F401 - a fixture
from tests.exporters.tools import findings, transformed

pytestmark = [pytest.mark.prove, pytest.mark.tool]

# What cfn-lint says of a design that asks for it, with the reason.
ACCEPTED = {
    "W3697": "Timestream for LiveAnalytics takes no new customers; those that have it may still draw it.",
}


def test_sam_passes_cfn_lint_before_and_after_the_transform(random_plans: Mapping[str, Plan]) -> None:
    found: list[str] = []
    for name, plan in random_plans.items():
        template = next(f.text for f in SamExporter().export(plan) if f.path == "template.yaml")
        said = [*findings(template, plan.region), *findings(transformed(template), plan.region)]
        found += [f"{name}: {line}" for line in said if line.split()[0] not in ACCEPTED]
    assert found == []


def test_the_cdk_synthesises_the_same_in_both_languages(random_plans: Mapping[str, Plan], tmp_path: Path) -> None:
    said = prove(tmp_path, random_plans)
    if said["python"] is None or said["typescript"] is None:
        pytest.skip("node or the node packages of tests/tools/cdk are missing")
    assert {name: error for name, error in said["python"].items() if error} == {}
    assert {name: error for name, error in said["typescript"].items() if error} == {}
    assert said["types"] == ""
    for name in random_plans:
        assert _template(tmp_path / name / PYTHON) == _template(tmp_path / name / TYPESCRIPT), name


def _template(folder: Path) -> Any:
    (file,) = (folder / "cdk.out").glob("*.template.json")
    return json.loads(file.read_text(encoding="utf-8"))


def test_terraform_plans_with_the_real_provider(
    random_plans: Mapping[str, Plan],
    plan_offline: Planner,  # noqa: F811
) -> None:
    planned = plan_offline(random_plans)
    assert planned.unknown == []
    for name, plan in random_plans.items():
        addresses = {
            re.sub(r"\[[^]]*\]$", "", c["address"]).removeprefix(f"module.{name}.") for c in planned.changes[name]
        }
        assert addresses == _declared(plan), name


def _declared(plan: Plan) -> set[str]:
    text = "".join(f.text for f in TerraformExporter().export(plan) if f.path.endswith(".tf"))
    return {f"{a}.{b}" for a, b in re.findall(r'^resource "(\w+)" "(\w+)"', text, re.MULTILINE)}
