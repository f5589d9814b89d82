"""Reserve stock."""

import json
import os
import uuid
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()
batch = BatchProcessor(event_type=EventType.SQS)
idempotency = IdempotencyConfig(expires_after_seconds=3600)
handled = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])

# Made once for each execution environment and used by all its invocations.
dynamodb = boto3.resource("dynamodb")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    idempotency.register_lambda_context(context)
    return process_partial_response(
        event=event,
        record_handler=handle_sqs_record,
        processor=batch,
        context=context,
    )


@tracer.capture_method
def handle_sqs_record(record: SQSRecord) -> None:
    """One record: if this raises, it comes again."""
    process_once(key=record.message_id, payload=decode(record.body))


@idempotent_function(
    data_keyword_argument="key",
    config=idempotency,
    persistence_store=handled,
)
def process_once(key: str, payload: dict[str, Any]) -> None:
    """Does nothing if an event of this key was processed within the last hour."""
    process(payload)


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


def decode(text: str | bytes) -> dict[str, Any]:
    """JSON as it is, any other text as a message."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    return {"message": text if isinstance(text, str) else text.decode(errors="replace")}
