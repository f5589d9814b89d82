"""Types whose shape in Terraform is far from CloudFormation's, and what only the Cloud Control API can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design
from exporters.plan import Plan
from exporters.planner import plan as plan_of
from tests.exporters.terraform.reader import Block, Reference
from tests.exporters.terraform.test_terraform import blocks_of, export

Make = Callable[..., Plan]


def generic(**resources: tuple[str, dict[str, Any]]) -> dict[str, Block]:
    """The blocks of a design of resources that it says in CloudFormation's words."""
    nodes = {id_: {"service": "cfn", "type": type_, "properties": p} for id_, (type_, p) in resources.items()}
    return blocks_of(export(plan_of(Design.model_validate({"nodes": nodes}), load())))


def inner(block: Block, *path: str) -> Block:
    for name in path:
        (block,) = [b for b in block.blocks if b.type == name]
    return block


def test_a_delivery_stream_to_a_bucket(make_plan: Make) -> None:
    blocks = blocks_of(export(make_plan({"f": "firehose", "b": "s3"}, {"e": ("f", "b")})))
    stream = blocks["aws_kinesis_firehose_delivery_stream.f"]
    assert stream.attributes["destination"] == "extended_s3"
    assert stream.attributes["depends_on"] == [Reference("aws_iam_role_policy.f")]  # Firehose tries at once
    target = inner(stream, "extended_s3_configuration")
    assert target.attributes["bucket_arn"] == Reference("aws_s3_bucket.b.arn")
    assert target.attributes["buffering_size"] == 5
    assert inner(target, "cloudwatch_logging_options").attributes["enabled"] is True
    assert inner(stream, "server_side_encryption").attributes["enabled"] is True


def test_a_topic_rule_has_a_block_for_each_action(make_plan: Make) -> None:
    blocks = blocks_of(export(make_plan({"i": "iot-core", "t": "dynamodb"}, {"e": ("i", "t")})))
    rule = blocks["aws_iot_topic_rule.i"]
    assert rule.attributes["enabled"] is True
    assert inner(rule, "dynamodbv2", "put_item").attributes == {"table_name": Reference("aws_dynamodb_table.t.name")}


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::IoT::TopicRule", {"TopicRulePayload": {"Sql": "SELECT *", "Actions": [{"OpenSearch": {"Id": "i"}}]}}),
        ("AWS::IoT::TopicRuleDestination", {"HttpUrlProperties": {"ConfirmationUrl": "https://example.org"}}),
        ("AWS::Pipes::Pipe", {"TargetParameters": {"TimestreamParameters": {}}}),
        ("AWS::EventsV2::EventBus", {"Name": "b"}),
    ],
)
def test_what_the_provider_cannot_say_goes_through_cloud_control(type_: str, properties: dict[str, Any]) -> None:
    block = generic(x=(type_, properties))["aws_cloudcontrolapi_resource.x"]
    assert block.attributes["type_name"] == type_
    readme = next(f.text for f in export(_alone(type_, properties)) if f.path == "README.md")
    assert f"- `{type_}`" in readme


def _alone(type_: str, properties: dict[str, Any]) -> Plan:
    node = {"service": "cfn", "type": type_, "properties": properties}
    return plan_of(Design.model_validate({"nodes": {"x": node}}), load())


def _rule(statement: dict[str, Any]) -> dict[str, Any]:
    return {"Name": "r", "Priority": 1, "Action": {"Block": {}}, "Statement": statement}


def test_statements_within_statements_of_a_web_acl_are_json() -> None:
    geo = {"GeoMatchStatement": {"CountryCodes": ["DE"]}}
    acl = {"Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "Rules": [_rule(geo)]}
    deep = {**acl, "Rules": [_rule({"NotStatement": {"Statement": geo}})]}
    blocks = generic(flat=("AWS::WAFv2::WebACL", acl), deep=("AWS::WAFv2::WebACL", deep))
    flat = inner(blocks["aws_wafv2_web_acl.flat"], "rule", "statement", "geo_match_statement")
    assert flat.attributes == {"country_codes": ["DE"]}
    assert blocks["aws_wafv2_web_acl.deep"].attributes["rule_json"] == deep["Rules"]
    assert not [b for b in blocks["aws_wafv2_web_acl.deep"].blocks if b.type == "rule"]


def test_a_cluster_without_security_groups_asks_for_them() -> None:
    nodes = {"ClientSubnets": ["subnet-1"], "InstanceType": "kafka.m5.large"}
    given = {"ClusterName": "k", "KafkaVersion": "3.8.x", "NumberOfBrokerNodes": 2, "BrokerNodeGroupInfo": nodes}
    blocks = generic(k=("AWS::MSK::Cluster", given))
    group = inner(blocks["aws_msk_cluster.k"], "broker_node_group_info")
    assert group.attributes["security_groups"] == Reference("var.k_security_group_ids")
    assert blocks["variable.k_security_group_ids"].attributes["type"].text == "list(string)"


def test_a_secret_outside_is_read_and_never_asked_for(make_plan: Make) -> None:
    plan = make_plan({"b": "eventbridge-bus", "s": "third-party-saas"}, {"e": ("b", "s")})
    blocks = blocks_of(export(plan))
    (secret,) = [b for a, b in blocks.items() if a.startswith("data.aws_secretsmanager_secret_version.")]
    assert secret.attributes == {"secret_id": Reference("var.s_secret_arn")}
    (connection,) = [b for a, b in blocks.items() if a.startswith("aws_cloudwatch_event_connection.")]
    key = inner(connection, "auth_parameters", "api_key").attributes["value"]
    assert key.text == f'jsondecode(data.aws_secretsmanager_secret_version.{secret.labels[1]}.secret_string)["api_key"]'
    assert not [a for a in blocks if a.startswith("variable.") and "api_key" in a]


def test_each_item_of_a_list_is_validated(make_plan: Make) -> None:
    blocks = blocks_of(export(make_plan({"d": "rds"})))
    (validation,) = blocks["variable.private_subnet_ids"].blocks
    assert validation.attributes["condition"].text.startswith("alltrue([for value in var.private_subnet_ids : can(")


def test_the_example_of_values_names_every_variable(everything: Plan) -> None:
    files = {f.path: f.text for f in export(everything)}
    lines = files["terraform.tfvars.example"].split("\n")
    for address, block in blocks_of(export(everything)).items():
        if block.type == "variable":
            name = address.removeprefix("variable.")
            start = f"# {name} = " if "default" in block.attributes else f"{name} = "
            assert any(line.startswith(start) for line in lines), name
            assert address == "variable.name" or f"var.{name}" in "".join(files.values()), name


def test_names_fit_where_they_are_short(make_plan: Make) -> None:
    blocks = blocks_of(export(make_plan({"a_search_of_all_orders": "opensearch", "files": "s3"})))
    domain = blocks["aws_opensearch_domain.a_search_of_all_orders"].attributes["domain_name"]
    assert domain.parts[1].text == "substr(var.name, 0, 15)"
    assert 15 + len(domain.parts[-1]) <= 28
    assert blocks["aws_s3_bucket.files"].attributes["bucket_prefix"].parts[1:] == (Reference("var.name"), "-files-")
