"""Charge card."""

import logging
import os

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))


def handler(event, context):
    return process(event)


def process(payload):
    """What this function is for: replace the lines below with your own."""
    logger.info("Received %s", sorted(payload) if isinstance(payload, dict) else type(payload).__name__)
    return payload
