"""Publish order."""

import json
import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.data_classes import DynamoDBStreamEvent
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import (
    DynamoDBRecord,
)
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()
idempotency = IdempotencyConfig(expires_after_seconds=3600)
handled = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])

# Made once for each execution environment and used by all its invocations.
events = boto3.client("events")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    idempotency.register_lambda_context(context)
    for record in DynamoDBStreamEvent(event).records:
        try:
            handle_dynamodb_record(record)
        except Exception:
            logger.exception("A record failed")
            # Lambda comes again with this record and all that follow it: going on would
            # do their work twice, and out of order.
            failed = record.dynamodb.sequence_number
            return {"batchItemFailures": [{"itemIdentifier": failed}]}
    return {"batchItemFailures": []}


@tracer.capture_method
def handle_dynamodb_record(record: DynamoDBRecord) -> None:
    """One record: if this raises, it comes again with all that follow it."""
    change = record.dynamodb
    item = change.new_image or change.keys
    process_once(key=record.event_id, payload={**item, "change": record["eventName"]})


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
    publish_to_order_events(payload)
    return payload


def publish_to_order_events(payload: dict[str, Any]) -> None:
    """Publish to Order events."""
    entry = {
        "EventBusName": os.environ["EVENT_BUS_NAME"],
        "Source": "order-intake",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps(payload, default=str),
    }
    result = events.put_events(Entries=[entry])
    if result["FailedEntryCount"]:  # put_events answers 200 even when an entry failed
        raise RuntimeError(f"EventBridge refused the event: {result['Entries']}")
