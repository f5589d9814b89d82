"""Make thumbnail."""

import json
import logging
import os
import uuid
from urllib.parse import unquote_plus

import boto3

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

# Made once for each execution environment and used by all its invocations.
s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        entity = record["s3"]
        process({"bucket": entity["bucket"]["name"], "key": unquote_plus(entity["object"]["key"])})


def process(payload):
    """What this function is for: replace the lines below with your own."""
    write_to_thumbnails(payload)
    return payload


def write_to_thumbnails(payload):
    """Write to Thumbnails."""
    bucket = os.environ["BUCKET_NAME"]
    key = "" + f"{payload.get('id') or uuid.uuid4()}.json"
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(payload).encode(), ContentType="application/json")
