"""The exported projects pass the tools of their own worlds, and both languages make the same template."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from exporters.cdk.project import counts
from exporters.plan import Plan
from tests.exporters.cdk.projects import MODULES, NAMES, PYTHON, TYPESCRIPT, Proof, comparable

pytestmark = pytest.mark.tool


@pytest.fixture
def python(proof: Proof) -> Mapping[str, str]:
    if proof.python is None:
        pytest.skip("node is missing, on which the CDK runs")
    return proof.python


@pytest.fixture
def typescript(proof: Proof) -> Mapping[str, str]:
    if proof.typescript is None:
        pytest.skip("node or the node packages of tests/tools/cdk are missing")
    return proof.typescript


@pytest.mark.parametrize("name", NAMES)
def test_python_synthesises(name: str, python: Mapping[str, str]) -> None:
    assert python.get(f"{name}/{PYTHON}", "") == ""


@pytest.mark.parametrize("name", NAMES)
def test_typescript_synthesises(name: str, typescript: Mapping[str, str]) -> None:
    assert typescript.get(f"{name}/{TYPESCRIPT}", "") == ""


def test_typescript_compiles_strictly(proof: Proof, typescript: Mapping[str, str]) -> None:
    assert proof.types == ""


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_make_the_same_template(name: str, proof: Proof, typescript: Mapping[str, str]) -> None:
    assert comparable(proof.root / name / PYTHON) == comparable(proof.root / name / TYPESCRIPT)


@pytest.mark.parametrize("name", NAMES)
def test_the_template_holds_what_the_plan_holds(
    name: str, proof: Proof, plans: Mapping[str, Plan], python: Mapping[str, str]
) -> None:
    """No resource is lost on the way, and each function brings the settings of its plan."""
    resources = proof.template(name, PYTHON)["Resources"].values()
    made = Counter(resource["Type"] for resource in resources)
    wanted = counts(plans[name], plans[name].resources)
    assert {type_: made[type_] for type_ in wanted} == wanted
    functions = [r["Properties"] for r in resources if r["Type"] == "AWS::Lambda::Function"]
    for function in plans[name].of_type("AWS::Lambda::Function"):
        settings = {k: function.properties.get(k) for k in ("Runtime", "Timeout", "MemorySize", "Description")}
        assert settings in [{k: f.get(k) for k in settings} for f in functions]


# What edges become, each in as many pieces in the template as in the plan.
EDGE_TYPES = (
    "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Route", "AWS::AppSync::Resolver", "AWS::CloudWatch::Alarm", "AWS::Events::Rule",
    "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Url",
    "AWS::Logs::MetricFilter", "AWS::Logs::SubscriptionFilter", "AWS::SNS::Subscription",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_edge_and_no_permission_is_lost(
    name: str, proof: Proof, plans: Mapping[str, Plan], python: Mapping[str, str]
) -> None:
    template, plan = proof.template(name, PYTHON)["Resources"], plans[name]
    made = Counter(resource["Type"] for resource in template.values())
    wanted = Counter(resource.type for resource in plan.resources.values())
    assert {t: made[t] for t in EDGE_TYPES} == {t: wanted[t] for t in EDGE_TYPES}
    allowed = set(_actions(template))
    assert {action for grant in plan.grants for action in grant.actions} - allowed == set()
    callers = {r["Properties"]["Principal"] for r in template.values() if r["Type"] == "AWS::Lambda::Permission"}
    invoked = {a.service for a in plan.allows if plan.resources[a.resource].type == "AWS::Lambda::Function"}
    assert invoked - callers == set()


def _actions(value: Any) -> Iterator[str]:
    """Every action that some statement anywhere in the template allows."""
    if isinstance(value, dict):
        if value.get("Effect") == "Allow":
            actions = value.get("Action", [])
            yield from [actions] if isinstance(actions, str) else actions
        for item in value.values():
            yield from _actions(item)
    elif isinstance(value, list):
        for item in value:
            yield from _actions(item)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "hostile"])
def test_cfn_lint_finds_no_error(name: str, proof: Proof, python: Mapping[str, str]) -> None:
    from cfnlint.api import lint_file
    from cfnlint.config import ManualArgs

    for template in (proof.root / name / PYTHON / "cdk.out").glob("*.template.json"):
        matches = lint_file(template, config=ManualArgs(regions=["eu-west-1"]))
        assert [str(match) for match in matches if match.rule.id.startswith("E")] == []


@pytest.mark.parametrize("name", NAMES)
def test_ruff_would_change_nothing(name: str, proof: Proof) -> None:
    """What we wrote ourselves; the handlers have tests of their own."""
    project = proof.root / name / PYTHON
    ours = ["app.py", "infrastructure", *(str(path) for path in project.glob("tests/test_*stack.py"))]
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", *ours]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert run.stdout == ""
    assert run.returncode == 0, run.stderr


def test_prettier_would_change_nothing(proof: Proof, typescript: Mapping[str, str]) -> None:
    if not (MODULES / "prettier").is_dir() or shutil.which("node") is None:
        pytest.skip("prettier is not installed in tests/tools/cdk")
    files = [
        str(path.relative_to(proof.root))
        for name in NAMES
        if name not in ("hostile", "everything")
        for path in _sources(proof.root / name / TYPESCRIPT)
    ]
    command = ["node", str(MODULES / "prettier" / "bin" / "prettier.cjs"), "--no-config", "--list-different", *files]
    assert subprocess.run(command, cwd=proof.root, capture_output=True, text=True).stdout == ""


def _sources(project: Path) -> list[Path]:
    folders = ("bin", "lib", "test")
    return [
        *(p for folder in folders for p in (project / folder).glob("*.ts")),
        project / "cdk.json",
        project / "package.json",
    ]
