"""Check sign-up."""

from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    attributes = event["request"].get("userAttributes", {})
    trigger = {"trigger": event["triggerSource"], "user": event["userName"]}
    process({**attributes, **trigger})
    return event  # the user pool reads its answer from here


@tracer.capture_method
def process(payload: dict[str, Any]) -> dict[str, Any]:
    """What this function is for: replace the lines below with your own."""
    logger.info("Received %s", type(payload).__name__)
    return payload
