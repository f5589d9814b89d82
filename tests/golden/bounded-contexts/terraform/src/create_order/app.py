"""Create order."""

import json
import os
import uuid
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import (
    BadRequestError,
    UnauthorizedError,
)
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
tracer = Tracer()
api = APIGatewayHttpResolver()

# Made once for each execution environment and used by all its invocations.
dynamodb = boto3.resource("dynamodb")


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)


@api.post("/orders")
@tracer.capture_method
def post_orders() -> dict[str, Any]:
    event = api.current_event
    return process({**request_payload(event), "caller": caller(event)})


@tracer.capture_method
def process(payload: dict[str, Any]) -> dict[str, Any]:
    """What this function is for: replace the lines below with your own."""
    write_to_orders(payload)
    return payload


def write_to_orders(payload: dict[str, Any]) -> None:
    """Write to Orders."""
    table = dynamodb.Table(os.environ["TABLE_NAME"])
    key = {"order_id": str(payload.get("order_id") or identity(payload))}
    table.put_item(Item={**key, "payload": json.dumps(payload, default=str)})


def identity(payload: dict[str, Any]) -> str:
    """What tells this payload from others: its id, a new one where it has none."""
    return str(payload.get("id") or uuid.uuid4())


def request_payload(event: APIGatewayProxyEventV2) -> dict[str, Any]:
    """The JSON object of the body, with the parameters of the query."""
    try:
        body = event.json_body or {}
    except ValueError as error:
        raise BadRequestError("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequestError("The body is not a JSON object.")
    return {**body, **(event.query_string_parameters or {})}


def caller(event: APIGatewayProxyEventV2) -> str:
    """Who has signed in: the subject of the token that the API has checked."""
    claims = event.request_context.authorizer.jwt_claim
    if not claims.get("sub"):
        raise UnauthorizedError("The token names nobody.")
    return str(claims["sub"])
