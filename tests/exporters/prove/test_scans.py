"""checkov, cdk-nag and cfn-lint-serverless find nothing in the exports but what each export accepts with its reason."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from exporters.cdk.python_project import CdkPythonExporter
from exporters.plan import Plan
from exporters.planner import plan
from exporters.sam.project import SamExporter
from exporters.terraform import TerraformExporter
from tests.exporters.cdk.projects import TOOLS, errors
from tests.exporters.legal import at_random
from tests.exporters.tools import SERVERLESS
from tests.exporters.tools import findings as cfn_lint

pytestmark = [pytest.mark.prove, pytest.mark.tool]

CHECKOV = TOOLS.parent / "checkov"
EXPORTERS = (SamExporter(), CdkPythonExporter(), TerraformExporter())
# What is found in the designs of the test and in no other, with the reason.
OF_THE_TEST = {
    "CKV_SECRET_6": "A node's id that looks like a key.",
    "W2001": "A parameter of a design that draws what cannot be made.",
    "W3697": "Timestream for LiveAnalytics takes no new customers; those that have it may still draw it.",
}


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue, example_plans: Mapping[str, Plan]) -> Mapping[str, Plan]:
    """All examples, and designs in which every integration stands once."""
    wide = {design.name: plan(design, catalogue) for design in at_random(catalogue, 7, 1, 40)}
    return {**example_plans, **wide}


@pytest.fixture(scope="module")
def projects(plans: Mapping[str, Plan], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the projects: NAME/TARGET/…"""
    root = tmp_path_factory.mktemp("scans")
    for name, found in plans.items():
        for exporter in EXPORTERS:
            for file in exporter.export(found):
                path = root / name / exporter.id / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8", newline="\n")
    return root


@pytest.fixture(scope="module")
def synthesised(plans: Mapping[str, Plan], projects: Path) -> Path:
    """The same folder, when the CDK has made its templates."""
    if shutil.which("node") is None:
        pytest.skip("node is missing, on which the CDK runs")
    said = errors([sys.executable, str(TOOLS / "synth.py"), "."], projects, [f"{name}/cdk-python" for name in plans])
    assert {name: error for name, error in said.items() if error} == {}
    return projects


def answer(command: list[str], root: Path) -> Mapping[str, list[list[str]]]:
    """The last line of what a tool prints, which is JSON: project to findings."""
    nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    run = subprocess.run(command, cwd=root, env={**os.environ, **nowhere}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-4000:]
    found: Mapping[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def unexpected(found: Mapping[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    return {
        project: left
        for project, said in found.items()
        if (left := [finding for finding in said if finding[0] not in OF_THE_TEST])
    }


@pytest.mark.parametrize("target", [exporter.id for exporter in EXPORTERS])
def test_checkov_finds_nothing(target: str, plans: Mapping[str, Plan], request: pytest.FixtureRequest) -> None:
    python = CHECKOV / ".venv" / "bin" / "python"
    if not python.exists():
        pytest.skip("checkov is missing: `.ci/setup prove` installs it")
    root = request.getfixturevalue("synthesised" if target == "cdk-python" else "projects")
    names = [f"{name}/{target}" for name in plans]
    assert unexpected(answer([str(python), str(CHECKOV / "scan.py"), *names], root)) == {}


def test_cdk_nag_finds_nothing(plans: Mapping[str, Plan], projects: Path) -> None:
    """Both languages make the same template, which others prove, and acknowledge the same."""
    if shutil.which("node") is None or importlib.util.find_spec("cdk_nag") is None:
        pytest.skip("node or cdk-nag is missing")
    names = [f"{name}/cdk-python" for name in plans]
    assert unexpected(answer([sys.executable, str(TOOLS / "nag.py"), ".", *names], projects)) == {}


def test_the_rules_of_cfn_lint_serverless_find_nothing(plans: Mapping[str, Plan], projects: Path) -> None:
    found = {
        name: [line.split(maxsplit=1) for line in cfn_lint(_template(projects / name), given.region, SERVERLESS)]
        for name, given in plans.items()
    }
    assert unexpected(found) == {}


def _template(project: Path) -> str:
    return (project / "sam" / "template.yaml").read_text(encoding="utf-8")
