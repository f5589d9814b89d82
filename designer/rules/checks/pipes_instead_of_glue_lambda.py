"""A function between a queue or stream and a receiver that may only move what it gets.

Looks at functions with one way in, which they poll, and one way out, which a pipe can take.

Example: Table stream, function, bus: the function publishes each change as an event.
Instead: An EventBridge pipe, which filters and reshapes without code.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import take_out
from designer.rules.searches import only_ways
from designer.rules.view import NodeView, View

SOURCES = ("sqs", "kinesis-stream", "dynamodb")
PIPE = "eventbridge-pipes"
RECEIVERS = ("sqs", "sns-standard", "eventbridge-bus", "stepfunctions", "kinesis-stream", "firehose")


class PipesInsteadOfGlueLambda(NodeRule):
    id = "pipes-instead-of-glue-lambda"
    severity = "info"
    category = "cost"
    title = "Function that may only move events"
    why = "Glue code is to be written, tested, patched and paid for, and fails in ways of its own."
    fix = "Take an EventBridge pipe, unless the function works on the events."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html"
    read = "2026-08-07"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        ways = only_ways(view, node)
        if ways is None or ways[0].mechanism != "event-source-mapping":
            return
        source, receiver = ways[0].source, ways[1].target
        if not source.is_a(*SOURCES) or not receiver.is_a(*RECEIVERS) or source.id == receiver.id:
            return
        # A FIFO queue wants a message group, which the pipe must be told.
        fixes = [] if receiver.is_a("sqs-fifo") else [take_out(ways[0], ways[1], "Use an EventBridge pipe", (PIPE,))]
        yield self.finding(
            node.subject,
            f"{node.title} takes from {source.title} and gives to {receiver.title}, as a pipe can.",
            fixes=fixes,
        )
