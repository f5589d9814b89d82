"""A container that asks a queue again and again instead of waiting for a message.

Example: A Fargate service polls a queue whose `ReceiveMessageWaitTimeSeconds` is 0.
Instead: 20 s: the call returns as soon as there is a message.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH, BEST = "ReceiveMessageWaitTimeSeconds", 20


class ShortPolling(EdgeRule):
    id = "poll-interval-short-polling"
    severity = "info"
    category = "cost"
    title = "Short polling"
    why = "Every empty answer is paid for like a full one."
    fix = f"Wait up to {BEST} s for a message."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
    read = "2026-08-07"
    sources = ("sqs",)
    mechanisms = ("poll",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.source.number(PATH) == 0:
            fixes = [set_property(edge.source.subject, PATH, BEST, f"Wait {BEST} s")]
            message = f"{edge.target.title} asks {edge.source.title} again at once when it is empty."
            yield self.finding(edge.subject, message, fixes=fixes, property_=PATH)
