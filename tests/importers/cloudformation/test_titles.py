"""Titles that a person would give."""

from __future__ import annotations

import pytest

from designer.importers.cloudformation.titles import title


@pytest.mark.parametrize(
    ("id_", "service", "expected"),
    [
        ("CreateOrderFunction", "lambda", "Create order"),
        ("createOrderLambda", "lambda", "Create order"),
        ("OrdersTable", "dynamodb", "Orders table"),
        ("OrderDLQ", "sqs", "Order DLQ"),
        ("ServerlessRestApi", "apigw-rest", "REST API"),
        ("MyS3Bucket", "s3", "S3 bucket"),
        ("HTTPApi", "apigw-http", "HTTP API"),
        ("MyFunction", "lambda", "Function"),
        ("ProcessPDFFunction", "lambda", "Process PDF"),
        ("lambda", "lambda", "Lambda"),
        ("MySQSqueue", "sqs", "SQS queue"),
        ("PrivateDnsZone", "route53", "Private DNS zone"),
        ("A", "sqs", "A"),
    ],
)
def test_title(id_: str, service: str, expected: str) -> None:
    assert title(id_, service) == expected


def test_a_parameter_loses_the_word_for_what_it_holds() -> None:
    assert title("OrdersTableName", "dynamodb", outside=True) == "Orders table"
