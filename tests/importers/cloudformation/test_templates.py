"""Templates of our own become the nodes and connections that stand in these tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.importers.base import Imported
from designer.importers.cloudformation import read_template
from designer.model.design import Subject

HERE = Path(__file__).parent / "templates"


@pytest.fixture(scope="module")
def orders() -> Imported:
    return read_template(HERE / "orders.yaml", load())


NODES: Mapping[str, Mapping[str, str]] = {
    "orders.yaml": {
        "CreateOrderFunction": "lambda",
        "ShipOrderFunction": "lambda",
        "ReportFunction": "lambda",
        "OrdersTable": "dynamodb",
        "OrdersBus": "eventbridge-bus",
        "OrdersQueue": "sqs",
        "FailedOrdersQueue": "sqs",
        "ShippedTopic": "sns",
        "FileServer": "cfn",
        "ServerlessRestApi": "apigw-rest",
        "ServerlessHttpApi": "apigw-http",
        "ShipOrderFunctionNightly": "eventbridge-scheduler",
        "Client": "external-client",
        "Email": "email",
        "ArchiveBucketName": "s3",
    },
    "plain.json": {
        "Api": "apigw-rest",
        "Pets": "dynamodb",
        "PetsFunction": "lambda",
        "GuardFunction": "lambda",
        "Images": "s3",
        "Stream": "kinesis-stream",
        "Errors": "cloudwatch-alarm",
        "Alarms": "sns",
        "Cache": "cfn",
    },
    "workflow.yaml": {
        "Approval": "stepfunctions",
        "CheckFunction": "lambda",
        "AnswersTable": "dynamodb",
        "Sales": "stepfunctions",
        "Told": "sns",
        "Prices": "eventbridge-pipes",
        "Incoming": "sqs",
        "Hourly": "eventbridge-scheduler",
        "Morning": "eventbridge-scheduler",
        "ServerlessRestApi": "apigw-rest",
        "SQS": "sqs",
    },
    "routes.yaml": {
        "Shop": "apigw-rest",
        "Socket": "apigw-websocket",
        "Backend": "lambda",
        "Guard": "lambda",
        "Basket": "sqs",
        "Customers": "cognito-user-pool",
        "Site": "cloudfront",
        "Files": "s3",
        "Balancer": "alb",
        "Graph": "appsync",
        "Sensors": "iot-core",
        "HTTP": "http-endpoint",
    },
}

# source, target, via, properties
EDGES: Mapping[str, list[tuple[str, str, str | None, Mapping[str, Any]]]] = {
    "orders.yaml": [
        ("ServerlessRestApi", "CreateOrderFunction", None, {"Path": "/orders", "Method": "POST"}),
        ("ServerlessHttpApi", "CreateOrderFunction", None, {"Path": "/orders", "Method": "GET"}),
        ("OrdersQueue", "ShipOrderFunction", None, {
            "BatchSize": 25, "FunctionResponseTypes": ("ReportBatchItemFailures",),
        }),
        ("ShipOrderFunctionNightly", "ShipOrderFunction", None, {"Input": '{"all": true}'}),
        ("ShipOrderFunction", "ShippedTopic", "on-success", {"MaximumRetryAttempts": 1}),
        ("OrdersTable", "ReportFunction", None, {"StartingPosition": "LATEST"}),
        ("OrdersBus", "ReportFunction", None, {"EventPattern": {"detail-type": ("OrderPlaced",)}}),
        ("Client", "ReportFunction", None, {"AuthType": "AWS_IAM"}),
        ("OrdersBus", "OrdersQueue", None, {
            "EventPattern": {"source": ("shop.orders",)},
            "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ("FailedOrdersQueue", "Arn")}},
        }),
        ("ShipOrderFunction", "FailedOrdersQueue", "dead-letter", {}),
        ("OrdersQueue", "FailedOrdersQueue", "redrive", {"maxReceiveCount": 3}),
        ("ShippedTopic", "Email", None, {}),
        ("ReportFunction", "OrdersTable", None, {"Access": "read"}),
        ("CreateOrderFunction", "OrdersTable", None, {"Access": "read-write"}),
        ("CreateOrderFunction", "OrdersBus", None, {}),
        ("CreateOrderFunction", "ArchiveBucketName", None, {"Access": "read"}),
    ],
    "plain.json": [
        ("Stream", "PetsFunction", None, {"StartingPosition": "LATEST", "BatchSize": 50}),
        ("Api", "PetsFunction", None, {"Path": "/pets", "Method": "GET", "AuthorizationType": "CUSTOM"}),
        ("Api", "Pets", None, {"Path": "/pets", "Method": "PUT", "Action": "PutItem"}),
        ("Api", "GuardFunction", "authorizer", {"Type": "TOKEN"}),
        ("Images", "PetsFunction", None, {"Events": ("s3:ObjectCreated:*",)}),
        ("Errors", "Alarms", None, {}),
        ("PetsFunction", "Errors", None, {}),
        ("PetsFunction", "Pets", None, {"Access": "read"}),
    ],
    "workflow.yaml": [
        ("ServerlessRestApi", "Approval", None, {"Path": "/ask", "Method": "POST", "Action": "StartExecution"}),
        ("Incoming", "Prices", None, {
            "BatchSize": 5, "FilterCriteria": {"Filters": ({"Pattern": '{"body": {"price": [{"exists": true}]}}'},)},
        }),
        ("Prices", "Sales", None, {}),
        ("Prices", "CheckFunction", "enrichment", {}),
        ("Hourly", "Approval", None, {"Input": '{"hour": true}'}),
        ("Morning", "CheckFunction", None, {}),
        ("Approval", "CheckFunction", None, {"State": "Check", "TimeoutSeconds": 30}),
        ("Approval", "AnswersTable", None, {"State": "Keep", "Action": "putItem"}),
        ("Approval", "SQS", None, {"State": "Ask", "IntegrationPattern": "WAIT_FOR_TASK_TOKEN"}),
        ("Sales", "Told", None, {"State": "Tell"}),
    ],
    "routes.yaml": [
        ("Shop", "Backend", None, {"Path": "/goods", "Method": "GET"}),
        ("Shop", "Basket", None, {"Path": "/basket", "Method": "POST"}),
        ("Shop", "HTTP", None, {"Path": "/weather", "Method": "GET"}),
        ("Shop", "Customers", "authorizer", {}),
        ("Shop", "Guard", "authorizer", {"Type": "REQUEST"}),
        ("Socket", "Backend", None, {"RouteKey": "say"}),
        ("Customers", "Guard", None, {"Trigger": "PreSignUp"}),
        ("Site", "Files", None, {}),
        ("Site", "Shop", None, {"PathPattern": "api/*"}),
        ("Balancer", "Backend", None, {"TargetType": "lambda"}),
        ("Graph", "Backend", None, {"Type": "AWS_LAMBDA", "TypeName": "Query", "FieldName": "goods"}),
        ("Sensors", "Basket", None, {}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_nodes(name: str) -> None:
    design = read_template(HERE / name, load()).design
    assert {id_: node.service for id_, node in design.nodes.items()} == NODES[name]


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    design = read_template(HERE / name, load()).design
    found = [(e.source, e.target, e.via, dict(e.properties)) for e in design.edges.values()]
    assert sorted(found, key=repr) == sorted(((s, t, v, dict(p)) for s, t, v, p in EDGES[name]), key=repr)


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_between_known_services_is_an_integration(name: str) -> None:
    catalogue = load()
    design = read_template(HERE / name, catalogue).design
    for edge in design.edges.values():
        assert catalogue.integration(design, edge) is not None, edge


@pytest.mark.parametrize("name", NODES)
def test_every_resource_has_a_fate_and_a_line(name: str) -> None:
    imported = read_template(HERE / name, load())
    text = (HERE / name).read_text(encoding="utf-8").splitlines()
    for item in imported.report.items:
        assert item.place is not None
        assert item.name in text[item.place.line - 1]
        assert item.subject is not None
        if item.subject.kind == "node":
            assert item.subject.id in imported.design.nodes


def test_parameters_mappings_conditions_and_globals_are_put_in(orders: Imported) -> None:
    create, ship = (orders.design.nodes[id_].properties for id_ in ("CreateOrderFunction", "ShipOrderFunction"))
    assert create["MemorySize"] == 256
    assert (create["Timeout"], ship["Timeout"]) == (10, 20)
    assert create["Environment"]["Variables"] == {"STAGE": "test", "TABLE": {"Ref": "OrdersTable"}}


def test_what_edges_say_leaves_the_node(orders: Imported) -> None:
    assert "RedrivePolicy" not in orders.design.nodes["OrdersQueue"].properties
    assert "DeadLetterConfig" not in orders.design.nodes["ShipOrderFunction"].properties


def test_satellites_fold_into_their_owners(orders: Imported) -> None:
    folded = {item.name: item.subject for item in orders.report.items if item.fate == "folded"}
    assert folded == {
        "MailSubscription": Subject("node", "ShippedTopic"),
        "ToQueueRule": Subject("node", "OrdersBus"),
        "QueuePolicy": Subject("node", "OrdersQueue"),
        "Reader": Subject("node", "ReportFunction"),
    }


def test_what_is_not_understood_is_kept(orders: Imported) -> None:
    node = orders.design.nodes["FileServer"]
    assert (node.service, node.type, dict(node.properties)) == (
        "cfn",
        "AWS::Transfer::Server",
        {"Protocols": ("SFTP",)},
    )
    kept = [item for item in orders.report.items if item.fate == "kept"]
    assert [item.name for item in kept] == ["FileServer"]


def test_conditions_are_told(orders: Imported) -> None:
    item = next(item for item in orders.report.items if item.name == "ReportFunction")
    assert item.note == "only with the condition IsProduction"


def test_an_event_stands_where_it_is_written(orders: Imported) -> None:
    edge = next(id_ for id_, e in orders.design.edges.items() if e.source == "OrdersQueue" and e.via is None)
    place = orders.place_of(Subject("edge", edge))
    assert place is not None
    assert "FromQueue:" in (HERE / "orders.yaml").read_text(encoding="utf-8").splitlines()[place.line - 1]


def test_a_network_is_a_group() -> None:
    design = read_template(HERE / "plain.json", load()).design
    assert design.groups["Network"].kind == "vpc"
    assert design.nodes["Cache"].group == "Network"


def test_a_definition_in_a_file_of_its_own_is_read_and_filled() -> None:
    definition = read_template(HERE / "workflow.yaml", load()).design.nodes["Approval"].properties["Definition"]
    assert definition["States"]["Check"]["Parameters"]["FunctionName"] == {"Fn::GetAtt": ("CheckFunction", "Arn")}


def test_the_design_is_named_after_its_description_or_its_file(orders: Imported) -> None:
    assert orders.design.name == "Order intake"
    assert read_template(HERE / "routes.yaml", load()).design.name == "routes"
