"""Create order."""

import base64
import json
import logging
import os
import uuid

import boto3

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

# Made once for each execution environment and used by all its invocations.
dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    try:
        payload = request_payload(event)
    except ValueError:
        return answer(400, {"message": "The body is not JSON."})
    try:
        return answer(200, process(payload))
    except Exception:
        logger.exception("Request failed")
        return answer(500, {"message": "Internal error"})


def process(payload):
    """What this function is for: replace the lines below with your own."""
    write_to_orders(payload)
    return payload


def write_to_orders(payload):
    """Write to Orders."""
    table = dynamodb.Table(os.environ["TABLE_NAME"])
    key = {"order_id": str(payload.get("order_id") or payload.get("id") or uuid.uuid4())}
    table.put_item(Item={**key, "payload": json.dumps(payload)})


def request_payload(event):
    """The JSON object of the body, with the parameters of path and query; ValueError when the body is something else."""
    text = event.get("body") or "{}"
    if event.get("isBase64Encoded"):
        text = base64.b64decode(text)
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return {**body, **(event.get("queryStringParameters") or {}), **(event.get("pathParameters") or {})}


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(body, default=str),
    }
