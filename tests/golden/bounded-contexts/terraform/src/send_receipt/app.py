"""Send receipt."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.data_classes import EventBridgeEvent
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


@logger.inject_lambda_context(correlation_id_path=correlation_paths.EVENT_BRIDGE)
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    idempotency.register_lambda_context(context)
    happened = EventBridgeEvent(event)
    process_once(key=happened.get_id, payload=happened.detail)


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
    logger.info("Received %s", type(payload).__name__)
    return payload
