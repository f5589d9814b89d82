"""The SAM project: accepted by cfn-lint and SAM's own transform, stable, and as its golden files say."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

import pytest

from designer.model.design import Subject
from exporters.base import File
from exporters.plan import Plan
from exporters.sam.project import SamExporter
from tests.exporters.conftest import EXAMPLE_NAMES

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

GOLDEN = ("bounded-contexts", "order-flow", "trigger-based-task")


@pytest.fixture(scope="session")
def tools() -> ModuleType:
    """Imported only when a test asks for it: cfn-lint takes half a second."""
    return importlib.import_module("tests.exporters.tools")


def template_of(plan: Plan) -> str:
    return next(f.text for f in SamExporter().export(plan) if f.path == "template.yaml")


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_examples_pass_cfn_lint_before_and_after_the_transform(
    name: str, example_plans: Mapping[str, Plan], tools: ModuleType
) -> None:
    plan = example_plans[name]
    template = template_of(plan)
    assert tools.findings(template, plan.region) == []
    assert tools.findings(tools.transformed(template), plan.region) == []


def test_everything_that_is_generated_passes_cfn_lint(everything: Plan, tools: ModuleType) -> None:
    template = template_of(everything)
    assert tools.findings(template, everything.region) == []
    assert tools.findings(tools.transformed(template), everything.region) == []


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(
    name: str, example_plans: Mapping[str, Plan], golden: Callable[[str, str, Iterable[File]], None]
) -> None:
    golden(name, "sam", SamExporter().export(example_plans[name]))


def test_lines_of_a_node_are_known(example_plans: Mapping[str, Plan]) -> None:
    template = next(f for f in SamExporter().export(example_plans["rest-api"]) if f.path == "template.yaml")
    lines = template.text.split("\n")
    spans = [s for s in template.spans() if s.subject == Subject("node", "list_tasks")]
    assert any("ListTasks:" in line for s in spans for line in lines[s.first - 1 : s.last])
    assert not any("CreateTask:" in line for s in spans for line in lines[s.first - 1 : s.last])


def test_functions_have_one_role_each_and_no_open_resource(example_plans: Mapping[str, Plan]) -> None:
    """Statements name what they are about; only what has no ARN may stand with a star."""
    for plan in example_plans.values():
        for grant in plan.grants:
            if "*" in grant.resources:
                assert all(a.split(":")[0] in ("logs", "xray", "cloudwatch") for a in grant.actions), grant
