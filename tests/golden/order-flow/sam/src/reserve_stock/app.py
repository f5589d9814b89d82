"""Reserve stock."""

import json
import os
import uuid
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()

# Made once for each execution environment and used by all its invocations.
dynamodb = boto3.resource("dynamodb")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return process(event)


@tracer.capture_method
def process(payload: dict[str, Any]) -> dict[str, Any]:
    """What this function is for: replace the lines below with your own."""
    update_stock(payload)
    return payload


def update_stock(payload: dict[str, Any]) -> None:
    """Update Stock."""
    table = dynamodb.Table(os.environ["TABLE_NAME"])
    key = {"sku": str(payload.get("sku") or identity(payload))}
    item = table.get_item(Key=key).get("Item", {})
    table.put_item(Item={**item, **key, "payload": json.dumps(payload, default=str)})


def identity(payload: dict[str, Any]) -> str:
    """What tells this payload from others: its id, a new one where it has none."""
    return str(payload.get("id") or uuid.uuid4())
