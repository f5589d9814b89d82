"""What a design says beyond resources, and what a template's own words become in a plan."""

from __future__ import annotations

from typing import Any

import pytest

from designer.catalogue import load
from designer.model.design import Design, Subject
from exporters.cfn import logical_ids
from exporters.plan import Param, Plan, Pseudo, Ref
from exporters.planner import plan
from exporters.registry import exporters


def planned(nodes: dict[str, Any], edges: dict[str, Any] | None = None, groups: dict[str, Any] | None = None) -> Plan:
    design = {"name": "Drawn", "nodes": nodes, "edges": edges or {}, "groups": groups or {}}
    return plan(Design.model_validate(design), load())


def template(made: Plan) -> str:
    return next(f.text for f in exporters()["sam"].export(made) if f.path == "template.yaml")


def test_a_vpc_that_is_drawn_as_a_group_is_made() -> None:
    groups = {"net": {"kind": "vpc", "properties": {"CidrBlock": "10.7.0.0/16"}}}
    made = planned({"store": {"service": "efs", "in": "net"}}, groups=groups)
    assert made.resources["net"].properties["CidrBlock"] == "10.7.0.0/16"
    assert made.within == {"store": "net"}
    assert "VpcId" not in made.parameters
    assert all(o.subject != Subject("node", "net") for o in made.omissions)


def test_a_vpc_without_an_address_range_is_one_that_exists() -> None:
    made = planned({"store": {"service": "efs", "in": "net"}}, groups={"net": {"kind": "vpc"}})
    assert "net" not in made.resources
    assert "VpcId" in made.parameters


def test_a_container_is_made_as_its_node_says() -> None:
    said = {"Cpu": "1024", "Memory": 2048, "Image": "nginx:1", "ContainerPort": 9090}
    made = planned({"app": {"service": "ecs-fargate", "properties": said}})
    task = next(made.of_type("AWS::ECS::TaskDefinition")).properties
    assert (task["Cpu"], task["Memory"]) == ("1024", "2048")
    (container,) = task["ContainerDefinitions"]
    assert container["Image"] == "nginx:1"
    assert container["PortMappings"] == [{"ContainerPort": 9090, "Protocol": "tcp"}]


@pytest.mark.parametrize("source", ["alb", "apigw-http", "ecs-fargate"])
def test_whoever_calls_a_container_calls_its_port(source: str) -> None:
    nodes = {"from": {"service": source}, "app": {"service": "ecs-fargate", "properties": {"ContainerPort": 9090}}}
    made = planned(nodes, {"e": {"from": "from", "to": "app"}})
    assert "9090" in repr([r.properties for r in made.resources.values() if r.subject == Subject("edge", "e")])
    assert "8080" not in repr([r.properties for r in made.resources.values()])


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("SubnetIds", {"Ref": "Outside"}, "CommaDelimitedList"),
        ("SecurityGroups", {"Ref": "Outside"}, "CommaDelimitedList"),
        ("Values", [{"Fn::Select": [0, {"Ref": "Outside"}]}], "CommaDelimitedList"),
        ("SubnetId", {"Ref": "Outside"}, "String"),
        ("Name", {"Fn::Sub": "a-${Outside}"}, "String"),
    ],
)
def test_a_parameter_has_the_type_of_its_place(name: str, value: Any, kind: str) -> None:
    made = planned({"x": {"service": "cfn", "type": "AWS::Own::Thing", "properties": {name: value}}})
    assert made.parameters["Outside"].type == kind


def test_the_id_of_the_stack_is_no_parameter() -> None:
    properties = {"FunctionName": {"Fn::Sub": "f-${AWS::StackId}"}}
    made = planned({"f": {"service": "lambda", "properties": properties}})
    assert Pseudo("StackId") in made.resources["f"].properties["FunctionName"].parts
    assert "${AWS::StackId}" in template(made)


def test_what_is_written_as_a_logical_id_keeps_it() -> None:
    found = logical_ids(["Ship_errors_alarm", "ShipErrorsAlarm", "goods"])
    assert found == {"Ship_errors_alarm": "ShipErrorsAlarmAlt2", "ShipErrorsAlarm": "ShipErrorsAlarm", "goods": "Goods"}


def test_tags_are_a_map_where_sam_wants_one() -> None:
    tags = [{"Key": "Team", "Value": "blue"}]
    text = template(planned({s: {"service": s, "properties": {"Tags": tags}} for s in ("lambda", "sqs")}))
    assert "Team: blue" in text  # the function's
    assert "- Key: Team" in text  # the queue's


def test_a_route_of_a_document_asks_for_its_key() -> None:
    nodes = {"api": {"service": "apigw-rest"}, "goods": {"service": "dynamodb"}}
    edge = {"from": "api", "to": "goods", "properties": {"ApiKeyRequired": True}}
    text = template(planned(nodes, {"e": edge}))
    assert "api_key: []" in text
    assert "name: x-api-key" in text


def test_a_resource_policy_that_is_a_text_stays_one() -> None:
    document = {"Fn::Sub": '{"Version": "2012-10-17", "Statement": ["${AWS::Region}"]}'}
    node = {"service": "cfn", "type": "AWS::Logs::ResourcePolicy", "properties": {"PolicyDocument": document}}
    text = template(planned({"p": node}))
    assert '{"Version": "2012-10-17", "Statement": ["${AWS::Region}"]}' in text


def test_own_processors_of_a_delivery_stream_are_not_doubled() -> None:
    own = {"Type": "Lambda", "Parameters": [
        {"ParameterName": "LambdaArn", "ParameterValue": {"Fn::GetAtt": ["change", "Arn"]}},
    ]}  # fmt: skip
    properties = {"ExtendedS3DestinationConfiguration": {"ProcessingConfiguration": {"Processors": [own]}}}
    nodes = {
        "stream": {"service": "firehose", "properties": properties},
        "change": {"service": "lambda"},
        "store": {"service": "s3"},
    }
    edges = {"a": {"from": "stream", "to": "change"}, "b": {"from": "stream", "to": "store"}}
    made = planned(nodes, edges).resources["stream"].properties["ExtendedS3DestinationConfiguration"]
    (only,) = made["ProcessingConfiguration"]["Processors"]
    assert only["Parameters"][0]["ParameterValue"] == Ref("change", "Arn")


def test_what_is_not_deployed_is_carried_along() -> None:
    nodes = {
        "f": {"service": "lambda", "properties": {"Idempotent": True}},
        "words": {"service": "cfn", "type": "AWS::Polly::Lexicon", "disabled": True},
    }
    made = planned(nodes, {"e": {"from": "f", "to": "words", "via": "data-access"}})
    assert made.beside == {
        "nodes": {"words": nodes["words"]},
        "edges": {"e": {"from": "f", "to": "words", "via": "data-access"}},
        "said": {"f": {"Idempotent": True}},
    }


def test_a_database_takes_its_password_as_it_says_itself() -> None:
    secret = {"Fn::Sub": "{{resolve:secretsmanager:${keys}::password}}"}
    nodes = {
        "keys": {"service": "secrets-manager"},
        "db": {"service": "documentdb", "properties": {"MasterUserPassword": secret}},
    }
    made = planned(nodes, {"e": {"from": "keys", "to": "db"}})
    assert made.resources["db"].properties["MasterUserPassword"].parts[-1] == "::password}}"
    assert not isinstance(made.resources["db"].properties["MasterUsername"], Param)


def test_a_band_of_anomalies_has_no_threshold_of_its_own() -> None:
    metrics = {"ThresholdMetricId": "band", "Metrics": [{"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m)"}]}
    made = planned({"a": {"service": "cloudwatch-alarm", "properties": metrics}})
    assert "Threshold" not in made.resources["a"].properties


def test_a_further_type_of_a_service_gets_nothing_of_the_main_one() -> None:
    made = planned({"events": {"service": "appsync", "type": "AWS::AppSync::Api", "properties": {"Name": "x"}}})
    assert set(made.resources) == {"events"}
