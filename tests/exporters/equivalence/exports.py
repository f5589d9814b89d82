"""A plan's exports as the tools of their worlds understand them: a transformed template, a synthesised one, a plan."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exporters.cdk.python_project import CdkPythonExporter
from exporters.equivalence import Graph, differences, from_cloudformation, from_terraform, joined
from exporters.plan import Plan
from exporters.sam.project import SamExporter
from tests.exporters.cdk.projects import PYTHON, TOOLS, errors, templates
from tests.exporters.terraform.proof import Planned, Planner
from tests.exporters.tools import transformed

PAIRS = (("sam", "cdk"), ("sam", "terraform"))


def different(found: Mapping[str, Mapping[str, Graph]]) -> list[str]:
    """What differs between the targets and is not declared, a line each, of what `graphs` found."""
    return [
        f"{name}: {one} and {other}: {difference}"
        for name, of_plan in found.items()
        for one, other in PAIRS
        for difference in differences(of_plan[one], of_plan[other])
    ]


def graphs(plans: Mapping[str, Plan], root: Path, plan_offline: Planner) -> dict[str, dict[str, Graph]]:
    """Plan's name -> target -> its graph.  Both languages of the CDK make the same template, which others prove."""
    if shutil.which("node") is None:
        pytest.skip("node is missing, on which the CDK runs")
    for name, plan in plans.items():
        for file in CdkPythonExporter().export(plan):
            path = root / name / PYTHON / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8", newline="\n")
    said = errors([sys.executable, str(TOOLS / "synth.py"), "."], root, [f"{name}/{PYTHON}" for name in plans])
    assert {name: error for name, error in said.items() if error} == {}
    return of_results(plans, root, plan_offline(plans))


def of_results(plans: Mapping[str, Plan], root: Path, planned: Planned) -> dict[str, dict[str, Graph]]:
    """The same of what was made already: synthesised below `root`, and planned by terraform."""
    return {
        name: {
            "sam": from_cloudformation(_sam(plan)),
            "cdk": from_cloudformation(joined(templates(root / name / PYTHON).values())),
            "terraform": from_terraform(planned.configuration[name], planned.instances(name)),
        }
        for name, plan in plans.items()
    }


def _sam(plan: Plan) -> Any:
    return json.loads(transformed(next(f.text for f in SamExporter().export(plan) if f.path == "template.yaml")))
