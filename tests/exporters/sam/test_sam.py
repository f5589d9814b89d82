"""The SAM project: accepted by cfn-lint and SAM's own transform, stable, and as its golden files say."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from exporters.base import File
from exporters.plan import Join, Plan, Pseudo
from exporters.planner import plan as plan_of
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
    assert tools.findings(template, plan.region, tools.SERVERLESS) == []
    assert tools.findings(tools.transformed(template), plan.region) == []


def test_everything_that_is_generated_passes_cfn_lint(everything: Plan, bundled: Plan, tools: ModuleType) -> None:
    for plan in (everything, bundled):
        template = template_of(plan)
        assert tools.findings(template, plan.region, tools.SERVERLESS) == []
        assert tools.findings(tools.transformed(template), plan.region) == []


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(
    name: str, example_plans: Mapping[str, Plan], golden: Callable[[str, str, Iterable[File]], None]
) -> None:
    golden(name, "sam", SamExporter().export(example_plans[name]))


def test_golden_in_typescript(bundled: Plan, golden: Callable[[str, str, Iterable[File]], None]) -> None:
    golden("typescript", "sam", SamExporter().export(bundled))


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


@pytest.mark.parametrize("service", ["apigw-rest", "apigw-http"])
@pytest.mark.parametrize("through", [(), ("address",)], ids=["itself", "by a parameter"])
def test_a_function_may_know_the_api_before_it(
    service: str, through: tuple[str, ...], catalogue: Catalogue, tools: ModuleType
) -> None:
    """As SAM tells an API it needs its functions, so a function that needs its address is called by its name."""
    url = {"Fn::Sub": "https://${api}.execute-api.${AWS::Region}.amazonaws.com/${api.Stage}"}
    known = {"Ref": "address"} if through else url
    nodes: dict[str, Any] = {
        "api": {"service": service},
        "work": {"service": "lambda", "properties": {"Environment": {"Variables": {"API": known}}}},
    }
    if through:
        nodes["address"] = {"service": "ssm-parameter", "properties": {"Type": "String", "Value": url}}
    edges = {"e": {"from": "api", "to": "work", "properties": {"Path": "/work", "Method": "POST"}}}
    made = plan_of(Design.model_validate({"nodes": nodes, "edges": edges}), catalogue)
    assert made.omissions == ()
    assert made.resources["work"].properties["FunctionName"] == Join((Pseudo("StackName"), "-work"))
    assert tools.findings(tools.transformed(template_of(made)), "us-east-1") == []


@pytest.mark.parametrize("service", ["apigw-rest", "apigw-http"])
def test_a_domain_leads_to_the_stage_that_sam_makes(
    service: str, make_plan: Callable[..., Plan], tools: ModuleType
) -> None:
    found = make_plan(
        {"names": "route53", "api": service, "work": "lambda"}, {"name": ("names", "api"), "route": ("api", "work")}
    )
    template = template_of(found)
    assert "Mapping" in template
    assert tools.findings(template, found.region) == []
    assert tools.findings(tools.transformed(template), found.region) == []
