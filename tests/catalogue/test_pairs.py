"""What may be connected to what: a table of pairs with the verdict that `explain` must give.

`pairs.csv` holds a row for each connection that AWS documents as possible or impossible.  The verdicts:

    legal             some integration connects the two; `record` is one of them
    illegal           none does; `record` is the refusal that says why
    not by mechanism  the two may be legal, but not by the mechanism in `note`, which the refusal `record` is about
    only by name      legal, but never what an edge without `via` stands for
    with a setting    legal where the `note` holds, which the rules and the bounds of properties look after

Rows with a number are also proven on the canvas and by the rules, with their quick fixes: test_row_by_row.py.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from designer.catalogue.loader import load
from designer.model.design import Design, Edge, Node

ROWS = list(csv.DictReader(Path(__file__).with_name("pairs.csv").read_text(encoding="utf-8").splitlines()))
CATALOGUE = load()


def rows(*verdicts: str) -> list[object]:
    return [
        pytest.param(row, id=f"{row['source']}-{row['target']}-{number}")
        for number, row in enumerate(ROWS)
        if row["verdict"] in verdicts
    ]


def default(source: str, target: str) -> str | None:
    """The integration that an edge without `via` between two nodes of these kinds stands for."""
    nodes = {}
    for id_, kind in (("a", source), ("b", target)):
        service = CATALOGUE.variants[kind]
        when = next((v.when for v in service.variants if v.id == kind), {})
        nodes[id_] = Node(service=service.id, properties=dict(when))
    edge = Edge.model_validate({"from": "a", "to": "b"})
    found = CATALOGUE.integration(Design(nodes=nodes), edge)
    return found.id if found else None


def test_the_table_is_whole() -> None:
    assert len(ROWS) > 500
    assert {row["verdict"] for row in ROWS} == {
        "legal", "illegal", "not by mechanism", "only by name", "with a setting",
    }  # fmt: skip


@pytest.mark.parametrize("row", rows("legal"))
def test_legal(row: dict[str, str]) -> None:
    verdict = CATALOGUE.explain(row["source"], row["target"])
    assert verdict.legal
    assert row["record"] in [i.id for i in verdict.integrations]
    assert verdict.why
    assert "{" not in verdict.why
    assert verdict.doc.startswith("https://")


@pytest.mark.parametrize("row", rows("illegal"))
def test_illegal(row: dict[str, str]) -> None:
    verdict = CATALOGUE.explain(row["source"], row["target"])
    assert not verdict.legal
    assert not verdict.integrations
    assert verdict.title
    assert verdict.why
    assert verdict.fix
    assert row["record"] in [r.id for r in CATALOGUE.refusals_of(row["source"], row["target"])]


@pytest.mark.parametrize("row", rows("not by mechanism"))
def test_not_by_mechanism(row: dict[str, str]) -> None:
    refusals = CATALOGUE.refusals_of(row["source"], row["target"])
    assert (row["record"], row["note"]) in [(r.id, r.mechanism) for r in refusals]
    words = {w for i in CATALOGUE.between(row["source"], row["target"]) for w in CATALOGUE.words(i)}
    assert row["note"] not in words


@pytest.mark.parametrize("row", rows("only by name"))
def test_only_by_name(row: dict[str, str]) -> None:
    assert CATALOGUE.between(row["source"], row["target"])
    assert default(row["source"], row["target"]) is None
    assert row["record"] in [r.id for r in CATALOGUE.refusals_of(row["source"], row["target"])]


@pytest.mark.parametrize("row", rows("with a setting"))
def test_with_a_setting(row: dict[str, str]) -> None:
    assert CATALOGUE.explain(row["source"], row["target"]).legal
    assert row["note"]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("sqs-standard", "lambda", "sqs-standard-triggers-lambda"),
        ("dynamodb", "lambda", "dynamodb-stream-triggers-lambda"),
        ("dynamodb", "eventbridge-pipes", "dynamodb-stream-feeds-eventbridge-pipes"),
        ("dynamodb", "s3", "dynamodb-exports-to-s3"),
        ("dynamodb", "opensearch", "dynamodb-syncs-to-opensearch"),
        ("apigw-http", "lambda", "apigw-http-proxies-lambda"),
        ("apigw-rest", "lambda", "apigw-rest-proxies-lambda"),
        ("external-client", "lambda", "external-client-calls-lambda-function-url"),
        ("cloudfront", "lambda", "cloudfront-runs-lambda"),
        ("eventbridge-bus", "sqs-fifo", "eventbridge-bus-sends-to-sqs-fifo"),
        ("lambda", "sqs-standard", "lambda-sends-to-sqs-standard"),
        ("lambda", "sns-standard", "lambda-publishes-to-sns-standard"),
        ("lambda", "lambda", "lambda-calls-lambda"),
        ("lambda", "s3", "lambda-accesses-s3"),
        ("sns-standard", "sqs-standard", "sns-standard-sends-to-sqs-standard"),
        ("s3", "lambda", "s3-notifies-lambda"),
        ("eventbridge-pipes", "lambda", "eventbridge-pipes-invokes-lambda"),
        ("ecs-fargate", "eventbridge-bus", "ecs-fargate-publishes-to-eventbridge-bus"),
        ("sqs-standard", "sqs-standard", None),
        ("sqs-fifo", "sqs-fifo", None),
        ("s3", "s3", None),
        ("apigw-http", "cognito-user-pool", None),
        ("appsync", "cognito-user-pool", None),
        ("s3", "sqs-fifo", None),
    ],
)
def test_default(source: str, target: str, expected: str | None) -> None:
    assert default(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "via", "expected"),
    [
        ("dynamodb", "lambda", "stream", "dynamodb-stream-triggers-lambda"),
        ("dynamodb", "lambda", "event-source-mapping", "dynamodb-stream-triggers-lambda"),
        ("dynamodb", "eventbridge-pipes", "stream", "dynamodb-stream-feeds-eventbridge-pipes"),
        ("dynamodb", "s3", "stream", None),
        ("dynamodb", "opensearch", "stream", None),
        ("external-client", "lambda", "function-url", "external-client-calls-lambda-function-url"),
        ("cloudfront", "lambda", "function-url", "cloudfront-fetches-from-lambda-function-url"),
        ("sqs", "sqs", "redrive", "sqs-standard-redrives-to-sqs-standard"),
        ("lambda", "sqs", "on-failure", "lambda-reports-to-sqs-standard"),
        ("lambda", "sqs", "on-success", "lambda-passes-on-to-sqs-standard"),
        ("lambda", "sqs", "dead-letter", "lambda-dead-letters-to-sqs-standard"),
        ("iot-core", "sqs", "error-action", "iot-core-reports-to-sqs-standard"),
        ("s3", "s3", "replication", "s3-replicates-to-s3"),
        ("eventbridge-pipes", "lambda", "enrichment", "eventbridge-pipes-enriches-with-lambda"),
        ("apigw-rest", "lambda", "authorizer", "apigw-rest-authorizes-with-lambda"),
        ("apigw-rest", "lambda", "async-invoke", "apigw-rest-invokes-lambda"),
        ("apigw-http", "cognito-user-pool", "authorizer", "apigw-http-authorizes-with-cognito-user-pool"),
        ("rds", "sns", "event-subscription", "rds-reports-to-sns-standard"),
        ("ses", "s3", "receipt-rule", "ses-stores-in-s3"),
        ("sqs", "ecs-fargate", "poll", "sqs-standard-feeds-ecs-fargate"),
        ("sqs", "ecs-fargate", "push", None),
        ("firehose", "s3", "delivery", "firehose-delivers-to-s3"),
        ("firehose", "lambda", "delivery", None),
        ("s3", "lambda", "event-source-mapping", None),
        ("rds", "lambda", "event-subscription", None),
        ("apigw-http", "lambda", "apigw-http-proxies-lambda", "apigw-http-proxies-lambda"),
    ],
)
def test_via(source: str, target: str, via: str, expected: str | None) -> None:
    design = Design(nodes={"a": Node(service=source), "b": Node(service=target)})
    found = CATALOGUE.integration(design, Edge.model_validate({"from": "a", "to": "b", "via": via}))
    assert (found.id if found else None) == expected


def test_explain_answers_for_every_pair() -> None:
    """For any two kinds there is an answer that says why, and what it offers can be read."""
    kinds = [k for k in CATALOGUE.variants if k not in CATALOGUE.services or not CATALOGUE.services[k].variants]
    for source in kinds:
        for target in kinds:
            verdict = CATALOGUE.explain(source, target)
            assert verdict.why, (source, target)
            assert verdict.doc.startswith("https://"), (source, target)
            assert (verdict.state == "detour") == (bool(verdict.detours) and not verdict.integrations)


def test_a_facet_is_no_node() -> None:
    assert "lambda-function-url" not in CATALOGUE.reachable("cloudfront")
    assert "lambda" in CATALOGUE.reachable("cloudfront")
    assert CATALOGUE.ids_of("dynamodb-stream") == ("dynamodb-stream",)
    assert not CATALOGUE.between("dynamodb", "dynamodb")
    assert CATALOGUE.title("dynamodb-stream") == "DynamoDB stream"
