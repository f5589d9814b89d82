"""A bucket that starts work which writes into the bucket again.

Loops through further services count too.  Writing under another prefix than the notification listens to is no loop.

Example: A function makes a thumbnail of every new picture and stores it in the same bucket.
Instead: A second bucket, or `KeyPrefix` on the writing edge and another prefix in the notification's filter.
"""

from __future__ import annotations

from designer.model.design import Node
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import move_target
from designer.rules.searches import closes, trail
from designer.rules.view import EdgeView, View


class RecursiveLoopS3(EdgeRule):
    id = "recursive-loop-s3"
    severity = "error"
    category = "cost"
    title = "Endless loop through a bucket"
    why = "Each object that is written starts the work again, without end and at your cost."
    fix = "Write into a second bucket, or under a prefix that the notification does not listen to."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    read = "2026-11-23"
    targets = ("s3",)

    def check(self, view: View, edge: EdgeView) -> Found:
        loop = closes(view, edge)
        if loop:
            bucket = Node(service="s3", title=f"{edge.target.title} results"[:80])
            message = f"{edge.source.title} writes into {edge.target.title}, which starts it again: {trail(loop)}."
            yield self.finding(edge.subject, message, fixes=[move_target(edge, bucket, "Write into a second bucket")])
