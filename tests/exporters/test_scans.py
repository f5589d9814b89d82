"""What exports accept of scanners: every record has a reason, concerns some export, and stands in the files of it."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
import yaml

from designer.model.catalogue import Catalogue
from exporters.cdk.acknowledged import acknowledged, rules
from exporters.plan import Plan
from exporters.planner import plan
from exporters.registry import exporters
from exporters.sam.template import Template
from exporters.scans import Target, accepted, shapes, table, wildcards
from exporters.scans.checkov import PATH, checkov
from tests.exporters.conftest import ROOT
from tests.exporters.legal import at_random

TARGETS: tuple[Target, ...] = ("sam", "cdk", "terraform")


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue, example_plans: Mapping[str, Plan]) -> tuple[Plan, ...]:
    """The examples, and designs in which every integration stands."""
    return (*example_plans.values(), *(plan(design, catalogue) for design in at_random(catalogue, 7, 1, 60)))


def test_every_record_says_what_and_why_and_names_a_check() -> None:
    for record in table():
        assert record.what[:1].isupper(), record
        assert not record.what.endswith("."), record.what
        assert record.reason.endswith("."), record.what
        assert record.checkov or record.terraform or record.here or record.template or record.cdk or record.cfn_lint, (
            record.what
        )
        assert bool(record.types) is not bool(record.cfn_lint and not record.cdk), record.what


def test_no_check_is_accepted_twice_for_one_target_and_reason() -> None:
    for target in TARGETS:
        seen = Counter((c, repr(record.where)) for record in table() for c in record.checks(target))
        assert [check for check, times in seen.items() if times > 1] == []


def test_every_record_concerns_some_export(plans: tuple[Plan, ...], make_plan: Callable[..., Plan]) -> None:
    nodes = {"topic": "sns", "bus": "eventbridge-bus", "work": "lambda", "letters": "sqs"}
    letters = ("work", "letters", "lambda-dead-letters-to-sqs-standard")
    plans = (*plans, make_plan(nodes, {"one": ("topic", "work"), "other": ("bus", "work"), "failed": letters}))
    used = {a.acceptance.what for p in plans for target in TARGETS for a in accepted(p, target)}
    reasons = "\n".join(str(e.get("Metadata")) for p in plans for _, e in Template(p).resources)
    for record in table():
        in_template = record.case == "template" or record.reason in reasons
        assert record.what in used or (record.cfn_lint and in_template), f"no export needs: {record.what}"


def test_every_export_says_what_checkov_skips_and_why(plans: tuple[Plan, ...]) -> None:
    for found in plans:
        for target in TARGETS:
            for file in checkov(found, target):
                skipped = yaml.safe_load(file.text)["skip-check"]
                assert len(skipped) == len(set(skipped)) > 0
                assert max(map(len, file.text.split("\n"))) <= 112
                before = re.findall(r"(?<=\n)  # [^\n]+\n  - ", file.text)
                assert before, "each run of checks stands below its reason"


def test_every_target_carries_the_file(example_plans: Mapping[str, Plan]) -> None:
    for exporter in exporters().values():
        assert any(file.path == PATH for file in exporter.export(example_plans["web-application"])), exporter.id


def test_both_languages_of_the_cdk_acknowledge_the_same(plans: tuple[Plan, ...]) -> None:
    for found in plans:
        asked = [*rules(found).items(), *((shape.shape, shape.reason) for shape in wildcards(found))]
        python = ast.parse(acknowledged(found, "python").text)
        tables = [ast.literal_eval(node.value) for node in python.body if isinstance(node, ast.Assign)]
        assert [entry for table in tables for entry in table.items()] == asked
        typescript = acknowledged(found, "typescript").text.partition("export function")[0]
        assert _texts(typescript) == [text for entry in asked for text in entry]


def _texts(typescript: str) -> list[str]:
    """The string literals of a table, put together where they are added."""
    joined = re.sub(r'" \+\n +"', "", typescript.partition(" = {")[2])
    return [json.loads(literal) for literal in re.findall(r'(?<= )"(?:[^"\\]|\\.)*"(?=[:,])', joined)]


def test_the_shapes_of_wildcards_are_those_that_cdk_nag_writes() -> None:
    for text, expected in (
        ("Resource::*", None),  # always the same, so it is acknowledged by its id
        ("Resource::<Reports65402A0A.Arn>/*", "What belongs"),
        ("Resource::<ChargeCard3ED9622A.Arn>:*", "The versions"),
        ("Action::kms:GenerateDataKey*", "The variants"),
        ("Action::s3:*", None),
        ("Resource::arn:aws:s3:::*", None),
        ("Resource::arn:aws:dynamodb:eu-west-1:<AWS::AccountId>:table/orders*", None),
    ):
        found = next((shape.reason for shape in shapes() if re.fullmatch(shape.shape, text)), None)
        assert found is None if expected is None else str(found).startswith(expected), text


def test_what_depends_on_a_property_is_accepted_where_the_property_says_so(make_plan: Callable[..., Plan]) -> None:
    nodes = {"api": "apigw-rest", "work": "lambda", "people": "cognito-user-pool"}
    unguarded = make_plan(nodes, {"route": ("api", "work")})
    guarded = make_plan(
        nodes, {"route": ("api", "work"), "guard": ("api", "people", "apigw-rest-authorizes-with-cognito-user-pool")}
    )
    assert "AwsSolutions-APIG4" not in rules(guarded)
    assert rules(unguarded)["AwsSolutions-APIG4"].endswith("Here: route.")


def test_the_document_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("docs_scans", ROOT / "docs" / "scans.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page(), "run `make docs`"
