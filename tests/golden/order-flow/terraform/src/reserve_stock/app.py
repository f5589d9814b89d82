"""Reserve stock."""

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
    return process(event)


def process(payload):
    """What this function is for: replace the lines below with your own."""
    update_stock(payload)
    return payload


def update_stock(payload):
    """Update Stock."""
    table = dynamodb.Table(os.environ["TABLE_NAME"])
    key = {"sku": str(payload.get("sku") or payload.get("id") or uuid.uuid4())}
    item = table.get_item(Key=key).get("Item", {})
    table.put_item(Item={**item, **key, "payload": json.dumps(payload)})
