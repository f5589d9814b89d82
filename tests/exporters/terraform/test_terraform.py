"""The Terraform project: everything of the plan is in it, references lead somewhere, texts stay texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from designer.catalogue.loader import load
from designer.model.design import Design, Subject
from exporters.base import File
from exporters.plan import Plan
from exporters.planner import plan as plan_of
from exporters.terraform import TerraformExporter
from exporters.terraform.hcl import Template, inline
from exporters.terraform.names import resource_names
from exporters.terraform.tests import PATH as TESTS
from exporters.terraform.values import Values
from tests.exporters.conftest import EXAMPLE_NAMES
from tests.exporters.terraform.reader import Block, Parts, Reader, Reference, read
from tests.exporters.test_hostile import broken, hostile

GOLDEN = ("bounded-contexts", "order-flow", "trigger-based-task")
NOT_SAID = "hashicorp/aws has no argument"


def export(plan: Plan) -> tuple[File, ...]:
    return TerraformExporter().export(plan)


def blocks_of(files: Iterable[File]) -> dict[str, Block]:
    """All top blocks by address; a block of a kind that may stand often is told apart by its number."""
    found: dict[str, Block] = {}
    for file in files:
        if file.path.endswith(".tf"):
            for block in read(file.text).blocks:
                address = block.address
                if block.type in ("provider", "terraform"):
                    address = f"{address}.{len(found)}"
                assert address not in found, address
                found[address] = block
    return found


def references(value: Any) -> Iterator[str]:
    """The text of every reference inside a value or block."""
    if isinstance(value, Reference):
        yield value.text
    elif isinstance(value, Parts):
        for part in value.parts:
            yield from references(part)
    elif isinstance(value, Block):
        for inner in (*value.attributes.values(), *value.blocks):
            yield from references(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def address(values: Values, id_: str) -> str:
    """The address of a resource of the plan without the key that `for_each` gives it."""
    return values.address(id_).partition("[")[0]


def as_read(values: Values, value: Any) -> Any:
    """What the reader makes of a plan's value."""
    text = inline(values.value(value))
    assert text is not None
    return Reader(text).expression()


@pytest.fixture(params=[*EXAMPLE_NAMES, "everything"])
def case(request: pytest.FixtureRequest, example_plans: Mapping[str, Plan], everything: Plan) -> Plan:
    return everything if request.param == "everything" else example_plans[request.param]


def test_every_resource_is_there(case: Plan) -> None:
    blocks, values = blocks_of(export(case)), Values(case)
    for id_ in case.resources:
        assert address(values, id_) in blocks, id_


def test_nothing_is_lost(case: Plan) -> None:
    readme = next(f.text for f in export(case) if f.path == "README.md")
    assert NOT_SAID not in readme


def test_references_lead_somewhere(case: Plan) -> None:
    blocks = blocks_of(export(case))
    assert {address for block in blocks.values() for address in _addresses(block)} <= set(blocks)


def _addresses(block: Block) -> Iterator[str]:
    """The addresses of the blocks that a block refers to."""
    for text in references(block):
        for found in re.findall(r"(?<![\w.\"])((?:data\.)?(?:aws|archive)_\w+\.\w+|var\.\w+)", text):
            yield found.replace("var.", "variable.") if found.startswith("var.") else found


def test_every_link_is_realised(case: Plan) -> None:
    blocks, values = blocks_of(export(case)), Values(case)
    for link in case.links.values():
        for id_ in link.resources:
            assert address(values, id_) in blocks, (link.edge, id_)


def test_every_grant_is_a_statement(case: Plan) -> None:
    blocks, values = blocks_of(export(case)), Values(case)
    names = resource_names(case)
    for grant in case.grants:
        role = names[case.roles[grant.principal]]
        statements = blocks[f"data.aws_iam_policy_document.{role}"].blocks
        wanted = [as_read(values, resource) for resource in grant.resources]
        assert any(
            set(grant.actions) <= set(s.attributes["actions"])
            and all(w in s.attributes["resources"] for w in wanted)
            and len([b for b in s.blocks if b.type == "condition"]) == sum(len(v) for v in grant.conditions.values())
            for s in statements
        ), grant


def test_no_role_may_more_than_its_grants(case: Plan) -> None:
    blocks, names = blocks_of(export(case)), resource_names(case)
    for principal, role in case.roles.items():
        document = blocks.get(f"data.aws_iam_policy_document.{names[role]}")
        allowed = {action for grant in case.grants_of(principal) for action in grant.actions}
        found = {a for s in document.blocks for a in s.attributes["actions"]} if document else set()
        assert found == allowed


def test_every_allow_is_realised(case: Plan) -> None:
    blocks, values = blocks_of(export(case)), Values(case)
    for allow in case.allows:
        if not allow.policy:
            continue
        block = blocks[values.address(allow.policy)]
        source = None if allow.source is None else as_read(values, allow.source)
        if block.labels[0] == "aws_lambda_permission":
            assert block.attributes["principal"] == allow.service
            assert block.attributes["action"] in allow.actions
            assert block.attributes.get("source_arn") == source
            continue
        policy = next(t for t in references(block) if t.startswith("data.aws_iam_policy_document."))
        statements = blocks[policy.removesuffix(".json")].blocks
        assert any(_lets_in(s, allow.service, allow.actions, source) for s in statements), allow


def _lets_in(statement: Block, service: str, actions: tuple[str, ...], source: Any) -> bool:
    who = [i for b in statement.blocks if b.type == "principals" for i in b.attributes["identifiers"]]
    given = [v for b in statement.blocks if b.type == "condition" for v in b.attributes["values"]]
    named = source is None or source in given or statement.attributes["actions"][0].startswith("logs:")
    return service in who and set(actions) <= set(statement.attributes["actions"]) and named


def test_every_function_has_a_role_of_its_own(case: Plan) -> None:
    roles = [
        b.attributes["role"].text for a, b in blocks_of(export(case)).items() if a.startswith("aws_lambda_function.")
    ]
    assert len(roles) == len(set(roles))


def test_what_holds_data_is_kept(case: Plan) -> None:
    blocks, values = blocks_of(export(case)), Values(case)
    for resource in case.resources.values():
        if resource.deletion == "Retain" and resource.type in ("AWS::S3::Bucket", "AWS::DynamoDB::Table"):
            (lifecycle,) = [b for b in blocks[values.address(resource.id)].blocks if b.type == "lifecycle"]
            assert lifecycle.attributes == {"prevent_destroy": True}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(
    name: str, example_plans: Mapping[str, Plan], golden: Callable[[str, str, Iterable[File]], None]
) -> None:
    golden(name, "terraform", export(example_plans[name]))


def test_lines_of_a_node_and_an_edge_are_known(example_plans: Mapping[str, Plan]) -> None:
    files = {f.path: f for f in export(example_plans["rest-api"])}

    def lines(path: str, subject: Subject) -> str:
        every = files[path].text.split("\n")
        spans = [s for s in files[path].spans() if s.subject == subject]
        return "\n".join(line for s in spans for line in every[s.first - 1 : s.last])

    own = lines("compute.tf", Subject("node", "list_tasks"))
    assert 'resource "aws_lambda_function" "list_tasks" {' in own
    assert "create_task" not in own
    statement = lines("iam.tf", Subject("edge", "list_tasks-tasks"))
    assert "dynamodb:GetItem" in statement
    assert "resource" not in statement.replace("resources", "")


# -- single shapes


def test_a_function_at_the_edge_is_published_where_cloudfront_looks(make_plan: Callable[..., Plan]) -> None:
    nodes = {"site": "cloudfront", "files": "s3", "rewrite": "lambda"}
    edges = {"a": ("site", "files"), "b": ("site", "rewrite", {"EventType": "viewer-request"})}
    blocks = blocks_of(export(make_plan(nodes, edges, settings={"region": "us-east-1"})))
    assert blocks["aws_lambda_function.rewrite"].attributes["publish"] is True
    assert Reference("aws_lambda_function.rewrite.qualified_arn").text in references(
        blocks["aws_cloudfront_distribution.site"]
    )
    (validation,) = blocks["variable.region"].blocks
    assert validation.attributes["condition"] == Reference('contains(["us-east-1"], var.region)')


def test_a_type_without_an_idiom_goes_through_cloud_control() -> None:
    files = {"service": "cfn", "type": "AWS::Transfer::Server", "properties": {"Protocols": ["SFTP"], "A": {"B": 1}}}
    told = {"service": "lambda", "properties": {"Environment": {"Variables": {"S": {"Fn::GetAtt": ["files", "Arn"]}}}}}
    blocks = blocks_of(export(plan_of(Design.model_validate({"nodes": {"files": files, "told": told}}), load())))
    block = blocks["aws_cloudcontrolapi_resource.files"]
    assert block.attributes["type_name"] == "AWS::Transfer::Server"
    assert block.attributes["desired_state"] == {"Protocols": ["SFTP"], "A": {"B": 1}}
    (environment,) = [b for b in blocks["aws_lambda_function.told"].blocks if b.type == "environment"]
    arn = environment.attributes["variables"]["S"]
    assert arn.text == 'jsondecode(aws_cloudcontrolapi_resource.files.properties)["Arn"]'


def test_a_property_without_an_argument_is_told(make_plan: Callable[..., Plan]) -> None:
    plan = make_plan({"q": ("sqs", {"NoSuchThing": 3})})
    readme = next(f.text for f in export(plan) if f.path == "README.md")
    assert "`node:q`" in readme
    assert f"{NOT_SAID} for NoSuchThing" in readme


def test_an_attribute_that_terraform_does_not_have_becomes_a_variable(make_plan: Callable[..., Plan]) -> None:
    variables = {"Environment": {"Variables": {"X": {"Fn::GetAtt": ["t", "NoSuch"]}}}}
    blocks = blocks_of(export(make_plan({"t": "dynamodb", "f": ("lambda", variables)})))
    assert blocks["variable.t_no_such"].attributes["type"] == Reference("string")


def test_each_item_of_a_list_is_looked_at(make_plan: Callable[..., Plan]) -> None:
    blocks = blocks_of(export(make_plan({"r": "rds", "f": "lambda"}, {"e": ("f", "r")})))
    (validation,) = blocks["variable.private_subnet_ids"].blocks
    assert validation.attributes["condition"] == Reference(
        'alltrue([for value in var.private_subnet_ids : can(regex("^subnet-[0-9a-f]+$", value))])'
    )


def test_a_generated_password_is_a_sensitive_variable(everything: Plan) -> None:
    blocks = blocks_of(export(everything))
    assert blocks["variable.mq_password"].attributes["sensitive"] is True
    secret = blocks["aws_secretsmanager_secret_version.mq"].attributes["secret_string"]
    assert secret == {"username": "administrator", "password": Reference("var.mq_password")}


def test_a_bucket_waits_for_nobody_but_its_notification_does(example_plans: Mapping[str, Plan]) -> None:
    blocks = blocks_of(export(example_plans["trigger-based-task"]))
    for address, block in blocks.items():
        if address.startswith("aws_s3_bucket."):
            assert "depends_on" not in block.attributes
    waiting = [b for a, b in blocks.items() if a.startswith("aws_s3_bucket_notification.")]
    assert [list(references(b.attributes["depends_on"])) for b in waiting if "depends_on" in b.attributes]


def test_lifecycle_rules_of_a_bucket(make_plan: Callable[..., Plan]) -> None:
    rule = {"Id": "old", "Status": "Enabled", "Prefix": "tmp/", "ExpirationInDays": 9}
    plan = make_plan({"b": ("s3", {"LifecycleConfiguration": {"Rules": [rule]}})})
    block = blocks_of(export(plan))["aws_s3_bucket_lifecycle_configuration.b"]
    (made,) = block.blocks
    inner = {b.type: b.attributes for b in made.blocks}
    assert inner == {"expiration": {"days": 9}, "filter": {"prefix": "tmp/"}}


def test_indexes_of_a_table(make_plan: Callable[..., Plan]) -> None:
    index = {
        "IndexName": "by_owner",
        "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
    }
    plan = make_plan({"t": ("dynamodb", {"GlobalSecondaryIndexes": [index]})})
    block = blocks_of(export(plan))["aws_dynamodb_table.t"]
    (made,) = [b for b in block.blocks if b.type == "global_secondary_index"]
    assert made.attributes == {
        "name": "by_owner",
        "hash_key": "owner",
        "range_key": "at",
        "projection_type": "INCLUDE",
        "non_key_attributes": ["title"],
    }


@pytest.mark.parametrize("ids", [("a-b", "a_b"), ("aB", "a_b"), ("f", "f_role"), ("name", "region")])
def test_ids_that_look_alike_stay_apart(ids: tuple[str, str], make_plan: Callable[..., Plan]) -> None:
    blocks = blocks_of(export(make_plan(dict.fromkeys(ids, "lambda"))))
    functions = [b for a, b in blocks.items() if a.startswith("aws_lambda_function.")]
    assert len(functions) == 2
    names = [inline(Template(tuple(str(p) for p in b.attributes["function_name"].parts))) for b in functions]
    assert len(set(names)) == 2
    assert len({b.attributes["role"].text for b in functions}) == 2


def test_alarms_on_functions_are_one_resource_a_metric(make_plan: Callable[..., Plan]) -> None:
    nodes = {"first": ("lambda", {}), "in_line": "lambda", "stream": "kinesis-stream"}
    blocks = blocks_of(export(make_plan(nodes, {"a": ("stream", "in_line")})))
    (watched,) = [b for b in blocks.values() if b.type == "locals"]
    assert watched.attributes["functions"] == {
        key: {"title": title, "name": Reference(f"aws_lambda_function.{name}.function_name")}
        for key, title, name in (("first", "first", "first"), ("in-line", "in_line", "in_line"))
    }
    errors = blocks["aws_cloudwatch_metric_alarm.function_errors"].attributes
    assert errors["for_each"] == Reference("local.functions")
    assert list(references(errors["alarm_name"])) == ["var.name", "each.key"]
    assert errors["dimensions"] == {"FunctionName": Reference("each.value.name")}
    age = blocks["aws_cloudwatch_metric_alarm.function_iterator_age"].attributes
    assert age["for_each"] == Reference('toset(["in-line"])')
    assert age["dimensions"] == {"FunctionName": Reference("local.functions[each.key].name")}


def test_a_further_function_leaves_the_addresses_of_alarms(make_plan: Callable[..., Plan]) -> None:
    one, two = (Values(make_plan(nodes)) for nodes in ({"f": "lambda"}, {"e": "lambda", "f": "lambda"}))
    assert one.address("f_errors_alarm") == 'aws_cloudwatch_metric_alarm.function_errors["f"]'
    assert two.address("f_errors_alarm") == one.address("f_errors_alarm")


def test_an_alarm_of_the_designers_own_stays_a_resource(make_plan: Callable[..., Plan]) -> None:
    blocks = blocks_of(export(make_plan({"f": "lambda", "function_errors": "cloudwatch-alarm"})))
    assert "for_each" not in blocks["aws_cloudwatch_metric_alarm.function_errors"].attributes
    assert "for_each" in blocks["aws_cloudwatch_metric_alarm.function_errors_2"].attributes


# -- texts of strangers


def _shape(blocks: Mapping[str, Block]) -> dict[str, Any]:
    """What the texts of a design must not change: which blocks there are, and what refers to what."""
    limit = re.compile(r"\{0,[0-9]+\}")  # how long a deployment's name may be follows from the design's name
    cut = re.compile(r"substr\((var\.name), 0, [0-9]+\)")

    def calm(text: str) -> str:
        return cut.sub(r"\1", limit.sub("{}", text))

    return {
        address: (_skeleton(block), sorted(calm(text) for text in references(block)))
        for address, block in blocks.items()
    }


def _skeleton(block: Block) -> list[Any]:
    return [block.type, *(_skeleton(b) for b in block.blocks)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile())
def test_hostile_texts_stay_texts(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    wild, calm = (export(plan_of(Design.model_validate(record), load())) for record in pair)
    assert _shape(blocks_of(wild)) == _shape(blocks_of(calm))
    assert [f.path for f in wild] == [f.path for f in calm]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken())
def test_no_value_stops_an_export(record: dict[str, Any]) -> None:
    blocks_of(export(plan_of(Design.model_validate(record), load())))


def _designs() -> Iterator[tuple[str, dict[str, Any]]]:
    """One design for each service and one for each integration of the catalogue."""
    catalogue = load()

    def node(id_: str) -> dict[str, Any]:
        service = catalogue.variants[id_]
        variant = next((v for v in service.variants if v.id == id_), None)
        return {"service": service.id, "properties": dict(variant.when) if variant else {}}

    for service in catalogue.services:
        yield service, {"nodes": {"a": node(service)}}
    for integration in catalogue.integrations.values():
        edge = {"from": "a", "to": "b", "via": integration.id}
        nodes = {"a": node(integration.source), "b": node(integration.target)}
        yield integration.id, {"nodes": nodes, "edges": {"e": edge}}


def test_every_service_and_integration_is_exported_whole() -> None:
    for name, record in _designs():
        files = export(plan_of(Design.model_validate({"name": name, **record}), load()))
        blocks = blocks_of(files)
        addresses = {text for block in blocks.values() for text in _addresses(block)}
        assert addresses <= set(blocks), name
        assert NOT_SAID not in next(f.text for f in files if f.path == "README.md"), name
        assert any(f.path == TESTS for f in files), name  # a sample for every pattern
