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
from exporters.equivalence import Graph, from_cloudformation, from_terraform
from exporters.plan import Plan
from exporters.sam.project import SamExporter
from tests.exporters.cdk.projects import PYTHON, TOOLS, errors
from tests.exporters.terraform.proof import Planner
from tests.exporters.tools import transformed


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
    modules = plan_offline(plans).configuration
    return {
        name: {
            "sam": from_cloudformation(_sam(plan)),
            "cdk": from_cloudformation(_cdk(root / name / PYTHON / "cdk.out")),
            "terraform": from_terraform(modules[name]),
        }
        for name, plan in plans.items()
    }


def _sam(plan: Plan) -> Any:
    return json.loads(transformed(next(f.text for f in SamExporter().export(plan) if f.path == "template.yaml")))


def _cdk(folder: Path) -> Any:
    (file,) = folder.glob("*.template.json")
    return json.loads(file.read_text(encoding="utf-8"))
