"""Publish order."""

import json
import logging
import os

import boto3

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

# Made once for each execution environment and used by all its invocations.
events = boto3.client("events")


def handler(event, context):
    failures = []
    for record in event["Records"]:
        identifier = record["dynamodb"]["SequenceNumber"]
        try:
            process({"change": record["eventName"], **record["dynamodb"]})
        except Exception:
            logger.exception("Record %s failed", identifier)
            failures.append({"itemIdentifier": identifier})
            break  # everything from here on comes again, in the same order
    return {"batchItemFailures": failures}


def process(payload):
    """What this function is for: replace the lines below with your own."""
    publish_to_order_events(payload)
    return payload


def publish_to_order_events(payload):
    """Publish to Order events."""
    entry = {
        "EventBusName": os.environ["EVENT_BUS_NAME"],
        "Source": "order-intake",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps(payload),
    }
    result = events.put_events(Entries=[entry])
    if result["FailedEntryCount"]:  # put_events answers 200 even when an entry failed
        raise RuntimeError(f"EventBridge refused the event: {result['Entries']}")
