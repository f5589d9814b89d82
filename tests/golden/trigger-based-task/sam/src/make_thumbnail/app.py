"""Make thumbnail."""

import json
import os
import uuid
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.data_classes import S3Event
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
s3 = boto3.client("s3")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    idempotency.register_lambda_context(context)
    for record in S3Event(event).records:
        bucket, entity = record.s3.bucket.name, record.s3.get_object
        payload = {"bucket": bucket, "key": entity.key}
        happened = entity.get("sequencer") or record.event_time
        process_once(key=f"{bucket}/{entity.key}#{happened}", payload=payload)


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
    write_to_thumbnails(payload)
    return payload


def write_to_thumbnails(payload: dict[str, Any]) -> None:
    """Write to Thumbnails."""
    bucket = os.environ["BUCKET_NAME"]
    s3.put_object(
        Bucket=bucket,
        Key=f"{identity(payload)}.json",
        Body=json.dumps(payload, default=str).encode(),
        ContentType="application/json",
    )


def identity(payload: dict[str, Any]) -> str:
    """What tells this payload from others: its id, a new one where it has none."""
    return str(payload.get("id") or uuid.uuid4())
